"""The statuses of a job as coloured bars, one for each lane.

Source: ours.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from understudy.contracts import Vendor
from understudy.contracts.element import element
from understudy.contracts.moment import moment
from understudy.contracts.printable import shortened
from understudy.scenarios.rehearsal.evidence import JobSeen, Way
from understudy.scenarios.report.sheet import LETTER, Sheet, width
from understudy.scenarios.report.span import Span, spans

BAR = 18.0
LANES_MAX = 16
"""how many lanes are drawn; the others are counted"""
BOLD, ENDS_AND_ODD = 1.15, ("good", "bad", "odd")
"""how much wider a bold text is, and where there is one"""
LETTERS_MIN = 4
"""a text of which less would be seen is left to the tooltip"""


def draw_job(sheet: Sheet, job: JobSeen, vendor: Vendor) -> None:
    """Draw a bar for each lane of the job, or one for the job itself."""
    for way in job.ways[:LANES_MAX]:
        draw_way(sheet, way, job, vendor)
    if (more := len(job.ways) - LANES_MAX) > 0:
        sheet.row(BAR, f"+ {more} lanes")


def draw_way(sheet: Sheet, way: Way, job: JobSeen, vendor: Vendor) -> None:
    """Draw one bar."""
    middle = sheet.row(BAR + 4, way.name or "status", way.name)
    for span in spans(way, job, vendor, sheet.axis.end_s):
        sheet.draw(*_bar(sheet, span, middle - BAR / 2, way.name))


def _bar(sheet: Sheet, span: Span, top: float, lane: str) -> list[Element]:
    left, right = sheet.axis.x(span.start_s), sheet.axis.x(span.end_s)
    look = f"bar {span.look}{' planned' if span.planned else ''}"
    place = {"x": left, "y": top, "width": round(max(right - left, 1.5), 1), "height": BAR, "rx": 2}
    drawn = [element("rect", {"class": look, **place}, element("title", {}, _told(span, lane)))]
    room = (right - left - 10) / (BOLD if span.look in ENDS_AND_ODD else 1)
    if text := _fitting(span.meaning(), room):
        drawn.append(element("text", {"class": f"in {look}", "x": left + 6, "y": top + BAR / 2 + 4}, text))
    return drawn


def _told(span: Span, lane: str) -> str:
    kind = {"odd": " (undocumented)", "good": " (ends well)", "bad": " (ends badly)"}.get(span.look, "")
    start = f"{'would come at' if span.planned else 'from'} {moment(span.start_s)}"
    lasts = "" if span.look in ("good", "bad", "gone") else f", for {moment(span.end_s - span.start_s)}"
    return f"{f'{shortened(lane, 40)}: ' if lane else ''}{shortened(span.text, 80)}{kind}\n{start}{lasts}"


def _fitting(text: str, room: float) -> str:
    """Return as much of the text as there is room for; nothing rather than a scrap."""
    if width(text) <= room:
        return shortened(text, len(text))
    letters = int(room / LETTER)
    return shortened(text, letters) if letters > LETTERS_MIN else ""
