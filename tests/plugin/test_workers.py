"""Many worker processes: each with a server of its own, or all on one; nobody notices anybody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from .conftest import PREAMBLE, Suite

pytest_plugins = ["pytester"]

WAIT_S = 60
TEXT = (
    PREAMBLE
    + """
@pytest.mark.parametrize("number", range(12))
def test_alone(elevateai, scriptix, number):
    print("url", elevateai.url, "key", elevateai.key)
    elevateai.expect("declareInteraction", count=3)
    elevateai.use("processing_failed" if number % 2 else "happy")
    calls = [declare(elevateai) for _ in range(3)]
    print("drawn", elevateai.key, calls)
    assert {status(elevateai, call) for call in calls} == {"declared"}
    elevateai.clock.advance(hours=6)
    assert {status(elevateai, call) for call in calls} == {"processingFailed" if number % 2 else "processed"}
    assert [job.id for job in elevateai.jobs] == calls
    assert len(elevateai.journal) == 9
    assert (scriptix.jobs, scriptix.clock.elapsed_s) == ((), 0)
"""
)


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[str]:
    """The control URL of an `understudy serve` in another process."""
    line = [sys.executable, "-m", "understudy.cli", "serve", "--port", "0", "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment) as process:
        watchdog = threading.Timer(WAIT_S, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["control"]
        finally:
            watchdog.cancel()
            process.terminate()


def drawn(done: pytest.RunResult) -> set[str]:
    """Return the ids that every test drew."""
    return {line for line in done.outlines if line.startswith("drawn ")}


def alone(pytester: pytest.Pytester) -> pytest.RunResult:
    """Run what has been written in this process."""
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", "-rP")


def test_each_worker_has_a_server_of_its_own(pytester: pytest.Pytester, suite: Suite, processes: Suite) -> None:
    """No port is fixed, and what is drawn does not hang on the worker or on how many there are."""
    pytester.makepyfile(test_it=TEXT)
    several, one = processes("-n", "2", "-rP"), alone(pytester)
    urls = set(re.findall(r"url (\S+)", str(several.stdout)))

    several.assert_outcomes(passed=12)
    one.assert_outcomes(passed=12)
    assert len(urls) == 2
    assert len(drawn(several)) == 12
    assert drawn(several) == drawn(one)


@pytest.mark.parametrize("workers", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_workers_share_one_server(
    pytester: pytest.Pytester, suite: Suite, processes: Suite, server: str, workers: int
) -> None:
    """Each test is a tenant of its own there, too, and draws what it draws anywhere."""
    pytester.makepyfile(test_it=TEXT)
    shared, one = processes("-n", str(workers), "-rP", "--understudy-url", server), alone(pytester)
    urls = set(re.findall(r"url (\S+)", str(shared.stdout)))

    shared.assert_outcomes(passed=12)
    assert len(urls) == 1
    assert drawn(shared) == drawn(one)


def test_checks_and_reports_are_the_same_with_a_shared_server(
    pytester: pytest.Pytester, suite: Suite, processes: Suite, server: str
) -> None:
    """Violations fail the test, the report has its section, a scenario that is not there is told."""
    pytester.makepyfile(
        test_it=PREAMBLE
        + """
def test_wrong(elevateai):
    ask(elevateai, "POST", "/interaction", LINK)

def test_failing(elevateai):
    declare(elevateai)
    assert False

@pytest.mark.scenario("elevateai/procesing_failed")
def test_misspelt(elevateai): pass

@pytest.mark.understudy(seed=7)
def test_seed(elevateai):
    print("drawn", elevateai.key, declare(elevateai))
"""
    )
    shared, one = processes("-p", "no:xdist", "-rP", "--understudy-url", f"{server}/"), alone(pytester)
    for done in (shared, one):
        done.assert_outcomes(passed=2, failed=1, errors=2)
        done.stdout.fnmatch_lines_random(
            [
                "test_it.py:*: test_wrong: POST /v1/interaction *",
                "test_it.py:*: test_misspelt: elevateai cannot begin: *did you mean elevateai/processing_failed*",
                "*- understudy: elevateai -*",
            ]
        )
    assert drawn(shared) == drawn(one)
