"""What a rehearsal shows while it runs: a live line for every scenario that is played."""

from __future__ import annotations

import io

import msgspec
import pytest
from rehearse.runner import play, reference, troupe
from rich.console import Console

from understudy.cli.playbill import Playbill, explanation, table
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.rehearsal.scene import Scene
from understudy.scenarios.report.again import again
from understudy.scenarios.verdict.result import Finding


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    """One scenario that was played."""
    with troupe() as crew:
        return play(crew, reference(crew), "marsview/airdow002")


def scene(name: str, *statuses: str) -> Scene:
    """A scene that is played."""
    found = Scene(name)
    for status in statuses:
        found.note([("", status)])
    return found


def console(*, is_terminal: bool) -> Console:
    """A console that can be read."""
    return Console(file=io.StringIO(), force_terminal=is_terminal, width=120)


def shown(on: Console) -> str:
    """Return what it printed."""
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


def test_a_terminal_has_a_line_for_each_scenario_that_is_played() -> None:
    """Both are there at once, with their last status, and the count below."""
    on = console(is_terminal=True)
    with Playbill(on, 9) as playbill:
        playbill.show(scene("elevateai/happy", "fileUploading", "processing"))
        playbill.show(scene("scriptix/happy", "queued"))
        on.print(playbill.lines())

    assert "processing" in shown(on)
    assert "queued" in shown(on)
    assert "0/9" in shown(on)


def test_a_log_has_a_line_for_each_scenario_that_is_over(evidence: Evidence) -> None:
    """And none before."""
    on, played = console(is_terminal=False), scene("marsview/airdow002", "uploaded", "error")
    with Playbill(on, 1) as playbill:
        playbill.show(played)
        assert shown(on) == ""
        played.evidence = evidence
        playbill.show(played)

    assert shown(on).splitlines() == ["marsview/airdow002               error at 0.0s, pass"]


def test_the_table_tells_lanes_that_went_the_same_way_once(evidence: Evidence) -> None:
    """A transaction of one model has one way."""
    on = console(is_terminal=False)
    on.print(table([evidence]))

    assert "uploaded → error" in shown(on)


def test_nothing_is_explained_of_a_scenario_that_passed(evidence: Evidence) -> None:
    """Only findings are."""
    assert explanation(evidence) == ""


def test_what_the_verdict_does_not_rest_on_is_said_of_any_scenario(evidence: Evidence) -> None:
    """Also of one that passed."""
    lost = msgspec.structs.replace(evidence, missing=2)

    assert explanation(lost) == f"marsview/airdow002: {lost.note}"


def test_a_failure_is_told_with_its_signal_and_the_way_to_play_it_again(evidence: Evidence) -> None:
    """The same line as in the page and in JUnit XML."""
    result = msgspec.structs.replace(evidence.result, verdict="fail", findings=(Finding(rule="r", message="m"),))
    failed = msgspec.structs.replace(evidence, result=result, performance=Performance("failure", 137, "a\nb\n"))

    assert explanation(failed).splitlines() == [
        "marsview/airdow002: r: m",
        "  the client died of SIGKILL (exit code 137)",
        "  it said: b",
        f"  again: {again(failed)}",
    ]


def test_the_same_status_seen_twice_is_told_once() -> None:
    """Each lane has its own words."""
    seen = scene("elevateai/happy", "processing", "processing", "processed")

    assert seen.statuses == ["processing", "processed"]
