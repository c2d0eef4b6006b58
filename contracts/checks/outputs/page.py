"""One page that shows a check: its findings, how to bring each about again, and what was reached. It needs no network.

Source: ours. The policy in its head forbids every request and every script (Content Security Policy, level 3).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import Element

from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.coverage import Part
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.outputs.text import covered, number, percent, summary, told
from understudy.contracts.checks.report import Report
from understudy.contracts.checks.target import Options
from understudy.contracts.element import element, html
from understudy.contracts.moment import moment
from understudy.contracts.printable import shortened

UNFOLDED_MAX = 8
"""up to so many findings are all shown unfolded"""
HINT_MAX = 160
"""letters of a message that are shown while it is folded"""


def write(folder: Path, report: Report) -> Path:
    """Write `index.html` into the folder, which is made if need be, and return its path. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(page(report), encoding="utf-8")
    return path


def page(report: Report) -> str:
    """Return the page as HTML."""
    main = element(
        "main",
        {},
        *_findings("Findings", report.findings, "bad"),
        *_findings("Warnings", report.warnings, "warn"),
        element("h2", {}, "Cases"),
        _cases(report.results),
        *_coverage(report),
        *_assumptions(report),
    )
    text = "Made by understudy check, which speaks HTTP with the server and knows nothing else of it."
    body = element("body", {}, _header(report), main, element("footer", {}, text))
    return "<!doctype html>\n" + html(element("html", {"lang": "en"}, _head(report), body)) + "\n"


def _head(report: Report) -> Element:
    style = files("understudy.contracts.checks.outputs").joinpath("style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    state = "conforms" if report.conforms else number(len(report.findings), "finding")
    return element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("meta", {"name": "referrer", "content": "no-referrer"}),
        element("title", {}, f"Contract check, {report.vendor.title}: {state}"),
        element("style", {}, style),
    )


def _header(report: Report) -> Element:
    return element(
        "header",
        {},
        element("h1", {}, f"Contract check: {report.vendor.title}"),
        element("p", {"class": "lead"}, summary(report)),
        _facts(
            [
                ("Contract", report.vendor.source),
                ("Checked with", _how(report)),
                ("Time", f"{moment(report.virtual_s)} on the server's clock, added up"),
                ("Coverage", covered(report.coverage)),
            ]
        ),
    )


def _how(report: Report) -> str:
    """Return what was done, in a few words."""
    match report.way:
        case "live":
            return "a gentle visit: right requests only"
        case "trace":
            return "a recording"
        case "drift":
            return "evidence of an earlier visit"
        case "checked":
            options = report.options or Options()
            return f"{options.examples} examples{', strict' if options.strict else ''}, seed {report.seed}"


def _facts(texts: Sequence[tuple[str, str]]) -> Element:
    rows = [element("div", {}, element("dt", {}, name), element("dd", {}, text)) for name, text in texts]
    return element("dl", {"class": "facts"}, *rows)


def _findings(title: str, findings: Sequence[Finding], look: str) -> list[Element]:
    if not findings:
        return []
    unfolded = look == "bad" and len(findings) <= UNFOLDED_MAX
    blocks = [_finding(each, look, unfolded=unfolded or each is findings[0]) for each in findings]
    return [element("h2", {}, f"{title} ({len(findings)})"), *blocks]


def _finding(finding: Finding, look: str, *, unfolded: bool) -> Element:
    what = finding.contradiction
    summary_ = element(
        "summary",
        {},
        element("span", {"class": f"pill rule {look}"}, what.rule),
        element("h3", {}, what.where),
        element("span", {"class": "hint"}, shortened(what.message, HINT_MAX)),
    )
    body = [element("p", {"class": "message"}, what.message), _facts(list(told(finding)))]
    if finding.steps:
        steps = element("ol", {"class": "steps"}, *(element("li", {}, each) for each in finding.steps))
        body.append(element("section", {}, element("h4", {}, "The shortest way to it"), steps))
    if finding.curl:
        shell = element("pre", {"tabindex": "0"}, "\n".join(finding.curl))
        body.append(element("section", {}, element("h4", {}, "Again, in a shell"), shell))
    attributes = {"class": f"card {look}", **({"open": ""} if unfolded else {})}
    return element("details", attributes, summary_, element("div", {"class": "body"}, *body))


