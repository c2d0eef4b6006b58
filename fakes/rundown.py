"""What a scenario will do to one job, told beforehand: its steps, lane by lane, and the faults on the way.

Source: ours; drawn by the same engine that serves, for a client that does at once what the vendor waits for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from understudy.contracts import Lifecycle, Vendor
from understudy.fakes.job import Job, Link, Media
from understudy.fakes.timeline import GONE, Command
from understudy.scenarios import Scenario, spoken
from understudy.scenarios.listing import said_of
from understudy.scenarios.script import lanes_named

AUDIO_S = 60.0
"""length of the recording where none is given"""
SPANS = ("audio", "link_life", "token_life", "results_late")
"""what a script says of times that no step shows"""
AGAIN_MAX = 3
"""how often a client does again what an end offers"""


class Step(NamedTuple):
    """One step of a job."""

    at_s: float
    """seconds since the declaration"""
    row: str
    status: str
    """what is shown; empty once the job has vanished"""
    lasts_s: float | None
    """None for a step after which nothing is planned"""


class Way(NamedTuple):
    """One lane, or the job itself."""

    name: str
    steps: tuple[Step, ...]
    failure: str
    """what the vendor says of the bad end; empty when there is none"""


def rundown(vendor: Vendor, scenario: Scenario, audio_s: float, seed: int) -> list[Way]:
    """Return the ways of one job with a recording of `audio_s` seconds; lanes of which something is said apart."""
    lifecycle = vendor.lifecycles[lifecycle_of(vendor, scenario)]
    numbers = [1, *(each for each in lanes_named(scenario.script) if each > 1)]
    return [_way(vendor, lifecycle, scenario, audio_s, seed, number, len(numbers) > 1) for number in numbers]


def lifecycle_of(vendor: Vendor, scenario: Scenario) -> str:
    """Return the lifecycle to play: the scenario's, else the first one that its script and its needs fit."""
    if scenario.lifecycle:
        return scenario.lifecycle
    script = scenario.script
    named = {key.partition("@")[0] for key in (*script.turns, *script.stay, *script.shows)}
    named |= set(vendor.failures[script.fail].edge) if script.fail else set()
    fitting = [name for name, each in vendor.lifecycles.items() if named <= set(each.rows)]
    return next(iter(fitting or vendor.lifecycles))


def _way(
    vendor: Vendor, lifecycle: Lifecycle, scenario: Scenario, audio_s: float, seed: int, number: int, is_lane: bool
) -> Way:
    media = Media("recording", "audio/wav", 0, audio_s)
    link = Link("", None) if scenario.script.link_life else None
    key = f"{seed}/{vendor.name}/{number}"
    job = Job(vendor, lifecycle, "job", key, 0.0, scenario, b"{}", link, media, number)
    _do_what_is_waited_for(job, vendor)
    failure = job.failure(job.starts[-1])
    said = " ".join(filter(None, [failure.code, failure.message])) if failure else ""
    return Way(f"lane {number}" if is_lane else "", tuple(_steps(job)), said)


def _do_what_is_waited_for(job: Job, vendor: Vendor) -> None:
    for again in range(1 + AGAIN_MAX):
        at = job.starts[-1]
        row = job.lifecycle.rows.get(job.rows[-1])
        if row is None or not row.commands or row.ends == "well":
            return
        pause_s = vendor.poll_interval_s(job.lifecycle.name, at) if again else 0.0
        job.command(Command(next(iter(row.commands)), at + pause_s))


def _steps(job: Job) -> Iterator[Step]:
    for row, (start, end) in zip(job.rows, pairwise([*job.starts, None]), strict=True):
        yield Step(start or 0.0, row, job.shown(row) or GONE, None if end is None else end - (start or 0.0))


def text(name: str, scenario: Scenario, ways: list[Way]) -> str:
    """Return the rundown for people: what the scenario is, its steps, its faults, and what a good client does."""
    lines = [f"{name}: {scenario.title}", f"  source: {scenario.source}", f"  a good client: {scenario.advice}"]
    lines += [f"  needs: {scenario.needs}"] if scenario.needs else []
    lines += [f"  dialect: {_said(scenario.dialect)}"] if scenario.dialect else []
    spans = {name: span for name in SPANS if (span := getattr(scenario.script, name))}
    lines += [f"  also: {_said(spans)}"] if spans else []
    for way in ways:
        lines += ["", f"TIMELINE{f', {way.name}' if way.name else ''}", *map(_line, way.steps)]
        lines += [f"{'':10}  {way.failure}"] if way.failure else []
    if scenario.faults:
        lines += ["", "FAULTS", *(f"  {_said(said_of(rule))}" for rule in scenario.faults)]
    expected = {key: value for key, value in said_of(scenario.expect).items() if key != "outcome"}
    lines += ["", f"EXPECTED  {scenario.expect.outcome}{f', {_said(expected)}' if expected else ''}"]
    return "\n".join(lines)


def _line(step: Step) -> str:
    shown = step.status or ("vanished: nobody has heard of it" if step.row == GONE else "no status is shown")
    label = shown if shown == step.row or step.row == GONE else f"{shown} ({step.row})"
    stays = "and stays so" if step.lasts_s is None else f"for {spoken(step.lasts_s)}"
    return f"  {spoken(step.at_s):>8}  {label}" if step.row == GONE else f"  {spoken(step.at_s):>8}  {label}, {stays}"


def _said(values: Mapping[str, object]) -> str:
    return ", ".join(f"{key}: {_value(value)}" for key, value in values.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + _said(value) + "}"  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def gantt(name: str, ways: list[Way]) -> str:
    """Return the rundown as a Mermaid Gantt chart; what has no end is a milestone."""
    lines = ["gantt", f"    title {name}", "    dateFormat X", "    axisFormat %H:%M:%S"]
    for way in ways:
        lines.append(f"    section {way.name or 'job'}")
        lines += [f"    {_bar(step)}" for step in way.steps]
    return "\n".join(lines)


def _bar(step: Step) -> str:
    label = (step.status or step.row or "vanished").replace(":", " ")
    start = round(step.at_s)
    if step.lasts_s is None:
        return f"{label} :milestone, {start}, 0s"
    return f"{label} :{start}, {max(round(step.at_s + step.lasts_s), start)}"
