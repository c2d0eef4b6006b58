"""Everything behind one credential: its clock, jobs, scenarios and journal.

Source: ours. A tenant's name is the whole credential; `SCENARIO@anything` also selects that scenario.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from understudy.contracts import Lifecycle, Vendor, vendor_names
from understudy.fakes import dialect_choice
from understudy.fakes.clock import Clock
from understudy.fakes.job import Job, Link, Media
from understudy.fakes.journal import Journal
from understudy.fakes.partial_file import PartialFiles
from understudy.fakes.poll_time import PollTime
from understudy.fakes.store import MemoryStore
from understudy.fakes.strangers import Strangers
from understudy.fakes.timeline import Command
from understudy.scenarios import Library, Scenario, UnknownScenario, library, ordinary

D = TypeVar("D", bound=msgspec.Struct)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `understudy serve` was started with."""

    seed: int = 0
    speed: float = 1.0
    """virtual seconds per real second for every new tenant"""
    scenarios: tuple[str, ...] = ()
    """the scenarios that hold for every tenant, at most one for each vendor"""
    scenario_folders: tuple[Path | str, ...] = ()
    """folders with scenarios of the user's own, beside those that ship"""
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
        self._spoken: dict[type[msgspec.Struct], dict[str, Any]] = {}
        """a vendor's `Dialect` class -> the fields chosen for this tenant, and their values"""
        self.jobs = MemoryStore()
        self.journal = Journal()
        self._secret_digest: bytes | None = None
        self.resources: dict[tuple[str, str], list[Any]] = {}
        """(vendor, kind) -> what the client made that is no job, oldest first"""
        self.partial_files = PartialFiles()
        self.request_times: dict[str, list[float]] = {}
        """vendor -> when its latest requests came (Unix seconds), kept only while the vendor limits rates"""
        self.calls: dict[tuple[str, str], int] = {}
        """(operation, job id) -> calls so far, counted only while a scenario has faults"""
        self.poll_time: PollTime | None = None
        """lets each poll take its time, where time does not pass by itself"""

    def scenario(self, vendor: str) -> Scenario:
        """Return what this vendor does for this tenant's next jobs."""
        scenario = self.scenarios.get(vendor) or _ordinary(vendor)
        return scenario if self.transcript is None else msgspec.structs.replace(scenario, transcript=self.transcript)

    def dialect(self, default: D) -> D:
        """Return this tenant's dialect of the vendor whose default is given: what was chosen, else its scenario's."""
        if not self.scenarios and not self._spoken:  # as for most, and on the way of every poll
            return default
        fields: dict[str, Any] = {}
        for scenario in self.scenarios.values():
            fields |= dialect_choice.scripted(scenario, type(default))
        fields |= self._spoken.get(type(default), {})
        return dialect_choice.speaking(default, fields) if fields else default

    def speak(self, default: msgspec.Struct, fields: Mapping[str, Any]) -> None:
        """Choose fields of the dialect of the vendor whose default is given; the others stay. Raises BadDialect."""
        dialect_choice.speaking(default, fields)
        self._spoken.setdefault(type(default), {}).update(fields)

    def play(self, scenario: Scenario) -> None:
        """Choose what its vendor's next jobs will meet, with nothing counted yet. Raises BadDialect."""
        dialect_choice.check(scenario.title, scenario)
        # a new table each time: the server's thread may be going through the one before
        self.scenarios = {**self.scenarios, scenario.vendor: scenario}
        self.calls.clear()

    def key(self, *what: object) -> str:
        """Return the name of a decision among all draws of this tenant."""
        return "/".join(map(str, (self._key, *what)))

    def takes_secret(self, secret: str) -> bool:
        """Say whether it is the credential's secret; where none was given or seen before, it becomes it."""
        known = (self.settings.keys or {}).get(self.name)
        self._secret_digest = self._secret_digest or _digest(secret if known is None else known)
        return hmac.compare_digest(self._secret_digest, _digest(secret))

    def is_secret(self, word: str) -> bool:
        """Say whether it is the credential's secret, as far as one is known; unlike `takes_secret` it makes none."""
        known = (self.settings.keys or {}).get(self.name)
        expected = self._secret_digest or (None if known is None else _digest(known))
        return expected is not None and hmac.compare_digest(expected, _digest(word))

    def replace_secret(self, secret: str) -> None:
        """Make another secret the credential's only one."""
        self._secret_digest = _digest(secret)

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

    def job_at(self, vendor: Vendor, values: Sequence[str]) -> Job | None:
        """Return the job that a path's variable segments name, or that waits for a file they name; even a gone one."""
        for value in reversed(values):
            file = self.partial_files.get(value)
            job = self.jobs.tombstone(file.job_id if file else value)
            if job is not None and job.vendor is vendor:
                return job
        return None

    def begin_poll(self, vendor: Vendor, values: Sequence[str]) -> None:
        """Let the time pass that a poll takes, where time passes with polls."""
        if self.poll_time is not None and (job := self.job_at(vendor, values)) is not None:
            self.poll_time.pass_before(job, vendor, self.clock)

    def next_event(self) -> float | None:
        """Return when the next planned step of any job comes, in Unix seconds; None when nothing is planned."""
        now = self.clock.now()
        starts = [lane.next_start(now) for job in self.jobs for lane in (job, *job.lanes) if job.deleted_at is None]
        return min((start for start in starts if start is not None), default=None)


