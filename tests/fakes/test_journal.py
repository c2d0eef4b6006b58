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


def test_the_journal_is_bounded_and_counts_what_it_dropped() -> None:
    """Only the latest rows are kept; the count goes on."""
    journal = Journal(rows_max=10)
    for number in range(25):
        journal.add(float(number), "elevateai", "getInteractionStatus", "GET", "/", None, 200, None, None, ())

    assert [row.number for row in journal.after(20)] == [21, 22, 23, 24, 25]
    assert (journal.count, journal.dropped) == (25, 15)
