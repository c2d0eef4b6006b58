"""The statuses of a job or a lane as spans of time, each with the look that its meaning gives it.

Source: ours; which row ends well or badly and which words are documented is the vendor's contract.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from understudy.contracts import Vendor
from understudy.contracts.lifecycle import Row
from understudy.scenarios.rehearsal.evidence import JobSeen, Step, Way

SHADES = 3
"""how many shades the statuses before the end take in turn"""


class Span(NamedTuple):
    """One status and how long it lasted, in virtual seconds since the tenant's clock began."""

    start_s: float
    end_s: float
    text: str
    look: str
    """`waits`, `moves0`.., `good`, `bad`, `odd` (undocumented), `gone` (vanished or deleted)"""
    planned: bool

    def meaning(self) -> str:
        """Return the text with a sign that stands for the look, for those who see no colour."""
        sign = {"good": "✓ ", "bad": "✗ ", "odd": "? "}.get(self.look, "")
        return f"{sign}{self.text}"


def spans(way: Way, job: JobSeen, vendor: Vendor, end_s: float) -> Iterator[Span]:
    """Yield the spans of a way until `end_s`; from its deletion on a job is gone."""
    last_s = end_s if job.deleted_at_s is None else min(job.deleted_at_s, end_s)
    shades: dict[str, int] = {}
    for step, until_s in _steps(way, last_s):
        shade = shades.setdefault(step.row, len(shades)) % SHADES
        yield Span(step.at_s, until_s, _text(step), _look(step, vendor, shade), step.planned)
    if last_s < end_s:
        yield Span(last_s, end_s, "deleted", "gone", planned=False)


def _steps(way: Way, last_s: float) -> Iterator[tuple[Step, float]]:
    """Yield each step that lasts and when it ends; a step of no length was never to be seen."""
    for step, following in pairwise((*way.timeline, None)):
        until_s = min(following.at_s, last_s) if following else last_s
        if step and step.at_s < until_s:
            yield step, until_s


def _text(step: Step) -> str:
    return (step.status or f"({step.row})") if step.row else "vanished"


def _look(step: Step, vendor: Vendor, shade: int) -> str:
    if not step.row:
        return "gone"
    if step.status and step.status not in vendor.statuses:
        return "odd"
    row = row_of(step, vendor)
    if row is None or row.waits or not step.status:
        return "waits"
    return {"well": "good", "badly": "bad"}.get(row.ends or "", f"moves{shade}")


def row_of(step: Step, vendor: Vendor) -> Row | None:
    """Return the row of the vendor's contract; a lane's lifecycle is not its job's, so all are looked at."""
    found = (each.rows[step.row] for each in vendor.lifecycles.values() if step.row in each.rows)
    return next(found, None)
