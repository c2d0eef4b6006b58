"""Waiting, by hand-fed replies: what ends it, what doesn't, how often it looks, and what it reports."""

from __future__ import annotations

import logging

import httpx
import pytest

from understudy.client import (
    BadReply,
    JobFailed,
    NotFound,
    NotSent,
    Policy,
    Refused,
    UnknownStatus,
    UsageError,
    VendorFault,
    WaitTimeout,
)

STATUS = "GET /session/job-1"
LINK = {"url": "https://x/a.mp3"}


def waited(vendor, **more):
    """Submit a link and wait for it."""
    return vendor.connect(**more).submit(**LINK).wait()


@pytest.mark.parametrize("word", ["completed", "failed"])
def test_an_end_that_was_seen_is_not_asked_for_again(stage, word):
    """A second wait knows the end; nothing is polled after a terminal status."""
    vendor = stage.scriptix("processing", word)
    job = vendor.connect().submit(**LINK)
    ends = []

    for _ in range(2):
        try:
            ends.append(job.wait().word)
        except JobFailed as error:
            ends.append(error.status.word)

    assert (ends, len(vendor.asked(STATUS))) == ([word, word], 2)


def test_a_second_wait_does_not_look_too_soon(stage):
    """What the first wait saw counts: the next look comes when the vendor's advice allows it."""
    vendor = stage.scriptix("processing", "completed")
    job = vendor.connect(policy=Policy(polls_max=1)).submit(**LINK)
    with pytest.raises(WaitTimeout):
        job.wait()

    job.wait()

    first, second = vendor.times(STATUS)
    assert second - first == 3


def test_a_second_wait_remembers_retry_after(stage):
    """A hint outlives the wait that ran into its deadline because of it."""
    vendor = stage.scriptix(stage.reply(503, retry_after="500"), "completed")
    job = vendor.connect().submit(**LINK)
    with pytest.raises(WaitTimeout):
        job.wait(deadline_s=100)

    job.wait(deadline_s=1000)

    first, second = vendor.times(STATUS)
    assert second - first == 500


def test_an_unknown_status_is_shown_to_the_caller(stage):
    """It is raised with the job and the word, and marked as indefinite."""
    vendor = stage.scriptix("archived")

    with pytest.raises(UnknownStatus, match="archived") as caught:
        waited(vendor)

    assert (caught.value.job.id, caught.value.definite, caught.value.status.word) == (stage.id, False, "archived")


def test_an_unknown_status_may_be_waited_on(stage):
    """A caller who prefers to go on is still told, by the progress callback."""
    seen = []
    vendor = stage.scriptix("archived", "completed")

    status = vendor.connect(policy=Policy(wait_on_unknown_status=True)).submit(**LINK).wait(on_progress=seen.append)

    assert ([progress.status.known for progress in seen], status.ok) == ([False, True], True)


@pytest.mark.parametrize("fault", ["503", "garbage", "cut", "refused"])
def test_passing_faults_are_looked_past(stage, fault):
    """Errors of the vendor or of the way to it do not end a wait while there is a budget for them."""
    replies = {
        "503": stage.reply(503),
        "garbage": stage.reply(200, b"<html>"),
        "cut": httpx.RemoteProtocolError,
        "refused": httpx.ConnectError,
    }

    assert waited(stage.scriptix("processing", *[replies[fault]] * 8, "completed")).ok


def test_faults_beyond_the_budget_are_raised(stage):
    """The ninth fault in a row (by default) is raised, with the job."""
    vendor = stage.scriptix(stage.reply(503))

    with pytest.raises(VendorFault) as caught:
        waited(vendor)

    assert (len(vendor.asked(STATUS)), caught.value.job.id) == (9, stage.id)


def test_a_good_reply_clears_the_count_of_faults(stage):
    """The budget is for faults in a row, so a long job survives many single ones."""
    vendor = stage.scriptix(*[stage.reply(503), "processing"] * 12, "completed")

    assert waited(vendor, policy=Policy(faults_max=1)).ok


def test_not_done_yet_has_a_budget_of_its_own(stage):
    """polls_max counts looks at an unfinished job; faults do not count."""
    vendor = stage.scriptix("queued", stage.reply(503), stage.reply(503), "processing", "processing", "completed")

    with pytest.raises(WaitTimeout, match="3 looks"):
        waited(vendor, policy=Policy(polls_max=3))

    assert len(vendor.asked(STATUS)) == 5


@pytest.mark.parametrize(("status", "error"), [(400, Refused), (401, Refused), (404, NotFound), (410, NotFound)])
def test_a_refusal_ends_the_wait(stage, status, error):
    """The vendor will say the same next time, so it is not asked again."""
    vendor = stage.scriptix(stage.reply(status))

    with pytest.raises(error):
        waited(vendor)

    assert len(vendor.asked(STATUS)) == 1


def test_a_redirect_is_not_followed(stage):
    """No vendor documents one; following it would hand the key to a stranger."""
    vendor = stage.scriptix(stage.reply(302, location="http://elsewhere/"))

    with pytest.raises(BadReply):
        waited(vendor)

    assert {sent.path for sent in vendor.asked("GET /")} == set()


