"""Lets `time.sleep` and `asyncio.sleep` wait on a tenant's clock, for a while.

Source: ours. The event loop's own timers do not sleep, so `asyncio.wait_for` and `call_later` go on in real time.
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
import threading
import time
from collections.abc import Callable, Sequence
from types import ModuleType, TracebackType
from typing import Any, ClassVar, TypeVar

from understudy.fakes.clock import real_sleep, wire_sleep
from understudy.fakes.server_thread import is_ours
from understudy.fakes.testing.clock_view import ClockView
from understudy.fakes.testing.venue import ClockInUse

T = TypeVar("T")
_asyncio_sleep = asyncio.sleep
_PATCHED = ((time, "sleep"), (asyncio, "sleep"), (asyncio.tasks, "sleep"))


class SleepPatch:
    """While it is entered, whoever sleeps, in any thread but our servers', sleeps on one clock."""

    _clocks: ClassVar[list[ClockView]] = []
    """on which sleeping waits, once for each patch that is entered"""
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, clock: ClockView, modules: Sequence[ModuleType] = ()) -> None:
        """`modules` have a name `sleep` of their own for one of the two functions. Raises ValueError otherwise."""
        __tracebackhide__ = True
        for module in modules:
            if getattr(module, "sleep", None) not in (real_sleep, _asyncio_sleep, _sleep, _sleep_async):
                raise ValueError(f"{module.__name__} has no `sleep` of time's or asyncio's: leave the module out")
        self._clock = clock
        self._places: list[tuple[ModuleType, str]] = [*_PATCHED, *((module, "sleep") for module in modules)]
        self._before: list[tuple[ModuleType, str, Callable[..., Any]]] = []

    def __enter__(self) -> None:
        """Patch. Raises ClockInUse when sleeping waits on another clock already."""
        __tracebackhide__ = True
        with self._lock:
            if any(clock is not self._clock for clock in self._clocks):
                raise ClockInUse(
                    "time.sleep waits on another stand-in's clock already: leave its patch_sleep() first, or hand each "
                    "client the clock of its own stand-in"
                )
            self._clocks.append(self._clock)
            for module, name in self._places:
                present = getattr(module, name)
                self._before.append((module, name, present))
                setattr(module, name, _sleep if present in (real_sleep, _sleep) else _sleep_async)

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Put back what was there."""
        with self._lock:
            for module, name, before in reversed(self._before):
                setattr(module, name, before)
            self._before.clear()
            self._clocks.remove(self._clock)


def _clock() -> ClockView | None:
    """Return the clock to wait on; None for real time."""
    clocks = SleepPatch._clocks  # pyright: ignore[reportPrivateUsage]
    return clocks[0] if clocks and not is_ours() else None


def _sleep(seconds: float) -> None:
    """Stand for `time.sleep`."""
    clock = _clock()
    if clock is None:
        real_sleep(seconds)
    else:
        clock.sleep(seconds)


async def _sleep_async(delay: float, result: T | None = None) -> T | None:
    """Stand for `asyncio.sleep`."""
    clock = _clock()
    if clock is None or delay <= 0:
        await wire_sleep(delay)
    else:
        await clock.sleep_async(delay)
    return result
