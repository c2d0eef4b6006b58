"""The only module that reads a clock or sleeps: a tenant's clock with a rate, and the wire's real time.

Source: ours.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

real_sleep = time.sleep
"""as it was before anybody patched it"""
_real_sleep_async, _monotonic = asyncio.sleep, time.monotonic


class ClockTurnedBack(ValueError):  # noqa: N818 - it says what was asked for
    """A clock was asked to go back."""

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__("a clock does not go back: advance by 0 seconds or more, or begin anew with another tenant")


class Clock:
    """One tenant's time, in Unix seconds; it starts at the system's time when it is first asked."""

    def __init__(self, rate: float = 1.0, start: float | None = None, system: Callable[[], float] = time.time) -> None:
        """`rate` is virtual seconds per real second, 0 for frozen; `start` is in Unix seconds."""
        self._rate, self._system = _checked_rate(rate), system
        self._resume_rate = self._rate or 1.0
        self._given_start = start
        self._anchor: tuple[float, float] | None = None
        self._lock = threading.RLock()
        """held while it is moved: whoever sleeps on it may be in any thread"""
        self.start = 0.0

    def now(self) -> float:
        """Return the time in Unix seconds. It never goes back."""
        real, virtual = self._anchor or self._begin()
        return virtual + max(0.0, self._system() - real) * self._rate if self._rate else virtual

    def _begin(self, *, is_whole: bool = False) -> tuple[float, float]:
        with self._lock:
            if self._anchor is None:
                real = self._system()
                self.start = (
                    (float(int(real)) if is_whole else real) if self._given_start is None else self._given_start
                )
                self._anchor = (real, self.start)
            return self._anchor

    def elapsed_s(self) -> float:
        """Return the virtual seconds since this clock was first asked."""
        now = self.now()
        return now - self.start

    @property
    def rate(self) -> float:
        """Virtual seconds per real second; 0 while frozen."""
        return self._rate

    @property
    def pace(self) -> float:
        """The rate, or while frozen the one it had before: how fast its client would perceive the wire."""
        return self._rate or self._resume_rate

    def run(self, rate: float) -> None:
        """Go on at `rate` virtual seconds per real second; 0 freezes."""
        # Frozen before it was ever asked, it begins with a whole second: dates have no fractions, so replays agree.
        rate = _checked_rate(rate)
        with self._lock:
            now = self.now() if self._anchor else self._begin(is_whole=not rate)[1]
            self._anchor, self._rate = (self._system(), now), rate
            self._resume_rate = self._rate or self._resume_rate

    def freeze(self) -> None:
        """Stop; `advance` still works."""
        self.run(0.0)

    def thaw(self) -> None:
        """Go on at the rate before the freeze."""
        self.run(self._resume_rate)

    def advance(self, seconds: float) -> None:
        """Jump ahead. Raises ClockTurnedBack for a negative span."""
        if seconds < 0:
            raise ClockTurnedBack()
        with self._lock:
            self.advance_to(self.now() + seconds)

    def advance_to(self, moment: float) -> None:
        """Jump to a moment in Unix seconds; does nothing when it is past."""
        with self._lock:
            self._anchor = (self._system(), max(moment, self.now()))


def _checked_rate(rate: float) -> float:
    if not 0.0 <= rate < float("inf"):
        raise ValueError("a clock's rate is 0 (frozen) or more")
    return float(rate)


async def wire_sleep(seconds: float) -> None:
    """Let real time pass, as a fault on the wire does."""
    await _real_sleep_async(seconds)


async def within(seconds: float, happening: Awaitable[None]) -> bool:
    """Let real time pass until something has happened, at most so long; say whether it has. Else it is given up."""
    try:
        await asyncio.wait_for(happening, seconds)
    except TimeoutError:
        return False
    return True


def wait_until(happened: Callable[[], bool], within_s: float) -> bool:
    """Look again and again, in real time, until something has happened; False when it has not in so long."""
    end = _monotonic() + within_s
    while not happened():
        if _monotonic() >= end:
            return False
        real_sleep(_LOOK_S)
    return True


async def wait_until_async(happened: Callable[[], bool], within_s: float) -> bool:
    """Look again and again as `wait_until` does, while the event loop goes on."""
    end = _monotonic() + within_s
    while not happened():
        if _monotonic() >= end:
            return False
        await _real_sleep_async(_LOOK_S)
    return True


_LOOK_S = 0.002
