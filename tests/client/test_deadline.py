"""Deadlines: they bound every wait and every request, and have defaults from the vendors' own figures."""

from __future__ import annotations

import httpx
import pytest

from understudy.client import NotFound, RateLimited, UsageError, WaitTimeout
from understudy.client.context import Access, Context
from understudy.client.deadline import UNKNOWN_AUDIO_S, along, default_deadline_s
from understudy.client.vendor import vendor_class

LINK = {"url": "https://x/a.mp3"}


def test_the_deadline_ends_a_wait(stage):
    """The error comes before the deadline, carries the job and the last status, and is indefinite."""
    vendor = stage.scriptix("processing")
    job = vendor.connect().submit(**LINK)

    with pytest.raises(WaitTimeout, match="last status: processing") as caught:
        job.wait(deadline_s=100)

    error = caught.value
    assert vendor.clock.now() - vendor.sent[0].at_s <= 100
    assert (error.job, error.status.word, error.response.status, error.definite) == (job.job, "processing", 200, False)
    assert isinstance(error, TimeoutError)


def test_a_timed_out_job_can_be_waited_for_again(stage):
    """The job in the error resumes the wait."""
    vendor = stage.scriptix("processing", "processing", "completed")
    client = vendor.connect()
    with pytest.raises(WaitTimeout) as caught:
        client.submit(**LINK).wait(deadline_s=4)

    assert client.resume(caught.value.job.to_string()).wait().ok


def test_a_wait_that_cannot_be_useful_is_not_begun(stage):
    """When the server asks for an hour and the deadline is in a minute, the answer is known now."""
    vendor = stage.scriptix(stage.reply(503, retry_after="3600"))

    with pytest.raises(WaitTimeout, match="3600 s"):
        vendor.connect().submit(**LINK).wait(deadline_s=60)

    assert vendor.clock.slept == []


def test_the_last_request_gets_what_is_left(stage):
    """No request may take longer than the rest of the time."""
    limits = []
    vendor = stage.scriptix("processing")
    original = vendor.answer
    vendor.answer = lambda request: limits.append(request.extensions["timeout"]["read"]) or original(request)

    with pytest.raises(WaitTimeout):
        vendor.connect(timeout=20).submit(**LINK).wait(deadline_s=10)

    assert limits == [20, 10, 7, 4, 1]


def test_the_last_request_cannot_outlive_the_deadline(stage):
    """A look that comes back after the deadline is the last one."""
    vendor = stage.scriptix("processing")
    vendor.script["GET /session/job-1"][0] = slow = stage.reply(200, {"status": "processing"})
    vendor.script["GET /session/job-1"][0] = lambda request: vendor.clock.sleep(50) or slow(request)

    with pytest.raises(WaitTimeout):
        vendor.connect().submit(**LINK).wait(deadline_s=10)

    assert len(vendor.asked("GET /session/job-1")) == 1


def test_an_end_that_is_told_late_still_counts(stage):
    """The reply of the last request is used, though it came when the time was over."""
    vendor = stage.scriptix("completed")
    done = vendor.script["GET /session/job-1"][0]
    vendor.script["GET /session/job-1"][0] = lambda request: vendor.clock.sleep(50) or done(request)

    assert vendor.connect().submit(**LINK).wait(deadline_s=10).ok


def test_nothing_is_begun_when_the_time_is_over(stage):
    """A job that ended at the last moment is not fetched any more; its handle is in the error."""
    vendor = stage.scriptix("completed")
    done = vendor.script["GET /session/job-1"][0]
    vendor.script["GET /session/job-1"][0] = lambda request: vendor.clock.sleep(50) or done(request)

    with pytest.raises(WaitTimeout, match="the deadline has passed") as caught:
        vendor.connect().transcribe(**LINK, deadline_s=10)

    assert (caught.value.job.id, vendor.asked("GET /result")) == (stage.id, [])


