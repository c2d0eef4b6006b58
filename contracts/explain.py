"""A vendor's contract for people: as text, as a diagram, and as the page under `docs/vendors/`.

Source: ours; everything told stands in the vendor's `lifecycle.yaml` and `openapi.yaml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from understudy.contracts import facts
from understudy.contracts.lifecycle import Lifecycle
from understudy.contracts.provenance import Provenance, Sureness
from understudy.contracts.vendor import Failure, Vendor

KINDS = {
    "status": "statuses",
    "lifecycle": "lifecycles",
    "failure": "failures",
    "duration": "durations",
    "poll advice": "poll advice",
    "error code": "error codes",
    "operation": "operations",
    "response": "responses",
    "field": "fields",
    "protocol": "protocol",
}
"""kind of a fact -> its row in the table of sureness. A transition has none: it has no source of its own but its
lifecycle's, which would be counted once for each arrow. What `protocol.yaml` says has its own, and much of it is what
a check relies on most."""
Known = Mapping[str, Provenance]
"""name of a fact -> how it is known, where evidence says more than the files (`Evidence.observed`)"""
NOTHING: Known = MappingProxyType({})


def provenances(vendor: Vendor, observed: Known = NOTHING) -> dict[str, Provenance]:
    """Return how each fact is known, by its name."""
    return {name: observed.get(name, fact.provenance) for name, fact in facts.facts(vendor).items()}


def sureness_table(vendor: Vendor, observed: Known = NOTHING) -> list[tuple[str, int, int, int]]:
    """Return (kind of fact, documented, observed, assumed), the last row being the sum."""
    known, counts = provenances(vendor, observed), {title: Counter[Sureness]() for title in KINDS.values()}
    for name, fact in facts.facts(vendor).items():
        if fact.kind in KINDS:
            counts[KINDS[fact.kind]][known[name].sureness] += 1
    counts["all"] = sum(counts.values(), Counter[Sureness]())
    return [(kind, *(count[sureness] for sureness in Sureness)) for kind, count in counts.items()]  # type: ignore[misc]


def advice_lines(vendor: Vendor, observed: Known = NOTHING) -> list[str]:
    """Return the poll advice, one sentence each."""
    lines: list[str] = []
    since_s = 0.0
    told = _Told(vendor, observed)
    for number, advice in enumerate(vendor.poll_advice, 1):
        of = f" ({', '.join(advice.lifecycles)})" if advice.lifecycles else ""
        until = "" if advice.until_elapsed_s is None else f" until {advice.until_elapsed_s:g} s have passed"
        after = f" after {since_s:g} s" if since_s and not until else ""
        lines.append(f"every {advice.interval_s:g} s{until}{after}{of}: {told['poll advice', str(number)]}")
        since_s = advice.until_elapsed_s or 0.0
    return lines


class _Told:
    """How each fact is known, in words."""

    def __init__(self, vendor: Vendor, observed: Known) -> None:
        self._known = provenances(vendor, observed)

    def __getitem__(self, fact: tuple[str, str]) -> str:
        known = self._known[" ".join(fact)]
        return f"{known.sureness}: {known.source}"


def transitions(lifecycle: Lifecycle) -> list[str]:
    """Return the table of one lifecycle, a line for each row."""
    lines: list[str] = []
    for name, row in lifecycle.rows.items():
        shown = lifecycle.shown(name)
        label = name if shown == name else f"{name} (shown as {shown})" if shown else f"{name} (no status is shown)"
        ways = [f"moves on to {' or '.join(row.then)}"] if row.then else []
        ways += [f"waits for {command} -> {target}" for command, target in (row.waits or {}).items()]
        ways += [f"ends {row.ends}"] if row.ends else []
        ways += [f"documented redo: {command} -> {target}" for command, target in row.redo.items()]
        lines.append(f"{label}: {'; '.join(ways)}")
    return lines


def mermaid(vendor: Vendor) -> str:
    """Return a Mermaid state diagram with all lifecycles of a vendor."""
    lines = ["stateDiagram-v2"]
    for lifecycle in vendor.lifecycles.values():
        lines.append(f'    state "{lifecycle.name}" as {lifecycle.name} {{')
        lines += [f"        {line}" for line in _mermaid_lines(lifecycle)]
        lines.append("    }")
    return "\n".join(lines)


def _mermaid_lines(lifecycle: Lifecycle) -> Iterator[str]:
    def node(row: str) -> str:
        return f"{lifecycle.name}_{row}"

    for row in lifecycle.rows:
        shown = lifecycle.shown(row)
        yield f'state "{row if shown in (row, "") else f"{shown} ({row})"}" as {node(row)}'
    yield f"[*] --> {node(lifecycle.initial)}"
    for row, target, command in lifecycle.edges():
        yield f"{node(row)} --> {node(target)}{f': {command}' if command else ''}"
    for row, table in lifecycle.rows.items():
        if table.ends:
            yield f"{node(row)} --> [*]"


def failure_line(failure: Failure) -> str:
    """Return what a failure looks like: its edge, cause, code and message."""
    edge = ", ".join(f"{row} -> {target}" for row, target in failure.edge.items())
    said = " ".join(filter(None, [failure.code, f'"{failure.message}"' if failure.message else None]))
    cause = "only when asked for" if failure.cause == "asked" else f"caused by: {failure.cause.replace('_', ' ')}"
    return f"{edge}; {cause}; {said or 'no text'}"


def text(vendor: Vendor, observed: Known = NOTHING) -> str:
    """Return everything about a vendor as plain text."""
    told = _Told(vendor, observed)
    lines = [f"{vendor.title} (source: {vendor.source})", "", "STATUSES"]
    lines += [f"  {name}: {each.means}\n      {told['status', name]}" for name, each in vendor.statuses.items()]
    for lifecycle in vendor.lifecycles.values():
        lines += ["", f"TRANSITIONS, {lifecycle.name}: {lifecycle.about}", f"      {told['lifecycle', lifecycle.name]}"]
        lines += [f"  {line}" for line in transitions(lifecycle)]
    lines += ["", "FAILURES"]
    lines += [
        f"  {name}: {failure_line(each)}\n      {told['failure', name]}" for name, each in vendor.failures.items()
    ]
    lines += ["", "OPERATIONS"]
    for each in vendor.contract.operations.values():
        codes = " ".join(map(str, each.responses))
        lines.append(f"  {each.id}: {each.method} {each.path} -> {codes}\n      {told['operation', each.id]}")
    lines += ["", "ERROR CODES"]
    lines += [
        f"  {name} (HTTP {each.http}): {each.means}\n      {told['error code', name]}"
        for name, each in vendor.error_codes.items()
    ]
    lines += ["", "POLL ADVICE", *(f"  {line}" for line in advice_lines(vendor, observed))]
    if vendor.sources:
        lines += ["", "SOURCES", *(f"  [{name}]: {each}" for name, each in vendor.sources.items())]
    if observed:
        lines += ["", "SEEN, WHERE NO SOURCE SAYS SO"]
        lines += [f"  {name}\n      {known.sureness}: {known.source}" for name, known in observed.items()]
    lines += ["", "HOW SURE WE ARE", f"  {'':12} {'documented':>10} {'observed':>10} {'assumed':>10}"]
    lines += [f"  {kind:12} {a:>10} {b:>10} {c:>10}" for kind, a, b, c in sureness_table(vendor, observed)]
    return "\n".join(lines)


def markdown(vendor: Vendor, observed: Known = NOTHING) -> str:
    """Return the page `docs/vendors/NAME.md`."""
    told = _Told(vendor, observed)
    lines = [
        f"# {vendor.title}",
        "",
        f"Written from `contracts/{vendor.name}/`, whose main source is {vendor.source}. Do not edit: "
        f"`understudy explain {vendor.name} --markdown` writes it anew.",
        "",
        "```mermaid",
        mermaid(vendor),
        "```",
    ]
    lines += _table(
        "Statuses",
        ("status", "meaning", "provenance"),
        [(f"`{name}`", each.means, told["status", name]) for name, each in vendor.statuses.items()],
    )
    for lifecycle in vendor.lifecycles.values():
        known = told["lifecycle", lifecycle.name]
        lines += ["", f"## Lifecycle `{lifecycle.name}`", "", f"{lifecycle.about} ({known})", ""]
        lines += [f"- {line}" for line in transitions(lifecycle)]
    lines += _table(
        "Failures",
        ("name", "what happens", "provenance"),
        [(f"`{name}`", failure_line(each), told["failure", name]) for name, each in vendor.failures.items()],
    )
    lines += _table("Operations", ("operation", "request", "answers", "provenance"), _operations(vendor, told))
    lines += _table(
        "Error codes",
        ("code", "HTTP", "meaning", "provenance"),
        [
            (f"`{name}`", str(each.http), each.means, told["error code", name])
            for name, each in vendor.error_codes.items()
        ],
    )
    lines += _table("Typical durations", ("row", "audio -> stay, in seconds", "provenance"), _durations(vendor, told))
    lines += ["", "## Poll advice", "", *(f"- {line}" for line in advice_lines(vendor, observed))]
    if vendor.sources:
        lines += ["", "## Sources", "", *(f"- [{name}]: {each}" for name, each in vendor.sources.items())]
    if observed:
        seen = [(f"`{name}`", f"{known.sureness}: {known.source}") for name, known in observed.items()]
        lines += _table("Seen, where no source says so", ("fact", "provenance"), seen)
    table = [tuple(map(str, row)) for row in sureness_table(vendor, observed)]
    lines += _table("How sure we are", ("facts", *Sureness), table)
    return "\n".join(lines) + "\n"


def _operations(vendor: Vendor, told: _Told) -> list[tuple[str, str, str, str]]:
    return [
        (f"`{each.id}`", f"`{each.method} {each.path}`", " ".join(map(str, each.responses)), told["operation", each.id])
        for each in vendor.contract.operations.values()
    ]


def _durations(vendor: Vendor, told: _Told) -> list[tuple[str, str, str]]:
    return [
        (
            f"`{name}`",
            "; ".join(f"{p.audio_s:g} -> {p.low_s:g} to {p.high_s:g}" for p in each.points),
            told["duration", name],
        )
        for name, each in vendor.durations.items()
    ]


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return ["", f"## {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *body]
