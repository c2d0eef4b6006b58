"""The page itself: one file without a single address in it, so that it can be mailed and opened anywhere.

Source: ours. The policy in its head forbids every request, and every script but its own (Content Security Policy,
level 3).
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element

from understudy.contracts import vendor
from understudy.contracts.element import element, html
from understudy.contracts.moment import moment
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.report.entry import SIGNS, entry, pace
from understudy.scenarios.report.findings import facts
from understudy.scenarios.report.legend import legend
from understudy.scenarios.report.shapes import shapes
from understudy.scenarios.verdict.result import Verdict

UNFOLDED_MAX = 8
"""up to so many scenarios are all shown unfolded; of more, those with findings"""
VERDICTS: tuple[Verdict, ...] = ("fail", "pass", "not-applicable")


def write(folder: Path, evidences: Sequence[Evidence]) -> Path:
    """Write `index.html` into the folder, which is made if need be, and return its path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(page(evidences), encoding="utf-8")
    return path


def page(evidences: Sequence[Evidence]) -> str:
    """Return the page as HTML."""
    anchored = [(f"s{number}", each) for number, each in enumerate(evidences, start=1)]
    script = _file("page.js")
    body = element("body", {}, shapes(), _header(evidences), _controls(anchored), legend(), _main(anchored), _footer())
    body.append(element("script", {}, script))
    return "<!doctype html>\n" + html(element("html", {"lang": "en"}, _head(evidences, script), body)) + "\n"


def _head(evidences: Sequence[Evidence], script: str) -> Element:
    style = _file("style.css")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    failed = sum(each.result.verdict == "fail" for each in evidences)
    return element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element(
            "meta",
            {"http-equiv": "Content-Security-Policy", "content": f"{policy}; base-uri 'none'; form-action 'none'"},
        ),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element(
            "title",
            {},
            f"Rehearsal: {failed} of {len(evidences)} scenarios failed" if failed else "Rehearsal: no finding",
        ),
        element("style", {}, style),
    )


def _file(name: str) -> str:
    return files("understudy.scenarios.report").joinpath(name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _header(evidences: Sequence[Evidence]) -> Element:
    counts: Counter[Verdict] = Counter(each.result.verdict for each in evidences)
    findings = sum(len(each.result.findings) for each in evidences)
    return element(
        "header",
        {},
        element("h1", {}, "Rehearsal"),
        element("p", {"class": "lead"}, _lead(counts, findings, len(evidences))),
        facts(_circumstances(evidences)),
    )


def _lead(counts: Mapping[Verdict, int], findings: int, total: int) -> str:
    if counts["fail"]:
        return f"{counts['fail']} of {_number(total, 'scenario')} failed, with {_number(findings, 'finding')}."
    return f"The client survived: {counts['pass']} of {_number(total, 'scenario')} passed, and there is no finding."


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _circumstances(evidences: Sequence[Evidence]) -> list[tuple[str, str]]:
    """Return what was the same for all; where it was not, each value once."""
    virtual_s, real_s = (
        sum(each.result.virtual_s for each in evidences),
        sum(each.result.real_s for each in evidences),
    )
    return [
        ("Played", f"{moment(virtual_s)} of virtual time, {real_s:.1f}s of real time, added up"),
        ("Clock", "; ".join(dict.fromkeys(pace(each) for each in evidences)) or "none"),
        ("Seed", ", ".join(dict.fromkeys(str(each.seed) for each in evidences)) or "none"),
    ]


def _controls(anchored: Sequence[tuple[str, Evidence]]) -> Element:
    counts = Counter(each.result.verdict for _, each in anchored)
    choices = [_choice("all", f"all {len(anchored)}", chosen=True)]
    choices += [_choice(verdict, f"{SIGNS[verdict]} {counts[verdict]} {_words(verdict)}") for verdict in VERDICTS]
    fold = element("button", {"type": "button", "class": "fold", "hidden": ""}, "Unfold all")
    filters = element("fieldset", {"class": "filter"}, element("legend", {}, "Show"), *choices, fold)
    rows = [_row(name, anchored) for name in _vendors(anchored)]
    return element("nav", {"aria-label": "Scenarios"}, filters, *rows)


def _words(verdict: Verdict) -> str:
    return {"fail": "failed", "pass": "passed", "not-applicable": "not applicable"}[verdict]


def _choice(verdict: str, text: str, *, chosen: bool = False) -> Element:
    checked = {"checked": ""} if chosen else {}
    switch = element(
        "input", {"type": "radio", "name": "show", "id": f"show-{verdict}", "autocomplete": "off", **checked}
    )
    return element("label", {"class": f"choice {verdict}"}, switch, text)


def _vendors(anchored: Sequence[tuple[str, Evidence]]) -> list[str]:
    return list(dict.fromkeys(each.scenario.vendor for _, each in anchored))


def _row(name: str, anchored: Sequence[tuple[str, Evidence]]) -> Element:
    """Return links to all scenarios of one vendor."""
    links = [_chip(anchor, each) for anchor, each in anchored if each.scenario.vendor == name]
    return element(
        "div", {"class": "row"}, element("span", {"class": "of"}, vendor(name).title), element("ul", {}, *links)
    )


def _chip(anchor: str, evidence: Evidence) -> Element:
    result = evidence.result
    sign = element("span", {"aria-label": _words(result.verdict), "role": "img"}, SIGNS[result.verdict])
    name = result.scenario.partition("/")[2]
    return element("li", {"class": result.verdict}, element("a", {"href": f"#{anchor}"}, sign, f" {name}"))


def _main(anchored: Sequence[tuple[str, Evidence]]) -> Element:
    blocks: list[Element] = []
    for name in _vendors(anchored):
        blocks.append(element("h2", {}, vendor(name).title))
        for anchor, each in anchored:
            if each.scenario.vendor == name:
                unfolded = each.result.verdict == "fail" or len(anchored) <= UNFOLDED_MAX
                blocks.append(entry(each, anchor, unfolded=unfolded))
    return element("main", {}, *blocks)


def _footer() -> Element:
    text = "Made by understudy rehearse, from the journals of its stand-ins alone. No vendor was called."
    return element("footer", {}, text)
