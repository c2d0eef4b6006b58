"""What the vendor will do with one job: its scenario's script, laid over the documented durations and the real input.

Source: ours; durations and failures come from the vendor's contract.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from understudy.contracts import Failure, Lifecycle, Vendor
from understudy.fakes.timeline import Plan
from understudy.scenarios import Script, Stay
from understudy.scenarios.script import of_lane

TEXT_S = 60.0
"""Assumed: a chat or a transcript is processed like a minute of audio."""


AT_ONCE = Stay(0.0, 0.0)


class Circumstances(NamedTuple):
    """What about one job's input bears on its fate."""

    audio_s: float = TEXT_S
    causes: Collection[str] = ()
    """the failure causes (contract vocabulary) that the input brings about"""
    link_expires_at: float | None = None
    """Unix seconds"""


def failures(vendor: Vendor, lifecycle: Lifecycle, script: Script, given: Circumstances) -> Iterator[Failure]:
    """Yield the failures that this job can meet, the one that was asked for first."""
    edges = {(row, target) for row, target, _ in lifecycle.edges()}
    asked = [vendor.failures[script.fail]] if script.fail else []
    expiry = ("link_expired",) if given.link_expires_at is not None else ()
    caused = [each for cause in (*expiry, *given.causes) for each in vendor.failures.values() if each.cause == cause]
    yield from (each for each in [*asked, *caused] if not edges.isdisjoint(each.edge.items()))


def plan(vendor: Vendor, lifecycle: Lifecycle, script: Script, given: Circumstances, lane: int = 0) -> Plan:
    """Return the plan of one job, or of its lane of that number, from 1.

    Never raises: scripts and contracts are checked when they are loaded.
    """
    turns = {row: list(targets) for row, targets in of_lane(script.turns, lane).items()}
    late: dict[str, tuple[float, str]] = {}
    for failure in failures(vendor, lifecycle, script, given):
        asked = script.fail is not None and failure is vendor.failures[script.fail]
        by_the_clock = failure.cause == "link_expired" and not asked
        for row, target in failure.edge.items():
            if not by_the_clock:
                turns.setdefault(row, [target])
            elif given.link_expires_at is not None:
                late[row] = (given.link_expires_at, target)
    stays = {row: Stay.parse(text).of_audio(given.audio_s) for row, text in of_lane(script.stay, lane).items()}

    def stay(row: str) -> Stay:
        if row in stays:
            return stays[row]
        duration = vendor.durations.get(row)
        return Stay(*duration.range_s(given.audio_s)) if duration else AT_ONCE

    return Plan(stay, turns, late, script.vanish.in_row if script.vanish else None)


def failure_of(
    vendor: Vendor, lifecycle: Lifecycle, script: Script, given: Circumstances, step: tuple[str, str], at: float
) -> Failure | None:
    """Return why a job took this step (row, next row) at `at` (Unix seconds); None when the step is no failure."""
    in_time = given.link_expires_at is None or at < given.link_expires_at
    asked = vendor.failures[script.fail] if script.fail else None
    others = sorted(vendor.failures.values(), key=lambda failure: failure.cause != "asked")
    for failure in [*failures(vendor, lifecycle, script, given), *others]:
        if failure.cause == "link_expired" and in_time and failure is not asked:
            continue
        if failure.edge.get(step[0]) == step[1]:
            return failure
    return None