def _cases(results: Sequence[CaseResult]) -> Element:
    rows = [
        element(
            "tr",
            {},
            element("td", {"class": "name"}, each.case),
            element("td", {}, _verdict(each)),
            element("td", {"class": "figure"}, str(each.exchanges)),
            element("td", {"class": "figure"}, moment(each.virtual_s)),
        )
        for each in results
    ]
    heads = (("case", ""), ("verdict", ""), ("exchanges", "figure"), ("server's time", "figure"))
    head = element("tr", {}, *(element("th", {"class": look, "scope": "col"}, name) for name, look in heads))
    table = element("table", {}, element("thead", {}, head), element("tbody", {}, *rows))
    return element("div", {"class": "card scroll"}, table)


def _verdict(result: CaseResult) -> Element:
    if result.findings:
        return element("span", {"class": "pill bad"}, f"✗ {number(len(result.findings), 'finding')}")
    if result.warnings:
        return element("span", {"class": "pill warn"}, f"✓ {number(len(result.warnings), 'warning')}")
    return element("span", {"class": "pill"}, "✓ as documented")


def _coverage(report: Report) -> list[Element]:
    coverage = report.coverage
    rows = [_row(part) for part in coverage.parts if part.reached or part.unreached]
    names = ("", "reached", "", "", "not in a client's hands")
    head = element("tr", {}, *(element("th", {"scope": "col"}, name) for name in names))
    table = element("table", {}, element("thead", {}, head), element("tbody", {}, *rows))
    card = element("div", {"class": "card"}, table)
    for title, beyond in (("Not reached", False), ("Not in a client's hands", True)):
        found = [(each.name, each.why) for each in coverage.unreached if each.is_beyond is beyond]
        card.append(_more(title, found)) if found else None
    if report.untried:
        card.append(_more("Could not be tried", [(each, "") for each in report.untried]))
    return [element("h2", {}, "Coverage"), element("p", {"class": "note"}, covered(coverage) + "."), card]


def _row(part: Part) -> Element:
    reached = len(part.reached)
    share = 100.0 * reached / part.total if part.total else 100.0
    label = f"{reached} of {part.total} {part.title}"
    meter = element("meter", {"min": 0, "max": max(part.total, 1), "value": reached, "aria-label": label})
    beyond = sum(each.is_beyond for each in part.unreached)
    return element(
        "tr",
        {},
        element("td", {"class": "name"}, part.title),
        element("td", {"class": "figure"}, f"{reached} of {part.total}"),
        element("td", {}, meter),
        element("td", {"class": "figure"}, percent(share)),
        element("td", {}, str(beyond) if beyond else ""),
    )


def _more(title: str, entries: Sequence[tuple[str, str]]) -> Element:
    items = [
        element("li", {}, name, element("span", {"class": "why"}, f": {why}") if why else None) for name, why in entries
    ]
    summary_ = element("summary", {}, f"{title} ({len(entries)})")
    return element("details", {"class": "more"}, summary_, element("ul", {}, *items))


def _assumptions(report: Report) -> list[Element]:
    settled = "Facts that no source states, and that this evidence has seen to hold."
    open_ = "Facts that this check relied on though no source states them. Evidence of the real vendor can settle them."
    confirmed = [(name, known.source) for name, known in report.confirmed.items()]
    relied_on = [(fact.name, fact.provenance.source) for fact in report.assumptions]
    return [
        *_listed("Assumptions confirmed", settled, confirmed),
        *_listed("Assumptions relied on", open_, relied_on),
    ]


def _listed(title: str, note: str, entries: Sequence[tuple[str, str]]) -> list[Element]:
    if not entries:
        return []
    card = element("div", {"class": "card"}, element("p", {"class": "note"}, note), _more("All of them", entries))
    return [element("h2", {}, f"{title} ({len(entries)})"), card]
