"""What was said: the result word by word, and the document as json, srt, vtt and txt."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from scriptix.caller import START, Caller, refusal, silence

from understudy.scenarios import Script, ordinary

SAID = "Ann: Two & two <is> four.\nBen: Näher, bitte!\nAnn: Yes."


def say(scriptix: Caller, text: str) -> None:
    """Give the text that is spoken in the next recordings."""
    scenario = msgspec.structs.replace(ordinary("scriptix"), transcript=text)
    scriptix.tenant().scenarios["scriptix"] = scenario


def document(scriptix: Caller, session: dict[str, Any], **query: str) -> Any:
    """Return the answer with a session's document."""
    return scriptix.get(f"/{session['session_id']}/document/{session['document']['id']}", **query)


def times_ms(text: str, point: str) -> list[tuple[int, int]]:
    """Return the (start, stop) of every cue."""
    clock = rf"(\d\d):(\d\d):(\d\d){re.escape(point)}(\d\d\d)"

    def ms(hours: str, minutes: str, seconds: str, rest: str) -> int:
        return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(rest)

    return [(ms(*cue[:4]), ms(*cue[4:])) for cue in re.findall(rf"{clock} --> {clock}", text)]


def test_the_result_has_words_with_times_in_milliseconds(scriptix: Caller) -> None:
    """Items hold [word, start, end, confidence] in whole ms, growing, within the recording; the words are the text."""
    session = scriptix.complete(silence(10))

    items = scriptix.get(f"/{session['session_id']}/result").json()["result"]["results"]

    words = [word for item in items for word in item["result"]]
    times = [time for _, start, end, _ in words for time in (start, end)]
    assert items
    assert times == sorted(times)
    assert all(isinstance(time, int) and 0 <= time <= 10_000 for time in times)
    assert times[-1] > 5_000
    assert all(0 <= confidence <= 1 for *_, confidence in words)
    assert [" ".join(word[0] for word in item["result"]) for item in items] == [item["text"] for item in items]


def test_the_result_names_speakers_as_the_vendor_does(scriptix: Caller) -> None:
    """Speakers are M1, M2 in the order in which they first speak; sconf is the words' mean; the channel is 0."""
    say(scriptix, SAID)
    session = scriptix.complete()

    items = scriptix.get(f"/{session['session_id']}/result").json()["result"]["results"]

    assert [item["speaker"] for item in items] == ["M1", "M2", "M1"]
    assert {item["channel"] for item in items} == {0}
    for item in items:
        mean = sum(word[3] for word in item["result"]) / len(item["result"])
        assert item["sconf"] == pytest.approx(mean, abs=0.0001)


def test_the_result_comes_in_the_older_envelope(scriptix: Caller) -> None:
    """Around the words stand count, total_results and the session's facts, media_type as audio or video."""
    session = scriptix.complete(silence(10))

    body = scriptix.get(f"/{session['session_id']}/result").json()

    told = {name: value for name, value in body["result"].items() if name != "results"}
    assert (body["count"], body["total_results"]) == (1, 1)
    assert told == {
        "duration": 10.0, "error": None, "filename": "meeting.wav", "media_type": "audio",
        "media_url": session["media_url"], "session_id": session["session_id"], "status": "completed",
    }  # fmt: skip


def test_the_result_before_the_end_is_empty(scriptix: Caller) -> None:
    """In every status before the end the result answers 200 with that status and no words."""
    session_id = scriptix.create()
    seen: list[tuple[int, str, list[object]]] = []

    def look() -> None:
        answer = scriptix.get(f"/{session_id}/result")
        result = answer.json()["result"]
        seen.append((answer.status_code, result["status"], result["results"]))

    look()
    scriptix.upload(session_id, silence(10))
    look()
    scriptix.step()
    look()

    assert seen == [(200, "new", []), (200, "queued", []), (200, "processing", [])]


def test_the_result_of_a_failed_session_is_empty(scriptix: Caller) -> None:
    """A failed session's result tells the error and has no words."""
    session = scriptix.complete(b"no audio at all")

    result = scriptix.get(f"/{session['session_id']}/result").json()["result"]

    assert (result["status"], result["error"], result["results"]) == ("failed", session["error"], [])


