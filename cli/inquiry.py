"""What is asked of a check, and the four ways to answer it: a server is checked, or visited live; a file is judged.

Source: ours.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

import click

from understudy.cli.front_door import NobodyThere, knock, ring, vendor_of
from understudy.cli.interrupt import interruptible
from understudy.contracts import Vendor
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.outputs.text import number
from understudy.contracts.checks.report import Report
from understudy.contracts.checks.target import Target
from understudy.contracts.printable import SECRET_MIN

EXTRA = ("hypothesis", "schemathesis")
"""what the extra `check` brings; nothing else of ours needs them"""


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """What the command line says, as far as several ways share it."""

    vendor: Vendor | None
    url: str
    key: str | None
    secret: str | None
    other_key: str | None
    user: str | None
    control: str | None
    control_key: str | None
    link: str | None
    audio: Path | None
    examples: int
    seed: int
    strict: bool
    wait_s: float

    @property
    def secrets(self) -> dict[str, str]:
        """What no output may show -> what it shows instead."""
        named = {
            "key": self.key, "secret": self.secret, "user": self.user, "other key": self.other_key,
            "control key": self.control_key,
        }  # fmt: skip
        found = {value: f"{{{name}}}" for name, value in named.items() if value}
        return found | (_link_secrets(self.link) if self.link else {})

    def checked(self, globs: Sequence[str] = (), note: Callable[[CaseResult], object] = lambda _: None) -> Report:
        """Check a server, those cases only that one of the globs means; `note` is told of each that is done.

        Raises NobodyThere, click.UsageError.
        """
        vendor = self._known_vendor()
        if missing := [name for name in EXTRA if importlib.util.find_spec(name) is None]:
            raise click.UsageError(
                f"{' and '.join(missing)} must be installed to check a server: pip install 'understudy[check]' "
                f"(--trace, --compare and --live do without)"
            )
        link, audio = self._sound_link(), self._recording()
        self._ring(vendor)
        from understudy.contracts.checks.calls.pace import NoControl
        from understudy.contracts.checks.check import Unreachable, cases, check

        names = [each.name for each in cases(vendor)]
        if globs and not any(_is_meant(name, globs) for name in names):
            raise click.BadParameter(f"no case is called so: there are {', '.join(names)}", param_hint="--case")
        named = {"key": self.key, "secret": self.secret, "other_key": self.other_key, "user": self.user}
        try:
            return check(
                self.url, vendor, **{name: value for name, value in named.items() if value is not None},
                control=self.control, control_key=self.control_key, link=link, audio=audio,
                examples=self.examples, seed=self.seed, strict=self.strict, wait_s=self.wait_s,
                only=lambda case: not globs or _is_meant(case.name, globs), note=note,
            )  # fmt: skip
        except Unreachable as error:
            raise NobodyThere(str(error)) from error
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        except NoControl as error:
            raise click.BadParameter(
                f"{error}. `understudy serve` prints its control URL; without --control time passes by waiting",
                param_hint="--control",
            ) from error

    def lived(self, file: Path | None, jobs: int, *, is_agreed: bool, note: Callable[[str], object]) -> Report:
        """Visit a vendor gently, after asking, and write evidence. Raises NobodyThere, UsageError, Abort."""
        from understudy.contracts.checks.live.live import NotAllowed, live, plan

        vendor, link, audio = self._known_vendor(), self._sound_link(), self._recording()
        target = Target(
            url=self.url, vendor=vendor, key=self.key or "", secret=self.secret or "",
            other_key=self.other_key or "", user=self.user or "", link=link, audio=audio,
        )  # fmt: skip
        try:
            planned = plan(target, jobs)
            knock(self.url)
            if not is_agreed:
                click.confirm(planned.question, abort=True, err=True)
            with interruptible():  # SIGTERM, too: what was made must be deleted
                found = live(planned, file=file, note=note)
        except NotAllowed as error:
            raise click.UsageError(str(error)) from error
        for each in found.left:
            click.echo(f"may still be there: {each}", err=True)
        click.echo(f"evidence: {found.evidence}")
        return Report(vendor=vendor, url=self.url, way="live", results=found.results, ended_early=found.ended_early)

    def traced(self, path: Path) -> Report:
        """Judge a recorded trace. Raises click.BadParameter."""
        from understudy.contracts.checks.agreement.met import met_by
        from understudy.contracts.checks.trace.trace import judge, read

        try:
            vendor, exchanges = read(path, self.vendor)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--trace") from error
        found = judge(vendor, exchanges)
        if not found.jobs:
            raise click.BadParameter(f"{path} has no exchange about a job of {vendor.title}", param_hint="--trace")
        click.echo(f"{number(found.jobs, 'job')}, {number(found.events, 'event')} about them")
        met = found.met.union(*(met_by(vendor, each) for each in exchanges))
        moments = [each.at_s for each in exchanges]
        result = CaseResult(
            case=f"trace {path.name}",
            findings=tuple(found.findings),
            exchanges=len(exchanges),
            virtual_s=max(moments) - min(moments) if moments else 0.0,
            met=met,
        )
        return Report(vendor=vendor, url=path.name, way="trace", results=(result,))

    def compared(self, path: Path) -> Report:
        """Say where evidence and contract differ. Raises click.BadParameter."""
        from understudy.contracts.checks.evidence.compare import compare
        from understudy.contracts.evidence import Evidence

        try:
            vendor = self.vendor or vendor_of(Evidence.read(path).vendor)
            found = compare(path, vendor)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--compare") from error
        seen = found.evidence
        click.echo(f"seen at {seen.origin} on {seen.date}")
        if seen.ended_early:
            click.echo(f"note: that run ended early: {seen.ended_early}", err=True)
        return Report(vendor=vendor, url=path.name, way="drift", results=(found.result,), confirmed=found.confirmed)

    def _known_vendor(self) -> Vendor:
        if self.vendor is None:
            raise click.UsageError("whose contract? give --vendor NAME, or a folder with one of your own")
        return self.vendor

    def _ring(self, vendor: Vendor) -> None:
        """See that somebody answers, and say what looks odd."""
        ring(self.url, vendor, self.control)
        base_path = vendor.contract.base_path
        if not self.url.endswith(base_path):
            click.echo(f"note: base URLs of {vendor.title} end in {base_path}, this one does not: {self.url}", err=True)

    def _sound_link(self) -> str | None:
        if self.link and urlsplit(self.link).scheme not in ("http", "https"):
            raise click.BadParameter(f"{self.link!r} is no http(s) URL", param_hint="--link")
        return self.link

    def _recording(self) -> bytes | None:
        """Return the file that is to be sent. Raises click.BadParameter."""
        if self.audio is None:
            return None
        try:
            return self.audio.read_bytes()
        except OSError as error:
            raise click.BadParameter(f"{self.audio}: {error.strerror}", param_hint="--audio") from error


def _link_secrets(link: str) -> dict[str, str]:
    """Return what no output may show of a link: itself, and what may sign it, which is in links made of it, too."""
    query = urlsplit(link).query
    return {link: "{link}"} | ({query: "{link's query}"} if len(query) >= SECRET_MIN else {})


def _is_meant(name: str, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)
