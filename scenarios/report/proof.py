"""The findings in a picture: a numbered badge above, and a line down to the exchange that proves it.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Sequence

from understudy.contracts.element import element
from understudy.contracts.printable import discreet, shortened
from understudy.scenarios.report.requests import Places
from understudy.scenarios.report.sheet import Sheet, width
from understudy.scenarios.verdict.result import Finding

APART = 26.0
"""findings that follow each other closer than this share a badge"""
RINGS_APART = 14.0
"""marks that stand closer than this to one that is ringed are not ringed themselves"""

Numbered = tuple[int, Finding]


def draw_findings(sheet: Sheet, findings: Sequence[Finding], places: Places, y: float, end_x: float) -> None:
    """Draw badges at height `y`. What is missing has no exchange and is shown at `end_x`, where the client ended."""
    numbered = sorted(enumerate(findings, start=1), key=lambda each: _x(each[1], places, end_x))
    for group in _groups(numbered, places, end_x):
        _badge(sheet, group, _x(group[0][1], places, end_x), y)
    rung: dict[float, float] = {}
    for _, finding in numbered:
        if finding.exchange in places:
            _ring(sheet, *places[finding.exchange], y, rung)


def _x(finding: Finding, places: Places, end_x: float) -> float:
    return end_x if finding.exchange is None else places.get(finding.exchange, (end_x, 0.0))[0]


def _groups(numbered: Sequence[Numbered], places: Places, end_x: float) -> list[list[Numbered]]:
    groups: list[list[Numbered]] = []
    for each in numbered:
        if groups and _x(each[1], places, end_x) - _x(groups[-1][-1][1], places, end_x) < APART:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _badge(sheet: Sheet, group: Sequence[Numbered], x: float, y: float) -> None:
    numbers = sorted(number for number, _ in group)
    text = str(numbers[0]) if len(group) == 1 else f"{numbers[0]}-{numbers[-1]}"
    wide = max(width(text) + 10, 18.0)
    left = min(max(x - wide / 2, 0.0), sheet.axis.right - wide)
    tip = "\n".join(f"{number} {each.rule}: {shortened(discreet(each.message), 110)}" for number, each in group[:8])
    box = {"class": "badge", "x": left, "y": y - 9, "width": wide, "height": 18, "rx": 9}
    sheet.over.append(element("rect", box, element("title", {}, tip)))
    sheet.over.append(element("text", {"class": "badge", "x": left + wide / 2, "y": y + 4}, text))


def _ring(sheet: Sheet, x: float, mark_y: float, badge_y: float, rung: dict[float, float]) -> None:
    """Ring a mark, unless another ring is so near that nobody could tell them apart."""
    if any(abs(x - other) < RINGS_APART and mark_y == y for other, y in rung.items()):
        return
    rung[x] = mark_y
    sheet.under.append(element("path", {"class": "guide", "d": f"M{x:g} {badge_y + 9:g}V{mark_y - 9:g}"}))
    sheet.over.append(element("circle", {"class": "ring", "cx": x, "cy": mark_y, "r": 9}))
