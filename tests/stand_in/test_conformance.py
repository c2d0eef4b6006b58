"""One behaviour in three shapes: in process, on a socket in a thread, and at a server in another process."""

from __future__ import annotations

import asyncio
import json
import time
from email.utils import parsedate_to_datetime
from itertools import pairwise

import httpx
import pytest
from stand_in.conftest import Make, ask, client, declare, processed, status, upload

from understudy.fakes.clock import ClockTurnedBack
from understudy.fakes.tenant import NotAdmitted
from understudy.fakes.testing.expectations import NotCalled, UnknownOperation, Unverified
from understudy.fakes.testing.standin import StandIn, StandInClosed
from understudy.fakes.testing.venue import ClockInUse
from understudy.scenarios import UnknownScenario
from understudy.scenarios.inline import BadScenario


def test_a_job_goes_from_declaration_to_transcript(elevateai: StandIn) -> None:
    """Declared, uploaded, polled while the clock is moved, and fetched."""
    job = declare(elevateai)
    before = status(elevateai, job)
    uploaded = upload(elevateai, job)
    seen = [status(elevateai, job)]
    while elevateai.clock.jump():
        seen.append(status(elevateai, job))
    transcript = ask(elevateai, "GET", f"/interactions/{job}/transcript")

    assert (before, uploaded.status_code) == ("filePendingUpload", 200)
    assert seen == ["fileUploading", "fileUploaded", "pendingProcessing", "processing", "processed"]
    assert transcript.json()["allParticipants"]["phrases"]


def test_the_same_key_and_seed_give_the_same(make: Make) -> None:
    """Identifiers repeat; another seed or key gives others."""
    found = []
    for how in ({"seed": 7, "key": "a"}, {"seed": 7, "key": "a"}, {"seed": 8, "key": "a"}, {"seed": 7, "key": "b"}):
        with make(**how) as opened:
            found.append(declare(opened))

    assert found[0] == found[1]
    assert len(set(found)) == 3


def test_everything_behind_a_key_is_forgotten(make: Make) -> None:
    """A stand-in begins with no jobs, no journal and a clock at its beginning, whoever had its key before."""
    with make(key="again") as first:
        declare(first)
        first.clock.advance(100)
    with make(key="again") as second:
        assert (second.jobs, list(second.journal), second.clock.elapsed_s) == ((), [], 0)


@pytest.mark.parametrize("name", ["processing_failed", "elevateai/processing_failed"])
def test_a_scenario_is_used(elevateai: StandIn, name: str) -> None:
    """By its name alone or with the vendor's; the jobs that were there before go their own way."""
    before = declare(elevateai)
    elevateai.use(name)
    failed = processed(elevateai)
    upload(elevateai, before)
    while elevateai.clock.jump():
        pass

    assert (status(elevateai, failed), status(elevateai, before)) == ("processingFailed", "processed")


def test_a_scenario_can_be_given_at_once(make: Make) -> None:
    """`scenario=` is the same as `use` in the block's first line."""
    with make(scenario="processing_failed") as opened:
        assert status(opened, processed(opened)) == "processingFailed"


def test_a_script_is_one_line(elevateai: StandIn) -> None:
    """Rows in order with how long they last; what the client itself does is no turn, and rows may be left out."""
    elevateai.script("filePendingUpload, fileUploading@2s, fileUploaded@3s, processing@30s, processingFailed")
    job = processed(elevateai)
    steps = [(step.row, step.at_s) for step in elevateai.jobs[0].timeline]

    assert status(elevateai, job) == "processingFailed"
    assert [row for row, _ in steps][:3] == ["filePendingUpload", "fileUploading", "fileUploaded"]
    spans = {row: round(then - at, 3) for (row, at), (_, then) in pairwise(steps)}
    assert (spans["fileUploading"], spans["fileUploaded"], spans["processing"]) == (2, 3, 30)


def test_a_script_has_the_keys_of_a_file(elevateai: StandIn) -> None:
    """`stay`, `fail`, `audio` and so on are as strict as there; a line and keys can be joined."""
    elevateai.script("processing@30s", stay={"fileUploaded": "10m"}, fail="processing_failed", audio="1h")

    assert status(elevateai, processed(elevateai)) == "processingFailed"
    assert elevateai.clock.elapsed_s > 630


def test_a_fault_strikes_the_calls_that_were_named(elevateai: StandIn) -> None:
    """Only the second poll is answered with 503; another fault can be added."""
    elevateai.fault("getInteractionStatus", respond=503, calls=[2])
    elevateai.fault("getTranscript", respond={"status": 429, "retry_after": "7s"})
    job = declare(elevateai)
    polls = [ask(elevateai, "GET", f"/interactions/{job}/status").status_code for _ in range(3)]
    fetched = ask(elevateai, "GET", f"/interactions/{job}/transcript")

    assert (polls, fetched.status_code, fetched.headers["retry-after"]) == ([200, 503, 200], 429, "7")
    assert [each.fault for each in elevateai.journal.of("getInteractionStatus")] == [None, "respond 503", None]


