"""A vendor's contract for people: as text, as a diagram, and as the page under `docs/vendors/`.

Source: ours; everything told stands in the vendor's `lifecycle.yaml` and `openapi.yaml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from understudy.contracts.lifecycle import Lifecycle
from understudy.contracts.provenance import Provenance, Sureness
from understudy.contracts.vendor import Failure, Vendor


def facts(vendor: Vendor) -> dict[str, list[Provenance]]:
    """Return the provenance of every fact, by kind."""
    operations = vendor.contract.operations.values()
    return {
        "statuses": [Provenance.parse(each.provenance) for each in vendor.statuses.values()],
        "lifecycles": [Provenance.parse(each.provenance) for each in vendor.lifecycles.values()],
        "failures": [Provenance.parse(each.provenance) for each in vendor.failures.values()],
        "durations": [Provenance.parse(each.provenance) for each in vendor.durations.values()],
        "poll advice": [Provenance.parse(each.provenance) for each in vendor.poll_advice],
        "error codes": [Provenance.parse(each.provenance) for each in vendor.error_codes.values()],
        "operations": [each.provenance for each in operations],
        "responses": [reply.provenance for each in operations for reply in each.responses.values()],
        "fields": [provenance for _, provenance in vendor.contract.fields()],
    }


def sureness_table(vendor: Vendor) -> list[tuple[str, int, int, int]]:
    """Return (kind of fact, documented, observed, assumed), the last row being the sum."""
    counts = {kind: Counter(each.sureness for each in found) for kind, found in facts(vendor).items()}
    counts["all"] = sum(counts.values(), Counter[Sureness]())
    return [(kind, *(count[sureness] for sureness in Sureness)) for kind, count in counts.items()]  # type: ignore[misc]


def advice_lines(vendor: Vendor) -> list[str]:
    """Return the poll advice, one sentence each."""
    lines: list[str] = []
    since_s = 0.0
    for advice in vendor.poll_advice:
        of = f" ({', '.join(advice.lifecycles)})" if advice.lifecycles else ""
        until = "" if advice.until_elapsed_s is None else f" until {advice.until_elapsed_s:g} s have passed"
        after = f" after {since_s:g} s" if since_s and not until else ""
        lines.append(f"every {advice.interval_s:g} s{until}{after}{of}: {advice.provenance}")
        since_s = advice.until_elapsed_s or 0.0
    return lines


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


def text(vendor: Vendor) -> str:
    """Return everything about a vendor as plain text."""
    lines = [f"{vendor.title} (source: {vendor.source})", "", "STATUSES"]
    lines += [f"  {name}: {status.means}\n      {status.provenance}" for name, status in vendor.statuses.items()]
    for lifecycle in vendor.lifecycles.values():
        lines += ["", f"TRANSITIONS, {lifecycle.name}: {lifecycle.about}", f"      {lifecycle.provenance}"]
        lines += [f"  {line}" for line in transitions(lifecycle)]
    lines += ["", "FAILURES"]
    lines += [f"  {name}: {failure_line(each)}\n      {each.provenance}" for name, each in vendor.failures.items()]
    lines += ["", "OPERATIONS"]
    for each in vendor.contract.operations.values():
        codes = " ".join(map(str, each.responses))
        lines.append(
            f"  {each.id}: {each.method} {each.path} -> {codes}\n      {each.provenance.sureness}: "
            f"{each.provenance.source}"
        )
    lines += ["", "ERROR CODES"]
    lines += [
        f"  {name} (HTTP {each.http}): {each.means}\n      {each.provenance}"
        for name, each in vendor.error_codes.items()
    ]
    lines += ["", "POLL ADVICE", *(f"  {line}" for line in advice_lines(vendor))]
    if vendor.sources:
        lines += ["", "SOURCES", *(f"  [{name}]: {each}" for name, each in vendor.sources.items())]
    lines += ["", "HOW SURE WE ARE", f"  {'':12} {'documented':>10} {'observed':>10} {'assumed':>10}"]
    lines += [f"  {kind:12} {a:>10} {b:>10} {c:>10}" for kind, a, b, c in sureness_table(vendor)]
    return "\n".join(lines)


def markdown(vendor: Vendor) -> str:
    """Return the page `docs/vendors/NAME.md`."""
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
        [(f"`{name}`", each.means, each.provenance) for name, each in vendor.statuses.items()],
    )
    for lifecycle in vendor.lifecycles.values():
        lines += ["", f"## Lifecycle `{lifecycle.name}`", "", f"{lifecycle.about} ({lifecycle.provenance})", ""]
        lines += [f"- {line}" for line in transitions(lifecycle)]
    lines += _table(
        "Failures",
        ("name", "what happens", "provenance"),
        [(f"`{name}`", failure_line(each), each.provenance) for name, each in vendor.failures.items()],
    )
    lines += _table(
        "Operations",
        ("operation", "request", "answers", "provenance"),
        [
            (
                f"`{each.id}`",
                f"`{each.method} {each.path}`",
                " ".join(map(str, each.responses)),
                f"{each.provenance.sureness}: {each.provenance.source}",
            )
            for each in vendor.contract.operations.values()
        ],
    )
    lines += _table(
        "Error codes",
        ("code", "HTTP", "meaning", "provenance"),
        [(f"`{name}`", str(each.http), each.means, each.provenance) for name, each in vendor.error_codes.items()],
    )
    lines += _table(
        "Typical durations",
        ("row", "audio -> stay, in seconds", "provenance"),
        [
            (
                f"`{name}`",
                "; ".join(f"{p.audio_s:g} -> {p.low_s:g} to {p.high_s:g}" for p in each.points),
                each.provenance,
            )
            for name, each in vendor.durations.items()
        ],
    )
    lines += ["", "## Poll advice", "", *(f"- {line}" for line in advice_lines(vendor))]
    if vendor.sources:
        lines += ["", "## Sources", "", *(f"- [{name}]: {each}" for name, each in vendor.sources.items())]
    lines += _table("How sure we are", ("facts", *Sureness), [tuple(map(str, row)) for row in sureness_table(vendor)])
    return "\n".join(lines) + "\n"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return ["", f"## {title}", "", "| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *body]
