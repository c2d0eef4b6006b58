"""What somebody who plays a scenario is given, and what they must be able to do with it.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from understudy.contracts import Vendor
from understudy.scenarios.rehearsal.environment import Environment
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.rehearsal.remote_tenant import RemoteTenant
from understudy.scenarios.rehearsal.scene import Scene
from understudy.scenarios.scenario import Scenario

Time = Literal["virtual", "faketime", "poll"]
"""how the client's time passes: in jumps with its tenant's clock; fast, by libfaketime; as it is, and the tenant's by
its polls"""


@dataclass(frozen=True)
class Part:
    """One scenario, ready to be played."""

    scenario: Scenario
    facts: Vendor
    tenant: RemoteTenant
    environment: Environment
    deadline_s: float
    """virtual seconds"""
    scene: Scene
    on_change: Callable[[Scene], object]
    """to be called whenever the scene has changed"""

    def collect(self) -> int:
        """Take in what the journal has that the scene has not; return how many exchanges it no longer kept in all."""
        record = self.tenant.record(self.scene.latest)
        self.scene.take_in(record.exchanges, self.facts)
        return max(record.count - len(self.scene.exchanges), 0)

    def show(self) -> None:
        """Take in what the journal has that the scene has not, and tell whoever looks on."""
        self.collect()
        self.on_change(self.scene)


class Performer(Protocol):
    """Plays scenarios: a user's command, or the reference client."""

    @property
    def time(self) -> Time:
        """How its time passes."""
        ...

    @property
    def speed(self) -> float:
        """Virtual seconds per real second of its clock; 0 in virtual time, 1 in poll time."""
        ...

    def perform(self, part: Part) -> Performance:
        """Play one scenario to its end; may be called by several threads at once."""
        ...
