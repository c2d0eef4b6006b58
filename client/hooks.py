"""Where a caller may look on: before each wait, after each exchange, when a job has its id, at each status.

Source: ours; issue "The reference client", "Hooks".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from understudy.client.errors import ClientError
from understudy.client.flow import Wait
from understudy.client.job import Job
from understudy.client.request import Request
from understudy.client.response import Response
from understudy.client.status import Status


@dataclass(frozen=True)
class Exchange:
    """One request and what came of it: exactly one of `response` and `error`."""

    request: Request
    response: Response | None
    error: ClientError | None
    job: Job | None
    elapsed_s: float
    """on the client's clock"""


@dataclass(frozen=True)
class Progress:
    """One look at a job while it is waited for."""

    job: Job
    status: Status | None
    """the status seen; None when this look failed, see `fault`"""
    elapsed_s: float
    """since the waiting began"""
    next_poll_s: float | None
    """seconds until the next look; None when there will be none"""
    polls: int
    """looks so far, this one included"""
    fault: ClientError | None = None


@dataclass(frozen=True)
class Hooks:
    """Plain functions; what they raise ends the call that they look on."""

    on_wait: Callable[[Wait], object] | None = None
    """called before each wait"""
    on_exchange: Callable[[Exchange], object] | None = None
    """called after each exchange, good or bad"""
    on_job: Callable[[Job], object] | None = None
    """called as soon as the vendor has named a job, before its file is sent: write it down"""
    on_progress: Callable[[Progress], object] | None = None
    """called at each look of a wait, unless the wait was given its own"""
