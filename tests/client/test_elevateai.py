"""ElevateAI, by hand-fed replies: what is sent, what each status leads to, what a result looks like."""

from __future__ import annotations

import httpx
import pytest

from understudy.client import (
    JobFailed,
    NoReply,
    NotFound,
    ResultNotReady,
    Transcript,
    UploadFailed,
    UsageError,
    Utterance,
    WaitTimeout,
)

UPLOAD, STATUS, DECLARE = "POST /upload", "GET /status", "POST /interactions"


def test_a_file_is_declared_then_uploaded(stage, recording):
    """The declaration names the file, the upload carries it in a part named filename.wav, both with the token."""
    vendor = stage.elevateai("processing")

    vendor.connect().submit(recording)

    declare, upload = vendor.sent
    assert declare.json() == {
        "type": "audio",
        "languageTag": "en-us",
        "vertical": "default",
        "originalFileName": "call.wav",
    }
    assert declare.headers["content-type"] == "application/json"
    assert b'name="filename.wav"; filename="call.wav"' in upload.body
    assert recording.read_bytes() in upload.body
    assert {sent.headers["x-api-token"] for sent in vendor.sent} == {"the-key"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"url": "https://x/a.wav"}, {"type": "audio", "downloadUri": "https://x/a.wav"}),
        ({"chat": {"messages": []}}, {"type": "chat", "chat": {"messages": []}}),
        ({"transcript": {"phrases": []}}, {"type": "transcript", "transcript": {"phrases": []}}),
    ],
    ids=["link", "chat", "transcript"],
)
def test_what_is_not_a_file_is_only_declared(stage, given, expected):
    """A link, a chat and a transcript go into the declaration, and nothing is uploaded."""
    vendor = stage.elevateai("processing")

    vendor.connect().submit(**given, language="es-419")

    assert [sent.json() for sent in vendor.sent] == [{**expected, "languageTag": "es-419", "vertical": "default"}]


@pytest.mark.parametrize("status", [200, 201])
def test_both_documented_upload_replies_are_success(stage, recording, status):
    """200 (the vendor's own SDK) and 201 (its page) both end the upload."""
    vendor = stage.elevateai("processing", upload=[stage.reply(status)])

    vendor.connect().submit(recording)

    assert len(vendor.asked(UPLOAD)) == 1


def test_a_failed_upload_is_sent_again_for_the_same_job(stage, recording):
    """After fileUploadFailed the file goes to the same id, and nothing is declared again."""
    vendor = stage.elevateai("fileUploading", "fileUploadFailed", "fileUploading", "processed")

    status = vendor.connect().submit(recording).wait()

    assert status.ok
    assert (len(vendor.asked(DECLARE)), len(vendor.asked(UPLOAD))) == (1, 2)


def test_a_job_whose_file_was_sent_again_is_open_again(stage, recording):
    """A wait that ran out after the second upload is taken up where it was, not at the failed first one."""
    vendor = stage.elevateai("fileUploadFailed", "fileUploading", "processed")
    client = vendor.connect()
    job = client.submit(recording)
    with pytest.raises(WaitTimeout):
        job.wait(deadline_s=20)

    assert client.wait(job.job).ok
    assert len(vendor.asked(UPLOAD)) == 2


def test_a_file_that_never_arrives_is_given_up(stage, recording):
    """After two repeats (the default) fileUploadFailed is raised, with the job."""
    vendor = stage.elevateai("fileUploadFailed")

    with pytest.raises(UploadFailed) as caught:
        vendor.connect().submit(recording).wait()

    assert (caught.value.job.id, len(vendor.asked(UPLOAD))) == (stage.id, 3)


def test_without_the_file_a_failed_upload_is_raised(stage):
    """A job resumed without its file cannot be sent again, so the error says so at once."""
    vendor = stage.elevateai("fileUploadFailed")

    with pytest.raises(UploadFailed):
        vendor.connect().resume(f"elevateai:{stage.id}").wait()

    assert len(vendor.sent) == 1


def test_a_resumed_job_gets_the_file_it_waits_for(stage, recording):
    """A job that was declared but never uploaded is completed, once, by whoever resumes it with the file."""
    vendor = stage.elevateai("filePendingUpload", "filePendingUpload", "processed")

    vendor.connect().resume(f"elevateai:{stage.id}", audio=recording).wait()

    assert (len(vendor.asked(DECLARE)), len(vendor.asked(UPLOAD))) == (0, 1)


def test_a_file_is_not_sent_twice_while_the_vendor_is_slow_to_notice(stage, recording):
    """filePendingUpload after our own upload is waited out."""
    vendor = stage.elevateai("filePendingUpload", "processed")

    vendor.connect().submit(recording).wait()

    assert len(vendor.asked(UPLOAD)) == 1


@pytest.mark.parametrize(("seen", "uploads"), [("filePendingUpload", 2), ("fileUploading", 1)])
def test_after_an_upload_in_doubt_the_status_decides(stage, recording, seen, uploads):
    """A reply that was lost leads to a look: the file goes again only if it did not arrive."""
    vendor = stage.elevateai(seen, upload=[httpx.ReadTimeout, stage.reply(201)])

    vendor.connect().submit(recording)

    assert (len(vendor.asked(UPLOAD)), len(vendor.asked(STATUS))) == (uploads, 1)