def test_a_fault_joins_the_scenario_in_use(elevateai: StandIn) -> None:
    """What was used or scripted before stays."""
    elevateai.use("processing_failed")
    elevateai.fault("getInteractionStatus", respond=503, calls=[1])
    job = processed(elevateai)

    assert ask(elevateai, "GET", f"/interactions/{job}/status").status_code == 503
    assert status(elevateai, job) == "processingFailed"


def test_what_is_said_can_be_given(elevateai: StandIn) -> None:
    """A text of the test's own is in the transcript."""
    elevateai.transcript("Agent: Hello there.")
    job = processed(elevateai)

    assert "Hello" in ask(elevateai, "GET", f"/interactions/{job}/transcript").text


def test_a_dialect_can_be_chosen(elevateai: StandIn) -> None:
    """The documented upload answer can be had instead of the default."""
    elevateai.dialect(upload_ok=201)

    assert upload(elevateai, declare(elevateai)).status_code == 201


def test_the_clock_stands_still_until_it_is_moved(elevateai: StandIn) -> None:
    """It is advanced by seconds or by timedelta's words, and the vendor's dates follow."""
    began = elevateai.clock.now()
    elevateai.clock.advance(30)
    elevateai.clock.advance(minutes=20, hours=1)
    date = ask(elevateai, "GET", "/interactions/x/status").headers["date"]

    assert (began, elevateai.clock.elapsed_s) == (int(began), 30 + 20 * 60 + 3600)
    assert parsedate_to_datetime(date).timestamp() == began + 4830


def test_a_jump_says_how_far_it_went(elevateai: StandIn) -> None:
    """To the next planned step of any job, and nowhere when nothing is planned."""
    assert elevateai.clock.jump() == 0
    elevateai.script("fileUploading@2s")
    upload(elevateai, declare(elevateai))

    assert elevateai.clock.jump() == 2


def test_the_clock_can_run_and_be_frozen(elevateai: StandIn) -> None:
    """While it runs, sleeping on it takes as much less real time."""
    elevateai.clock.run(100_000)
    elevateai.clock.sleep(1000)
    elevateai.clock.freeze()
    at = elevateai.clock.now()

    assert elevateai.clock.elapsed_s >= 1000
    assert elevateai.clock.now() == at


def test_polls_can_take_their_time(elevateai: StandIn) -> None:
    """In `auto` each poll first takes the interval that the vendor advises."""
    elevateai.clock.auto()
    job = declare(elevateai)
    for _ in range(3):
        status(elevateai, job)

    assert elevateai.clock.elapsed_s == 90


def test_who_sleeps_moves_the_clock(elevateai: StandIn) -> None:
    """A client that is handed the clock waits on it, synchronously or not; who sleep together wake together."""
    elevateai.clock.sleep(30)

    async def several() -> None:
        await asyncio.gather(*(elevateai.clock.sleep_async(20) for _ in range(5)))

    asyncio.run(several())

    assert elevateai.clock.elapsed_s == 50


def test_sleep_can_be_patched(elevateai: StandIn) -> None:
    """`time.sleep` and `asyncio.sleep` wait on the clock inside the block, and on real time after it."""
    real = (time.sleep, asyncio.sleep)
    with elevateai.patch_sleep():
        time.sleep(3600)
        asyncio.run(asyncio.sleep(3600))

    assert elevateai.clock.elapsed_s == 7200
    assert (time.sleep, asyncio.sleep) == real


def test_the_jobs_are_seen_with_their_timeline(elevateai: StandIn) -> None:
    """Each with its identifier, what is past and what is planned."""
    job = declare(elevateai)
    upload(elevateai, job)
    (seen,) = elevateai.jobs

    assert (seen.id, seen.vendor, seen.lifecycle) == (job, "elevateai", "upload")
    assert [step.row for step in seen.timeline if not step.planned] == ["filePendingUpload", "fileUploading"]
    assert seen.timeline[-1].row == "processed"


def test_the_journal_is_a_list_with_exports(elevateai: StandIn) -> None:
    """Exchanges in order; JSON Lines and HAR 1.2 of the same; neither holds the key."""
    job = declare(elevateai)
    status(elevateai, job)
    journal = elevateai.journal
    head, *rows = map(json.loads, journal.to_jsonl().splitlines())
    log = json.loads(journal.to_har())["log"]

    assert [each.operation for each in journal] == ["declareInteraction", "getInteractionStatus"]
    assert (head, [row["operation"] for row in rows]) == (
        {"count": 2, "dropped": 0},
        [each.operation for each in journal],
    )
    assert (log["version"], log["creator"]["name"]) == ("1.2", "understudy")
    assert [entry["request"]["url"] for entry in log["entries"]] == [
        f"{elevateai.url}/interactions",
        f"{elevateai.url}/interactions/{job}/status",
    ]
    assert elevateai.key not in journal.to_jsonl() + journal.to_har()


