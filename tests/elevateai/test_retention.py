"""Retention: results are there for 45 days on the tenant's clock; what was sent in is not there at all."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from understudy.contracts import Provenance, vendor

if TYPE_CHECKING:
    from elevateai.conftest import Account

RESULTS = ["transcript", "transcripts", "transcripts/punctuated", "ai"]
ASKED = {"includeAiResults": True}
DAY_S = 86_400.0
SAID = "The secret word is marmalade."
TEXTS = {
    "chat": {
        "participants": [{"participant_id": "a"}],
        "messages": [{"participant_id": "a", "content": SAID}],
    },
    "transcript": {"participantOne": {"phrases": SAID.split()}},
}


def codes(account: Account, identifier: str) -> set[int]:
    """Return the codes with which the four results are answered."""
    return {account.call("GET", f"/{identifier}/{what}").status for what in RESULTS}


def processed_at(account: Account, identifier: str) -> float:
    """Return when an interaction was processed, in Unix seconds."""
    at = account.job(identifier).reached("processed", account.tenant.clock.now())
    assert at is not None
    return at


@pytest.mark.parametrize("not_ready", [404, 204])
def test_results_are_kept_for_45_days(elevateai: Account, not_ready: int) -> None:
    """Up to the last moment each result is there; from then on it is 404, in every dialect, and says why."""
    elevateai.speak(not_ready=not_ready)
    identifier = elevateai.processed(**ASKED)
    end = processed_at(elevateai, identifier) + 45 * DAY_S
    elevateai.tenant.clock.advance_to(end - 1)
    before = codes(elevateai, identifier)
    elevateai.tenant.clock.advance_to(end)
    answer = elevateai.call("GET", f"/{identifier}/transcript")

    assert (before, codes(elevateai, identifier)) == ({200}, {404})
    assert answer.json() == {"errorMessage": "the results were deleted 45 days after processing"}


def test_the_results_do_not_change_until_then(elevateai: Account) -> None:
    """A transcript read on the first day and on the last is the same."""
    identifier = elevateai.processed(**ASKED)
    first = [elevateai.get(identifier, what) for what in RESULTS]
    elevateai.tenant.clock.advance(44.9 * DAY_S)

    assert [elevateai.get(identifier, what) for what in RESULTS] == first


def test_the_days_count_from_processing(elevateai: Account) -> None:
    """An interaction that waited two months for its file has its results for 45 days all the same."""
    identifier = elevateai.declare(**ASKED)
    elevateai.tenant.clock.advance(60 * DAY_S)
    elevateai.upload(identifier)
    elevateai.watch(identifier)

    assert codes(elevateai, identifier) == {200}


def test_the_rest_outlives_the_results(elevateai: Account) -> None:
    """After the results are gone the status and the declared parameters are as they were, and can be deleted."""
    identifier = elevateai.processed(**ASKED)
    status, declared = elevateai.get(identifier), elevateai.get(identifier, "")
    elevateai.tenant.clock.advance(400 * DAY_S)

    assert (elevateai.get(identifier), elevateai.get(identifier, "")) == (status, declared)
    assert elevateai.call("DELETE", f"/{identifier}").status == 200


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(waits_d=st.lists(st.floats(0, 30), min_size=1, max_size=5))
def test_looking_does_not_prolong_it(elevateai: Account, waits_d: list[float]) -> None:
    """However often results are read, they are gone exactly when they would be had nobody looked."""
    identifier = elevateai.processed(**ASKED)
    end = processed_at(elevateai, identifier) + 45 * DAY_S
    for wait_d in waits_d:
        elevateai.tenant.clock.advance(wait_d * DAY_S)
        expected = 200 if elevateai.tenant.clock.now() < end else 404
        assert codes(elevateai, identifier) == {expected}


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("fail", [False, True], ids=["processed", "failed"])
def test_what_was_declared_is_told_to_nobody(elevateai: Account, kind: str, fail: bool) -> None:
    """The declared parameters have null for the text, from the start to the end, good or bad."""
    if fail:
        elevateai.play("script: {fail: processing_failed}")
    identifier = elevateai.declare(type=kind, **{kind: TEXTS[kind]})
    answers = [elevateai.call("GET", f"/{identifier}")]
    while elevateai.step():
        answers.append(elevateai.call("GET", f"/{identifier}"))

    assert all(b"marmalade" not in answer.content for answer in answers)
    assert {(answer.json()["chat"], answer.json()["transcript"]) for answer in answers} == {(None, None)}


def test_no_recording_is_kept(elevateai: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is gone with the answer to its upload, long before the end that the docs promise."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    elevateai.processed()

    assert list(tmp_path.iterdir()) == []


def test_every_limit_has_its_source() -> None:
    """Each number of the contract's `x-limits` has a provenance."""
    limits = vendor("elevateai").contract.openapi["x-limits"]

    assert limits
    assert all(Provenance.parse(each["x-provenance"]).source and each["value"] for each in limits.values())
