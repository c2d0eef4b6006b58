"""The only module in which time passes and dice are thrown.

Source: ours.
"""

from __future__ import annotations

import asyncio
import contextvars
import queue
import random
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """Job time: what deadlines, poll intervals and token lives are measured on. Give your own to jump it."""

    def now(self) -> float:
        """Return seconds since 1970. Must never go back."""
        ...

    def sleep(self, seconds: float) -> None:
        """Return when at least `seconds` (0 or more) have passed on this clock."""
        ...

    async def sleep_async(self, seconds: float) -> None:
        """Return when at least `seconds` (0 or more) have passed on this clock."""
        ...


class SystemClock:
    """Real time: the wall clock's at the start, from then on the monotonic one's, so it never goes back."""

    def __init__(self) -> None:
        """Read the wall clock once."""
        self._started_s = time.time() - time.monotonic()

    def now(self) -> float:
        """Return seconds since 1970."""
        return self._started_s + time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Block this thread for `seconds` (0 or more)."""
        time.sleep(seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Let other tasks run for `seconds` (0 or more)."""
        await asyncio.sleep(seconds)


Draw = Callable[[], float]
"""Returns a number from 0 (included) to 1 (excluded)."""


def system_draw() -> float:
    """Return a random number from 0 (included) to 1 (excluded)."""
    return random.random()  # noqa: S311 - spreads polls over time, guards nothing


def call_within(limit_s: float, call: Callable[[], T]) -> T:
    """Return what `call` returns or raises; raise TimeoutError after `limit_s` real seconds.

    A socket's time-out starts anew with each byte, so a server that drips could hold us for ever; the call
    therefore runs in a thread that is left behind when the limit has passed.
    """
    done: queue.SimpleQueue[tuple[T, None] | tuple[None, BaseException]] = queue.SimpleQueue()
    context = contextvars.copy_context()
    threading.Thread(target=lambda: done.put(context.run(_outcome, call)), daemon=True).start()
    try:
        value, error = done.get(timeout=limit_s)
    except queue.Empty:
        raise TimeoutError from None
    if error is not None:
        raise error
    return value  # type: ignore[return-value]  # T itself may be optional, so None proves nothing


def _outcome(call: Callable[[], T]) -> tuple[T, None] | tuple[None, BaseException]:
    try:
        return call(), None
    except BaseException as error:  # carried over to the calling thread
        return None, error


async def await_within(limit_s: float, work: Awaitable[T]) -> T:
    """Return what `work` returns or raises; cancel it and raise TimeoutError after `limit_s` real seconds."""
    async with asyncio.timeout(limit_s):
        return await work
