"""Lets `time.sleep` and `asyncio.sleep` wait on a tenant's clock, for a while.

Source: ours. The event loop's own timers do not sleep, so `asyncio.wait_for` and `call_later` go on in real time.
"""

from __future__ import annotations

import asyncio
import asyncio.tasks
import inspect
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


class SleepPatch:
    """While it is entered, whoever sleeps, in any thread but our servers', sleeps on one clock."""

    _entered: ClassVar[list[SleepPatch]] = []
    """once for each time that it is entered"""
    _originals: ClassVar[dict[tuple[ModuleType, str], tuple[int, Callable[..., Any]]]] = {}
    """how often each place is patched, and what was there at first"""
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, clock: ClockView, modules: Sequence[ModuleType] = ()) -> None:
        """`modules` have a name `sleep` of their own for one of the two functions. Raises ValueError otherwise."""
        __tracebackhide__ = True
        known = (time.sleep, asyncio.sleep, real_sleep, _asyncio_sleep, _sleep, _sleep_async)
        for module in modules:
            if getattr(module, "sleep", None) not in known:
                raise ValueError(f"{module.__name__} has no `sleep` of time's or asyncio's: leave the module out")
        self.clock = clock
        # by its place and not by what is there, which somebody else may have replaced
        self._places = [
            (time, "sleep", _sleep),
            (asyncio, "sleep", _sleep_async),
            (asyncio.tasks, "sleep", _sleep_async),
        ]
        self._places += [(module, "sleep", _replacement(module.__dict__["sleep"])) for module in modules]

    def __enter__(self) -> None:
        """Patch. Raises ClockInUse when sleeping waits on another clock already, StandInClosed for one that ended."""
        __tracebackhide__ = True
        self.clock.now()
        with self._lock:
            if any(each.clock is not self.clock for each in self._entered):
                raise ClockInUse(
                    "time.sleep waits on another stand-in's clock already: leave its patch_sleep() first, or hand each "
                    "client the clock of its own stand-in"
                )
            self._entered.append(self)
            for module, name, replacement in self._places:
                times, original = self._originals.get((module, name), (0, getattr(module, name)))
                self._originals[module, name] = times + 1, original
                setattr(module, name, replacement)

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Put back what was there, unless it is still patched by another; once left, it does nothing."""
        with self._lock:
            if self not in self._entered:
                return
            self._entered.remove(self)
            for module, name, _replaced in self._places:
                times, original = self._originals.pop((module, name))
                if times > 1:
                    self._originals[module, name] = times - 1, original
                else:
                    setattr(module, name, original)

    @classmethod
    def end(cls, clock: ClockView) -> None:
        """Leave whatever patch waits on a clock that ends."""
        for each in [each for each in cls._entered if each.clock is clock]:
            each.__exit__(None, None, None)


def _replacement(function: Callable[..., Any]) -> Callable[..., Any]:
    if function in (time.sleep, real_sleep, _sleep):
        return _sleep
    is_async = function in (asyncio.sleep, _asyncio_sleep, _sleep_async) or inspect.iscoroutinefunction(function)
    return _sleep_async if is_async else _sleep


def _clock() -> ClockView | None:
    """Return the clock to wait on; None for real time."""
    entered = SleepPatch._entered[:1]  # pyright: ignore[reportPrivateUsage]
    return entered[0].clock if entered and not is_ours() else None


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