def test_the_document_is_json_unless_asked_otherwise(scriptix: Caller) -> None:
    """The default format is json: the enveloped document with start and stop in whole ms and its own integer id."""
    say(scriptix, SAID)
    session = scriptix.complete()

    answer = document(scriptix, session)

    result = answer.json()["result"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == document(scriptix, session, format="json").content
    assert (result["id"], result["filename"], result["type"]) == (
        session["document"]["id"], session["document"]["name"], "transcript",
    )  # fmt: skip
    assert [(each["speaker"], each["text"]) for each in result["document"]] == [
        ("M1", "Two & two <is> four."), ("M2", "Näher, bitte!"), ("M1", "Yes."),
    ]  # fmt: skip
    times = [time for each in result["document"] for time in (each["start"], each["stop"])]
    assert times == sorted(times)
    assert all(isinstance(time, int) and 0 < time <= 10_000 for time in times)


def test_the_document_is_as_old_as_the_sessions_end(scriptix: Caller) -> None:
    """created and last_modified are the moment at which the session was completed, with microseconds and offset."""
    session = scriptix.complete()

    result = document(scriptix, session).json()["result"]

    assert re.fullmatch(r"2025-01-15T\d\d:\d\d:\d\d\.\d{6}\+00:00", result["created"])
    assert result["created"].startswith(session["finished_at"].rstrip("Z"))
    assert result["last_modified"] == result["created"]
    assert session["finished_at"] > f"2025-01-15T10:00:{int(START) % 60:02}Z"


def test_srt_counts_its_cues(scriptix: Caller) -> None:
    """format=srt answers text/plain: numbered cues with a comma before the milliseconds."""
    say(scriptix, SAID)
    session = scriptix.complete()

    answer = document(scriptix, session, format="srt")

    cues = answer.text.strip().split("\n\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert [cue.splitlines()[0] for cue in cues] == ["1", "2", "3"]
    assert [cue.splitlines()[2:] for cue in cues] == [
        ["M1: Two & two <is> four."], ["M2: Näher, bitte!"], ["M1: Yes."],
    ]  # fmt: skip
    segments = document(scriptix, session).json()["result"]["document"]
    assert times_ms(answer.text, ",") == [(each["start"], each["stop"]) for each in segments]


def test_vtt_is_webvtt(scriptix: Caller) -> None:
    """format=vtt answers text/vtt: the header line, cues with a point before the milliseconds, text escaped."""
    say(scriptix, SAID)
    session = scriptix.complete()

    answer = document(scriptix, session, format="vtt")

    header, *cues = answer.text.strip().split("\n\n")
    assert answer.headers["content-type"] == "text/vtt; charset=utf-8"
    assert header == "WEBVTT"
    assert [cue.splitlines()[1:] for cue in cues] == [
        ["<v M1>Two &amp; two &lt;is&gt; four."], ["<v M2>Näher, bitte!"], ["<v M1>Yes."],
    ]  # fmt: skip
    segments = document(scriptix, session).json()["result"]["document"]
    assert times_ms(answer.text, ".") == [(each["start"], each["stop"]) for each in segments]


def test_txt_has_a_line_for_each_sentence(scriptix: Caller) -> None:
    """format=txt answers text/plain: the time, the speaker and the sentence."""
    say(scriptix, SAID)
    session = scriptix.complete()

    answer = document(scriptix, session, format="txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = [re.sub(r"^\[00:00:0\d\.\d{3}\] ", "", line) for line in answer.text.splitlines()]
    assert lines == ["M1: Two & two <is> four.", "M2: Näher, bitte!", "M1: Yes."]


def test_cues_last_even_when_words_outnumber_the_milliseconds(scriptix: Caller) -> None:
    """WebVTT wants every cue to end after it starts; so it does, whatever text is given for a short recording."""
    say(scriptix, "\n".join(["Ann: yes", "Ben: no"] * 1500))
    session = scriptix.complete(silence(1.5))

    cues = times_ms(document(scriptix, session, format="vtt").text, ".")

    assert len(cues) == 3000
    assert all(start < stop for start, stop in cues)


def test_hours_are_counted(scriptix: Caller) -> None:
    """Times beyond an hour are written with their hours."""
    session = scriptix.complete(silence(3700, rate=100))

    srt = document(scriptix, session, format="srt").text

    assert 3_600_000 < times_ms(srt, ",")[-1][1] <= 3_700_000
    assert srt.splitlines()[-2].startswith("01:0")


def test_a_recording_forced_to_complete_has_a_transcript(scriptix: Caller) -> None:
    """A scenario may let even a file that is no audio be completed; its result and document are there."""
    script = msgspec.convert({"turns": {"processing": ["completed"]}}, type(ordinary("scriptix").script))
    scriptix.tenant().scenarios["scriptix"] = msgspec.structs.replace(ordinary("scriptix"), script=script)
    session = scriptix.complete(b"no audio at all")

    assert (session["status"], session["duration"]) == ("completed", 0)
    assert document(scriptix, session, format="txt").text


def test_the_result_may_come_late(scriptix: Caller) -> None:
    """A scenario can have it so long after the good end; until then there is neither result nor document."""
    scenario = msgspec.structs.replace(ordinary("scriptix"), script=Script(results_late="45s"))
    scriptix.tenant().play(scenario)
    session = scriptix.complete(silence(3))
    early = [refusal(scriptix.get(f"/{session['session_id']}/result")), refusal(document(scriptix, session))]
    scriptix.tenant().clock.advance(45)

    assert [each[:2] for each in early] == [(404, "DOCUMENT_NOT_FOUND")] * 2
    assert scriptix.get(f"/{session['session_id']}/result").json()["result"]["results"]
    assert document(scriptix, session).status_code == 200
