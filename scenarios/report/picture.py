"""One scenario as a picture: what the vendor's job did, what the client did, and where that is proven wrong.

Source: ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from understudy.contracts import Vendor, vendor
from understudy.contracts.element import element
from understudy.contracts.moment import moment
from understudy.contracts.printable import shortened
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.evidence import Evidence, Step
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.report.bars import draw_job
from understudy.scenarios.report.mark import KINDS, kind_of
from understudy.scenarios.report.proof import draw_findings
from understudy.scenarios.report.requests import Places, draw_requests
from understudy.scenarios.report.sheet import Sheet, width

ROOM = 1.12
"""how much longer the axis is than the play, so that the last status can be read"""
LEAD = 0.02
"""how much of the axis may pass before the first request"""
JOBS_MAX = 6
"""how many jobs are drawn; the others are counted"""
REPORTS = {"success": "reports success", "failure": "reports failure", "none": "was ended at its deadline"}


def picture(evidence: Evidence) -> Element:
    """Return the picture as SVG. Its shapes and colours are the page's: `shapes.py` and the style sheet."""
    start_s, end_s = _start_s(evidence), ended_s(evidence)
    sheet, facts = Sheet(start_s, start_s + ROOM * (end_s - start_s)), vendor(evidence.scenario.vendor)
    findings = evidence.result.findings
    badges_y = sheet.row(22, "finding") if findings else 0.0
    end_x = _draw_client(sheet, evidence)
    places = _draw_jobs(sheet, evidence, facts)
    if findings:
        draw_findings(sheet, findings, places, badges_y, end_x)
    return sheet.picture(spoken_summary(evidence, facts))


def began_s(evidence: Evidence) -> float:
    """Return when the client's first request came, in virtual seconds; a program takes a while to start."""
    return evidence.exchanges[0].at_s if evidence.exchanges else 0.0


def _start_s(evidence: Evidence) -> float:
    """Return where the axis begins: at 0, unless too much of it would show nothing but a program that starts."""
    began = began_s(evidence)
    return 0.0 if began < LEAD * ended_s(evidence) else began


def left_s(evidence: Evidence) -> float:
    """Return when the client was done, in virtual seconds."""
    return began_s(evidence) + evidence.result.virtual_s


def ended_s(evidence: Evidence) -> float:
    """Return when all that happened was over, in virtual seconds, at least a tenth after it began."""
    exchanges = (each.answered_s for each in evidence.exchanges)
    steps = (step.at_s for job in evidence.jobs for way in job.ways for step in way.timeline if not step.planned)
    return max(began_s(evidence) + 0.1, left_s(evidence), *exchanges, *steps)


def _draw_client(sheet: Sheet, evidence: Evidence) -> float:
    """Draw the client's life and return where it ended."""
    y, x = sheet.row(22, "client"), sheet.axis.x
    start, end = x(began_s(evidence)), x(left_s(evidence))
    text, look = reported(evidence.performance), evidence.performance.report
    sheet.draw(
        element("path", {"class": f"client {look}", "d": f"M{start:g} {y + 6:g}H{end:g}M{end:g} {y + 1:g}V{y + 11:g}"})
    )
    inside = end - start > width(text)
    place = {"class": f"note {'to' if inside else 'from'}", "x": end if inside else end + 6, "y": y}
    sheet.draw(element("text", place, text))
    return end


def reported(performance: Performance) -> str:
    """Return what the client says of its job."""
    code = "" if performance.exit_code is None else f" (exit {performance.exit_code})"
    return f"{REPORTS[performance.report]}{code}"


def _draw_jobs(sheet: Sheet, evidence: Evidence, facts: Vendor) -> Places:
    jobs, proofs = evidence.jobs, {each.exchange for each in evidence.result.findings if each.exchange is not None}
    if len(jobs) < 2:
        for job in jobs:
            draw_job(sheet, job, facts)
        if not jobs:
            sheet.draw(
                element(
                    "text",
                    {"class": "note none", "x": sheet.axis.left, "y": sheet.row(20, "status") + 4},
                    "no job was made",
                )
            )
        return draw_requests(sheet, evidence.exchanges, facts, proofs)
    shown = {job.id for job in jobs[:JOBS_MAX]}
    places = draw_requests(sheet, [each for each in evidence.exchanges if each.job not in shown], facts, proofs)
    for number, job in enumerate(jobs[:JOBS_MAX], start=1):
        _caption(sheet, f"job {number} of {len(jobs)}: {shortened(job.id, 60)}")
        draw_job(sheet, job, facts)
        places |= draw_requests(sheet, [each for each in evidence.exchanges if each.job == job.id], facts, proofs)
    if len(jobs) > JOBS_MAX:
        _caption(sheet, f"and {len(jobs) - JOBS_MAX} more jobs")
    return places


def _caption(sheet: Sheet, text: str) -> None:
    sheet.row(4)
    y = sheet.row(20)
    sheet.draw(element("text", {"class": "note caption", "x": sheet.axis.left, "y": y + 5}, text))


def spoken_summary(evidence: Evidence, facts: Vendor) -> str:
    """Return the picture in words, for those who cannot see it."""
    result, lanes = evidence.result, [(job, way) for job in evidence.jobs for way in job.ways]
    jobs = (
        "; ".join(f"{way.name or 'statuses'}: {_statuses(way.timeline)}" for _, way in lanes[:JOBS_MAX])
        or "no job was made"
    )
    return (
        f"Timeline of {result.scenario} over {moment(ended_s(evidence) - began_s(evidence))}. {jobs}. "
        f"Requests: {_counted(evidence.exchanges, facts)}. The client {reported(evidence.performance)}. "
        f"Findings: {', '.join(dict.fromkeys(each.rule for each in result.findings)) or 'none'}."
    )


def _statuses(timeline: Sequence[Step]) -> str:
    words = [step.status or step.row or "vanished" for step in timeline if not step.planned]
    return ", then ".join(dict.fromkeys(shortened(word, 40) for word in words)) or "nothing yet"


def _counted(exchanges: Sequence[Exchange], facts: Vendor) -> str:
    counts = Counter(kind_of(each, facts) for each in exchanges)
    return ", ".join(f"{counts[kind.name]} {kind.name}" for kind in KINDS if counts[kind.name]) or "none"
