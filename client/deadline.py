"""One deadline around a whole flow: it bounds every wait and every request, the last one included.

Source: ours; issue "The reference client", "Waiting". The documented durations stand in each vendor's module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from understudy.client.context import Context
from understudy.client.errors import ClientError, ExchangeError, UsageError, WaitTimeout
from understudy.client.flow import Finished, Flow, Send, Step, Wait, advance
from understudy.client.job import Job
from understudy.client.response import Response

T = TypeVar("T")

SAFETY = 3.0
"""a default deadline is so many times the longest duration that the vendor documents"""
LEAST_S = 600.0
"""and no shorter than this: the total time-out of Scriptix's samples (scriptix.md 7)"""
POLLS = 4
"""nor than so many polls: a vendor who wants to be asked every 300 s needs more than 600 s"""
UNKNOWN_AUDIO_S = 3 * 3600.0
"""Assumed length of a recording that we have not seen: the longest one for which a vendor gives a duration"""


def default_deadline_s(longest_s: float, interval_s: float) -> float:
    """Return the deadline for a job that takes `longest_s` by the vendor's page, polled each `interval_s`."""
    return max(SAFETY * longest_s, LEAST_S, POLLS * interval_s)


def along(points: Sequence[tuple[float, float]], x: float) -> float:
    """Return the height at `x` of the line through `points` (two or more, sorted), extended at both ends."""
    sections = list(pairwise(points))
    (x0, y0), (x1, y1) = next((pair for pair in sections if x <= pair[1][0]), sections[-1])
    return max(y0 + (y1 - y0) * (x - x0) / (x1 - x0), 0.0)


@dataclass
class Deadline:
    """A moment after which nothing is begun any more."""

    context: Context
    at_s: float
    job: Job | None = None
    response: Response | None = None

    @classmethod
    def after(cls, deadline_s: float, context: Context, job: Job | None = None) -> Deadline:
        """Return the deadline `deadline_s` from now. Raises UsageError unless it is above 0 and a number."""
        if not deadline_s > 0:
            raise UsageError(f"deadline_s={deadline_s}: give a number of seconds above 0", job=job)
        return cls(context, context.now() + deadline_s, job)

    def cut(self, step: Step) -> Step:
        """Return `step`, shortened to what is left. Raises WaitTimeout when too little is left for it."""
        self.job = step.job or self.job
        left_s = self.at_s - self.context.now()
        if isinstance(step, Wait):
            return self._cut_wait(step, left_s)
        if left_s <= 0:
            raise self._timeout("the deadline has passed")
        return replace(step, limit_s=left_s)

    def _cut_wait(self, step: Wait, left_s: float) -> Step:
        if step.seconds < left_s:
            return step
        if step.woken and left_s > 0:
            return replace(step, seconds=left_s)
        if step.fault and self.job is None:
            # There is no job to come back for, so what went wrong says more than the time.
            raise step.fault
        # Idling until the deadline would tell the caller nothing new.
        why = f"the next request may go out in {step.seconds:.4g} s, the deadline is in {left_s:.4g} s"
        raise self._timeout(why) from step.fault

    def _timeout(self, why: str) -> WaitTimeout:
        entry = self.context.ledger.last(self.job) if self.job else None
        status = entry.status if entry else None
        seen = f"; last status: {status.word}" if status else ""
        return WaitTimeout(f"{why}{seen}", job=self.job, response=self.response, status=status)


def within(deadline: Deadline, flow: Flow[T]) -> Flow[T]:
    """Run `flow` inside `deadline`. Raises WaitTimeout, which carries the job and the last reply."""
    try:
        step = advance(flow, None)
        while not isinstance(step, Finished):
            step = advance(flow, (yield from _one(deadline, step)))
        return step.value
    except ClientError as error:
        error.about(deadline.job)
        raise
    finally:
        flow.close()


def _one(deadline: Deadline, step: Send | Wait) -> Flow[Response | ExchangeError | None]:
    try:
        outcome = yield deadline.cut(step)
    except ExchangeError as error:
        deadline.response = error.response or deadline.response
        return error
    deadline.response = outcome or deadline.response
    return outcome
