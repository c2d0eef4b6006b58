"""A rundown: what a scenario will do to one job, told beforehand by the engine that will do it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from understudy.contracts import vendor
from understudy.fakes.rundown import gantt, rundown, text
from understudy.scenarios import Scenario, Script, find, library


def ways(name: str, audio_s: float = 60.0, seed: int = 0) -> list[list[tuple[str, str]]]:
    """Return (row, status) of each step of each way."""
    scenario = find(name)
    drawn = rundown(vendor(scenario.vendor), scenario, audio_s, seed)
    return [[(step.row, step.status) for step in way.steps] for way in drawn]


@pytest.mark.parametrize("name", list(library()))
def test_every_scenario_that_ships_can_be_told(name: str) -> None:
    """Each of its ways begins at 0, goes on in order of time, and has one last step."""
    scenario = find(name)
    for way in rundown(vendor(scenario.vendor), scenario, 60.0, 0):
        assert way.steps[0].at_s == 0
        assert [step.lasts_s is None for step in way.steps] == [False] * (len(way.steps) - 1) + [True]
        assert all(b.at_s == pytest.approx(a.at_s + (a.lasts_s or 0)) for a, b in pairwise(way.steps))
    assert name in text(name, scenario, rundown(vendor(scenario.vendor), scenario, 60.0, 0))


def test_the_client_does_what_the_vendor_waits_for() -> None:
    """It uploads at once, and again after a failed upload."""
    (steps,) = ways("elevateai/upload_failed_once")

    assert [row for row, _ in steps] == [
        "filePendingUpload", "fileUploading", "fileUploadFailed", "fileUploading", "fileUploaded",
        "pendingProcessing", "processing", "processed",
    ]  # fmt: skip


def test_lanes_of_which_something_is_said_are_told_apart() -> None:
    """The first lane, and each that has something of its own."""
    scenario = find("marsview/lanes_apart")
    first, second = rundown(vendor("marsview"), scenario, 60.0, 0)

    assert (first.name, second.name) == ("lane 1", "lane 2")
    assert second.steps[-1].at_s - first.steps[-1].at_s > 30 * 60


def test_the_same_seed_tells_the_same() -> None:
    """Another seed has other delays; the audio's length counts."""
    facts, scenario = vendor("scriptix"), find("scriptix/slow_queue")

    assert rundown(facts, scenario, 60.0, 3) == rundown(facts, scenario, 60.0, 3) != rundown(facts, scenario, 60.0, 4)
    assert rundown(facts, scenario, 6000.0, 3)[0].steps[-2].lasts_s >= 2400  # type: ignore[operator]


TOLD = {
    "a reason": ("elevateai/processing_failed", "An error was encountered while processing the interaction."),
    "an undocumented word": ("elevateai/unknown_status", "reviewing (processing), for 1m 40s"),
    "no end": ("elevateai/never_ends", "processing, and stays so"),
    "a vanishing": ("scriptix/not_found", "vanished: nobody has heard of it"),
    "a need": ("marsview/airdow002", "needs: link"),
    "what no step shows": ("marsview/token_expires", "also: token_life: 2m"),
    "a dialect": ("elevateai/quota_reached", "dialect: monthly_quota: 1000, requests_used: 1000"),
    "a fault": ("elevateai/hangs", "operation: getInteractionStatus, calls: [1], hang: true"),
    "a fault with parts": ("elevateai/rate_limited", "respond: {status: 429, body: vendor, retry_after: 45s}"),
    "what is expected": ("scriptix/not_found", "EXPECTED  not_found, code: SESSION_NOT_FOUND"),
}


@pytest.mark.parametrize(("name", "told"), TOLD.values(), ids=TOLD.keys())
def test_a_rundown_tells_what_matters(name: str, told: str) -> None:
    """Everything that a reader must know stands in the text."""
    scenario = find(name)

    assert told in text(name, scenario, rundown(vendor(scenario.vendor), scenario, 60.0, 0))


def test_a_gantt_chart_has_a_bar_for_each_step() -> None:
    """In whole seconds from the declaration; what has no end is a milestone."""
    fixed = Script(stay={"declared": "2s", "pendingProcessing": "8s", "processing": "30s"})
    scenario = Scenario(
        vendor="elevateai", title="A test", source="ours", advice="none", lifecycle="text", script=fixed
    )

    assert gantt("elevateai/test", rundown(vendor("elevateai"), scenario, 60.0, 0)).splitlines() == [
        "gantt",
        "    title elevateai/test",
        "    dateFormat X",
        "    axisFormat %H:%M:%S",
        "    section job",
        "    declared :0, 2",
        "    pendingProcessing :2, 10",
        "    processing :10, 40",
        "    processed :milestone, 40, 0s",
    ]
