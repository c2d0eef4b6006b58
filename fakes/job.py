"""A job: what the client did and what it sent. No status is kept; its timeline is derived and only remembered.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from understudy.contracts import Failure, Lifecycle, Vendor
from understudy.fakes.plan import Circumstances, failure_of, plan
from understudy.fakes.timeline import GONE, Command, Timeline, timeline
from understudy.scenarios import Scenario, Script
from understudy.scenarios.script import of_lane


class Media(NamedTuple):
    """What was found out about the recording of a job. The recording itself is not kept."""

    filename: str
    content_type: str
    size_bytes: int
    duration_s: float | None
    """None when it is no audio that could be read"""
    has_video: bool = False
    digest: str = ""
    """of its bytes, short; empty when they were not seen"""


SCRIPTLESS = Script()
NOTHING_STRANGE: Mapping[str, str] = {}


class Lane(Timeline):
    """One way through one lifecycle."""

    __slots__ = ("late_s", "lifecycle", "strange")
    name = ""
    """what tells several lanes of one job apart"""

    def __init__(self, lifecycle: Lifecycle, drawn: Timeline, script: Script = SCRIPTLESS, number: int = 0) -> None:
        """Follow `lifecycle` along the timeline that was `drawn`; of several lanes `number` counts from 1."""
        super().__init__(drawn.rows, drawn.starts)
        self.lifecycle = lifecycle
        self.strange: Mapping[str, str] = of_lane(script.shows, number) if script.shows else NOTHING_STRANGE
        """row -> the undocumented word that is shown instead of its status"""
        self.late_s = script.results_late_s

    def shown(self, row: str) -> str | None:
        """Return the status that the vendor shows in `row`, None once the job has vanished."""
        if not row:
            return None
        return self.strange.get(row) or self.lifecycle.shown(row)

    def status(self, now: float) -> str:
        """Return the status that the vendor shows at `now`; empty once the job has vanished."""
        return self.shown(self.row(now)) or GONE

    def true_status(self, now: float) -> str:
        """Return the documented status at `now`, whatever is shown; empty once the job has vanished."""
        row = self.row(now)
        return self.lifecycle.shown(row) if row else GONE

    def speaks_undocumented(self, now: float) -> bool:
        """Say whether the status shown at `now` is a word that the scenario asked for and nobody documents."""
        return bool(self.strange) and self.row(now) in self.strange

    def has_results(self, now: float) -> bool:
        """Say whether the lane has ended well by `now`, so long ago that its results are there."""
        if self.ended(now) != "well":
            return False
        return not self.late_s or now >= (self.reached(self.row(now), now) or now) + self.late_s

    def ended(self, now: float) -> str | None:
        """Return "well" or "badly" once the lane has come to an end by `now`."""
        row = self.row(now)
        return self.lifecycle.rows[row].ends if row else None

    def accepts(self, command: str, now: float) -> bool:
        """Say whether the lane waits for `command` at `now`."""
        row = self.row(now)
        return bool(row) and command in self.lifecycle.rows[row].commands


class Job(Lane):
    """One job of one tenant."""

    __slots__ = (
        "commands",
        "deleted_at",
        "id",
        "lanes",
        "link",
        "media",
        "request",
        "scenario",
        "tenant_key",
        "vendor",
    )

    def __init__(
        self,
        vendor: Vendor,
        lifecycle: Lifecycle,
        job_id: str,
        tenant_key: str,
        declared_at: float,
        scenario: Scenario,
        request: bytes,
        link: Link | None = None,
        media: Media | None = None,
        lane: int = 0,
    ) -> None:
        """`tenant_key` names the tenant among all draws; `request` is the declaring body as it came.

        A job that stands for one lane of several has the number of that `lane`, from 1.
        """
        self.vendor, self.lifecycle, self.id, self.tenant_key = vendor, lifecycle, job_id, tenant_key
        self.scenario, self.request, self.media = scenario, request, _heard(media, scenario.script)
        self.link = link and link._replace(expires_at=scenario.script.expiry(declared_at, link.expires_at))
        self.commands: tuple[Command, ...] = ()
        self.lanes: tuple[Lane, ...] = ()
        self.deleted_at: float | None = None
        super().__init__(lifecycle, self._drawn(declared_at, lane=lane), scenario.script, lane)

    @property
    def key(self) -> str:
        """The job's name among all draws."""
        return f"{self.tenant_key}/{self.id}"

    @property
    def declared_at(self) -> float:
        """When the job was declared, in Unix seconds."""
        return self.starts[0]

    @property
    def given(self) -> Circumstances:
        """What about this job's input bears on its fate."""
        return circumstances(self.vendor, self.media, self.link)

    def command(self, command: Command, media: Media | None = None) -> None:
        """Take a command that the job `accepts`, with the recording that came with it. What happened before stays."""
        past = self.until(command.at)
        self.commands = (*self.commands, command)
        self.media = _heard(media, self.scenario.script) or self.media
        drawn = self._drawn(self.declared_at, (command,), past)
        self.rows, self.starts = drawn.rows, drawn.starts

    def speaks_undocumented(self, now: float) -> bool:
        """Say whether a status shown at `now`, the job's or a lane's, is an undocumented word of the scenario's."""
        return super().speaks_undocumented(now) or any(lane.speaks_undocumented(now) for lane in self.lanes)

    def failure(self, now: float) -> Failure | None:
        """Return why the job ended badly, None when it did not by `now`."""
        step = self.moved(now)
        if step is None or self.ended(now) != "badly":
            return None
        at = self.reached(step[1], now) or now
        return failure_of(self.vendor, self.lifecycle, self.scenario.script, self.given, step, at)

    def _drawn(
        self, declared_at: float, commands: tuple[Command, ...] = (), past: Timeline | None = None, lane: int = 0
    ) -> Timeline:
        planned = plan(self.vendor, self.lifecycle, self.scenario.script, self.given, lane)
        return timeline(self.lifecycle, planned, self.key, declared_at, commands, past)


class Link(NamedTuple):
    """A link that was given instead of a file."""

    url: str
    expires_at: float | None
    """Unix seconds; None when the link says nothing of it"""


def _heard(media: Media | None, script: Script) -> Media | None:
    """Return what is taken to have been found out about a recording."""
    if media is None or script.audio is None:
        return media
    return media._replace(duration_s=script.audio_s(media.duration_s))


def circumstances(vendor: Vendor, media: Media | None, link: Link | None) -> Circumstances:
    """Return what a recording and a link mean for a job of this vendor."""
    expires_at = link.expires_at if link else None
    if media is None:
        return Circumstances(link_expires_at=expires_at)
    if media.duration_s is None:
        return Circumstances(0.0, ("unreadable",), expires_at)
    too_short = ("too_short",) if media.duration_s < vendor.minimum_audio_s else ()
    return Circumstances(media.duration_s, too_short, expires_at)
