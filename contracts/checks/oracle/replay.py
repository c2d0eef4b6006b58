"""The jobs of a recording, each with its oracle, who hears the exchanges in their order.

Source: ours. In a recording time always passes, so that only the order of what was seen counts.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.finding import Contradiction
from understudy.contracts.checks.oracle.event import Begun, Event
from understudy.contracts.checks.oracle.oracle import Oracle
from understudy.contracts.checks.oracle.reader import Reader


class Heard(NamedTuple):
    """What one exchange told of one job."""

    job: str
    contradictions: list[Contradiction]
    """of what came before; empty where all of it is possible"""
    before: str
    """where the job could be before the first of them; empty where there is none"""


class Replay:
    """One recording, heard exchange by exchange."""

    def __init__(self, vendor: Vendor) -> None:
        """Nothing was heard yet. A job whose beginning is not heard may be anywhere when it is first seen."""
        self._vendor, self._reader = vendor, Reader(vendor)
        self.oracles: dict[str, Oracle] = {}
        """by the ids of their jobs"""
        self.events = 0
        """how many were told, those that were passed over included"""

    def hear(self, exchange: Exchange, passed_over: Container[str] = ()) -> Iterator[Heard]:
        """Yield what an exchange told of each job; of jobs that are passed over nothing."""
        for job, events in self._by_job(exchange).items():
            self.events += len(events)
            if job not in passed_over:
                yield self._heard(job, events, exchange.at_s)

    def _by_job(self, exchange: Exchange) -> dict[str, list[Event]]:
        """Return what an exchange tells of each job. What feeds nobody knows whom may have fed any job."""
        found: dict[str, list[Event]] = {}
        for job, event in self._reader.events(exchange):
            found.setdefault(job, []).append(event)
        if found or not self._reader.feeds_anybody(exchange):
            return found
        return {job: [*self._reader.undecided(exchange)] for job in self.oracles}

    def _heard(self, job: str, events: list[Event], at_s: float) -> Heard:
        oracle = self._oracle(job, events)
        oracle.elapse()
        contradictions, before = list[Contradiction](), ""
        for event in events:
            told = "" if before else oracle.told()
            contradictions += oracle.take(event, at_s)
            before = before or (told if contradictions else "")
        return Heard(job, contradictions, before)

    def _oracle(self, job: str, events: list[Event]) -> Oracle:
        if job not in self.oracles:
            begun = next((event for event in events[:1] if isinstance(event, Begun)), None)
            self.oracles[job] = Oracle(self._vendor, begun.lifecycles if begun else None)
        return self.oracles[job]
