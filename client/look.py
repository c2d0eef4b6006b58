"""One look at a job, written down; and how long to stay away before the next one.

Source: ours.
"""

from __future__ import annotations

from understudy.client.context import Context
from understudy.client.errors import ExchangeError, NotFound, NotSent
from understudy.client.flow import Flow
from understudy.client.hint import hint_s
from understudy.client.job import Job
from understudy.client.response import Response
from understudy.client.status import Status
from understudy.client.vendor import Vendor


def look(vendor: Vendor, job: Job, context: Context) -> Flow[Status]:
    """Ask once for the status of `job`, and remember the answer. Raises ExchangeError when there is none."""
    at_s = context.now()
    entry = context.ledger.last(job)
    if entry and entry.deleted:
        raise NotFound("this client has deleted the job", job=job)
    try:
        status = yield from vendor.status(job)
    except ExchangeError as error:
        if not isinstance(error, NotSent):
            context.ledger.note(job, _next_at_s(vendor, job, context, at_s, error.response))
        error.about(job)
        raise
    context.ledger.note(job, _next_at_s(vendor, job, context, at_s, status.response), status)
    return status


def _next_at_s(vendor: Vendor, job: Job, context: Context, at_s: float, response: Response | None) -> float:
    # The vendor's interval runs from look to look, the server's hint from its reply.
    hint = hint_s(response, context.now()) if response else None
    return max(at_s + interval_s(vendor, job, context), context.now() + (hint or 0.0))


def interval_s(vendor: Vendor, job: Job, context: Context, since_s: float | None = None) -> float:
    """Return the vendor's advised seconds between two looks, now.

    The job's age counts; `since_s` (on the client's clock) stands in where the job doesn't say when it was submitted.
    """
    now_s = context.now()
    born_s = min(since_s if since_s is not None else now_s, job.submitted_at_s or now_s)
    return vendor.interval_s(job.kind, max(now_s - born_s, 0.0))


def too_soon_s(job: Job, context: Context) -> float:
    """Return the seconds (0 or more) until the last look allows the next."""
    entry = context.ledger.last(job)
    return max(entry.next_at_s - context.now(), 0.0) if entry else 0.0


def standing(vendor: Vendor, job: Job, context: Context) -> Flow[Status]:
    """Return how `job` stands without asking what is known: its end, or a look too recent to be repeated."""
    entry = context.ledger.last(job)
    if entry and entry.status and (entry.status.done or too_soon_s(job, context) > 0):
        return entry.status
    return (yield from look(vendor, job, context))
