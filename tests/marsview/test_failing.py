"""What ends a model in error: an expired link, a file that is no audio, or a scenario that asks for it."""

from __future__ import annotations

import pytest
from marsview.caller import ALL, LINK, START, Caller, Json, calling, refusal, signed

from understudy.fakes.tenant import Settings
from understudy.scenarios import Scenario, Script
from understudy.scenarios.script import Vanish


def errors(lanes: list[Json]) -> set[tuple[str, str | None]]:
    """Return every (status, error code) of these models, and hold `err` and `msg` against the state."""
    for lane in lanes:
        state = lane["state"]
        assert ("err" in lane, "msg" in lane) == ("error" in state, "message" in state)
        assert (lane.get("err"), lane.get("msg")) == (state.get("error"), state.get("message"))
        assert ("error" in state) == (state["status"] == "error") == bool(state.get("message"))
    return {(lane["state"]["status"], lane["state"].get("error")) for lane in lanes}


def outcome(marsview: Caller, link: str) -> set[tuple[str, str | None]]:
    """Return how all thirteen models end that are requested on this link now."""
    txn_id = marsview.save_link(link)
    marsview.compute(txn_id, *ALL)
    assert errors(marsview.models(txn_id)) == {("uploaded", None)}
    return errors(marsview.finish(txn_id))


EXPIRED = {("error", "AIRDOW002")}
GOOD = {("processed", None)}


@pytest.mark.parametrize(
    "link",
    [
        signed(0), signed(-60), signed(3600, "20250115T080000Z"), f"{LINK}?Expires={int(START)}",
        f"{LINK}?AWSAccessKeyId=a&Signature=b&Expires=1", f"{LINK}?x-amz-date=20250101T000000Z&x-amz-expires=60",
    ],
)  # fmt: skip
def test_an_expired_link_ends_every_model_in_airdow002(marsview: Caller, link: str) -> None:
    """save_file_link and compute take it; at pick-up every model ends in error with AIRDOW002."""
    assert outcome(marsview, link) == EXPIRED


@pytest.mark.parametrize(
    "link",
    [
        signed(1200), f"{LINK}?Expires={int(START) + 1200}", LINK, f"{LINK}?expires=soon", f"{LINK}?Expires=nan",
        f"{LINK}?X-Amz-Date=20240101T000000Z", f"{LINK}?X-Amz-Date=2024&X-Amz-Expires=1", f"{LINK}?X-Amz-Expires=1",
    ],
)  # fmt: skip
def test_a_link_that_lives_does_not(marsview: Caller, link: str) -> None:
    """Twenty minutes are enough; a link that does not tell its expiry has none."""
    assert outcome(marsview, link) == GOOD


def test_the_moment_of_pick_up_decides(marsview: Caller) -> None:
    """A link that outlives the shortest queue but not the longest is picked up by some models and not by others."""
    txn_id = marsview.save_link(signed(40))
    marsview.compute(txn_id, *ALL)
    lanes = marsview.finish(txn_id)
    job = marsview.tenant().jobs.get(txn_id, marsview.tenant().clock.now())
    assert job is not None

    assert errors(lanes) == EXPIRED | GOOD
    for lane, timeline in zip(lanes, job.lanes, strict=True):
        left_queue_in_time = timeline.starts[1] < START - 0.25 + 40
        assert (lane["state"]["status"] == "processed") == left_queue_in_time


def test_a_link_runs_out_on_the_tenants_clock(marsview: Caller) -> None:
    """A link that was good when it was saved is not when compute is requested hours later."""
    txn_id = marsview.save_link(signed(1200))
    marsview.advance(7200)
    marsview.compute(txn_id, *ALL)

    assert errors(marsview.finish(txn_id)) == EXPIRED


def test_a_link_that_runs_out_after_pick_up_does_no_harm(marsview: Caller) -> None:
    """Models that were picked up in time are processed; one requested later is not."""
    txn_id = marsview.save_link(signed(600))
    marsview.compute(txn_id, "speech_to_text")
    assert errors(marsview.finish(txn_id)) == GOOD
    marsview.advance(600)
    marsview.compute(txn_id, "meeting_topics")

    lanes = marsview.finish(txn_id)

    assert [lane["state"].get("error") for lane in lanes] == [None, "AIRDOW002"]
    assert set(marsview.metadata(txn_id)) == {"transcript"}


def test_a_missing_dependency_on_an_expired_link_is_the_links_fault(marsview: Caller) -> None:
    """With an expired link every model has AIRDOW002, whatever else is wrong with it."""
    txn_id = marsview.save_link(signed(0))
    marsview.compute(txn_id, "emotion_analysis")

    assert errors(marsview.finish(txn_id)) == EXPIRED


@pytest.mark.parametrize("link", [signed(86400), f"{LINK}?Expires=nan", LINK])
def test_a_missing_dependency_on_a_good_link_is_not(marsview: Caller, link: str) -> None:
    """A link with an expiry that is kept, or with none, does not lend its code to another failure."""
    txn_id = marsview.save_link(link)
    marsview.compute(txn_id, "emotion_analysis")

    assert errors(marsview.finish(txn_id)) == {("error", "MCST07")}


@pytest.mark.parametrize(
    "data", [b"", b"no audio at all", b"RIFF\x00\x00\x00\x00WAVE", b"%PDF-1.4\n" * 50, b"\x00" * 5000]
)
def test_a_file_that_is_no_audio_ends_every_model_in_error(marsview: Caller, data: bytes) -> None:
    """Every model ends in error, with a code that cannot be taken for one of the vendor's."""
    txn_id = marsview.save(data)
    marsview.compute(txn_id, *ALL)

    assert errors(marsview.finish(txn_id)) == {("error", "understudy:media_unreadable")}
    assert marsview.metadata(txn_id) == {}


