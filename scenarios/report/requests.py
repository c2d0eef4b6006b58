"""The client's requests as marks, a row for each kind; above them the faults that struck and the waits asked for.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from understudy.contracts import Vendor
from understudy.contracts.element import element
from understudy.contracts.moment import moment
from understudy.contracts.printable import shortened
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.report.mark import KINDS, Kind, clock, kind_of, refused, told
from understudy.scenarios.report.sheet import Sheet, width

ROW = 19.0
APART, TICKS_APART = 6.0, 2.2
"""marks of the same look that would stand closer than this are drawn as one; a poll is a thin tick"""
CROSSES_APART = 7.0
SLOW = 4.0
"""an answer that takes more room than this is drawn as a line"""

Places = dict[int, tuple[float, float]]
"""where the mark of an exchange stands, by its number"""


def draw_requests(sheet: Sheet, exchanges: Sequence[Exchange], vendor: Vendor, proofs: Collection[int]) -> Places:
    """Draw the rows of these exchanges and return where each mark stands; `proofs` stand alone, whatever the crowd."""
    _draw_faults(sheet, [each for each in exchanges if each.fault])
    _draw_waits(sheet, [each for each in exchanges if each.retry_after_s])
    places: Places = {}
    for kind in KINDS:
        of_kind = [each for each in exchanges if kind_of(each, vendor) == kind.name]
        if of_kind:
            places |= _draw_kind(sheet, kind, of_kind, proofs)
    return places


def _draw_kind(sheet: Sheet, kind: Kind, exchanges: Sequence[Exchange], proofs: Collection[int]) -> Places:
    y, crossed = sheet.row(ROW, f"{kind.name} ({len(exchanges)})", f"{kind.name}: {kind.means}"), -CROSSES_APART
    places: Places = {}
    for crowd in _crowds(exchanges, sheet, proofs, TICKS_APART if kind.name == "poll" else APART):
        x = sheet.axis.x(crowd[0].at_s)
        sheet.draw(*_mark(sheet, kind.name, crowd, y))
        if refused(crowd[0]) and x - crossed >= CROSSES_APART:
            sheet.draw(element("use", {"class": "mark bad", "href": "#cross", "x": x + 5, "y": y - 5}))
            crossed = x
        places |= {each.number: (x, y) for each in crowd}
    return places


def _crowds(
    exchanges: Iterable[Exchange], sheet: Sheet, proofs: Collection[int], apart: float
) -> Iterator[list[Exchange]]:
    """Yield exchanges that look alike and stand on the same spot together, all others alone."""
    crowd: list[Exchange] = []
    for each in exchanges:
        if crowd and not (_alike(crowd[0], each, proofs) and _close(crowd[0], each, sheet, apart)):
            yield crowd
            crowd = []
        crowd.append(each)
    if crowd:
        yield crowd


def _alike(one: Exchange, other: Exchange, proofs: Collection[int]) -> bool:
    alone = one.number in proofs or other.number in proofs
    return not alone and _look(one) == _look(other)


def _look(exchange: Exchange) -> tuple[object, ...]:
    return exchange.http, exchange.said, exchange.fault, exchange.job


def _close(one: Exchange, other: Exchange, sheet: Sheet, apart: float) -> bool:
    return sheet.axis.x(other.at_s) - sheet.axis.x(one.at_s) < apart


def _mark(sheet: Sheet, kind: str, crowd: Sequence[Exchange], y: float) -> Iterator[Element]:
    first, last = crowd[0], crowd[-1]
    x, answered = sheet.axis.x(first.at_s), sheet.axis.x(last.answered_s)
    bad = " bad" if refused(first) else ""
    if answered - x > SLOW:
        yield element("path", {"class": f"slow{bad}", "d": f"M{x:g} {y:g}H{answered:g}"})
    tip = told(first) if len(crowd) == 1 else f"{len(crowd)} alike, the last at {clock(last.at_s)}\n{told(first)}"
    yield element("use", {"class": f"mark{bad}", "href": f"#{kind}", "x": x, "y": y}, element("title", {}, tip))


def _draw_faults(sheet: Sheet, struck: Sequence[Exchange]) -> None:
    if not struck:
        return
    y, free = sheet.row(ROW, f"fault ({len(struck)})", "what the scenario broke on purpose"), 0.0
    for crowd in _crowds(struck, sheet, (), APART):
        x, name = sheet.axis.x(crowd[0].at_s), shortened(crowd[0].fault or "", 28)
        tip = element("title", {}, told(crowd[0]))
        sheet.draw(element("use", {"class": "fault", "href": "#bolt", "x": x, "y": y}, tip))
        following = next(
            (sheet.axis.x(each.at_s) for each in struck if each.number > crowd[-1].number), sheet.axis.right
        )
        if x >= free and x + 14 + width(name) < following:
            sheet.draw(element("text", {"class": "note fault", "x": x + 8, "y": y + 4}, name))
            free = x + 14 + width(name)


def _draw_waits(sheet: Sheet, asked: Sequence[Exchange]) -> None:
    if not asked:
        return
    y, free = sheet.row(ROW, f"wait ({len(asked)})", "how long Retry-After asked the client to stay away"), 0.0
    for each in asked:
        until_s = each.answered_s + (each.retry_after_s or 0.0)
        left, right = sheet.axis.x(each.answered_s), sheet.axis.x(until_s)
        place = {"x": left, "y": y - 6, "width": max(right - left, 1.5), "height": 12}
        tip = f"Retry-After: stay away for {moment(each.retry_after_s or 0.0)}, until {clock(until_s)}\n{told(each)}"
        sheet.draw(element("rect", {"class": "wait", **place}, element("title", {}, tip)))
        text = moment(each.retry_after_s or 0.0)
        if left >= free and width(text) + 8 < right - left:
            free = left + width(text) + 8
            sheet.draw(element("text", {"class": "note wait", "x": left + 4, "y": y + 4}, text))
