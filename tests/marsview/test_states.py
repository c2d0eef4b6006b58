"""get_txn: how each model gets from uploaded to its end, on the tenant's clock and on nobody's polls."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marsview.caller import ALL, Caller, calling, refusal, silence

from understudy.contracts import vendor
from understudy.fakes.tenant import Settings

MODEL = vendor("marsview").lifecycles["model"]


def ends_s(marsview: Caller, txn_id: str) -> list[float]:
    """Return the seconds from now to the end of each model that is requested now."""
    marsview.compute(txn_id, *ALL)
    job = marsview.tenant().jobs.get(txn_id, marsview.tenant().clock.now())
    assert job is not None
    return [lane.starts[-1] - lane.starts[0] for lane in job.lanes]


def test_every_model_passes_from_uploaded_to_processed(marsview: Caller) -> None:
    """What is seen of each of the thirteen is a path of the lifecycle, and ends well."""
    txn_id = marsview.save()
    marsview.compute(txn_id, *ALL)
    seen: dict[str, list[str]] = {name: [status] for name, status in marsview.states(txn_id).items()}
    while marsview.step():
        for name, status in marsview.states(txn_id).items():
            seen[name].append(status)

    assert set(seen) == set(ALL)
    for statuses in seen.values():
        assert MODEL.explains(statuses)
        assert (statuses[0], statuses[-1]) == ("uploaded", "processed")


def test_a_picked_up_request_still_shows_uploaded(marsview: Caller) -> None:
    """Queue and work are told apart by nobody outside."""
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text")
    marsview.step()
    job = marsview.tenant().jobs.get(txn_id, marsview.tenant().clock.now())

    assert job is not None
    assert job.lanes[0].row(marsview.tenant().clock.now()) == "picked_up"
    assert marsview.states(txn_id) == {"speech_to_text": "uploaded"}


def test_each_model_has_its_own_time(marsview: Caller) -> None:
    """The models of one request do not end together, so a client has to wait for each of them."""
    txn_id = marsview.save()
    marsview.compute(txn_id, *ALL)
    mixed = 0
    while marsview.step():
        mixed += len(set(marsview.states(txn_id).values())) > 1

    assert mixed >= len(ALL) - 2


def test_an_hour_takes_fifteen_to_twenty_minutes(marsview: Caller) -> None:
    """60 minutes of audio are processed within 900 to 1200 seconds, queue included."""
    assert all(900 <= end <= 1200 for end in ends_s(marsview, marsview.save(silence(3600, rate=100))))


def test_half_an_hour_takes_less(marsview: Caller) -> None:
    """The real length of the recording decides."""
    assert all(450 <= end <= 700 for end in ends_s(marsview, marsview.save(silence(1800, rate=100))))


def test_a_short_recording_takes_a_few_minutes(marsview: Caller) -> None:
    """Half a minute of audio takes one to three minutes."""
    assert all(60 <= end <= 200 for end in ends_s(marsview, marsview.save(silence(30))))


def test_a_second_request_waits_in_the_queue_again(marsview: Caller) -> None:
    """Time counts from the request, not from the upload."""
    txn_id = marsview.save()
    marsview.advance(10_000)
    marsview.compute(txn_id, "speech_to_text")

    assert marsview.states(txn_id) == {"speech_to_text": "uploaded"}


def test_an_ended_model_stays_ended(marsview: Caller) -> None:
    """A year later it says the same."""
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text", "emotion_analysis")
    ended = marsview.finish(txn_id)
    marsview.advance(365 * 86400)

    assert marsview.models(txn_id) == ended


@settings(max_examples=25, deadline=None)
@given(waits_s=st.lists(st.floats(0, 120), max_size=8))
def test_polling_moves_nothing(waits_s: list[float]) -> None:
    """A transaction that is polled often and one that is left alone agree on where they are."""
    with calling() as watching, calling() as leaving:
        watched, left = watching.save(), leaving.save()
        watching.compute(watched, "speech_to_text", "meeting_topics")
        leaving.compute(left, "speech_to_text", "meeting_topics")
        for wait_s in waits_s:
            watching.advance(wait_s)
            watching.states(watched)
            leaving.advance(wait_s)

        assert watched == left
        for _ in range(20):
            assert watching.models(watched) == leaving.models(left)
            watching.advance(11)
            leaving.advance(11)


def test_another_transaction_disturbs_nothing() -> None:
    """What else a tenant does, or another one, does not change when a model ends."""
    with calling() as alone, calling() as among:
        first = alone.save()
        among.save(key="other")
        second = among.save()
        among.compute(among.save(), "meeting_topics", "speech_to_text")

        assert first == second
        assert ends_s(alone, first) == ends_s(among, second)


def test_the_seed_gives_the_times() -> None:
    """Another seed, other times."""
    found: list[list[float]] = []
    for seed in (1, 1, 2):
        with calling(Settings(speed=0.0, seed=seed)) as marsview:
            found.append(ends_s(marsview, marsview.save()))

    assert found[0] == found[1] != found[2]


def test_a_get_may_carry_a_body(marsview: Caller) -> None:
    """The seed document's own code sends one with its GETs, and no content type does not matter either."""
    txn_id = marsview.save()
    for operation in ("get_txn", "fetch_metadata"):
        assert marsview.get(operation, txn_id, headers={"Content-Type": "application/json"}).status_code == 200
        answer = marsview.call("GET", f"/conversation/{operation}/{txn_id}", json={})
        assert answer.status_code == 200
        assert marsview.call("GET", f"/conversation/{operation}/{txn_id}", content=b"\xff{").status_code == 200


@pytest.mark.parametrize("operation", ["get_txn", "fetch_metadata"])
@pytest.mark.parametrize("txn_id", ["txn-1", "txn-7syw6nay6ckxsnh891-1640849586949", "a" * 600, "%00", "a%20b"])
def test_an_unknown_transaction_is_not_found(marsview: Caller, operation: str, txn_id: str) -> None:
    """A txnId that was never given gets 404."""
    assert refusal(marsview.get(operation, txn_id)) == (404, "understudy:not_found")


@pytest.mark.parametrize("operation", ["get_txn", "fetch_metadata"])
def test_a_foreign_transaction_is_not_found(marsview: Caller, operation: str) -> None:
    """Another tenant's transaction looks as if it were not there."""
    assert refusal(marsview.get(operation, marsview.save(), "other")) == (404, "understudy:not_found")


def test_the_wrong_method_and_the_wrong_path_are_refused_in_the_same_shape(marsview: Caller) -> None:
    """405 names what is allowed, 404 what was asked for, both in the vendor's envelope, with and without a token."""
    txn_id = marsview.save()
    for call in (marsview.call, marsview.send):
        wrong = call("POST", f"/conversation/get_txn/{txn_id}")
        assert refusal(wrong) == (405, "understudy:method_not_allowed")
        assert "GET" in wrong.json()["message"]
        assert refusal(call("GET", "/conversation/nothing")) == (404, "understudy:not_found")


def test_the_journal_says_what_the_answer_said(marsview: Caller) -> None:
    """The least settled model stands for all: uploaded until the last has ended, then error if one did so badly."""
    good, bad = marsview.save(), marsview.save()
    marsview.compute(good, "speech_to_text", "meeting_topics")
    marsview.compute(bad, "speech_to_text", "screen_activity")
    marsview.finish(good)
    marsview.finish(bad)

    said = {
        txn_id: [row.said for row in marsview.tenant().journal.after() if row.job == txn_id] for txn_id in (good, bad)
    }

    assert said == {good: [None, "uploaded", "processed"], bad: [None, "uploaded", "error"]}
