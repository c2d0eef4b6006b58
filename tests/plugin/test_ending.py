"""The end of a test: what its client did wrong fails it, unless that is allowed."""

from __future__ import annotations

import pytest

from .conftest import Suite

pytest_plugins = ["pytester"]

WRONGS = {
    "an unknown route": ('ask(elevateai, "POST", "/interaction", LINK)', "POST /v1/interaction *HTTP 404*"),
    "an unknown method": (
        'ask(elevateai, "PATCH", "/interactions", LINK)',
        "PATCH /v1/interactions *HTTP 405*did you mean POST /v1/interactions*",
    ),
    "a broken body": ('ask(elevateai, "POST", "/interactions", {})', "POST /v1/interactions *HTTP 4*request: *"),
    "a secret in the URL": (
        'ask(elevateai, "GET", f"/interactions/{declare(elevateai)}/status?token={elevateai.key}")',
        "GET /v1/interactions/*secret: *",
    ),
}


@pytest.mark.parametrize(("deed", "told"), WRONGS.values(), ids=WRONGS.keys())
def test_what_breaks_the_contract_fails_the_test(suite: Suite, deed: str, told: str) -> None:
    """The test that did it is named, with the exchange."""
    done = suite(f"def test_wrong(elevateai):\n    {deed}\n")

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines([f"test_it.py:*: test_wrong: {told}"])
    done.stdout.fnmatch_lines(["*- understudy: elevateai -*", "seed 0, *", "scenario: as documented", "exchanges:"])


def test_an_unknown_route_is_told_with_the_one_that_was_meant(suite: Suite) -> None:
    """A slip of the pen is explained."""
    done = suite('def test_wrong(elevateai):\n    ask(elevateai, "POST", "/interaction", LINK)\n')

    done.stdout.fnmatch_lines(["*did you mean*/interactions*"])


@pytest.mark.parametrize(("deed", "told"), WRONGS.values(), ids=WRONGS.keys())
@pytest.mark.parametrize("way", ["marker", "call"])
def test_it_can_be_allowed(suite: Suite, deed: str, told: str, way: str) -> None:
    """By a marker for the test, or by a call within it."""
    before = "@pytest.mark.understudy(strict=False)\n" if way == "marker" else ""
    first = "elevateai.allow_violations()" if way == "call" else "pass"
    done = suite(f"{before}def test_wrong(elevateai):\n    {first}\n    {deed}\n")

    done.assert_outcomes(passed=1)


def test_what_was_expected_and_did_not_come_fails_the_test(suite: Suite) -> None:
    """Expectations are checked at the end, even where violations are allowed."""
    done = suite("""
def test_met(elevateai):
    elevateai.expect("declareInteraction", count=1)
    declare(elevateai)

@pytest.mark.understudy(strict=False)
def test_unmet(elevateai):
    elevateai.expect("declareInteraction", count=1)
    declare(elevateai)
    declare(elevateai)
""")
    done.assert_outcomes(passed=2, errors=1)
    done.stdout.fnmatch_lines(["test_it.py:*: test_unmet: declareInteraction was called 2 times, expected 1"])


def test_a_test_that_has_failed_already_is_told_once(suite: Suite) -> None:
    """What it expected, and what its client did wrong, is in the report of the failure instead of a second one."""
    done = suite("""
def test_wrong(elevateai):
    elevateai.expect("getInteractionStatus")
    ask(elevateai, "POST", "/interaction", LINK)
    assert False, "for a reason of its own"
""")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*- understudy: elevateai -*", "*POST   /v1/interaction *404", "*!*request: *"])


def test_a_test_that_is_skipped_midway_is_not_judged(suite: Suite) -> None:
    """Nothing can be expected of half a test; nor of one that is known to fail."""
    done = suite("""
def test_skipped(elevateai):
    elevateai.expect("getInteractionStatus")
    pytest.skip("enough")

@pytest.mark.xfail(strict=True)
def test_known(elevateai):
    elevateai.expect("getInteractionStatus")
    assert False
""")
    done.assert_outcomes(skipped=1, xfailed=1)


def test_what_other_fixtures_do_at_the_end_is_judged_too(suite: Suite) -> None:
    """A client that is closed by a fixture of its own still calls before the stand-in is gone."""
    done = suite("""
@pytest.fixture
def client(elevateai):
    yield
    ask(elevateai, "POST", "/interaction", LINK)

def test_it(client): pass
""")
    done.assert_outcomes(passed=1, errors=1)


