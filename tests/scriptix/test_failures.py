"""How sessions fail: by what was sent, by a scenario, and by vanishing."""

from __future__ import annotations

import msgspec
import pytest
from scriptix.caller import Caller, calling, refusal, silence

from understudy.contracts import vendor
from understudy.fakes.tenant import Settings
from understudy.scenarios import ordinary

VANISHES = "not_found@tester"


def fail(scriptix: Caller, failure: str) -> None:
    """Let the next sessions fail in this way."""
    script = msgspec.structs.replace(ordinary("scriptix").script, fail=failure)
    scriptix.tenant().scenarios["scriptix"] = msgspec.structs.replace(ordinary("scriptix"), script=script)


def test_a_file_that_is_no_audio_fails(scriptix: Caller) -> None:
    """What cannot be decoded is taken in, then fails with the seed's message from processing."""
    session = scriptix.complete(b"RIFF, and then nothing of the kind")

    assert session["status"] == "failed"
    assert session["error"] == "Audio format could not be decoded. Please check file integrity."
    assert session["started_at"] is not None


def test_an_empty_file_fails(scriptix: Caller) -> None:
    """A file without a byte cannot be decoded either."""
    assert scriptix.complete(b"")["error"].startswith("Audio format could not be decoded")


def test_audio_under_a_second_is_too_short(scriptix: Caller) -> None:
    """Less than a second fails with the seed's message before it starts; a second does not."""
    session = scriptix.complete(silence(0.99))

    assert (session["status"], session["error"]) == ("failed", "Audio file is too short")
    assert session["started_at"] is None
    assert scriptix.complete(silence(1.0))["status"] == "completed"


@pytest.mark.parametrize("failure", list(vendor("scriptix").failures))
def test_each_documented_failure_can_be_asked_for(scriptix: Caller, failure: str) -> None:
    """A scenario that asks for a failure gets its documented message on good audio."""
    fail(scriptix, failure)

    session = scriptix.complete()

    assert (session["status"], session["error"]) == ("failed", vendor("scriptix").failures[failure].message)


def test_the_messages_are_the_seeds() -> None:
    """The four documented messages, letter by letter."""
    assert {failure.message for failure in vendor("scriptix").failures.values()} == {
        "Audio format could not be decoded. Please check file integrity.",
        "Audio file is too short",
        "Language detection failed",
        "Processing timeout",
    }


def test_a_failed_session_keeps_its_other_fields(scriptix: Caller) -> None:
    """A failed session has no document and a duration of 0, and says when it finished."""
    fail(scriptix, "processing_timeout")

    session = scriptix.complete()

    assert "document" not in session
    assert (session["duration"], session["filename"]) == (0, "meeting.wav")
    assert session["created_at"] <= session["started_at"] <= session["finished_at"]


def test_the_error_is_null_until_it_fails(scriptix: Caller) -> None:
    """`error` is there and null in every status but failed."""
    fail(scriptix, "language_detection_failed")
    session_id = scriptix.start()

    before = scriptix.get(f"/{session_id}").json()["error"]
    scriptix.step()

    assert (before, scriptix.get(f"/{session_id}").json()["error"]) == (None, None)
    assert scriptix.finish(session_id)["error"] == "Language detection failed"


def test_a_session_that_vanishes_is_not_found_in_the_middle_of_polling(scriptix: Caller) -> None:
    """With the credential not_found@..., polls see queued, processing, then 404 SESSION_NOT_FOUND for ever."""
    session_id = scriptix.start(key=VANISHES)
    seen = [scriptix.get(f"/{session_id}", VANISHES).json()["status"]]
    scriptix.step(VANISHES)
    seen.append(scriptix.get(f"/{session_id}", VANISHES).json()["status"])
    scriptix.step(VANISHES)

    gone = scriptix.get(f"/{session_id}", VANISHES)

    assert seen == ["queued", "processing"]
    assert refusal(gone) == (404, "SESSION_NOT_FOUND", "Not Found")
    assert gone.json()["message"] == "Session not found"
    assert scriptix.tenant(VANISHES).next_event() is None


def test_a_session_that_vanished_is_out_of_the_list(scriptix: Caller) -> None:
    """The list counts a session as long as it is there, and no longer."""
    scriptix.start(key=VANISHES)
    scriptix.step(VANISHES)
    before = scriptix.get(key=VANISHES).json()
    scriptix.step(VANISHES)

    after = scriptix.get(key=VANISHES).json()

    assert (before["count"], before["total_results"]) == (1, 1)
    assert after == {"count": 0, "total_results": 0, "result": []}


@pytest.mark.parametrize("path", ["/result", "/document/1"])
def test_nothing_of_a_session_that_vanished_is_left(scriptix: Caller, path: str) -> None:
    """Its result and document are 404 SESSION_NOT_FOUND, and so is deleting it."""
    session_id = scriptix.start(key=VANISHES)
    for _ in range(2):
        scriptix.step(VANISHES)

    answers = [
        scriptix.get(f"/{session_id}{path}", VANISHES),
        scriptix.call("DELETE", f"/api/v3/speech-to-text/session/{session_id}", VANISHES),
    ]

    assert [refusal(answer)[:2] for answer in answers] == [(404, "SESSION_NOT_FOUND")] * 2


def test_a_session_on_a_link_vanishes_too(scriptix: Caller) -> None:
    """The scenario holds for a session created with media_source as well."""
    session_id = scriptix.create(VANISHES, media_source="https://media.example/call.mp3")
    for _ in range(2):
        scriptix.step(VANISHES)

    assert scriptix.get(f"/{session_id}", VANISHES).status_code == 404


def test_a_link_that_cannot_be_fetched_fails_to_decode() -> None:
    """Where links are fetched, one that leads nowhere ends in the message for files that cannot be decoded."""
    with calling(Settings(speed=0.0, fetch_links=True)) as scriptix:
        session = scriptix.finish(scriptix.create(media_source="http://127.0.0.1:9/call.mp3"))

    assert session["error"] == "Audio format could not be decoded. Please check file integrity."
