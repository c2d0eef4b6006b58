"""Judges a recording: each job's events are held to what the lifecycles allow, each answer to its documented shape.

Source: ours. Of each job the first impossible event is named; what is wrong with the shape of an answer is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from understudy.contracts import Vendor
from understudy.contracts.checks.agreement.agreement import Agreement
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.finding import Contradiction, Finding
from understudy.contracts.checks.oracle.replay import Heard, Replay
from understudy.contracts.checks.trace.recording import read

__all__ = ["TraceResult", "judge", "read"]
CASE = "trace"
STEPS_MAX = 30
"""exchanges of a job that a finding tells at most, the latest"""


@dataclass(frozen=True, kw_only=True)
class TraceResult:
    """What a recording shows."""

    jobs: int
    events: int
    findings: tuple[Finding, ...]
    """the first impossible event of each job that has one, and each difference of a shape, in their order"""
    met: frozenset[str] = frozenset()
    """names of the facts (`facts.facts`) that were seen to hold"""


def judge(vendor: Vendor, exchanges: Sequence[Exchange]) -> TraceResult:
    """Return the first impossible event of each job, with what was possible then, and what differs in shapes.

    A job whose beginning is not in the recording may have been in any state when it was first seen. The shape of an
    answer that is excused, or was not recorded whole, is not judged.
    """
    replay, trial = Replay(vendor), _Trial(Agreement(vendor))
    for exchange in exchanges:
        heard = [*replay.hear(exchange, trial.impossible)]
        trial.shape(exchange, is_about_job=bool(heard) or exchange.job in trial.impossible)
        for each in heard:
            trial.event(exchange, each)
    met = frozenset[str]().union(*(oracle.met for oracle in replay.oracles.values()))
    return TraceResult(jobs=len(replay.oracles), events=replay.events, findings=tuple(trial.findings.values()), met=met)


class _Trial:
    """What was found so far."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self.findings: dict[tuple[str, ...], Finding] = {}
        self.impossible: set[str] = set()
        """jobs that had an impossible event: nothing is said of them any more"""
        self._steps: dict[str, list[str]] = {}

    def shape(self, exchange: Exchange, *, is_about_job: bool) -> None:
        """Hold an answer that was recorded to the contract, by itself."""
        if not (exchange.is_recorded_whole and exchange.status and exchange.operation):
            return
        for each in self._agreement.contradictions(exchange):
            key = ("shape", each.rule, each.where, exchange.operation.id)
            # a word that is no status is the oracle's to tell, where it knows the job
            if key in self.findings:
                self.findings[key] = self.findings[key].met_again()
            elif not each.is_warning and not (each.rule == "status" and is_about_job):
                self.findings[key] = _finding(each, exchange, exchange.job, [f"{_told(exchange)}   <- differs"])

    def event(self, exchange: Exchange, heard: Heard) -> None:
        """Keep what an exchange told of a job that is impossible."""
        steps = self._steps.setdefault(heard.job, [])
        if heard.contradictions:
            possible = f"possible was: {heard.before}"
            shown = (*steps[-STEPS_MAX:], f"{_told(exchange)}   <- impossible; {possible}")
            found = _finding(heard.contradictions[0], exchange, heard.job, shown, f"; {possible}")
            self.findings["impossible", heard.job] = found
            self.impossible.add(heard.job)
        steps.append(_told(exchange))


def _finding(
    found: Contradiction, exchange: Exchange, job: str | None, steps: Iterable[str], more: str = ""
) -> Finding:
    """Return a finding that names its exchange."""
    where = f"exchange {exchange.number}, at {exchange.at_s:g} s"
    told = replace(found, message=f"{found.message} ({where}{more})")
    return Finding(contradiction=told, case=CASE, job=job, steps=tuple(steps))


def _told(exchange: Exchange) -> str:
    said = exchange.said or ", ".join(f"{name}: {word}" for name, word in exchange.lanes.items())
    return f"{exchange.number}. at {exchange.at_s:g} s: {exchange}{f' ({said})' if said else ''}"