@pytest.mark.parametrize("link", [None, LINK, signed(86400)])
def test_airdow002_can_be_asked_for_by_the_key(marsview: Caller, link: str | None) -> None:
    """With the key `airdow002@anything` every model ends in AIRDOW002, even of a file or a good link."""
    key = "airdow002@my-test"
    txn_id = marsview.save(key=key) if link is None else marsview.save_link(link, key)
    marsview.compute(txn_id, *ALL, key=key)

    assert errors(marsview.finish(txn_id, key)) == EXPIRED


def test_airdow002_can_be_asked_for_by_the_server() -> None:
    """With `--scenario marsview/airdow002` it holds for every tenant."""
    with calling(Settings(speed=0.0, scenarios=("marsview/airdow002",))) as marsview:
        txn_id = marsview.save()
        marsview.compute(txn_id, *ALL)

        assert errors(marsview.finish(txn_id)) == EXPIRED


def test_a_scenario_leaves_other_tenants_alone(marsview: Caller) -> None:
    """The failure that one key asks for does not strike another."""
    marsview.save(key="airdow002@my-test")

    assert outcome(marsview, LINK) == GOOD


@pytest.mark.parametrize("failure", ["processing_error", "configuration_error", "unreadable", "dependency_missing"])
def test_every_failure_of_the_contract_can_be_asked_for(marsview: Caller, failure: str) -> None:
    """A scenario can bring about each failure by its name; the code is the contract's."""
    tenant = marsview.tenant()
    script = Script(fail=failure)
    tenant.scenarios["marsview"] = Scenario(vendor="marsview", title="t", source="s", advice="a", script=script)
    txn_id = marsview.save_link(signed(86400))
    marsview.compute(txn_id, *ALL)

    codes = {"dependency_missing": "MCST07", "unreadable": "understudy:media_unreadable"}
    assert errors(marsview.finish(txn_id)) == {("error", codes.get(failure, f"understudy:{failure}"))}


@pytest.mark.parametrize(("row", "code"), [("queued", "configuration_error"), ("picked_up", "processing_error")])
def test_a_turn_to_error_has_a_code_too(marsview: Caller, row: str, code: str) -> None:
    """A scenario that only names the turn gets the failure that belongs to it."""
    script = Script(turns={row: ("error",)})
    tenant = marsview.tenant()
    tenant.scenarios["marsview"] = Scenario(vendor="marsview", title="t", source="s", advice="a", script=script)

    assert outcome(marsview, LINK) == {("error", f"understudy:{code}")}


def test_a_vanished_transaction_is_not_found(marsview: Caller) -> None:
    """Where a scenario lets a model vanish, nobody has heard of its transaction any more."""
    script = Script(vanish=Vanish(in_row="picked_up"))
    tenant = marsview.tenant()
    tenant.scenarios["marsview"] = Scenario(vendor="marsview", title="t", source="s", advice="a", script=script)
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text")
    assert marsview.states(txn_id) == {"speech_to_text": "uploaded"}
    while marsview.step():
        pass

    for answer in (marsview.get("get_txn", txn_id), marsview.get("fetch_metadata", txn_id), marsview.delete(txn_id)):
        assert refusal(answer) == (404, "understudy:not_found")
    assert refusal(marsview.ask(txn_id, "speech_to_text")) == (404, "understudy:not_found")


def play(marsview: Caller, script: Script) -> None:
    """Let what is saved from now on meet this script."""
    scenario = Scenario(vendor="marsview", title="A test", source="ours", advice="none", script=script)
    marsview.tenant().play(scenario)


def test_one_model_alone_may_fail(marsview: Caller) -> None:
    """A turn of one lane ends that one in error; the others go on, and their outputs are there."""
    play(marsview, Script(turns={"picked_up@2": ("error",)}))
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text", "emotion_analysis")
    lanes = marsview.finish(txn_id)

    assert [lane["state"]["status"] for lane in lanes] == ["processed", "error"]
    assert set(marsview.metadata(txn_id)) >= {"transcript"}
    assert "emotion" not in marsview.metadata(txn_id)


def test_one_model_alone_may_take_long(marsview: Caller) -> None:
    """What is said of the second request does not hold for the first, also when it comes in a request of its own."""
    play(marsview, Script(stay={"queued": "10s", "picked_up": "20s", "picked_up@2": "1h"}))
    txn_id = marsview.save()
    for name in ("speech_to_text", "emotion_analysis"):
        marsview.compute(txn_id, name)
    seen = []
    for seconds in (0, 30, 3570, 10):
        marsview.advance(seconds)
        seen.append(tuple(marsview.states(txn_id).values()))

    assert seen == [
        ("uploaded", "uploaded"), ("processed", "uploaded"), ("processed", "uploaded"), ("processed", "processed"),
    ]  # fmt: skip


def test_metadata_may_come_late(marsview: Caller) -> None:
    """A scenario can have them so long after a model is processed; until then there is nothing of it."""
    play(marsview, Script(results_late="45s"))
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text")
    marsview.finish(txn_id)
    early = marsview.metadata(txn_id)
    marsview.advance(45)

    assert (early, set(marsview.metadata(txn_id)) >= {"transcript"}) == ({}, True)


def test_every_link_may_expire_early(marsview: Caller) -> None:
    """So long after it was saved, whatever the link itself says; one that is picked up in time is fetched."""
    play(marsview, Script(stay={"queued": "20s"}, link_life="30s"))
    marsview.compute(in_time := marsview.save_link(LINK), "speech_to_text")
    late = marsview.save_link(LINK)
    marsview.advance(15)
    marsview.compute(late, "speech_to_text")

    assert (errors(marsview.finish(in_time)), errors(marsview.finish(late))) == (GOOD, EXPIRED)