def test_what_was_expected_is_verified(make: Make) -> None:
    """A number that is not met fails the block at its end, with each reason."""
    with pytest.raises(Unverified) as caught, make() as opened:  # noqa: PT012 - the end of the block is what raises
        opened.expect("getTranscript")
        opened.expect("getInteractionStatus", at_most=1)
        opened.expect("declareInteraction", 1)
        job = declare(opened)
        status(opened, job)
        status(opened, job)

    first, second = (reason.partition("\n    expected at ") for reason in caught.value.reasons)
    assert first[2].startswith(f"{__file__}:")
    assert (first[0], second[0]) == (
        "getTranscript was called 0 times, expected at least 1",
        "getInteractionStatus was called 2 times, expected 0 to 1",
    )


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        ("POST", "/interactions", {"type": "video"}, "request: "),
        ("GET", "/interactions/x/state", None, "did you mean GET"),
    ],
)
def test_a_broken_contract_fails_the_block(make: Make, method: str, path: str, body: object, reason: str) -> None:
    """A request that is not as documented, or that no route takes, is told with its exchange."""
    with pytest.raises(Unverified, match=reason) as caught, make() as opened:
        ask(opened, method, path, json=body)

    assert [each.method for each in caught.value.exchanges] == [method]


def test_violations_can_be_allowed(make: Make) -> None:
    """For a test of a client that is meant to be wrong; what was expected still counts."""
    with make() as opened:
        opened.allow_violations()
        opened.expect("declareInteraction", 1)
        ask(opened, "POST", "/interactions", json={"type": "video"})
    with pytest.raises(Unverified, match="getTranscript"), make(strict=False) as opened:  # noqa: PT012
        opened.expect("getTranscript", 1)
        ask(opened, "POST", "/interactions", json={"type": "video"})


def test_a_block_that_failed_is_not_verified(make: Make) -> None:
    """Its own error is what is seen."""
    with pytest.raises(KeyError), make() as opened:  # noqa: PT012
        opened.expect("getTranscript")
        raise KeyError


def test_a_client_elsewhere_can_be_waited_for(elevateai: StandIn) -> None:
    """`wait_for` returns the calls as soon as there are so many."""

    async def both() -> int:
        async with client(elevateai) as http:
            polls = [asyncio.ensure_future(http.get("/interactions/x/status")) for _ in range(3)]
            found = await elevateai.wait_for_async("getInteractionStatus", count=3)
            await asyncio.gather(*polls)
            return len(found)

    assert asyncio.run(both()) == 3
    assert len(elevateai.wait_for("getInteractionStatus", count=3)) == 3
    with pytest.raises(NotCalled, match=r"called 3 times within 0.01 s, not 4; what was called: getInteractionStatus"):
        elevateai.wait_for("getInteractionStatus", count=4, within_s=0.01)


def test_two_stand_ins_know_nothing_of_each_other(make: Make) -> None:
    """Jobs, clocks, scenarios and journals are each one's own."""
    with make(strict=False) as one, make(strict=False) as two:
        one.use("processing_failed")
        job = declare(one)
        one.clock.advance(1000)
        foreign = ask(two, "GET", f"/interactions/{job}/status").status_code

        assert one.key != two.key
        assert (foreign, two.jobs, two.clock.elapsed_s) == (404, (), 0)
        assert len(one.journal) == len(two.journal) == 1


def test_many_pollers_see_one_monotone_history(elevateai: StandIn) -> None:
    """64 at once on one job, each sleeping on the clock: nobody sees a status after one that comes later."""
    order = ["fileUploading", "fileUploaded", "pendingProcessing", "processing", "processed"]
    job = declare(elevateai)
    upload(elevateai, job)

    async def poll(http: httpx.AsyncClient, bound: int = 100) -> list[str]:
        seen: list[str] = []
        while seen[-1:] != ["processed"] and len(seen) < bound:
            seen.append((await http.get(f"/interactions/{job}/status")).json()["status"])
            await elevateai.clock.sleep_async(20)
        return seen

    async def all_of_them() -> list[list[str]]:
        async with client(elevateai) as http:
            return await asyncio.gather(*(poll(http) for _ in range(64)))

    histories = asyncio.run(all_of_them())
    told = [each.said for each in elevateai.journal.of("getInteractionStatus")]

    assert {history[-1] for history in histories} == {"processed"}
    for history in [*histories, told]:
        assert history == sorted(history, key=order.index)


