"""Mistakes of a test: each a typed error with the way out, at the line of the test that made it."""

from __future__ import annotations

import pytest

from understudy.fakes import stand_in

from .conftest import PREAMBLE, Suite

pytest_plugins = ["pytester"]

MISTAKES = {
    "an unknown scenario": (
        'def test_it(elevateai):\n    elevateai.use("procesing_failed")  # HERE',
        "UnknownScenario: *did you mean elevateai/processing_failed*",
    ),
    "a clock turned back": (
        "def test_it(elevateai):\n    elevateai.clock.advance(-1)  # HERE",
        "ClockTurnedBack: *",
    ),
    "a wire fault in process": (
        "from understudy.fakes import stand_in\ndef test_it():\n"
        '    with stand_in("elevateai", shape="asgi") as mine:\n'
        '        mine.fault("getInteractionStatus", reset="before_head")  # HERE',
        "WireFaultInProcess: *",
    ),
    "a fixture after its test": (
        "kept = []\ndef test_before(elevateai): kept.append(elevateai)\n"
        "def test_it():\n    kept[0].use('happy')  # HERE",
        "StandInClosed: *elevateai is not open*",
    ),
    "two on one key": (
        "from understudy.fakes import stand_in\ndef test_it(elevateai):\n"
        '    with stand_in("elevateai", key=elevateai.key):  # HERE\n        pass',
        "ClockInUse: *",
    ),
    "two clocks for one sleep": (
        "def test_it(elevateai, scriptix):\n"
        "    with elevateai.patch_sleep():\n        with scriptix.patch_sleep():  # HERE\n            pass",
        "ClockInUse: *",
    ),
    "an operation that there is not": (
        'def test_it(elevateai):\n    elevateai.expect("getStatus")  # HERE',
        "UnknownOperation: *did you mean *getInteractionStatus*",
    ),
    "a fault nowhere": (
        'def test_it(elevateai):\n    elevateai.fault("getStatus", respond=503)  # HERE',
        "BadScenario: *did you mean *getInteractionStatus*",
    ),
    "a script that cannot be": (
        'def test_it(elevateai):\n    elevateai.script("procesing@2s")  # HERE',
        "BadScenario: 'procesing' is no row of ElevateAI: *",
    ),
}


@pytest.mark.parametrize(("text", "error"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_at_its_line(suite: Suite, text: str, error: str) -> None:
    """The last line of the traceback is the test's own, and no line of ours is shown."""
    line = next(number for number, each in enumerate((PREAMBLE + text).splitlines(), 1) if "# HERE" in each)
    done = suite(text)

    assert done.parseoutcomes()["failed"] == 1
    done.stdout.fnmatch_lines([f"E  *{error}", f"test_it.py:{line}: *"])
    done.stdout.no_fnmatch_line("*understudy/*.py:*")


def test_a_vendors_url_in_the_place_of_the_control_url_is_asked_about_once(suite: Suite) -> None:
    """One question is enough; and what was done to ask it is not told."""
    with stand_in("elevateai") as mine:
        done = suite("def test_it(elevateai): pass\n", "--understudy-url", mine.url)

    done.assert_outcomes(errors=1)
    (told,) = [line for line in done.outlines if "elevateai cannot begin: " in line and line.startswith("test_it.py")]
    assert told.count("?") == 1
    assert told.endswith("is it the control URL?")
    done.stdout.no_fnmatch_line("*During handling*")