_ordinary = functools.cache(ordinary)


def _digest(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=16).digest()


class NotAdmitted(LookupError):  # noqa: N818 - it is an answer, not a mishap
    """A credential that is not accepted; the message says why."""


class Tenants:
    """The tenants of one server, by credential."""

    def __init__(self, settings: Settings) -> None:
        """Raises UnknownScenario when the settings name one that is not there.

        DocumentError or BadDialect when one of the user's own cannot be accepted.
        """
        self.settings = settings
        self.library = Library(settings.scenario_folders) if settings.scenario_folders else library()
        self._default = {name.partition("/")[0]: self.library.find(name) for name in settings.scenarios}
        for name in {*self.library.own, *settings.scenarios}:
            dialect_choice.check(name, self.library[name])
        self._tenants: dict[str, Tenant] = {}
        self.clock = Clock()
        """for answers to nobody in particular"""
        self.strangers = Strangers()

    def get(self, credential: str, vendor: str | None = None) -> Tenant:
        """Return the tenant behind a credential, a new one at first sight. Raises NotAdmitted.

        `vendor` is the one that was called: a scenario named in the credential must be one of its own.
        """
        found = self._tenants.get(credential)
        if found is None or (vendor and "@" in credential):
            self._admit(credential, vendor)
        return self._make(credential, self.settings) if found is None else found

    def _make(self, credential: str, settings: Settings) -> Tenant:
        name, separator, _ = credential.partition("@")
        asked: Mapping[str, Scenario] = self._named(name, None) if separator else {}
        made = Tenant(credential, settings, {**self._default, **asked}, Clock(settings.speed))
        self._tenants[credential] = made
        return made

    def _admit(self, credential: str, vendor: str | None) -> None:
        if not credential.strip():
            raise NotAdmitted("the credential is missing or empty")
        if self.settings.keys is not None and credential not in self.settings.keys:
            raise NotAdmitted("the credential is not among the keys that this server was given")
        name, separator, _ = credential.partition("@")
        if separator:
            self._named(name, vendor)

    def _named(self, name: str, vendor: str | None) -> Mapping[str, Scenario]:
        """Return the scenarios called `name`, by vendor. Raises NotAdmitted, listing the near ones."""
        found: dict[str, Scenario] = {}
        reason = f"no scenario {name!r}"
        for each in vendor_names() if vendor is None else (vendor,):
            full = name if "/" in name else f"{each}/{name}"
            try:
                if full.partition("/")[0] == each:
                    found[each] = self.library.find(full)
            except UnknownScenario as unknown:
                reason = str(unknown)
        if not found:
            raise NotAdmitted(reason if vendor else self._unknown(name, reason))
        return found

    def _unknown(self, name: str, reason: str) -> str:
        """Return why no vendor at all has this scenario."""
        try:
            self.library.find(name)
        except UnknownScenario as unknown:
            return str(unknown)
        return reason

    def begin(self, credential: str, seed: int | None = None) -> Tenant:
        """Return a new tenant behind a credential, whatever was there before. Raises NotAdmitted.

        `seed` is what it draws from; the server's own by default.
        """
        self._admit(credential, None)
        settings = self.settings if seed is None else msgspec.structs.replace(self.settings, seed=seed)
        return self._make(credential, settings)

    def reset(self, credential: str) -> bool:
        """Forget everything behind a credential; False when there was nothing."""
        return self._tenants.pop(credential, None) is not None

    def __iter__(self) -> Iterator[Tenant]:
        """Yield the tenants seen so far."""
        return iter(tuple(self._tenants.values()))  # as they are now: a test may begin with another one meanwhile


def keys_file(path: Path) -> Mapping[str, str | None]:
    """Read a keys file: one credential a line, its secret after a space where it has one; `#` starts a comment.

    Raises OSError when it cannot be read.
    """
    lines = (line.partition("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return {words[0]: words[1] if len(words) > 1 else None for words in lines if words}
