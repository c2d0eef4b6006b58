"""Everything that a rehearsal kept of one scenario: what a report draws from.

Source: ours; jobs have the form of the control port's `GET /tenants/NAME/jobs`.
"""

from __future__ import annotations

import msgspec

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.scenario import Scenario
from understudy.scenarios.verdict.result import Result


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a job or lane."""

    at_s: float
    """virtual seconds since the tenant's clock began"""
    row: str
    """row of the lifecycle; empty once the job has vanished"""
    status: str | None
    """what the vendor shows in this row"""
    planned: bool
    """whether it still lay ahead when the scenario was over"""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One lane of a job, or the job itself where it has none."""

    name: str = ""
    timeline: tuple[Step, ...] = ()


class JobSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One job of the scenario's tenant, as the control port showed it at the end."""

    id: str
    vendor: str
    lifecycle: str
    deleted_at_s: float | None = None
    timeline: tuple[Step, ...] = ()
    lanes: tuple[Way, ...] = ()

    @property
    def ways(self) -> tuple[Way, ...]:
        """Its lanes, or itself."""
        return self.lanes or (Way(timeline=self.timeline),)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario, played, judged and kept."""

    scenario: Scenario
    exchanges: tuple[Exchange, ...]
    jobs: tuple[JobSeen, ...]
    performance: Performance
    result: Result
    seed: int
    speed: float
    """virtual seconds per real second of the client's clock; 0 in virtual time"""
    time: str
    """how the client's time passed: `virtual`, `faketime` or `poll`"""
    deadline_s: float
    """virtual seconds after which a client should have given up"""
    missing: int = 0
    """exchanges that the journal no longer kept when it was read"""
    command: tuple[str, ...] = ()
    """the program that played, as it was given; empty for the reference client"""
    options: tuple[str, ...] = ()
    """what a replay needs to be told beside its token"""

    @property
    def note(self) -> str:
        """What whoever reads the verdict must know of it; empty when there is nothing."""
        if not self.missing:
            return ""
        kept = f"{len(self.exchanges)} of {len(self.exchanges) + self.missing} exchanges"
        return f"the verdict rests on {kept}: the journal no longer kept the other {self.missing} when it was read"
