"""Finds the fault that strikes one call: by operation, number of the call, status of the job, and chance.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from understudy.fakes import draw
from understudy.fakes.faults.alter import Alter
from understudy.fakes.faults.cut import Cut
from understudy.fakes.faults.delay import Delay
from understudy.fakes.faults.drip import Drip
from understudy.fakes.faults.fault import Fault, NoFault
from understudy.fakes.faults.ghost import Ghost
from understudy.fakes.faults.hang import Hang
from understudy.fakes.faults.no_answer import NoAnswer
from understudy.fakes.faults.refuse import Refuse
from understudy.fakes.faults.reset import Reset
from understudy.fakes.faults.respond import Respond
from understudy.fakes.faults.strike import Strike
from understudy.fakes.faults.wrong_length import WrongLength
from understudy.fakes.job import Job
from understudy.fakes.reply import Reply
from understudy.fakes.tenant import Tenant
from understudy.scenarios.fault_rule import EVERY, FaultRule

NO_FAULT = NoFault()


class Place:
    """One call of one operation, with its numbers among all calls."""

    def __init__(self, tenant: Tenant, vendor: str, operation: str, named: str, job: Job | None, now: float) -> None:
        """Count the call. `named` is what the path names, if anything: calls are counted for each."""
        self._tenant, self._vendor, self._job, self._now = tenant, vendor, job, now
        self._operation, self._named = operation, named
        self._numbers = {
            (name, per): self._count(name, "" if per == "tenant" else named, per)
            for name in (operation, EVERY)
            for per in ("job", "tenant")
        }

    def _count(self, name: str, named: str, per: str) -> int:
        calls, key = self._tenant.calls, (f"{self._vendor}/{name}", f"{per}/{named}")
        calls[key] = calls.get(key, 0) + 1
        return calls[key]

    def is_of(self, rule: FaultRule, index: int) -> bool:
        """Say whether the rule, the `index`-th of its scenario, strikes this call."""
        number = self._numbers.get((rule.operation, rule.per), 0)
        if not number or (rule.calls and number not in rule.calls):
            return False
        return self._is_while(rule.true_status) and self._is_drawn(rule, index)

    def _is_while(self, status: str | None) -> bool:
        if status is None:
            return True
        if self._job is None:
            return False
        return any(way.true_status(self._now) == status for way in self._job.lanes or (self._job,))

    def _is_drawn(self, rule: FaultRule, index: int) -> bool:
        """Draw for this very call: what else was called, and when, makes no difference."""
        number = self._numbers[self._operation, "job"]
        place = ("fault", self._vendor, index, self._operation, self._named, number)
        return draw.fraction(self._tenant.key(*place)) < rule.probability


def fault_at(place: Place, rules: tuple[FaultRule, ...], strike: Strike) -> Fault:
    """Return the fault of the first rule that strikes; `NO_FAULT` when none does."""
    for index, rule in enumerate(rules):
        if place.is_of(rule, index):
            return _MAKERS[rule.kind](getattr(rule, rule.kind), strike)
    return NO_FAULT


_MAKERS: Mapping[str, Callable[[Any, Strike], Fault]] = {
    "respond": Respond,
    "ghost": Ghost,
    "alter": lambda asked, _: Alter(asked),
    "delay": lambda span, strike: Delay(span, strike.real_s(span)),
    "drip": lambda asked, strike: Drip(asked.bytes, asked.every, strike.real_s(asked.every)),
    "hang": lambda _, __: Hang(),
    "reset": lambda where, _: Reset(where),
    "no_answer": lambda _, __: NoAnswer(),
    "cut_after_bytes": lambda after_bytes, _: Cut(after_bytes),
    "wrong_length": lambda bytes_more, _: WrongLength(bytes_more),
    "refuse": lambda span, strike: Refuse(span, strike.real_s(span)),
}
"""by what the rule asks for"""


def _no_refusal(status: int, _retry_after_s: int | None) -> Reply:
    return Reply(status)


def is_on_wire(rule: FaultRule) -> bool:
    """Say whether the rule's fault breaks the connection itself, and so needs one."""
    unused = Strike(0.0, 1.0, _no_refusal)
    return _MAKERS[rule.kind](getattr(rule, rule.kind), unused).layer == "wire"
