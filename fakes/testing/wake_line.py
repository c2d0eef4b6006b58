"""Who sleeps on one clock in one event loop, in the order in which they wake: only the first may move the clock.

Source: ours. Before it does, whatever else is at work on the loop gets its turns, and a little real time for its I/O.
"""

from __future__ import annotations

import asyncio
import asyncio.taskgroups
import asyncio.tasks
from bisect import insort
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from understudy.fakes.clock import wire_sleep

TURNS = 10
"""of the loop, before the clock is moved"""
LOOKS, LOOK_S = 50, 0.001
"""how often, and how far apart in real time, is looked whether the others are waiting for the clock, too"""
_FOR_TASKS = (asyncio.tasks.__file__, asyncio.taskgroups.__file__)
"""whoever waits in here waits for tasks, which are looked at themselves"""


class Place:
    """One who sleeps."""

    def __init__(self, moment: float, number: int) -> None:
        """Wake at `moment`; of several at the same one, in the order of their numbers."""
        self.moment, self.number = moment, number
        self.turn, self.task = asyncio.Event(), asyncio.current_task()

    def __lt__(self, other: Place) -> bool:
        """Say which one wakes first."""
        return (self.moment, self.number) < (other.moment, other.number)


class WakeLine:
    """Those who sleep on one clock in one event loop."""

    def __init__(self) -> None:
        """Nobody sleeps yet."""
        self._places: list[Place] = []
        self._numbers = count()
        self._reached = float("-inf")
        self._idle: WeakKeyDictionary[asyncio.Task[Any], object] = WeakKeyDictionary()
        """task -> what it has been waiting for, so long that nobody waits for it any more"""

    @contextmanager
    def place(self, moment: float) -> Generator[Place, None, None]:
        """Stand in line for a moment, in the task that asks."""
        place = Place(moment, next(self._numbers))
        insort(self._places, place)
        try:
            yield place
            self._reached = max(self._reached, moment)
        finally:
            self._places.remove(place)
            if self._places:
                self._places[0].turn.set()

    async def come_first(self, place: Place) -> None:
        """Return once nobody wakes earlier, and nobody seems about to sleep less long."""
        while True:
            while self._places[0] is not place:
                place.turn.clear()
                await place.turn.wait()
            if place.moment <= self._reached:
                return
            await self._let_others_work()
            if self._places[0] is place:
                return

    async def _let_others_work(self) -> None:
        for _ in range(TURNS):
            await wire_sleep(0)
        for _ in range(LOOKS):
            if not self._at_work():
                return
            await wire_sleep(LOOK_S)
        self._idle.update(self._at_work())

    def _at_work(self) -> dict[asyncio.Task[Any], object]:
        """Return the tasks that may be about to do something, with what each is waiting for."""
        asleep = {place.task for place in self._places}
        waiting = {task: getattr(task, "_fut_waiter", None) for task in asyncio.all_tasks() - asleep}
        return {
            task: future
            for task, future in waiting.items()
            if future is None or not (self._idle.get(task) is future or _is_for_tasks(task, future))
        }


def _is_for_tasks(task: asyncio.Task[Any], future: object) -> bool:
    """Say whether a task waits for other tasks: directly, or in `gather`, `wait`, `wait_for` or a group."""
    if isinstance(future, asyncio.Task) or hasattr(future, "_children"):
        return True
    inner: Any = task.get_coro()
    while hasattr(getattr(inner, "cr_await", None), "cr_code"):
        inner = inner.cr_await
    code = getattr(inner, "cr_code", None)
    return code is not None and code.co_filename in _FOR_TASKS
