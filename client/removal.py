"""Deleting a job: asked again until the vendor has answered, and gone is gone whoever answered.

Source: ours; the second delete is 404 at ElevateAI (elevateai.md 12) and 400 at Scriptix (scriptix.md 2.5).
"""

from __future__ import annotations

from understudy.client.attempt import once, pause
from understudy.client.context import Context
from understudy.client.errors import ExchangeError, NotFound, Refused
from understudy.client.flow import Flow
from understudy.client.job import Job
from understudy.client.request import Request


def remove(request: Request, job: Job, context: Context) -> Flow[None]:
    """Send `request`, which deletes `job`, until it is gone.

    Raises NotFound when it was not there at the first try, the last ExchangeError when it cannot be deleted.
    """
    faults = 0
    in_doubt = False
    while True:
        try:
            yield from once(request, job)
            break
        except ExchangeError as error:
            if in_doubt and _already_gone(error):
                break
            faults += 1
            if not error.passing or faults > context.policy.faults_max:
                raise
            in_doubt = in_doubt or not error.definite
            yield pause(error, context, faults, request, job)
    context.ledger.delete(job)


def _already_gone(error: ExchangeError) -> bool:
    already_removed = isinstance(error, Refused) and error.response is not None and error.response.status == 400
    return isinstance(error, NotFound) or already_removed
