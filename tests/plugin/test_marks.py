"""The markers: what they do, and how a mistake in one is told."""

from __future__ import annotations

import pytest

from .conftest import Suite

pytest_plugins = ["pytester"]


def test_a_scenario_can_be_marked(suite: Suite) -> None:
    """Several vendors can be told apart, and the marker nearest to a test wins."""
    done = suite(
        """
@pytest.mark.scenario("elevateai/processing_failed")
@pytest.mark.scenario("scriptix/not_found")
class TestMarked:
    def test_of_the_class(self, elevateai, scriptix):
        assert (elevateai.scenario, scriptix.scenario) == ("elevateai/processing_failed", "scriptix/not_found")

    @pytest.mark.scenario("elevateai/happy")
    def test_of_its_own(self, elevateai, scriptix):
        assert (elevateai.scenario, scriptix.scenario) == ("elevateai/happy", "scriptix/not_found")

    def test_of_another_vendor(self, marsview):
        assert marsview.scenario == "as documented"

FAILING = pytest.mark.scenario("elevateai/processing_failed")

@pytest.mark.parametrize("word", [pytest.param("processingFailed", marks=FAILING), "processed"])
def test_of_one_case(elevateai, word):
    call = declare(elevateai)
    elevateai.clock.advance(hours=6)
    assert status(elevateai, call) == word
""",
        "--strict-markers",
    )
    done.assert_outcomes(passed=5)


WRONG = {
    "misspelt": ('scenario("elevateai/procesing_failed")', "UnknownScenario*did you mean elevateai/processing_failed"),
    "no vendor": ('scenario("processing_failed")', "takes `vendor/name`: did you mean elevateai/processing_failed"),
    "a misspelt vendor": ('scenario("elevatai/happy")', "takes `vendor/name`: did you mean elevateai/happy"),
    "no name": ("scenario()", 'takes one name: @pytest.mark.scenario("elevateai/processing_failed")'),
    "two names": ('scenario("elevateai/happy", "scriptix/happy")', "takes one name"),
    "no text": ("scenario(7)", "takes one name"),
    "a keyword": ('scenario(name="elevateai/happy")', "takes one name"),
    "an unknown setting": ("understudy(sed=7)", "has no setting 'sed': did you mean seed?"),
    "no number": ('understudy(seed="7")', "takes a whole number as its seed, not '7'"),
    "no yes or no": ("understudy(strict=0)", "takes True or False as its strict, not 0"),
    "no keyword": ("understudy(7)", "takes its settings by name: @pytest.mark.understudy(seed=7, strict=False)"),
}


@pytest.mark.parametrize(("mark", "reason"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_marker_fails_its_test_alone(suite: Suite, mark: str, reason: str) -> None:
    """The test is named with its line, the way out is told, and the others go on."""
    done = suite(f"@pytest.mark.{mark}\ndef test_wrong(elevateai): pass\n\ndef test_right(elevateai): pass\n")

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines([f"test_it.py:*: test_wrong: *{reason.replace('[', '[[]')}*"])
    done.stdout.no_fnmatch_line("*Traceback*")


def test_two_scenarios_for_one_vendor_are_one_too_many(suite: Suite) -> None:
    """On one test each vendor plays one; which of them would be a guess."""
    done = suite("""
@pytest.mark.scenario("elevateai/happy")
@pytest.mark.scenario("elevateai/chat")
def test_wrong(elevateai): pass
""")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*is one too many: there is 'elevateai/chat' already, and each vendor plays one"])


def test_a_marker_that_does_nothing_fails_its_test(suite: Suite) -> None:
    """A test that chose a scenario and then did not meet the vendor has proven nothing."""
    done = suite("""
@pytest.mark.scenario("elevateai/happy")
def test_without(): pass

@pytest.mark.scenario("elevateai/happy")
@pytest.mark.understudy(strict=False)
def test_on_purpose(): pass

@pytest.mark.scenario("elevateai/happy")
def test_by_name(request): request.getfixturevalue("elevateai")
""")
    done.assert_outcomes(failed=1, passed=2)
    done.stdout.fnmatch_lines(["*test_without: @pytest.mark.scenario('elevateai/happy') does nothing: *`elevateai`"])


def test_the_markers_are_listed(suite: Suite) -> None:
    """`pytest --markers`, `--fixtures` and `--help` tell what there is."""
    told = "\n".join(suite("", "--markers").outlines + suite("", "--fixtures").outlines + suite("", "--help").outlines)

    assert "@pytest.mark.scenario(name): " in told
    assert "@pytest.mark.understudy(seed=0, strict=True): " in told
    assert "--understudy-url=URL" in told
    assert "ElevateAI for this test alone" in told
