"""Scriptix, by hand-fed replies: sessions, intervals that grow, 404 and 429, words and documents."""

from __future__ import annotations

from itertools import pairwise

import httpx
import pytest

from understudy.client import JobFailed, NotFound, Transcript, UsageError, Utterance

CREATE, UPLOAD, STATUS = "POST /session", "POST /session/job-1", "GET /session/job-1"
NOT_FOUND = {"error": "Not Found", "message": "Session not found", "error_code": "SESSION_NOT_FOUND"}
LIMITED = {"error": "Rate Limit Exceeded", "message": "Too many", "error_code": "RATE_LIMIT_EXCEEDED"}


def test_a_file_makes_a_session_and_follows_as_upload(stage, recording):
    """The session is made with JSON, the file follows as part `upload`, both with the Bearer token."""
    vendor = stage.scriptix("queued")

    vendor.connect().submit(recording, webhook_url="https://me.example.com/hook")

    created, uploaded = vendor.sent
    assert created.path == "/api/v3/speech-to-text/session"
    assert created.json() == {"language": "en", "webhook_url": "https://me.example.com/hook"}
    assert b'name="upload"; filename="call.wav"' in uploaded.body
    assert {sent.headers["authorization"] for sent in vendor.sent} == {"Bearer the-key"}


def test_a_link_goes_into_the_session(stage):
    """media_source makes the service fetch the file."""
    vendor = stage.scriptix("queued")

    vendor.connect().submit(url="https://x/a.mp3", language="nl")

    assert [sent.json() for sent in vendor.sent] == [{"language": "nl", "media_source": "https://x/a.mp3"}]


def test_the_interval_grows_with_the_jobs_age(stage):
    """3 s in the first minute, 5 s up to the fifth, then 10 s: 98 looks in ten minutes."""
    vendor = stage.scriptix(*["processing"] * 98, "completed")

    vendor.connect().submit(url="https://x/a.mp3").wait(deadline_s=3600)

    times = vendor.times(STATUS)
    gaps = [round(later - earlier, 6) for earlier, later in pairwise(times)]
    assert gaps == [3] * 20 + [5] * 48 + [10] * 30


def test_a_resumed_wait_keeps_the_jobs_age(stage):
    """Another process that takes over after ten minutes looks every 10 s, not every 3 s."""
    vendor = stage.scriptix("processing", "completed")
    text = vendor.connect().submit(url="https://x/a.mp3").to_string()
    vendor.clock.sleep(600)

    vendor.connect().resume(text).wait()

    first, second = vendor.times(STATUS)
    assert second - first == 10


def test_a_session_that_vanishes_ends_the_wait(stage):
    """404 SESSION_NOT_FOUND is an answer, not a fault to be retried."""
    vendor = stage.scriptix("processing", stage.reply(404, NOT_FOUND))

    with pytest.raises(NotFound, match="SESSION_NOT_FOUND") as caught:
        vendor.connect().submit(url="https://x/a.mp3").wait()

    assert (len(vendor.asked(STATUS)), caught.value.code, caught.value.job.id) == (2, "SESSION_NOT_FOUND", stage.id)


@pytest.mark.parametrize("how", ["header", "body"])
def test_a_rate_limit_is_waited_out_as_told(stage, how):
    """429 tells the seconds in Retry-After and in the body; either is obeyed to the second."""
    limited = (
        stage.reply(429, LIMITED, retry_after="60")
        if how == "header"
        else stage.reply(429, {**LIMITED, "retry_after": 60})
    )
    vendor = stage.scriptix("processing", limited, "completed")

    vendor.connect().submit(url="https://x/a.mp3").wait()

    _, second, third = vendor.times(STATUS)
    assert third - second == 60


def test_a_rate_limit_spends_no_budget_of_faults(stage):
    """However often it says 429, the job is not given up before the deadline."""
    vendor = stage.scriptix(*[stage.reply(429, LIMITED, retry_after="1")] * 30, "completed")

    assert vendor.connect().submit(url="https://x/a.mp3").wait(deadline_s=3600).ok


def test_a_failed_session_is_raised_with_its_text(stage):
    """The text in `error` is what the caller reads."""
    with pytest.raises(JobFailed, match="failed: Audio file is too short"):
        stage.scriptix("failed").connect().submit(url="https://x/a.mp3").wait()


def test_words_become_utterances(stage):
    """Each item is an utterance from its first word to its last, in seconds."""
    result = stage.scriptix("completed").connect().transcribe(url="https://x/a.mp3")

    assert result.transcript == Transcript((Utterance("M1", 1.41, 3.21, "Hello you."),))


def test_documents_come_in_the_formats_asked_for(stage):
    """Each part is fetched from the document that the session names; the ended session is not polled for it."""
    vendor = stage.scriptix("completed")

    result = vendor.connect().transcribe(url="https://x/a.mp3", parts=["srt", "vtt"])

    assert set(result.documents) == {"srt", "vtt"}
    assert result.documents["srt"].startswith("1\n00:00")
    assert [sent.path.partition("?")[2] for sent in vendor.asked("GET /document/67890")] == ["format=srt", "format=vtt"]
    assert len(vendor.asked(STATUS)) == 1


def test_a_session_in_doubt_is_not_made_again(stage):
    """After a lost reply a second session might be a second bill."""
    vendor = stage.scriptix("queued", create=[httpx.RemoteProtocolError])

    with pytest.raises(Exception, match="RemoteProtocolError"):
        vendor.connect().submit(url="https://x/a.mp3")

    assert len(vendor.asked(CREATE)) == 1


def test_the_second_delete_of_a_session_is_400_and_still_done(stage):
    """A lost reply, then 400 "already removed": the session is gone."""
    vendor = stage.scriptix("completed", delete=[httpx.ReadTimeout, stage.reply(400, {"error": "already removed"})])

    vendor.connect().submit(url="https://x/a.mp3").delete()

    assert len(vendor.asked("DELETE /session/job-1")) == 2


def test_text_is_not_taken(stage):
    """Scriptix transcribes recordings; nothing is sent for anything else."""
    vendor = stage.scriptix("queued")

    with pytest.raises(UsageError):
        vendor.connect().submit(chat={"messages": []})

    assert not vendor.sent
