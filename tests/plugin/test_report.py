"""What a failed test's report tells: seed, scenario, the last exchanges, the job's timeline."""

from __future__ import annotations

import pytest

from .conftest import Suite

pytest_plugins = ["pytester"]

FAILING = """
@pytest.mark.understudy(seed=7)
@pytest.mark.scenario("elevateai/processing_failed")
def test_failing(elevateai):
    call = declare(elevateai)
    for _ in range({polls}):
        status(elevateai, call)
        elevateai.clock.advance(30)
    elevateai.fault("getInteractionStatus", respond=503)
    ask(elevateai, "GET", f"/interactions/{{call}}/status")
    assert False
"""


def section(lines: list[str]) -> list[str]:
    """Return the lines of our section."""
    start = next(number for number, line in enumerate(lines) if " understudy: elevateai " in line) + 1
    end = next(number for number, line in enumerate(lines[start:], start) if line.startswith(("---", "===")))
    return lines[start:end]


def test_it_tells_what_happened(suite: Suite) -> None:
    """Seed, scenario, each exchange with what it said and the fault that struck, and the timeline with `now` marked."""
    told = section(suite(FAILING.format(polls=2)).outlines)
    text = "\n".join(told)

    assert told[0].startswith("seed 7, clock at 60.0 s, key elevateai-test_failing-")
    assert told[1] == "scenario: elevateai/processing_failed, changed by the test"
    assert told[4].split() == ["1", "0.0", "POST", "/v1/interactions", "201"]
    assert told[5].endswith("200  declared")
    assert told[7].endswith("503  fault: respond 503")
    assert sum(line.startswith("job ") for line in told) == 1
    assert sum(line.lstrip().startswith(">") for line in told) == 1
    assert "processingFailed  planned" in text


def test_it_never_grows_beyond_30_lines(suite: Suite) -> None:
    """Of a long story the end is told, and how much came before."""
    told = section(suite(FAILING.format(polls=50)).outlines)

    assert 20 < len(told) <= 30
    assert told[2] == "exchanges, the last 15 of 52:"
    assert all(len(line) <= 110 for line in told)


def test_many_jobs_are_cut_short(suite: Suite) -> None:
    """The timelines that have no room are counted."""
    text = "def test_it(elevateai):\n    for _ in range(9): declare(elevateai)\n    assert False\n"
    told = section(suite(text).outlines)

    assert len(told) == 30
    assert told[-1].startswith("… and ")


def test_every_vendor_has_a_section(suite: Suite) -> None:
    """Also one that was not called at all."""
    done = suite("def test_it(elevateai, scriptix):\n    declare(elevateai)\n    assert False\n")

    done.stdout.fnmatch_lines(["*- understudy: elevateai -*", "*- understudy: scriptix -*", "no request has come *"])


def test_a_passed_test_tells_nothing(suite: Suite) -> None:
    """Even with `-rA` there is no section."""
    done = suite("def test_it(elevateai): declare(elevateai)", "-rA")

    done.stdout.no_fnmatch_line("*understudy: elevateai*")


BROKEN = {
    "a setup": """
@pytest.fixture
def prepared(elevateai):
    declare(elevateai)
    raise RuntimeError("there is no database")
""",
    "a teardown before ours": """
@pytest.fixture
def prepared(elevateai):
    declare(elevateai)
    yield
    raise RuntimeError("there is no database")
""",
    "a teardown after ours": """
@pytest.fixture
def database():
    yield
    raise RuntimeError("there is no database")

@pytest.fixture
def prepared(database, elevateai):
    declare(elevateai)
""",
}


@pytest.mark.parametrize("fixture", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("options", [[], ["--maxfail=9", "--setup-show"]], ids=["alone", "shown"])
def test_another_fixture_that_fails_is_told_with_what_happened(suite: Suite, fixture: str, options: list[str]) -> None:
    """Whenever it does: what the stand-in saw may be the reason."""
    done = suite(f"{fixture}\ndef test_it(prepared): pass\n", *options)

    assert done.parseoutcomes()["errors"] == 1
    assert [line.split()[2:4] for line in section(done.outlines) if "/v1/interactions" in line] == [
        ["POST", "/v1/interactions"]
    ]


def test_after_a_failed_test_and_a_failed_teardown_both_tell(suite: Suite) -> None:
    """Each report stands for itself."""
    done = suite(f"{BROKEN['a teardown after ours']}\ndef test_it(prepared): assert False\n")

    done.assert_outcomes(failed=1, errors=1)
    assert sum(" understudy: elevateai " in line for line in done.outlines) == 2


def test_a_stand_in_is_closed_whatever_fails(suite: Suite) -> None:
    """The next test can have one with the same key, and what was kept of this one is of no use."""
    done = suite(f"""{BROKEN["a teardown before ours"]}
kept = []
def test_it(prepared, elevateai): kept.append(elevateai)

def test_closed():
    from understudy.fakes.testing.standin import StandInClosed
    with pytest.raises(StandInClosed):
        kept[0].url
""")
    done.assert_outcomes(passed=2, errors=1)


def test_what_belongs_to_nobody_is_told(suite: Suite) -> None:
    """A test that fails for want of an answer shows that the client called with another key."""
    done = suite("""
def test_it(elevateai):
    ask(elevateai, "POST", "/interactions", LINK, key="another-key")
    ask(elevateai, "POST", "/interactions", LINK, key=" ")
    assert elevateai.jobs
""")
    done.assert_outcomes(failed=1)
    assert "2 requests came with another credential or none: " in "\n".join(section(done.outlines))
    assert "another-key" not in "\n".join(section(done.outlines))
