"""A tenant's clock as a test holds it, and as it can be handed to a client that takes a clock.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from understudy.fakes.clock import ClockTurnedBack, real_sleep, wire_sleep


class Movable(Protocol):
    """What moves a tenant's clock, here or over HTTP."""

    def clock(self, **change: Any) -> Mapping[str, Any]:
        """Change the clock as the control port allows, and return how it stands."""
        ...


class _Ended:
    """What is left of a clock whose tenant is gone."""

    def __init__(self, reason: Exception) -> None:
        self._reason = reason

    def clock(self, **_: Any) -> Mapping[str, Any]:
        __tracebackhide__ = True
        raise self._reason


class ClockView:
    """One tenant's clock. Frozen, it moves only when it is told to, or when somebody sleeps on it."""

    def __init__(self, desk: Movable) -> None:
        """`desk` is where the clock is moved."""
        self._desk = desk

    def end(self, reason: Exception) -> None:
        """Let whatever is asked of this clock from now on raise `reason`."""
        self._desk = _Ended(reason)

    def now(self) -> float:
        """Return the time in Unix seconds, as the vendor's answers have it."""
        return float(self._desk.clock()["now"])

    @property
    def elapsed_s(self) -> float:
        """Virtual seconds since the clock began."""
        return float(self._desk.clock()["elapsed_s"])

    def advance(
        self,
        seconds: float = 0.0,
        *,
        milliseconds: float = 0.0,
        minutes: float = 0.0,
        hours: float = 0.0,
        days: float = 0.0,
        weeks: float = 0.0,
    ) -> None:
        """Go on by a span: `advance(90)`, `advance(minutes=20)`. Raises ClockTurnedBack for a negative one."""
        __tracebackhide__ = True
        span = timedelta(days, seconds, 0, milliseconds, minutes, hours, weeks)
        if span < timedelta():
            raise ClockTurnedBack()
        self._desk.clock(advance_s=span.total_seconds())

    def jump(self) -> float:
        """Go on to the next planned step of any job, and return how many seconds that took; 0 with none planned."""
        return float(self._desk.clock(jump=True)["advanced_s"])

    def freeze(self) -> None:
        """Stand still: time passes only by `advance`, `jump`, `sleep`, or polls after `auto`."""
        self._desk.clock(freeze=True)

    def run(self, rate: float = 1.0) -> None:
        """Go on by itself at `rate` virtual seconds per real second; 0 freezes. Raises ValueError below that."""
        __tracebackhide__ = True
        if not 0 <= rate < float("inf"):
            raise ValueError(f"a clock's rate is 0 (frozen) or more, not {rate}")
        self._desk.clock(rate=rate)

    def auto(self, on: bool = True) -> None:
        """Let each poll of a job first take the interval that the vendor advises, for clients that know no clock."""
        self._desk.clock(on_poll=on)

    def sleep(self, seconds: float) -> None:
        """Wait: a clock that stands still goes on by so much at once, one that runs is waited for in real time.

        Several who sleep at the same time wake at the same time. Raises ValueError for a negative span.
        """
        __tracebackhide__ = True
        moment = self._end(seconds)
        while (real_s := self._remaining_s(moment)) > 0:
            real_sleep(real_s)

    async def sleep_async(self, seconds: float) -> None:
        """Wait as `sleep` does, while the event loop goes on."""
        __tracebackhide__ = True
        moment = self._end(max(seconds, 0.0))
        await wire_sleep(0)  # so that all who begin to wait now wake at the same moment
        while (real_s := self._remaining_s(moment)) > 0:
            await wire_sleep(real_s)

    def _end(self, seconds: float) -> float:
        __tracebackhide__ = True
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        return self.now() + seconds

    def _remaining_s(self, moment: float) -> float:
        """Return the real seconds until a moment on a clock that runs; bring one that stands still there."""
        stands = self._desk.clock()
        if stands["frozen"]:
            self._desk.clock(until=moment)
            return 0.0
        return max(0.0, (moment - float(stands["now"])) / float(stands["rate"]))
