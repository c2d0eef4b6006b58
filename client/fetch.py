"""Fetching a result: only from a job that has ended, which is asked for when it is not known.

Source: ours; no vendor documents what its result routes say of a job that still runs (elevateai.md 7.3,
marsview.md 3.7, scriptix.md 4.1), so the status decides, and a 404 is never taken for "not yet".
"""

from __future__ import annotations

from collections.abc import Sequence

from understudy.client.context import Context
from understudy.client.errors import ResultNotReady
from understudy.client.flow import Flow
from understudy.client.job import Job
from understudy.client.look import standing
from understudy.client.result import Result
from understudy.client.vendor import Vendor


def fetch(vendor: Vendor, job: Job, context: Context, parts: Sequence[str], *, partial: bool = False) -> Flow[Result]:
    """Return the result of `job`; with `partial` also what a bad end has left (Marsview: its good lanes).

    Raises ResultNotReady while the job runs, JobFailed when it ended badly, NotFound when it is gone.
    """
    status = yield from standing(vendor, job, context)
    if not status.done:
        text = f"the job is {status.word}; wait for it first"
        raise ResultNotReady(text, job=job, response=status.response, status=status)
    if not status.ok and not partial:
        raise vendor.failed(job, status)
    return (yield from vendor.result(job, status, parts))
