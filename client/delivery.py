"""Sending a file for a job that exists: after a failure the job itself is asked whether the file arrived.

So the file may be sent again without buying anything twice, and nothing is sent again that did arrive.

Source: ours; the re-upload under the same id is ElevateAI's (elevateai.md 4).
"""

from __future__ import annotations

from understudy.client.attempt import once, pause
from understudy.client.context import Context
from understudy.client.errors import Conflict, ExchangeError
from understudy.client.flow import Flow, Wait
from understudy.client.job import Job
from understudy.client.look import look, too_soon_s
from understudy.client.request import Request
from understudy.client.status import Meaning
from understudy.client.vendor import Vendor

WAITS_FOR_FILE = {Meaning.NEEDS_FILE, Meaning.RESEND}


def deliver(vendor: Vendor, request: Request, job: Job, context: Context) -> Flow[None]:
    """Send `request`, which carries the file of `job`, until it has arrived.

    Raises the last ExchangeError, with the job, when the vendor refuses or the budget of faults is used up.
    """
    faults = 0
    in_doubt = False
    while True:
        try:
            if not in_doubt:
                yield from once(request, job)
            if not in_doubt or (yield from _arrived(vendor, job, context)):
                return
            in_doubt = False
        except ExchangeError as error:
            if isinstance(error, Conflict) and faults:
                return  # an earlier try arrived after all
            faults += 1
            if not error.passing or faults > context.policy.faults_max:
                raise
            in_doubt = in_doubt or not error.definite
            yield pause(error, context, faults, request, job)


def _arrived(vendor: Vendor, job: Job, context: Context) -> Flow[bool]:
    if (soon_s := too_soon_s(job, context)) > 0:
        yield Wait(soon_s, "not too soon after the last look", job)
    status = yield from look(vendor, job, context)
    return status.meaning not in WAITS_FOR_FILE
