"""Where scenarios are played: the stand-ins' addresses, and the recording with a link to it.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from understudy.scenarios.rehearsal.environment import Environment
from understudy.scenarios.rehearsal.recording import Recording
from understudy.scenarios.rehearsal.remote_tenant import RemoteTenant


@dataclass(frozen=True)
class Stage:
    """Servers that are running, here or elsewhere."""

    addresses: Mapping[str, str]
    """vendor -> base URL, and `control`"""
    recording: Recording
    audio_url: str
    """a link under which the recording can be fetched from the servers"""
    http: httpx.Client
    """for the control port, and one for all scenarios, as making one takes longer than a request"""

    def tenant(self, scenario: str) -> RemoteTenant:
        """Return the tenant of its own in which a scenario is played: the same name each time, so the same draws."""
        return RemoteTenant(self.http, self.addresses["control"], f"rehearsal-{scenario.replace('/', '-')}")

    def environment(self, scenario: str, deadline_s: float) -> Environment:
        """Return what a program that plays this scenario is told."""
        return Environment(
            self.addresses,
            self.tenant(scenario).credential,
            audio=self.recording.path,
            audio_url=self.audio_url,
            scenario=scenario,
            vendor=scenario.partition("/")[0],
            deadline_s=deadline_s,
        )
