"""One request until it succeeds, within a budget of faults, and never twice where twice would buy two.

Source: ours; DESIGN "decisions" 9: an error says whether the work may have happened.
"""

from __future__ import annotations

from understudy.client.context import Context
from understudy.client.errors import ClientError, RateLimited
from understudy.client.flow import Flow, Wait, send
from understudy.client.hint import hint_s
from understudy.client.job import Job
from understudy.client.refusal import accept
from understudy.client.request import Request
from understudy.client.response import Response


def once(request: Request, job: Job | None = None) -> Flow[Response]:
    """Send `request` and return its 2xx reply. Raises ExchangeError for any other."""
    response = yield from send(request, job)
    try:
        return accept(response)
    except ClientError as error:
        error.about(job)
        raise


def attempt(request: Request, context: Context, job: Job | None = None) -> Flow[Response]:
    """Send `request`, which does no harm twice, until it gets a 2xx reply, and return that.

    Raises the last ExchangeError when sending it again will not help, or when the budget of faults is used up.
    """
    faults = 0
    while True:
        try:
            return (yield from once(request, job))
        except ClientError as error:
            faults += 1
            if faults > context.policy.faults_max or not _again(error, context, in_doubt=True):
                raise
            yield pause(error, context, faults, request, job)


def create(request: Request, context: Context, *, resubmit: bool, job: Job | None = None) -> Flow[Response]:
    """Send `request`, which makes the vendor do paid work, until it gets a 2xx reply, and return that.

    It is sent again only after a failure that certainly had no effect; with `resubmit` after any that may pass.
    Raises the last ExchangeError, or the first indefinite one: what may have gone through once stays in doubt.
    """
    faults = 0
    doubt: ClientError | None = None
    while True:
        try:
            return (yield from once(request, job))
        except ClientError as error:
            faults += 1
            doubt = doubt or (None if error.definite else error)
            if faults > context.policy.faults_max or not _again(error, context, in_doubt=resubmit):
                if doubt and doubt is not error:
                    raise doubt from error
                raise
            yield pause(error, context, faults, request, job)


def _again(error: ClientError, context: Context, *, in_doubt: bool) -> bool:
    if isinstance(error, RateLimited):
        # Without a time to come back at it may be a monthly quota (ElevateAI), which no patience outlives.
        return asked_s(error, context) is not None
    return error.passing and (error.definite or in_doubt)


def pause(error: ClientError, context: Context, faults: int, request: Request, job: Job | None) -> Wait:
    """Return the wait after `error`, the `faults`-th in a row, before `request` is sent again."""
    return Wait(pause_s(error, context, faults), f"{request.operation}: {error}", job, error)


def pause_s(error: ClientError, context: Context, faults: int, advice_s: float = 0.0) -> float:
    """Return the seconds to wait after `error`, the `faults`-th in a row; `advice_s` is the vendor's."""
    return context.policy.pause_s(advice_s, asked_s(error, context), faults, context.draw())


def asked_s(error: ClientError, context: Context) -> float | None:
    """Return for how many seconds the reply behind `error` asks us to stay away, None if it does not."""
    return hint_s(error.response, context.now()) if error.response else None
