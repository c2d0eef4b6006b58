"""Everything behind one credential: its clock, jobs, scenarios and journal.

Source: ours. A tenant's name is the whole credential; `SCENARIO@anything` also selects that scenario.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar, cast

import msgspec

from understudy.contracts import Lifecycle, Vendor, vendor_names
from understudy.fakes.clock import Clock
from understudy.fakes.job import Job, Link, Media
from understudy.fakes.journal import Journal
from understudy.fakes.partial_file import PartialFiles
from understudy.fakes.store import MemoryStore
from understudy.fakes.timeline import Command
from understudy.scenarios import Scenario, UnknownScenario, find, ordinary

D = TypeVar("D", bound=msgspec.Struct)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `understudy serve` was started with."""

    seed: int = 0
    speed: float = 1.0
    """virtual seconds per real second for every new tenant"""
    scenarios: tuple[str, ...] = ()
    """the scenarios that hold for every tenant, at most one for each vendor"""
    keys: Mapping[str, str | None] | None = None
    """the only credentials accepted, each with its secret where it has one; None accepts any"""
    max_upload_bytes: int = 512 * 1024 * 1024
    fetch_links: bool = False
    fetch_hosts: frozenset[str] = frozenset()
    """hosts beyond loopback from which a link may be fetched"""


class Tenant:
    """One client's world."""

    def __init__(self, name: str, settings: Settings, scenarios: Mapping[str, Scenario], clock: Clock) -> None:
        """`scenarios` are by vendor; a vendor without one goes its ordinary way."""
        self.name, self.settings, self.clock = name, settings, clock
        self._key = f"{settings.seed}/{name}"
        self.scenarios = dict(scenarios)
        self.transcript: str | None = None
        """what is said in the recordings of the next jobs, where a text was given"""
        self.dialects: dict[type[msgspec.Struct], msgspec.Struct] = {}
        """a vendor's `Dialect` class -> the dialect chosen for this tenant"""
        self.jobs = MemoryStore()
        self.journal = Journal()
        self.secret_digest: bytes | None = None
        """digest of the first secret seen with this credential, where a vendor wants one"""
        self.partial_files = PartialFiles()
        self.request_times: dict[str, list[float]] = {}
        """vendor -> when its latest requests came (Unix seconds), kept only while the vendor limits rates"""
        self.calls: dict[tuple[str, str], int] = {}
        """(operation, job id) -> calls so far, counted only while a scenario has faults"""

    def scenario(self, vendor: str) -> Scenario:
        """Return what this vendor does for this tenant's next jobs."""
        scenario = self.scenarios.get(vendor) or _ordinary(vendor)
        return scenario if self.transcript is None else msgspec.structs.replace(scenario, transcript=self.transcript)

    def dialect(self, default: D) -> D:
        """Return this tenant's dialect of the vendor whose default is given."""
        found = self.dialects.get(type(default), default)
        return cast("D", found)

    def key(self, *what: object) -> str:
        """Return the name of a decision among all draws of this tenant."""
        return "/".join(map(str, (self._key, *what)))

    def declare(
        self,
        vendor: Vendor,
        lifecycle: Lifecycle,
        job_id: str,
        request: bytes,
        link: Link | None = None,
        media: Media | None = None,
    ) -> Job:
        """Make a job that starts now."""
        scenario = self.scenario(vendor.name)
        job = Job(vendor, lifecycle, job_id, self._key, self.clock.now(), scenario, request, link, media)
        self.jobs.add(job)
        return job

    def command(self, job: Job, name: str, media: Media | None = None) -> bool:
        """Let the client do something to a job now; False, and nothing happens, when the job does not wait for it."""
        now = self.clock.now()
        if job.deleted_at is not None or not job.accepts(name, now):
            return False
        job.command(Command(name, now), media)
        return True

    def next_event(self) -> float | None:
        """Return when the next planned step of any job comes, in Unix seconds; None when nothing is planned."""
        now = self.clock.now()
        starts = [lane.next_start(now) for job in self.jobs for lane in (job, *job.lanes) if job.deleted_at is None]
        return min((start for start in starts if start is not None), default=None)


_ordinary = functools.cache(ordinary)


class NotAdmitted(LookupError):  # noqa: N818 - it is an answer, not a mishap
    """A credential that is not accepted; the message says why."""


class Tenants:
    """The tenants of one server, by credential."""

    def __init__(self, settings: Settings) -> None:
        """Raises UnknownScenario when the settings name one that is not there."""
        self.settings = settings
        self._default = {name.partition("/")[0]: find(name) for name in settings.scenarios}
        self._tenants: dict[str, Tenant] = {}
        self.clock = Clock()
        """for answers to nobody in particular"""

    def get(self, credential: str, vendor: str | None = None) -> Tenant:
        """Return the tenant behind a credential, a new one at first sight. Raises NotAdmitted.

        `vendor` is the one that was called: a scenario named in the credential must be one of its own.
        """
        found = self._tenants.get(credential)
        if found is None or (vendor and "@" in credential):
            self._admit(credential, vendor)
        if found is None:
            name, separator, _ = credential.partition("@")
            asked: Mapping[str, Scenario] = _named(name, None) if separator else {}
            found = Tenant(credential, self.settings, {**self._default, **asked}, Clock(self.settings.speed))
            self._tenants[credential] = found
        return found

    def _admit(self, credential: str, vendor: str | None) -> None:
        if not credential.strip():
            raise NotAdmitted("the credential is missing or empty")
        if self.settings.keys is not None and credential not in self.settings.keys:
            raise NotAdmitted("the credential is not among the keys that this server was given")
        name, separator, _ = credential.partition("@")
        if separator:
            _named(name, vendor)

    def reset(self, credential: str) -> bool:
        """Forget everything behind a credential; False when there was nothing."""
        return self._tenants.pop(credential, None) is not None

    def __iter__(self) -> Iterator[Tenant]:
        """Yield the tenants seen so far."""
        return iter(self._tenants.values())


def _named(name: str, vendor: str | None) -> Mapping[str, Scenario]:
    """Return the scenarios called `name`, by vendor. Raises NotAdmitted, listing the near ones."""
    found: dict[str, Scenario] = {}
    reason = f"no scenario {name!r}"
    for each in vendor_names() if vendor is None else (vendor,):
        full = name if "/" in name else f"{each}/{name}"
        try:
            if full.partition("/")[0] == each:
                found[each] = find(full)
        except UnknownScenario as unknown:
            reason = str(unknown)
    if not found:
        raise NotAdmitted(reason)
    return found


def keys_file(path: Path) -> Mapping[str, str | None]:
    """Read a keys file: one credential a line, its secret after a space where it has one; `#` starts a comment.

    Raises OSError when it cannot be read.
    """
    lines = (line.partition("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return {words[0]: words[1] if len(words) > 1 else None for words in lines if words}