def test_one_deadline_bounds_a_whole_transcription(stage):
    """Submitting takes from the same time as waiting."""
    vendor = stage.scriptix("processing")
    made = vendor.script["POST /session"][0]
    vendor.script["POST /session"][0] = lambda request: vendor.clock.sleep(95) or made(request)

    with pytest.raises(WaitTimeout) as caught:
        vendor.connect().transcribe(**LINK, deadline_s=100)

    assert (caught.value.job.id, len(vendor.asked("GET /session/job-1"))) == (stage.id, 2)


def test_without_a_job_the_fault_itself_is_raised(stage):
    """There is nothing to resume, so what kept the job from being made is the error."""
    vendor = stage.scriptix("queued", create=[stage.reply(429, retry_after="3600")])

    with pytest.raises(RateLimited) as caught:
        vendor.connect().submit(**LINK, deadline_s=60)

    assert caught.value.definite


@pytest.mark.parametrize("deadline_s", [0, -1, float("nan")])
def test_a_senseless_deadline_is_refused(stage, deadline_s):
    """Nothing can be waited for in no time."""
    with pytest.raises(UsageError):
        stage.scriptix("queued").connect().resume("scriptix:1").wait(deadline_s=deadline_s)


@pytest.mark.parametrize("call", ["status", "result", "delete"])
def test_every_call_has_a_deadline(stage, call):
    """A server that always asks for another hour cannot hold even a call without a deadline argument."""
    limited = stage.reply(429, retry_after="3600")
    vendor = stage.scriptix(limited, delete=[limited])
    job = vendor.connect().resume("scriptix:job-1")

    with pytest.raises((WaitTimeout, RateLimited)):
        getattr(job, call)()

    assert vendor.clock.slept == []


@pytest.mark.parametrize(("audio_min", "longest_min"), [(5, 3), (30, 12), (60, 22), (180, 65), (120, 43.5)])
def test_scriptix_durations_are_the_vendors_table(audio_min, longest_min):
    """The upper ends of the table, and straight lines between them."""
    context = Context(Access("http://vendor", "key"), lambda: 0.0, lambda: 0.0)

    longest_s = vendor_class("scriptix")(context).longest_s("audio", audio_min * 60)

    assert longest_s == pytest.approx(longest_min * 60)


def test_the_default_deadline_is_three_times_the_documented_longest():
    """No shorter than ten minutes, nor than four looks."""
    assert (default_deadline_s(1320, 10), default_deadline_s(10, 10), default_deadline_s(10, 300)) == (3960, 600, 1200)


def test_a_line_is_extended_at_both_ends():
    """Shorter and longer recordings than the table has lie on its outer sections, and never below zero."""
    points = ((10.0, 1.0), (20.0, 2.0), (40.0, 6.0))

    assert [along(points, x) for x in (0, 5, 15, 40, 50)] == [0.0, 0.5, 1.5, 6.0, 8.0]


def test_a_wait_without_a_deadline_ends_by_default(stage):
    """Three times 65 minutes for a link to a recording of unknown length."""
    vendor = stage.scriptix("processing")
    job = vendor.connect().submit(**LINK)

    with pytest.raises(WaitTimeout):
        job.wait()

    assert UNKNOWN_AUDIO_S == 3 * 3600
    assert 3 * 3900 - 11 <= vendor.clock.now() - vendor.sent[0].at_s <= 3 * 3900


def test_the_deadline_of_a_file_follows_its_length(stage, recording):
    """Two seconds of audio get ten minutes, not hours."""
    vendor = stage.scriptix("processing")
    job = vendor.connect().submit(recording)

    with pytest.raises(WaitTimeout):
        job.wait()

    assert job.job.audio_s == 2.0
    assert vendor.clock.now() - vendor.sent[0].at_s <= 600


def test_a_404_after_a_lost_reply_is_told_as_it_is(stage):
    """Within the deadline, the vendor's last word is the error."""
    vendor = stage.scriptix(httpx.ReadTimeout, stage.reply(404))

    with pytest.raises(NotFound):
        vendor.connect().submit(**LINK).wait(deadline_s=60)
