"""One scenario on the page: its verdict, the findings, the picture, and what is needed to play it again.

Source: ours.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from understudy.contracts.element import element
from understudy.contracts.moment import moment
from understudy.contracts.printable import discreet
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.report.again import again
from understudy.scenarios.report.exchanges import exchanges_table
from understudy.scenarios.report.findings import facts, findings_list
from understudy.scenarios.report.picture import picture
from understudy.scenarios.scenario import Expect
from understudy.scenarios.verdict.result import Verdict

OUTPUT_MAX = 12_000
"""how many characters of a client's output a page shows; the beginning and, twice as much, the end"""
SIGNS: dict[Verdict, str] = {"pass": "✓", "fail": "✗", "not-applicable": "○"}
OUTCOMES = {
    "transcribed": "transcribed",
    "failed": "a failure, reported as one",
    "not_found": "the job is not found, reported as a failure",
    "either": "success and failure are both right",
}


def entry(evidence: Evidence, anchor: str, *, unfolded: bool) -> Element:
    """Return the scenario as a block that folds; `anchor` is its name within the page."""
    result = evidence.result
    body = [
        _remarks(evidence),
        element("figure", {}, picture(evidence)),
        findings_list(result.findings) if result.findings else None,
        facts(_facts(evidence)),
        _replay(evidence),
        _folded(
            f"Exchanges ({len(evidence.exchanges)})", _scrolling(exchanges_table(evidence.exchanges, result.findings))
        )
        if evidence.exchanges
        else None,
        _folded("Output of the client", element("pre", {"tabindex": "0"}, output(evidence.performance.output)))
        if evidence.performance.output.strip()
        else None,
    ]
    attributes = {"class": f"scenario {result.verdict}", "id": anchor, **({"open": ""} if unfolded else {})}
    return element("details", attributes, _summary(evidence), element("div", {"class": "body"}, *body))


def _summary(evidence: Evidence) -> Element:
    result = evidence.result
    vendor, _, name = result.scenario.partition("/")
    figures = (
        f"{result.polls} poll{'' if result.polls == 1 else 's'}",
        f"{moment(result.virtual_s)} virtual",
        f"{result.real_s:.2f}s real",
    )
    heading = element("h3", {}, element("span", {"class": "vendor"}, f"{vendor}/"), name)
    return element(
        "summary",
        {},
        verdict_pill(result.verdict),
        heading,
        element("span", {"class": "title"}, evidence.scenario.title),
        element("span", {"class": "figures"}, " · ".join(figures)),
    )


def verdict_pill(verdict: Verdict) -> Element:
    """Return the verdict as sign and word."""
    return element("span", {"class": f"pill {verdict}"}, f"{SIGNS[verdict]} {verdict.replace('-', ' ')}")


def _remarks(evidence: Evidence) -> Element | None:
    """Return what went wrong beyond the findings, or why the scenario did not apply."""
    told = {finding.message for finding in evidence.result.findings}
    remarks = [each for each in (evidence.note, evidence.performance.ending) if each]
    remarks += [discreet(each) for each in evidence.performance.deviations if each not in told]
    if evidence.result.verdict == "not-applicable":
        remarks.insert(0, not_applicable(evidence))
    return element("ul", {"class": "remarks"}, *(element("li", {}, each) for each in remarks)) if remarks else None


def not_applicable(evidence: Evidence) -> str:
    """Return why a scenario did not apply to the client."""
    needs = evidence.scenario.needs
    return f"The client never went the way that this scenario is about{f': {needs}' if needs else ''}."


def _facts(evidence: Evidence) -> list[tuple[str, str]]:
    scenario = evidence.scenario
    return [
        ("A good client", scenario.advice),
        ("Right outcome", _expected(scenario.expect)),
        ("Source", scenario.source),
        ("Clock", f"{pace(evidence)}; deadline {moment(evidence.deadline_s)}; seed {evidence.seed}"),
    ]


def _expected(expect: Expect) -> str:
    surfaced = [f"{name} {text}" for name, text in (("code", expect.code), ("message", expect.message)) if text]
    outcome = OUTCOMES.get(expect.outcome, expect.outcome)
    return f"{outcome}, with {' and '.join(surfaced)}" if surfaced else outcome


def pace(evidence: Evidence) -> str:
    """Return how the client's time passed."""
    paces = {
        "virtual": "virtual time, in which waiting takes none",
        "poll": "poll time: each status call moves the clock by the advised interval, so pace is not judged",
    }
    return paces.get(evidence.time, f"{evidence.time}: the client's clock ran {evidence.speed:g} times as fast")


def _replay(evidence: Evidence) -> Element:
    button = element("button", {"type": "button", "class": "copy", "hidden": ""}, "Copy")
    return element(
        "p",
        {"class": "replay"},
        element("span", {}, "Play it again"),
        element("code", {"tabindex": "0"}, again(evidence)),
        button,
    )


def _folded(title: str, content: Element) -> Element:
    return element("details", {"class": "more"}, element("summary", {}, title), content)


def _scrolling(table: Element) -> Element:
    return element("div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": "Exchanges"}, table)


def output(text: str) -> str:
    """Return a client's output without credentials, its middle left out where it is long."""
    text = discreet(text)
    if len(text) <= OUTPUT_MAX:
        return text
    head, tail = text[: OUTPUT_MAX // 3], text[-2 * OUTPUT_MAX // 3 :]
    return f"{head}\n\n… {len(text) - len(head) - len(tail)} characters left out …\n\n{tail}"