def test_after_its_block_it_is_closed(make: Make) -> None:
    """Whatever is asked of it then is refused with what to do; so it is before, and twice it cannot be opened."""
    made = make()
    with pytest.raises(StandInClosed):
        _ = made.url
    with made:
        made.clock.advance(1)
        with pytest.raises(StandInClosed, match="another one"):
            made.open()
    for use in (
        lambda: made.url,
        lambda: made.clock,
        lambda: made.journal,
        lambda: made.use("x"),
        made.patch_sleep,
        made.verify,
    ):
        with pytest.raises(StandInClosed, match="within its own test"):
            use()


def test_a_clock_that_was_kept_ends_with_its_stand_in(make: Make) -> None:
    """Whoever still holds the clock is told, instead of moving time where nobody is."""
    with make() as elevateai:
        clock = elevateai.clock

    for use in (clock.now, clock.jump, lambda: clock.advance(1), lambda: clock.sleep(1)):
        with pytest.raises(StandInClosed, match="not open"):
            use()


def test_a_stand_in_may_be_entered_asynchronously(make: Make) -> None:
    """`async with` does the same."""

    async def block() -> int:
        async with make() as opened, client(opened) as http:
            return (await http.get("/interactions/x/status")).status_code

    assert asyncio.run(block()) == 404


def test_what_cannot_be_is_refused_by_name(elevateai: StandIn) -> None:
    """A typed error each, that names the nearest or the way out; and nothing is changed."""
    with pytest.raises(UnknownScenario, match="did you mean elevateai/processing_failed"):
        elevateai.use("procesing_failed")
    with pytest.raises(UnknownScenario, match="no scenario of elevateai"):
        elevateai.use("scriptix/not_found")
    with pytest.raises(UnknownOperation, match="did you mean getInteractionStatus"):
        elevateai.expect("getInteractionState")
    with pytest.raises(BadScenario, match="did you mean getInteractionStatus"):
        elevateai.fault("getInteractionState", respond=503)
    with pytest.raises(BadScenario, match="unknown key 'respnd': did you mean 'respond'"):
        elevateai.fault("getInteractionStatus", respnd=503)
    with pytest.raises(BadScenario, match="'procesing' is no row of ElevateAI"):
        elevateai.script("procesing@30s")
    with pytest.raises(BadScenario, match="never goes from processed to processing"):
        elevateai.script("processed, processing")
    with pytest.raises(ClockTurnedBack, match="does not go back"):
        elevateai.clock.advance(-1)
    with pytest.raises(ValueError, match="0 \\(frozen\\) or more"):
        elevateai.clock.run(-1)

    assert status(elevateai, processed(elevateai)) == "processed"


def test_one_key_is_one_stand_ins(make: Make) -> None:
    """A second one on the same key would share its clock: it is refused, until the first is closed."""
    with make(key="mine"), pytest.raises(ClockInUse, match="'mine'"):
        make(key="mine").open()
    with make(key="mine") as again:
        assert again.key == "mine"


@pytest.mark.parametrize("key", [" ", "procesing_failed@me"])
def test_what_is_no_key_is_refused(make: Make, key: str) -> None:
    """A blank one, or one that asks for a scenario that there is not; it is not taken then."""
    for _ in range(2):
        with pytest.raises(NotAdmitted, match=r"empty|did you mean elevateai/processing_failed"):
            make(key=key).open()


def test_a_key_may_choose_the_scenario(make: Make) -> None:
    """`SCENARIO@anything` does what it does with any client."""
    with make(key="processing_failed@me") as opened:
        assert status(opened, processed(opened)) == "processingFailed"


def test_two_clocks_cannot_both_be_slept_on(make: Make) -> None:
    """A second `patch_sleep` on another clock is refused; on the same one it may be nested. All is put back."""
    real = (time.sleep, asyncio.sleep)
    with make() as one, make() as two:
        with one.patch_sleep(), one.patch_sleep():
            time.sleep(5)
            with pytest.raises(ClockInUse, match="patch_sleep"), two.patch_sleep():
                pass
            time.sleep(5)
        with pytest.raises(KeyError), two.patch_sleep():  # noqa: PT012
            time.sleep(1)
            raise KeyError

        assert (one.clock.elapsed_s, two.clock.elapsed_s) == (10, 1)
    assert (time.sleep, asyncio.sleep) == real


def test_the_environment_says_where_it_is(elevateai: StandIn) -> None:
    """The variables that `understudy rehearse` sets, for a client that is configured by them."""
    found = elevateai.env

    assert (found["ELEVATEAI_BASE_URL"], found["ELEVATEAI_API_TOKEN"]) == (elevateai.url, elevateai.key)
    assert found.get("UNDERSTUDY_CONTROL_URL", "") == elevateai.control_url
