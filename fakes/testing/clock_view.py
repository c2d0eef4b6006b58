"""A tenant's clock as a test holds it, and as it can be handed to a client that takes a clock.

Source: ours.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from understudy.fakes.clock import ClockTurnedBack, real_sleep, wire_sleep
from understudy.fakes.control.desk import MOMENT_MAX, SECONDS_MAX, BadClockChange
from understudy.fakes.testing.venue import InAnotherProcess
from understudy.fakes.testing.wake_line import WakeLine


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
        self._desk, self._pid = desk, os.getpid()
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, WakeLine] = WeakKeyDictionary()

    def end(self, reason: Exception) -> None:
        """Let whatever is asked of this clock from now on raise `reason`."""
        self._desk = _Ended(reason)

    def now(self) -> float:
        """Return the time in Unix seconds, as the vendor's answers have it."""
        __tracebackhide__ = True
        return float(self._ask()["now"])

    @property
    def elapsed_s(self) -> float:
        """Virtual seconds since the clock began."""
        __tracebackhide__ = True
        return float(self._ask()["elapsed_s"])

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
        """Go on by a span: `advance(90)`, `advance(minutes=20)`.

        Raises ClockTurnedBack for a negative one, and BadClockChange for one of more than a hundred years.
        """
        __tracebackhide__ = True
        try:
            span_s = timedelta(days, seconds, 0, milliseconds, minutes, hours, weeks).total_seconds()
        except (ValueError, OverflowError) as error:
            raise _too_far(f"({error})") from None
        if span_s < 0:
            raise ClockTurnedBack()
        if span_s > SECONDS_MAX:
            raise _too_far(f"not {span_s:g}")
        self._ask(advance_s=span_s)

    def jump(self) -> float:
        """Go on to the next planned step of any job, and return how many seconds that took; 0 with none planned."""
        __tracebackhide__ = True
        return float(self._ask(jump=True)["advanced_s"])

    def freeze(self) -> None:
        """Stand still: time passes only by `advance`, `jump`, `sleep`, or polls after `auto`."""
        __tracebackhide__ = True
        self._ask(freeze=True)

    def run(self, rate: float = 1.0) -> None:
        """Go on by itself at `rate` virtual seconds per real second; 0 freezes. Raises BadClockChange."""
        __tracebackhide__ = True
        if not 0 <= rate <= SECONDS_MAX:
            raise BadClockChange(f"a clock's rate is 0 (frozen) or more, and at most {SECONDS_MAX:g}, not {rate}")
        self._ask(rate=rate)

    def auto(self, on: bool = True) -> None:
        """Let each poll of a job first take the interval that the vendor advises, for clients that know no clock."""
        __tracebackhide__ = True
        self._ask(on_poll=on)

    def sleep(self, seconds: float) -> None:
        """Wait: a clock that stands still goes on by so much at once, one that runs is waited for in real time.

        Raises ValueError for a negative span, BadClockChange for one that leads beyond the clock's end.
        """
        __tracebackhide__ = True
        moment = self._end(seconds)
        while (real_s := self._remaining_s(moment)) > 0:
            real_sleep(real_s)

    async def sleep_async(self, seconds: float) -> None:
        """Wait as `sleep` does, while the event loop goes on.

        Those who sleep on the same loop wake one after another, each at its own moment, and only when the others on the
        loop have had the time to begin sleeping, too.
        """
        __tracebackhide__ = True
        moment = self._end(max(seconds, 0.0))
        line = self._lines.setdefault(asyncio.get_running_loop(), WakeLine())
        with line.place(moment) as place:
            await line.come_first(place)
            while (real_s := self._remaining_s(moment)) > 0:
                await wire_sleep(real_s)
                await line.come_first(place)

    def _end(self, seconds: float) -> float:
        __tracebackhide__ = True
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        moment = self.now() + seconds
        if not moment <= MOMENT_MAX:
            raise _too_far(f"not {seconds:g}")
        return moment

    def _remaining_s(self, moment: float) -> float:
        """Return the real seconds until a moment on a clock that runs; bring one that stands still there."""
        __tracebackhide__ = True
        stands = self._ask()
        if stands["frozen"]:
            self._ask(until=moment)
            return 0.0
        return max(0.0, (moment - float(stands["now"])) / float(stands["rate"]))

    def _ask(self, **change: Any) -> Mapping[str, Any]:
        __tracebackhide__ = True
        if os.getpid() != self._pid:
            raise InAnotherProcess()
        return self._desk.clock(**change)


def _too_far(told: str) -> BadClockChange:
    return BadClockChange(
        f"a clock goes on by at most {SECONDS_MAX:g} seconds (a hundred years) at a time, {told}: "
        "where nothing is planned any more, jump() stays where it is"
    )
