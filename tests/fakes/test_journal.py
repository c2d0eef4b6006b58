"""The journal: the same commands write the same bytes, and it stays bounded."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from harness import RECORDING, Caller, multipart
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from understudy.fakes.journal import Journal
from understudy.fakes.tenant import Settings

KEY = {"x-api-token": "tester"}
step = st.one_of(st.sampled_from(["declare", "upload", "status", "transcript", "delete"]), st.floats(0, 300))


def play(seed: int, steps: list[str | float]) -> bytes:
    """Do all the steps in a world of their own and return its journal."""
    caller = Caller("elevateai", Settings(seed=seed, speed=0.0))
    tenant = caller.tenants.get("tester")
    job = "nobody"
    headers, body = multipart(RECORDING.read_bytes()[:20_000])
    for each in steps:
        if isinstance(each, float):
            tenant.clock.advance(each)
        elif each == "declare":
            job = caller("POST", "/v1/interactions", KEY, {"type": "audio", "languageTag": "en"}).json()[
                "interactionIdentifier"
            ]
        elif each == "upload":
            caller("POST", f"/v1/interactions/{job}/upload", KEY | headers, body)
        elif each == "delete":
            caller("DELETE", f"/v1/interactions/{job}", KEY)
        else:
            caller("GET", f"/v1/interactions/{job}/{each}", KEY)
    caller.close()
    return json.dumps(list(tenant.journal.after())).encode()


@settings(max_examples=20, deadline=None, database=None, phases=[Phase.explicit, Phase.generate])
@given(seed=st.integers(0, 99), steps=st.lists(step, max_size=8))
def test_the_same_seed_and_commands_write_the_same_bytes(seed: int, steps: list[str | float]) -> None:
    """Two runs of the same scenario, seed and commands give a byte-identical journal."""
    assert play(seed, ["declare", *steps]) == play(seed, ["declare", *steps])


@pytest.fixture
def wall_clock_in_the_journal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Planted: the journal's times come from a clock that goes on by itself."""
    add = Journal.add
    ticks = iter(range(1, 1_000_000))
    monkeypatch.setattr(Journal, "add", lambda self, at_s, *rest: add(self, next(ticks), *rest))
    return iter(())


@pytest.mark.usefixtures("wall_clock_in_the_journal")
def test_a_wall_clock_in_the_journal_is_caught() -> None:
    """The planted bug breaks the promise."""
    with pytest.raises(AssertionError):
        test_the_same_seed_and_commands_write_the_same_bytes()


def test_the_journal_is_bounded_in_bytes() -> None:
    """Paths and findings as long as a client likes make room for the latest ones; what was dropped is counted."""
    journal = Journal(bytes_max=10_000)
    for number in range(50):
        findings = ("request: " + "y" * 500,) if number % 2 else ()
        journal.add(float(number), "elevateai", "", "GET", "/" + "x" * 999, None, 404, None, None, findings)
    kept = list(journal.after())

    assert sum(len(row.path) + sum(map(len, row.findings)) for row in kept) <= 10_000
    assert (kept[-1].number, journal.count, journal.dropped) == (50, 50, 50 - len(kept))
    assert len(kept) == 7


def test_an_exchange_larger_than_the_whole_journal_is_only_counted() -> None:
    """It cannot make the journal grow, and the next one is kept."""
    journal = Journal(bytes_max=100)
    for path in ("/" + "x" * 200, "/a"):
        journal.add(0.0, "elevateai", "", "GET", path, None, 404)

    assert [(row.number, row.path) for row in journal.after()] == [(2, "/a")]
    assert (journal.count, journal.dropped) == (2, 1)


def test_an_exchange_is_answered_at_once_unless_it_says_otherwise() -> None:
    """Times are whole milliseconds."""
    journal = Journal()
    journal.add(1.23456, "elevateai", "", "GET", "/", None, 404)
    journal.add(1.23456, "elevateai", "", "GET", "/", None, 404, answered_s=2.34567)

    assert [(row.at_s, row.answered_s) for row in journal.after()] == [(1.235, 1.235), (1.235, 2.346)]


def test_the_journal_is_bounded_and_counts_what_it_dropped() -> None:
    """Only the latest rows are kept; the count goes on."""
    journal = Journal(rows_max=10)
    for number in range(25):
        journal.add(float(number), "elevateai", "getInteractionStatus", "GET", "/", None, 200, None, None, ())

    assert [row.number for row in journal.after(20)] == [21, 22, 23, 24, 25]
    assert (journal.count, journal.dropped) == (25, 15)
