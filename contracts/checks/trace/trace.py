"""Judges a recording: each job's events are held to what the lifecycles allow, and the first impossible one is named.

Source: ours. In a recording time always passes, so that only the order of what was seen counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.finding import Contradiction, Finding
from understudy.contracts.checks.oracle.event import Event
from understudy.contracts.checks.oracle.oracle import Oracle
from understudy.contracts.checks.oracle.reader import Reader
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
    """the first impossible event of each job that has one, in their order"""
    met: frozenset[str] = frozenset()
    """names of the facts (`facts.facts`) that were seen to hold"""


@dataclass
class TracedJob:
    """One job of a recording, up to its first impossible event."""

    id: str
    oracle: Oracle
    steps: list[str] = field(default_factory=list[str])
    finding: Finding | None = None

    def take(self, exchange: Exchange, events: Sequence[Event]) -> Finding | None:
        """Take what one exchange tells; return what is impossible in it."""
        self.oracle.elapse()
        for event in events:
            before = self.oracle.told()
            if found := self.oracle.take(event, exchange.at_s):
                self.finding = self._finding(found[0], exchange, before)
                return self.finding
        self.steps.append(_told(exchange))
        return None

    def _finding(self, found: Contradiction, exchange: Exchange, before: str) -> Finding:
        where = f"exchange {exchange.number}, at {exchange.at_s:g} s"
        told = replace(found, message=f"{found.message} ({where}; possible was: {before})")
        steps = (*self.steps[-STEPS_MAX:], f"{_told(exchange)}   <- impossible; possible was: {before}")
        return Finding(contradiction=told, case=CASE, job=self.id, steps=steps)


def judge(vendor: Vendor, exchanges: Sequence[Exchange]) -> TraceResult:
    """Return the first impossible event of each job, with what was possible then.

    A job whose beginning is not in the recording may have been in any state when it was first seen.
    """
    reader, jobs, findings, events = Reader(vendor), dict[str, TracedJob](), list[Finding](), 0
    for exchange in exchanges:
        told = _by_job(reader, exchange, jobs)
        for job_id, own in told.items():
            events += len(own)
            job = jobs.setdefault(job_id, TracedJob(job_id, Oracle(vendor)))
            if job.finding is None and (finding := job.take(exchange, own)):
                findings.append(finding)
    met = frozenset[str]().union(*(job.oracle.met for job in jobs.values()))
    return TraceResult(jobs=len(jobs), events=events, findings=tuple(findings), met=met)


def _by_job(reader: Reader, exchange: Exchange, jobs: dict[str, TracedJob]) -> dict[str, list[Event]]:
    """Return what an exchange tells of each job. What feeds nobody knows whom may have fed any job."""
    found: dict[str, list[Event]] = {}
    for job_id, event in reader.events(exchange):
        found.setdefault(job_id, []).append(event)
    return found or {job_id: [*reader.undecided(exchange)] for job_id in jobs if reader.feeds_anybody(exchange)}


def _told(exchange: Exchange) -> str:
    said = exchange.said or ", ".join(f"{name}: {word}" for name, word in exchange.lanes.items())
    return f"{exchange.number}. at {exchange.at_s:g} s: {exchange}{f' ({said})' if said else ''}"
