"""A client of a user's that behaves passes, by libfaketime and without it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from rehearse.runner import SPEED, need_faketime, play, played_by, program, troupe

from understudy.scenarios import library
from understudy.scenarios.rehearsal.command import Command

AT_ONCE = 4
LIMIT_S = 90


@pytest.mark.parametrize("name", ["elevateai/upload_failed_once", "scriptix/rate_limited"])
def test_a_good_client_passes(name: str) -> None:
    """Its own clock runs fast and it notices nothing."""
    need_faketime()
    evidence = played_by("good.py", name)

    assert (evidence.result.verdict, evidence.result.findings) == ("pass", ()), evidence.performance.output
    assert (evidence.time, evidence.speed) == ("faketime", SPEED)


def test_what_a_client_never_does_is_not_held_against_it() -> None:
    """A client that uploads is neither right nor wrong about links."""
    need_faketime()

    assert played_by("good.py", "scriptix/by_link").result.verdict == "not-applicable"


@pytest.mark.slow
def test_a_good_client_passes_the_whole_library_in_time() -> None:
    """Hours of virtual time, under 90 s of real time on two cores."""
    need_faketime()
    with troupe() as crew, ThreadPoolExecutor(AT_ONCE) as pool:
        began, performer = time.perf_counter(), Command(program("good.py"), SPEED)
        evidences = list(pool.map(lambda name: play(crew, performer, name), library()))
        real_s = time.perf_counter() - began

    failed = {each.result.scenario: (each.result.findings, each.performance.output) for each in evidences}
    assert {name: found for name, found in failed.items() if found[0]} == {}
    assert sum(each.result.verdict == "pass" for each in evidences) >= 60
    assert real_s < LIMIT_S
