"""Alignment: a session that gets its media together with the text that is spoken in it."""

from __future__ import annotations

import httpx
import pytest
from scriptix.caller import SESSIONS, Caller, refusal, silence

TEXT = "Ann: The text is given.\nBen: So it is, ünd kept."
Files = dict[str, tuple[str, bytes, str]]


def files(text: bytes = TEXT.encode(), kind: str = "text/plain") -> Files:
    """Return the two parts."""
    return {"media_file": ("call.wav", silence(8), "audio/wav"), "transcript_file": ("call.txt", text, kind)}


def align(scriptix: Caller, session_id: str, parts: Files) -> httpx.Response:
    """Send the two parts."""
    return scriptix.call("POST", f"{SESSIONS}/{session_id}/align", files=parts)


def test_a_session_to_align_is_created(scriptix: Caller) -> None:
    """Create with session_mode align answers the status created and the mode."""
    answer = scriptix.call("POST", SESSIONS, json={"language": "en", "session_mode": "align"})

    result = answer.json()["result"]
    assert answer.status_code == 201
    assert result == {"session_id": result["session_id"], "status": "created", "session_mode": "align"}
    session = scriptix.get(f"/{result['session_id']}").json()
    assert (session["status"], session["session_mode"], session["filename"]) == ("new", "align", None)


def test_an_ordinary_session_does_not_say_its_mode(scriptix: Caller) -> None:
    """Create without align answers the two documented fields, and the session's mode is decode."""
    answer = scriptix.call("POST", SESSIONS, json={"language": "en", "session_mode": "decode"})

    assert set(answer.json()["result"]) == {"session_id", "status"}
    assert scriptix.get(f"/{answer.json()['result']['session_id']}").json()["session_mode"] == "decode"


def test_the_given_text_is_the_transcript(scriptix: Caller) -> None:
    """The words of the result and of the document are those of transcript_file, spread over the real recording."""
    session_id = scriptix.create(session_mode="align")

    answer = align(scriptix, session_id, files())

    assert (answer.status_code, answer.json()["result"]["status"]) == (200, "queued")
    session = scriptix.finish(session_id)
    items = scriptix.get(f"/{session_id}/result").json()["result"]["results"]
    text = scriptix.get(f"/{session_id}/document/{session['document']['id']}", format="txt", without_timestamps="true")
    assert (session["status"], session["filename"], session["duration"]) == ("completed", "call.wav", 8.0)
    assert [(item["speaker"], item["text"]) for item in items] == [
        ("M1", "The text is given."), ("M2", "So it is, ünd kept."),
    ]  # fmt: skip
    assert items[-1]["result"][-1][2] > 4000
    assert text.text.splitlines() == ["M1: The text is given.", "M2: So it is, ünd kept."]


def test_the_text_is_that_sessions_only(scriptix: Caller) -> None:
    """Another session of the same tenant is not transcribed with the text that was given for one."""
    align(scriptix, scriptix.create(session_mode="align"), files())
    other = scriptix.complete()

    assert "The text is given." not in scriptix.get(f"/{other['session_id']}/result").text


def test_the_two_ways_are_not_mixed(scriptix: Caller) -> None:
    """An upload to a session to align, and an alignment of an ordinary session, get 409, and so does a second one."""
    to_align, ordinary = scriptix.create(session_mode="align"), scriptix.create()

    answers = [scriptix.upload(to_align, silence(2)), align(scriptix, ordinary, files())]
    assert align(scriptix, to_align, files()).status_code == 200
    answers.append(align(scriptix, to_align, files()))

    assert [refusal(answer)[:2] for answer in answers] == [(409, "SESSION_CONFLICT")] * 3


@pytest.mark.parametrize("missing", ["media_file", "transcript_file"])
def test_both_files_are_wanted(scriptix: Caller, missing: str) -> None:
    """A missing part gets 422 with its name in `details`, and the session still waits."""
    session_id = scriptix.create(session_mode="align")
    parts = files()
    del parts[missing]

    answer = align(scriptix, session_id, parts)

    assert refusal(answer)[0] == 422
    assert list(answer.json()["details"]) == [missing]
    assert align(scriptix, session_id, files()).status_code == 200


@pytest.mark.parametrize("text", [b"", b" \n\t", b"\xff\xfe\x00"], ids=["empty", "blank", "no UTF-8"])
def test_a_text_that_says_nothing_is_refused(scriptix: Caller, text: bytes) -> None:
    """A transcript without words, or in another encoding, gets 422; nothing is made up in its place."""
    answer = align(scriptix, scriptix.create(session_mode="align"), files(text))

    assert refusal(answer)[0] == 422
    assert list(answer.json()["details"]) == ["transcript_file"]


@pytest.mark.parametrize("kind", ["application/pdf", "audio/wav"])
def test_a_transcript_is_a_text(scriptix: Caller, kind: str) -> None:
    """A transcript_file of another type gets 415."""
    answer = align(scriptix, scriptix.create(session_mode="align"), files(kind=kind))

    assert refusal(answer)[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "transcript_file" in answer.json()["message"]


def test_the_media_is_no_text(scriptix: Caller) -> None:
    """A media_file of type text gets 415; an unknown type is taken and examined."""
    session_id = scriptix.create(session_mode="align")
    as_text: Files = {**files(), "media_file": ("call.txt", b"hello", "text/plain")}
    unknown: Files = {**files(), "media_file": ("call", silence(2), "application/octet-stream")}

    assert refusal(align(scriptix, session_id, as_text))[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert align(scriptix, session_id, unknown).status_code == 200


def test_recordings_that_cannot_be_read_fail_here_too(scriptix: Caller) -> None:
    """An aligned file that is no audio fails as any other."""
    session_id = scriptix.create(session_mode="align")
    align(scriptix, session_id, {**files(), "media_file": ("call.wav", b"no audio", "audio/wav")})

    assert scriptix.finish(session_id)["error"].startswith("Audio format could not be decoded")
