"""The only module that reads a clock or sleeps: a tenant's clock with a rate, and the wire's real time.

Source: ours.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


class Clock:
    """One tenant's time, in Unix seconds; it starts at the system's time when it is first asked."""

    def __init__(self, rate: float = 1.0, start: float | None = None, system: Callable[[], float] = time.time) -> None:
        """`rate` is virtual seconds per real second, 0 for frozen; `start` is in Unix seconds."""
        self._rate, self._system = _checked_rate(rate), system
        self._resume_rate = self._rate or 1.0
        self._given_start = start
        self._anchor: tuple[float, float] | None = None
        self.start = 0.0

    def now(self) -> float:
        """Return the time in Unix seconds. It never goes back."""
        real, virtual = self._anchor or self._begin()
        return virtual + max(0.0, self._system() - real) * self._rate if self._rate else virtual

    def _begin(self) -> tuple[float, float]:
        real = self._system()
        self.start = real if self._given_start is None else self._given_start
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

    def run(self, rate: float) -> None:
        """Go on at `rate` virtual seconds per real second; 0 freezes."""
        now = self.now() if self._anchor else self._begin()[1]
        self._anchor, self._rate = (self._system(), now), _checked_rate(rate)
        self._resume_rate = self._rate or self._resume_rate

    def freeze(self) -> None:
        """Stop; `advance` still works."""
        self.run(0.0)

    def thaw(self) -> None:
        """Go on at the rate before the freeze."""
        self.run(self._resume_rate)

    def advance(self, seconds: float) -> None:
        """Jump ahead. Raises ValueError for a negative span."""
        if seconds < 0:
            raise ValueError("a clock does not go back: advance by 0 seconds or more")
        self.advance_to(self.now() + seconds)

    def advance_to(self, moment: float) -> None:
        """Jump to a moment in Unix seconds; does nothing when it is past."""
        self._anchor = (self._system(), max(moment, self.now()))


def _checked_rate(rate: float) -> float:
    if not 0.0 <= rate < float("inf"):
        raise ValueError("a clock's rate is 0 (frozen) or more")
    return float(rate)


async def wire_sleep(seconds: float) -> None:
    """Let real time pass, as a fault on the wire does."""
    await asyncio.sleep(seconds)
