"""What a live run will submit, and how long it waits at most: told before anything is sent, as a vendor bills jobs.

Source: ours; how long a job typically takes is each vendor's `lifecycle.yaml`.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.material import SOUND_S
from understudy.contracts.checks.target import Target, is_loopback
from understudy.contracts.protocol_form import Request, ResultForm

PATIENCE = 3
"""how many times the typical duration is waited"""
LEAST_PATIENCE_S = 600.0
UNKNOWN_S = 3600.0
"""length taken for a recording that the server fetches itself"""
SLOWEST_BYTES_PER_S = 1000.0
"""Assumed: no recording of speech has less than 8 kbit/s, so that the length of a file we cannot read has a bound."""


class NotAllowed(ValueError):  # noqa: N818 - it says what is wrong with what was asked for
    """A live run that must not begin; the message says what to give instead."""


@dataclass(frozen=True)
class PlannedJob:
    """One job that will be submitted."""

    lifecycle: str
    way: int
    """number of the way to submit it, from 0"""
    patience_s: float
    """how long its end is waited for"""


@dataclass(frozen=True)
class Plan:
    """What a live run will do."""

    target: Target
    jobs: tuple[PlannedJob, ...]
    left_out: tuple[str, ...]
    """what will not be tried, and why"""

    @property
    def question(self) -> str:
        """What to ask before it begins: how many jobs, where, which, and for how long."""
        count = len(self.jobs)
        names = ", ".join(dict.fromkeys(job.lifecycle for job in self.jobs))
        minutes = sum(job.patience_s for job in self.jobs) / 60
        return (
            f"{count} job{'s' if count != 1 else ''} ({names}) will be submitted to {origin(self.target.url)}, which "
            f"{self.target.vendor.title} bills, and deleted in the end. It takes {minutes:.0f} minutes at most. Go on?"
        )


def plan(target: Target, jobs: int = 1) -> Plan:
    """Return what a live run will do: `jobs` of each lifecycle (1 or more), by their ways in turn.

    Jobs from a link are only made where the target has one. Raises NotAllowed.
    """
    _refuse(target, jobs)
    planned: list[PlannedJob] = []
    left_out: list[str] = []
    for lifecycle, form in target.vendor.protocol.jobs.items():
        usable = [number for number, way in enumerate(form.submit) if is_usable(target, way)]
        commands = [any(is_usable(target, way) for way in ways) for ways in form.commands.values()]
        if not usable or not all(commands):
            left_out.append(f"lifecycle {lifecycle}: it takes a link to a recording, and none was given")
            continue
        patience_s = _patience_s(target, lifecycle)
        planned += [PlannedJob(lifecycle, usable[number % len(usable)], patience_s) for number in range(jobs)]
    left_out += [
        f"{form.operation}: it asks for work of its own" for form in target.vendor.protocol.results if form.json
    ]
    if not planned:
        raise NotAllowed(f"no job can be made: {'; '.join(left_out)}")
    return Plan(target, tuple(planned), tuple(left_out))


def is_usable(target: Target, way: Request) -> bool:
    """Say whether there is everything that a way to ask for something carries."""
    return "link" not in way.takes or target.link is not None


def plain_results(vendor: Vendor, lifecycle: str) -> list[ResultForm]:
    """Return the results of a lifecycle that are only read, not asked for in words of ours."""
    forms = vendor.protocol.results
    return [form for form in forms if not form.json and (not form.lifecycles or lifecycle in form.lifecycles)]


def origin(url: str) -> str:
    """Return the host of a URL, with its port where one is named."""
    parts = urlsplit(url)
    return (parts.hostname or "") + (f":{parts.port}" if parts.port else "")


def _refuse(target: Target, jobs: int) -> None:
    if reason := next(_reasons(target, jobs), ""):
        raise NotAllowed(reason)


def _reasons(target: Target, jobs: int) -> Iterator[str]:
    if jobs < 1:
        yield f"{jobs} jobs of each lifecycle are none: give 1 or more"
    scheme = urlsplit(target.url).scheme
    if scheme != "https" and not (scheme == "http" and is_loopback(target.url)):
        yield f"{origin(target.url) or target.url}: the key would be sent unencrypted; give an https URL"
    form = target.vendor.protocol.credential
    said = str([form.value, dict(form.login.json) if form.login else {}])
    for word, value in (("key", target.key), ("secret", target.secret), ("user", target.user)):
        if f"{{{word}}}" in said and not value:
            yield f"a live run needs your own {word}: {target.vendor.title} knows no other"
    if target.link and is_loopback(target.link) and not is_loopback(target.url):
        yield f"{origin(target.url)} cannot fetch a recording from this machine: give a link that it can reach"


def _patience_s(target: Target, lifecycle: str) -> float:
    """Return how long the end of a job is waited for, in seconds."""
    vendor = target.vendor
    lanes = vendor.protocol.poll.lanes
    rows = {*vendor.lifecycles[lifecycle].rows, *(vendor.lifecycles[lanes.lifecycle].rows if lanes else ())}
    length_s = _length_s(target)
    typical_s = sum(each.range_s(length_s)[1] for row, each in vendor.durations.items() if row in rows)
    return max(LEAST_PATIENCE_S, PATIENCE * typical_s)


def _length_s(target: Target) -> float:
    """Return how long the recording is, in seconds; at most, where it cannot be read."""
    if target.link:
        return UNKNOWN_S
    if target.audio is None:
        return SOUND_S
    try:
        with wave.open(io.BytesIO(target.audio)) as file:
            return float(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return len(target.audio) / SLOWEST_BYTES_PER_S
