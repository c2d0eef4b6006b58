"""The two drivers: they carry out what a flow asks for, one on httpx.Client, one on httpx.AsyncClient.

Source: ours; DESIGN "The nouns", Flow.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import httpx

from understudy.client.clock import Clock
from understudy.client.errors import ClientError, ExchangeError
from understudy.client.flow import Finished, Flow, Outcome, Send, Wait, advance
from understudy.client.hooks import Exchange, Hooks
from understudy.client.policy import Policy
from understudy.client.response import Response
from understudy.client.tracing import Tracer, span
from understudy.client.wire import SLOWEST_UPLOAD_BYTES_PER_S, exchange, exchange_async

logger = logging.getLogger(__name__)

T = TypeVar("T")
Http = TypeVar("Http", httpx.Client, httpx.AsyncClient)

WOKEN_AFTER_S = 1.0
"""how long a wait that can be cut short sleeps before it looks whether it was"""


@dataclass(frozen=True)
class Line(Generic[Http]):
    """What a driver needs: the way to the vendor, the time, the limits, and who looks on."""

    http: Http
    clock: Clock
    hooks: Hooks
    policy: Policy
    tracer: Tracer | None = None


def run(flow: Flow[T], line: Line[httpx.Client], name: str) -> T:
    """Carry out `flow`, the call `name`; return what it returns, raise what it raises."""
    with closing(flow), span(line.tracer, f"understudy {name}", {}):
        step = advance(flow, None)
        while not isinstance(step, Finished):
            step = advance(flow, _send(step, line) if isinstance(step, Send) else _wait(step, line))
        return step.value


async def run_async(flow: Flow[T], line: Line[httpx.AsyncClient], name: str) -> T:
    """Do what `run` does, without blocking other tasks."""
    with closing(flow), span(line.tracer, f"understudy {name}", {}):
        step = advance(flow, None)
        while not isinstance(step, Finished):
            step = advance(flow, await (_send_async(step, line) if isinstance(step, Send) else _wait_async(step, line)))
        return step.value


def _send(step: Send, line: Line[httpx.Client]) -> Response | ExchangeError:
    with _observed(step, line) as seen:
        seen.response = exchange(line.http, step.request, _limit_s(step, line.policy))
    return seen.outcome


async def _send_async(step: Send, line: Line[httpx.AsyncClient]) -> Response | ExchangeError:
    with _observed(step, line) as seen:
        seen.response = await exchange_async(line.http, step.request, _limit_s(step, line.policy))
    return seen.outcome


def _wait(step: Wait, line: Line[httpx.Client]) -> Outcome:
    for seconds in _naps(step, line.hooks):
        line.clock.sleep(seconds)
    return None


async def _wait_async(step: Wait, line: Line[httpx.AsyncClient]) -> Outcome:
    for seconds in _naps(step, line.hooks):
        await line.clock.sleep_async(seconds)
    return None


def _naps(step: Wait, hooks: Hooks) -> Iterator[float]:
    """Yield how long to sleep, in pieces where the wait may be cut short."""
    logger.debug("waiting %.1f s: %s", step.seconds, step.reason)
    if hooks.on_wait:
        hooks.on_wait(step)
    left_s = step.seconds
    while left_s > 0 and not (step.woken and step.woken()):
        nap_s = min(left_s, WOKEN_AFTER_S) if step.woken else left_s
        yield nap_s
        left_s -= nap_s


def _limit_s(step: Send, policy: Policy) -> float:
    limit_s = policy.request_limit_s + step.request.upload_bytes / SLOWEST_UPLOAD_BYTES_PER_S
    return limit_s if step.limit_s is None else min(limit_s, step.limit_s)


@dataclass
class _Seen:
    response: Response | None = None
    error: ExchangeError | None = None

    @property
    def outcome(self) -> Response | ExchangeError:
        if (found := self.error or self.response) is None:
            raise RuntimeError("an exchange gave neither a reply nor an error")
        return found


@contextmanager
def _observed(step: Send, line: Line[Http]) -> Generator[_Seen]:
    """Report the exchange in the block to whoever looks on; keep its ExchangeError for the flow."""
    seen, began_s, request = _Seen(), line.clock.now(), step.request
    facts = {"http.request.method": request.method, "url.path": httpx.URL(request.url).path}
    with span(line.tracer, f"understudy {request.operation}", facts) as opened:
        try:
            yield seen
        except ExchangeError as error:
            seen.error = error
        except ClientError as error:
            error.about(step.job)
            raise
        if opened and seen.response:
            opened.set_attribute("http.response.status_code", seen.response.status)
        if opened and seen.error:
            opened.set_attribute("error.type", type(seen.error).__name__)
    elapsed_s = line.clock.now() - began_s
    result = seen.response.status if seen.response else seen.error
    logger.debug("%s: %s in %.3f s", request.operation, result, elapsed_s)
    if line.hooks.on_exchange:
        line.hooks.on_exchange(Exchange(request, seen.response, seen.error, step.job, elapsed_s))