def test_a_fault_is_no_violation(suite: Suite) -> None:
    """What the stand-in itself breaks on request is not the client's doing."""
    done = suite("""
def test_it(elevateai):
    elevateai.fault("getInteractionStatus", respond=503)
    call = declare(elevateai)
    assert ask(elevateai, "GET", f"/interactions/{call}/status")[0] == 503
""")
    done.assert_outcomes(passed=1)


# requests that belong to no stand-in

NOBODYS = {
    "no credential": ('ask(elevateai, "POST", "/interactions", LINK, key=" ")', "POST /v1/interactions 401"),
    "none, twice": (
        '[ask(elevateai, "GET", "/interactions/x/status", key=" ") for _ in range(2)]',
        "GET /v1/interactions/{interactionIdentifier}/status 401 (2 times)",
    ),
    "no credential, and no such path": (
        'ask(elevateai, "POST", "/interaction", LINK, key=" ")',
        "POST /v1/interaction 404 (did you mean POST /v1/interactions?)",
    ),
}


@pytest.mark.parametrize(("deed", "told"), NOBODYS.values(), ids=NOBODYS.keys())
def test_a_request_without_a_credential_fails_the_test(suite: Suite, deed: str, told: str) -> None:
    """It is in nobody's journal, so the server is asked; and only the test in which it came is named."""
    done = suite(f"def test_wrong(elevateai, scriptix):\n    {deed}\n\ndef test_right(elevateai, scriptix): pass\n")

    done.assert_outcomes(passed=2, errors=1)
    assert (
        f"test_wrong: {'2 requests' if 'times' in told else '1 request'} came with another credential or none: {told}"
        in str(done.stdout)
    )


@pytest.mark.parametrize("deed", [deed for deed, _ in NOBODYS.values()], ids=NOBODYS.keys())
def test_a_request_without_a_credential_can_be_allowed(suite: Suite, deed: str) -> None:
    """As all that breaks the contract."""
    done = suite(f"def test_wrong(elevateai):\n    elevateai.allow_violations()\n    {deed}\n")

    done.assert_outcomes(passed=1)


def before_summary(done: pytest.RunResult) -> list[str]:
    """Return the lines above the short summary, which repeats whole messages where pytest sees that it is in CI."""
    lines: list[str] = done.outlines
    end = next((n for n, line in enumerate(lines) if "short test summary info" in line), len(lines))
    return lines[:end]


def test_a_client_with_another_key_is_told_of_and_fails_no_test(suite: Suite) -> None:
    """Where something is missing, that is the likely reason; a stand-in with a key of its own is meant so."""
    done = suite("""
from understudy.fakes import stand_in

def test_before(elevateai):
    ask(elevateai, "POST", "/interactions", LINK, key="a-key-of-production")

def test_unmet(elevateai, scriptix):
    elevateai.expect("declareInteraction")
    ask(elevateai, "POST", "/interactions", LINK, key="a-key-of-production")

def test_met(elevateai):
    elevateai.expect("declareInteraction")
    declare(elevateai)
    with stand_in("elevateai") as other:
        declare(other)

def test_late(elevateai):
    elevateai.wait_for("declareInteraction", within_s=0)

def test_elsewhere(elevateai):
    ask(elevateai, "POST", "/interactions", LINK, key="a-key-of-production")
    elevateai.wait_for("declareInteraction", within_s=0)
""")
    done.assert_outcomes(passed=3, failed=2, errors=1)
    said = "1 request came with another credential or none: POST /v1/interactions 201"
    done.stdout.fnmatch_lines(
        ["test_it.py:*: test_unmet: declareInteraction was called 0 times, expected at least 1", said]
    )
    assert [line for line in before_summary(done) if "came with another" in line] == [said] * 3


def test_a_failure_at_the_end_is_told_once(suite: Suite) -> None:
    """Not again as what happened during the handling of itself."""
    done = suite("def test_wrong(elevateai):\n    elevateai.expect('getInteractionStatus')\n")

    assert "\n".join(before_summary(done)).count("called 0 times, expected at least 1") == 1
    done.stdout.no_fnmatch_line("*During handling*")