def test_what_was_not_sent_is_tried_again_soon(stage):
    """A refused connection did not trouble the vendor: 1, 2, 4 s, not the vendor's 30."""
    vendor = stage.elevateai(httpx.ConnectError, httpx.ConnectError, httpx.ConnectError, "processed")

    waited(vendor)

    assert vendor.clock.slept == [1, 2, 4]


def test_faults_back_off_beyond_the_advice(stage):
    """After the vendor's own faults the pause doubles once it is longer than the advised interval."""
    vendor = stage.scriptix(*[stage.reply(503)] * 6, "completed")

    waited(vendor)

    assert vendor.clock.slept == [3, 3, 4, 8, 16, 32]


@pytest.mark.parametrize(("draw", "pause_s"), [(0.0, 3.0), (0.5, 3.15), (0.999, 3.2997)])
def test_jitter_only_adds(stage, draw, pause_s):
    """Up to a tenth more than the interval, never less."""
    vendor = stage.scriptix("queued", "completed")

    waited(vendor, draw=lambda: draw)

    assert vendor.clock.slept == [pytest.approx(pause_s)]


def test_a_look_that_was_not_sent_costs_no_pause(stage):
    """The vendor did not see it, so the next look need not keep its distance."""
    vendor = stage.elevateai(httpx.ConnectError, "processed")
    job = vendor.connect().submit(**LINK)
    with pytest.raises(NotSent):
        job.status()

    job.wait()

    assert vendor.clock.slept == []


def test_the_last_status_survives_a_failed_look(stage):
    """A timeout after a fault still tells what was seen before it."""
    vendor = stage.scriptix("processing", stage.reply(503, retry_after="900"))

    with pytest.raises(WaitTimeout) as caught:
        vendor.connect().submit(**LINK).wait(deadline_s=60)

    assert (caught.value.status.word, caught.value.response.status) == ("processing", 503)


def test_each_look_is_reported(stage):
    """Progress tells the status, the time since the wait began, the next look, and what went wrong."""
    seen = []

    stage.scriptix("queued", stage.reply(503), "completed").connect().submit(**LINK).wait(on_progress=seen.append)

    looks = [(p.status.word if p.status else None, p.elapsed_s, p.next_poll_s, p.polls) for p in seen]
    assert looks == [("queued", 0, 3, 1), (None, 3, 3, 2), ("completed", 6, None, 3)]
    assert isinstance(seen[1].fault, VendorFault)


def test_each_look_is_logged_without_the_key(stage, caplog):
    """The standard log has the statuses, and nowhere the credential."""
    caplog.set_level(logging.DEBUG, logger="understudy.client")

    waited(stage.scriptix("queued", "archived", "completed"), policy=Policy(wait_on_unknown_status=True))

    assert "scriptix job-1: queued after 0.0 s" in caplog.text
    assert "WARNING" in {record.levelname for record in caplog.records if "archived" in record.message}
    assert "the-key" not in caplog.text


def test_a_deleted_job_is_not_waited_for(stage):
    """This client knows that it deleted the job, and sends nothing more about it."""
    vendor = stage.scriptix("processing")
    job = vendor.connect().submit(**LINK)
    job.delete()

    with pytest.raises(NotFound, match="deleted"):
        job.wait()

    assert not vendor.asked(STATUS)


def test_two_looks_that_show_the_same_are_equal(stage):
    """The reply behind a status is kept, but is not what the status is."""
    job = stage.scriptix("processing", stage.reply(200, {"status": "processing"})).connect().submit(**LINK)

    one, other = job.status(), job.status()

    assert one == other
    assert one.response.body != other.response.body


def test_one_status_call_is_one_request(stage):
    """`status()` is a look, not a wait: a fault is raised as it comes."""
    vendor = stage.scriptix(stage.reply(503), "processing")
    job = vendor.connect().submit(**LINK)

    with pytest.raises(VendorFault):
        job.status()

    assert (job.status().word, len(vendor.asked(STATUS))) == ("processing", 2)


def test_a_job_of_another_vendor_is_refused(stage):
    """A handle from another vendor's client is a mistake of the caller's, found before anything is sent."""
    with pytest.raises(UsageError, match="elevateai"):
        stage.scriptix("completed").connect().resume("elevateai:1")


def test_an_unreachable_vendor_is_reported_as_never_reached(stage):
    """When the budget is used up by refused connections, the error says that nothing was sent."""
    with pytest.raises(NotSent) as caught:
        waited(stage.scriptix(httpx.ConnectError))

    assert caught.value.definite


@pytest.mark.parametrize(
    "wrong", [{"faults_max": -1}, {"jitter": 2}, {"floor_s": 0}, {"polls_max": 0}, {"ceiling_s": 0.1}]
)
def test_a_policy_out_of_range_is_refused(wrong):
    """Numbers that would make a client spin or hang are a mistake of the caller's."""
    with pytest.raises(UsageError):
        Policy(**wrong)
