"""A job's timeline is arithmetic over its lifecycle, its plan, the seed and what the client did; nothing is stored.

Source: ours.
"""

from __future__ import annotations

import functools
import math
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from understudy.contracts import Lifecycle
from understudy.fakes import draw
from understudy.scenarios.duration import Stay

GONE = ""
"""the row of a job that has vanished: nobody has heard of it"""


class Command(NamedTuple):
    """Something the client did to a job, and when (Unix seconds on the tenant's clock)."""

    name: str
    at: float


class Plan(NamedTuple):
    """What the vendor is going to do with one job."""

    stay: Callable[[str], Stay]
    """row -> how long it lasts, in seconds"""
    turns: Mapping[str, Sequence[str]] = {}
    """row -> the rows it goes to, one a visit; the last one repeats; by default the row's first target"""
    late: Mapping[str, tuple[float, str]] = {}
    """row -> (Unix seconds, row to go to when this one is left after that moment)"""
    vanish_in: str | None = None
    """the row in which the job disappears"""


class Timeline:
    """The rows of one job in order, and when each starts."""

    __slots__ = ("rows", "starts")

    def __init__(self, rows: tuple[str, ...], starts: array[float]) -> None:
        """`starts` are Unix seconds, growing; as many as `rows`."""
        self.rows, self.starts = rows, starts

    def row(self, now: float) -> str:
        """Return the row at `now`; before the start, the first one."""
        return self.rows[bisect_right(self.starts, now, 1) - 1]

    def until(self, now: float) -> Timeline:
        """Return what had happened by `now`."""
        count = bisect_right(self.starts, now, 1)
        return Timeline(self.rows[:count], self.starts[:count])

    def reached(self, row: str, now: float) -> float | None:
        """Return when `row` was last entered, None when that is not so by `now`."""
        for index in range(bisect_right(self.starts, now, 1) - 1, -1, -1):
            if self.rows[index] == row:
                return self.starts[index]
        return None

    def moved(self, now: float) -> tuple[str, str] | None:
        """Return the last step by `now` as (row, next row), None before there was one."""
        last = bisect_right(self.starts, now, 1) - 1
        return (self.rows[last - 1], self.rows[last]) if last else None

    def next_start(self, now: float) -> float | None:
        """Return the first start after `now`, None when nothing more is planned."""
        index = bisect_right(self.starts, now)
        return self.starts[index] if index < len(self.starts) else None


def timeline(
    lifecycle: Lifecycle,
    plan: Plan,
    key: str,
    declared_at: float,
    commands: Sequence[Command] = (),
    past: Timeline | None = None,
) -> Timeline:
    """Return everything that will happen to a job unless its client does something more.

    `key` names the job among all draws (seed/tenant/job). Commands are in order of time; one that its row does not
    wait for is passed over, as the vendor app refuses it. What is `past` stays as it was, whatever the plan is now.
    """
    past = past or Timeline((lifecycle.initial,), array("d", [declared_at]))
    rows, starts, visits = list(past.rows), list(past.starts), Counter(past.rows[:-1])
    pending = list(commands)
    while True:
        row, at = rows[-1], starts[-1]
        step = _moved(lifecycle, plan, key, row, at, visits) or _commanded(lifecycle, row, at, pending)
        if step is None:
            return Timeline(_shared(tuple(rows)), array("d", starts))
        rows.append(step[0])
        starts.append(step[1])


def _moved(
    lifecycle: Lifecycle, plan: Plan, key: str, row: str, at: float, visits: Counter[str]
) -> tuple[str, float] | None:
    """Return where and when the job moves by itself, None when it waits, ends, has vanished or stays for ever."""
    if row == GONE or not (targets := lifecycle.rows[row].then):
        return None
    visits[row] += 1
    leaves_at = at + draw.stay_s(plan.stay(row), key, row, visits[row])
    if leaves_at == math.inf:
        return None
    if row == plan.vanish_in:
        return GONE, (at + leaves_at) / 2
    turns = [turn for turn in plan.turns.get(row, ()) if turn in targets] or targets
    target = turns[min(visits[row], len(turns)) - 1] if row in plan.turns else targets[0]
    if row in plan.late and leaves_at >= plan.late[row][0]:
        target = plan.late[row][1]
    return target, leaves_at


def _commanded(lifecycle: Lifecycle, row: str, at: float, pending: list[Command]) -> tuple[str, float] | None:
    """Return where and when a command takes the job that waits in `row`, None when none does."""
    if row == GONE:
        return None
    while pending:
        command = pending.pop(0)
        if command.at >= at and command.name in lifecycle.rows[row].commands:
            return lifecycle.rows[row].commands[command.name], command.at
    return None


@functools.lru_cache(maxsize=4096)
def _shared(rows: tuple[str, ...]) -> tuple[str, ...]:
    """Return one tuple for all jobs that take the same way, so that a job costs only its times."""
    return rows
