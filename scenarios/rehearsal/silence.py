"""How long a program that runs may send nothing before it is taken for one that hangs, in real time.

Source: ours. A client that waits is not silent too long: what the vendor advises and what the last answers asked for
is added, and several times its own longest pause so far, as a client that backs off waits longer each time.
"""

from __future__ import annotations

from collections.abc import Sequence

from understudy.scenarios.duration import spoken
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.deadline import interval_s
from understudy.scenarios.rehearsal.part import Part

PAUSE_TIMES = 3
SLOW = ("delay", "drip", "hang")
"""the faults during which a client waits for an answer, which is in the journal only when it is over"""
ANSWER_LIMIT_S = 300.0
"""real time that a client may wait for such an answer"""


class Silence:
    """The time since the last exchange of one program."""

    def __init__(self, part: Part, limit_s: float, now_s: float) -> None:
        """`limit_s` is the real time for a first request, `now_s` a moment of a real clock in seconds."""
        slow = any(rule.kind in SLOW for rule in part.scenario.faults)
        self._limit_s, self._more_s = limit_s, interval_s(part.facts) + (ANSWER_LIMIT_S if slow else 0.0)
        self._since_s, self._pause_s, self._asked_s, self._count = now_s, 0.0, 0.0, 0

    def broken(self, exchanges: Sequence[Exchange], now_s: float) -> None:
        """Take note that there are more exchanges than before; `exchanges` are all of them."""
        latest = exchanges[self._count :]
        self._pause_s = max(self._pause_s, now_s - self._since_s)
        self._asked_s = max((each.retry_after_s or 0.0 for each in latest), default=0.0)
        self._since_s, self._count = now_s, len(exchanges)

    def too_long(self, now_s: float) -> str:
        """Return what to say of a silence that is too long; nothing while it is not."""
        silent_s = now_s - self._since_s
        if not self._count:
            return f"it had sent nothing after {spoken(silent_s)} of real time" if silent_s > self._limit_s else ""
        limit_s = self._limit_s + self._more_s + self._asked_s + PAUSE_TIMES * self._pause_s
        return f"it had sent nothing more for {spoken(silent_s)} of real time" if silent_s > limit_s else ""