def test_an_upload_that_never_left_is_repeated_without_a_look(stage, recording):
    """Nothing is in doubt after a refused connection."""
    vendor = stage.elevateai("filePendingUpload", upload=[httpx.ConnectError, stage.reply(201)])

    vendor.connect().submit(recording)

    assert (len(vendor.asked(UPLOAD)), len(vendor.asked(STATUS))) == (2, 0)


def test_an_upload_that_cannot_be_completed_names_the_job(stage, recording):
    """When the budget of faults is used up, the error carries the job that was declared."""
    vendor = stage.elevateai("filePendingUpload", upload=[httpx.ReadTimeout])

    with pytest.raises(NoReply) as caught:
        vendor.connect().submit(recording)

    assert caught.value.job.id == stage.id


@pytest.mark.parametrize("word", ["fileDownloadFailed", "processingFailed"])
def test_a_bad_end_is_raised_with_the_vendors_reason(stage, word):
    """The error carries the status word and the errorMessage."""
    vendor = stage.elevateai(stage.reply(200, {"status": word, "errorMessage": "no such codec"}))

    with pytest.raises(JobFailed, match=f"{word}: no such codec") as caught:
        vendor.connect().submit(url="https://x/a.wav").wait()

    assert (caught.value.status.word, caught.value.definite) == (word, True)


@pytest.mark.parametrize(("given", "interval_s"), [({"url": "https://x/a.wav"}, 30), ({"chat": {"messages": []}}, 5)])
def test_the_interval_is_the_documented_one(stage, given, interval_s):
    """30 s between looks at audio, 5 s at text."""
    vendor = stage.elevateai("declared", "processing", "processed")

    vendor.connect().submit(**given).wait()

    first, second, third = vendor.times(STATUS)
    assert (second - first, third - second) == (interval_s, interval_s)


def test_the_transcript_is_in_seconds_and_in_order(stage):
    """Milliseconds become seconds, participants become speakers, and the vendor's own reply is kept."""
    vendor = stage.elevateai("processed")

    result = vendor.connect().transcribe(url="https://x/a.wav", parts=["phrase", "ai"])

    assert result.transcript == Transcript((Utterance("participantOne", 1.41, 3.21, "Hello."),))
    assert set(result.raw) == {"punctuated", "phrase", "ai"}


def test_a_chat_gives_scores_and_no_transcript(stage):
    """No transcript is made of a chat; the scores are fetched instead."""
    vendor = stage.elevateai("processed", punctuated=[stage.reply(404)])

    result = vendor.connect().transcribe(chat={"messages": []})

    assert (result.transcript, result.raw["ai"]) == (Transcript(()), {"allParticipants": {}})


@pytest.mark.parametrize("missing", [204, 404])
def test_results_that_are_gone_are_not_called_unready(stage, missing):
    """A processed job without a transcript has lost it: NotFound."""
    vendor = stage.elevateai("processed", punctuated=[stage.reply(missing)])

    with pytest.raises(NotFound):
        vendor.connect().submit(url="https://x/a.wav").result()


def test_an_early_result_is_not_ready(stage):
    """While the job runs the error is ResultNotReady, and no result route is asked."""
    vendor = stage.elevateai("processing")

    with pytest.raises(ResultNotReady) as caught:
        vendor.connect().submit(url="https://x/a.wav").result()

    assert caught.value.status.word == "processing"
    assert not vendor.asked("GET /punctuated")


def test_an_impatient_caller_does_not_hurry_the_vendor(stage):
    """A second early call is answered from the first look, until the vendor's interval has passed."""
    vendor = stage.elevateai("processing")
    job = vendor.connect().submit(url="https://x/a.wav")

    for _ in range(3):
        with pytest.raises(ResultNotReady):
            job.result()

    assert len(vendor.asked(STATUS)) == 1


def test_a_deleted_job_is_gone_not_unready(stage):
    """After delete a result is NotFound, whatever the vendor's 404 might mean."""
    vendor = stage.elevateai("processed")
    job = vendor.connect().submit(url="https://x/a.wav")
    job.wait()

    job.delete()

    with pytest.raises(NotFound):
        job.result()


def test_a_delete_in_doubt_is_asked_again_and_404_then_means_done(stage):
    """The first delete worked but its reply was lost; the 404 of the second is success."""
    gone = stage.reply(404, {"errorMessage": "no such interaction"})
    vendor = stage.elevateai("processed", delete=[httpx.ReadTimeout, gone])

    vendor.connect().submit(url="https://x/a.wav").delete()

    assert len(vendor.asked(f"DELETE /{stage.id}")) == 2


def test_deleting_what_is_not_there_is_not_found(stage):
    """A first delete that gets 404 is an error."""
    vendor = stage.elevateai("processed", delete=[stage.reply(404)])

    with pytest.raises(NotFound):
        vendor.connect().resume(f"elevateai:{stage.id}").delete()


def test_an_unknown_part_is_refused(stage):
    """A part that the vendor does not have is a mistake of the caller's."""
    with pytest.raises(UsageError, match="no part 'words'"):
        stage.elevateai("processed").connect().transcribe(url="https://x/a.wav", parts=["words"])
