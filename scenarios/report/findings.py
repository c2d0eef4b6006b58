"""The findings of one scenario in words: each rule once, with its reason and its remedy, and every proof below it.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from understudy.contracts.element import element
from understudy.contracts.printable import discreet
from understudy.scenarios.report.ruling import ruling
from understudy.scenarios.verdict.result import Finding

SHOWN_MAX = 5
"""how many proofs of one rule are shown at once; the others unfold"""


def findings_list(findings: Sequence[Finding]) -> Element:
    """Return a block for each rule; the numbers are those of the badges in the picture."""
    rules: dict[str, list[tuple[int, Finding]]] = {}
    for number, finding in enumerate(findings, start=1):
        rules.setdefault(finding.rule, []).append((number, finding))
    return element("div", {"class": "findings"}, *(_block(rule, proofs) for rule, proofs in rules.items()))


def _block(rule: str, proofs: Sequence[tuple[int, Finding]]) -> Element:
    block = element("section", {"class": "finding"}, element("h4", {}, rule), _proofs(proofs[:SHOWN_MAX]))
    if more := proofs[SHOWN_MAX:]:
        block.append(element("details", {}, element("summary", {}, f"{len(more)} more like this"), _proofs(more)))
    if said := ruling(rule):
        texts = (("Why", said.reason), ("Remedy", said.remedy), ("Source", said.source))
        block.append(facts([each for each in texts if each[1]]))
    return block


def _proofs(proofs: Sequence[tuple[int, Finding]]) -> Element:
    return element("ul", {"class": "proofs"}, *(_proof(number, finding) for number, finding in proofs))


def _proof(number: int, finding: Finding) -> Element:
    exchange = "" if finding.exchange is None else f"exchange #{finding.exchange}"
    return element(
        "li",
        {},
        element("span", {"class": "number"}, str(number)),
        element("span", {}, discreet(finding.message), " ", element("small", {}, exchange) if exchange else None),
    )


def facts(texts: Sequence[tuple[str, str]]) -> Element:
    """Return names and what belongs to each, as a list."""
    rows = [element("div", {}, element("dt", {}, name), element("dd", {}, text)) for name, text in texts]
    return element("dl", {"class": "facts"}, *rows)
