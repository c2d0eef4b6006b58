"""One act of a rehearsal: the reference client sends one job to one stand-in and follows it to its end.

Source: ours; the ways in are those of each vendor's documentation.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx

from understudy.cli.material import Material
from understudy.cli.tenant_clock import TenantClock
from understudy.client import ClientError, Hooks, JobFailed, NotFound, Progress, connect
from understudy.contracts import vendor
from understudy.scenarios import Expect, find
from understudy.scenarios.observation import Observation, Outcome


@dataclass(frozen=True)
class Act:
    """What is played."""

    vendor: str
    way_in: str
    """upload, link, chat, transcript, or hour (a long upload)"""
    lifecycle: str
    scenario: str | None = None
    """the short name of the failure that is asked for; None for the ordinary course of things"""

    @property
    def title(self) -> str:
        """What the table calls it."""
        return self.scenario or {"hour": "an hour, uploaded"}.get(self.way_in, self.way_in)

    @property
    def expect(self) -> Expect:
        """What the client should meet."""
        return find(f"{self.vendor}/{self.scenario}").expect if self.scenario else Expect()

    @property
    def credential(self) -> str:
        """A tenant of its own; a scenario is asked for by the credential alone."""
        return f"{self.scenario}@rehearsal" if self.scenario else f"rehearsal-{self.way_in}"


@dataclass
class Record:
    """What came of an act, growing while it is played."""

    act: Act
    lanes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    polls: int = 0
    virtual_s: float = 0.0
    real_s: float = 0.0
    end: str = ""
    """what the client got in the end: the beginning of the transcript, or the vendor's error code or text"""
    deviations: list[str] | None = None
    """None while the act is played"""

    @property
    def ways(self) -> dict[str, tuple[str, ...]]:
        """The statuses of each lane, in the order in which they were seen."""
        return {lane: tuple(statuses) for lane, statuses in self.lanes.items()}

    @property
    def statuses(self) -> list[str]:
        """The statuses seen, in order; lanes that went the same way are told once."""
        return [status for way in dict.fromkeys(self.ways.values()) for status in way]

    def note(self, progress: Progress) -> None:
        """Take in one look of the client."""
        self.polls = progress.polls
        status = progress.status
        if status is None:
            return
        seen = {lane.name: lane.word for lane in status.lanes} or {"": status.word}
        for lane, word in seen.items():
            words = self.lanes.setdefault(lane, [])
            if words[-1:] != [word]:
                words.append(word)


@dataclass(frozen=True)
class Stage:
    """Where acts are played."""

    addresses: Mapping[str, str]
    """vendor -> base URL, and `control`"""
    sent: Material
    http: httpx.Client
    """one for all acts, as making one takes longer than a request"""


def play(act: Act, stage: Stage, on_change: Callable[[Record], object]) -> Record:
    """Play one act; `on_change` is told of every look. Never raises: what goes wrong is a deviation."""
    record, began = Record(act), time.perf_counter()
    tenant_url = f"{stage.addresses['control']}/tenants/{quote(act.credential, safe='')}"
    clock = TenantClock(stage.http, tenant_url)
    words = {"transcript": stage.sent.words.get(act.way_in)}
    stage.http.put(f"{tenant_url}/scenario", json=words).raise_for_status()

    def looked(progress: Progress) -> None:
        record.note(progress)
        record.virtual_s, record.real_s = clock.elapsed_s, time.perf_counter() - began
        on_change(record)

    observation = _observed(act, stage, clock, record, Hooks(on_progress=looked))
    record.deviations = list(observation.deviations(vendor(act.vendor).lifecycles[act.lifecycle], act.expect))
    journal = stage.http.get(f"{tenant_url}/journal").raise_for_status().json()
    record.deviations += [finding for each in journal["exchanges"] for finding in each["findings"]]
    record.virtual_s, record.real_s = clock.elapsed_s, time.perf_counter() - began
    on_change(record)
    return record


def _observed(act: Act, stage: Stage, clock: TenantClock, record: Record, hooks: Hooks) -> Observation:
    """Run the client through the act, and return what it saw."""
    client = connect(
        act.vendor,
        stage.addresses[act.vendor],
        act.credential,
        secret="rehearsal",  # noqa: S106 - any will do
        user_id="rehearsal@example.com",
        http=stage.http,
        clock=clock,
        draw=lambda: 0.0,
        hooks=hooks,
    )
    with client:
        try:
            transcript = client.transcribe(**stage.sent.submissions[act.way_in]).transcript
        except ClientError as error:
            said = error.status.message if error.status and error.status.message else str(error)
            record.end = error.code or said
            return Observation(record.ways, _outcome(error), error.code, said)
    record.end = f"“{transcript.utterances[0].text}”" if transcript.utterances else ""
    is_empty = not transcript.utterances and act.way_in != "chat"  # a chat has none
    return Observation(record.ways, "broken" if is_empty else "transcribed", message="no transcript")


def _outcome(error: ClientError) -> Outcome:
    if isinstance(error, JobFailed):
        return "failed"
    return "not_found" if isinstance(error, NotFound) else "broken"
