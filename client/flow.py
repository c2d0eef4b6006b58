"""A flow is one protocol as a generator: it yields what to do next, and is told what came of it. No I/O.

    Send(request)  ->  the driver sends it; the flow receives a Response, or an ExchangeError is thrown into
    it Wait(seconds)  ->  the driver lets that much of its clock's time pass; the flow receives None

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from understudy.client.errors import ClientError, ExchangeError
from understudy.client.job import Job
from understudy.client.request import Request
from understudy.client.response import Response

T = TypeVar("T")


@dataclass(frozen=True)
class Send:
    """Send this request."""

    request: Request
    job: Job | None = None
    limit_s: float | None = None
    """give up after so many seconds; None: the driver's own limit alone"""


@dataclass(frozen=True)
class Wait:
    """Let time pass."""

    seconds: float
    reason: str
    job: Job | None = None
    fault: ClientError | None = None
    """the failed exchange that is waited after; None: nothing went wrong"""
    woken: Callable[[], bool] | None = None
    """when given, and it returns True, the rest of the time need not pass"""


Step: TypeAlias = Send | Wait
Outcome: TypeAlias = Response | ExchangeError | None
Flow: TypeAlias = Generator[Step, Response | None, T]


@dataclass(frozen=True)
class Finished(Generic[T]):
    """The flow has returned this."""

    value: T


def advance(flow: Flow[T], outcome: Outcome) -> Step | Finished[T]:
    """Tell the flow the `outcome` of its last step (None to start it); return its next step, or its end.

    Raises whatever the flow raises.
    """
    try:
        return flow.throw(outcome) if isinstance(outcome, ExchangeError) else flow.send(outcome)
    except StopIteration as stop:
        return Finished(stop.value)


def send(request: Request, job: Job | None = None) -> Flow[Response]:
    """Send one request and return its reply, whatever it says."""
    try:
        response = yield Send(request, job)
    except ClientError as error:
        error.about(job)
        raise
    if response is None:
        raise RuntimeError("the driver answered a Send with nothing")
    return response
