"""The stand-ins a rehearsal is played with: one company for most scenarios, one of its own for each that shuts a port.

Source: ours.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass

import httpx
import msgspec

from understudy.cli.tenant_clock import WIRE_SPEED
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings
from understudy.scenarios import Scenario
from understudy.scenarios.rehearsal.recording import Recording
from understudy.scenarios.rehearsal.stage import Stage


@dataclass(frozen=True)
class Company:
    """Stand-ins that are running, and how to get more of the same."""

    settings: Settings
    stage: Stage

    @contextlib.contextmanager
    def stage_for(self, scenario: Scenario) -> Generator[Stage]:
        """Yield where a scenario can be played: a refused connection hits everybody on that port."""
        if not any(rule.refuse for rule in scenario.faults):
            yield self.stage
            return
        with StandIns(self.settings).running() as alone:
            stage = self.stage
            yield Stage(alone.addresses.as_dict(), stage.recording, stage.audio_url, stage.http)


@contextlib.contextmanager
def company(settings: Settings, recording: Recording, audio_url: str, http: httpx.Client) -> Generator[Company]:
    """Start the stand-ins for as long as the block lasts.

    Whoever plays freezes a tenant's clock or sets it off; the speed here is that of the wire while it is frozen.
    """
    settings = msgspec.structs.replace(settings, speed=WIRE_SPEED)
    with StandIns(settings).running() as stand_ins:
        yield Company(settings, Stage(stand_ins.addresses.as_dict(), recording, audio_url, http))
