"""A session from its creation to its end, as the seed document has it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from scriptix.caller import KEY, SESSIONS, START, Caller, calling, silence

from understudy.contracts import vendor
from understudy.fakes.scriptix import app
from understudy.fakes.tenant import Settings

SEED_FIELDS = [
    "id", "session_id", "status", "filename", "duration", "language", "media_type", "media_url", "error", "created_at",
    "started_at", "finished_at", "document", "session_mode", "custom_model_id",
]  # fmt: skip
LINK = "https://media.example/calls/weekly%20call.mp3"


def at(offset_s: float) -> str:
    """Return a moment after START as the vendor writes it: whole seconds."""
    return datetime.fromtimestamp(int(START + offset_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def starts_s(scriptix: Caller, session_id: str) -> dict[str, float]:
    """Return when each status of a session starts, in seconds after START."""
    job = scriptix.tenant().jobs.tombstone(session_id)
    assert job is not None
    return {row: start - START for row, start in zip(job.rows, job.starts, strict=True)}


def test_a_session_without_a_source_is_new(scriptix: Caller) -> None:
    """Create answers 201 with the session_id and the status new."""
    answer = scriptix.call("POST", SESSIONS, json={"language": "en"})

    session_id = answer.json()["result"]["session_id"]
    assert (answer.status_code, answer.json()) == (201, {"result": {"session_id": session_id, "status": "new"}})


def test_a_session_with_a_source_is_queued(scriptix: Caller) -> None:
    """Create with media_source answers 201 with the status queued."""
    answer = scriptix.call("POST", SESSIONS, json={"language": "en", "media_source": LINK})

    assert answer.status_code == 201
    assert answer.json()["result"]["status"] == "queued"


def test_a_trailing_slash_leads_to_the_same_operation(scriptix: Caller) -> None:
    """Old clients create a session at a path that ends in a slash."""
    assert scriptix.call("POST", SESSIONS + "/", json={"language": "en"}).status_code == 201


def test_session_ids_are_26_hexadecimal_digits(scriptix: Caller) -> None:
    """A session_id looks like the two in the vendor's docs that look real."""
    session_id = scriptix.create()

    assert len(session_id) == 26
    assert set(session_id) <= set("0123456789abcdef")


def test_unknown_fields_are_ignored(scriptix: Caller) -> None:
    """A field that no page names does not keep a session from being created."""
    assert scriptix.call("POST", SESSIONS, json={"language": "en", "zoom": 1}).status_code == 201


def test_a_session_waits_for_its_file(scriptix: Caller) -> None:
    """However long nothing is uploaded, the session is new, and what depends on the file is null or 0."""
    session_id = scriptix.create()
    scriptix.tenant().clock.advance(86_400)

    session = scriptix.get(f"/{session_id}").json()

    assert session["status"] == "new"
    unknown = ("filename", "media_type", "media_url", "started_at", "finished_at", "error")
    assert {session[name] for name in unknown} == {None}
    assert session["duration"] == 0


def test_an_upload_queues_the_session(scriptix: Caller) -> None:
    """Upload answers 200 with a JSON object that says queued and has no `error`, which the older client looks for."""
    session_id = scriptix.create()

    answer = scriptix.upload(session_id, silence(10))

    assert answer.status_code == 200
    assert answer.json() == {"result": {"session_id": session_id, "status": "queued"}}


def test_an_upload_is_answered_as_of_its_end() -> None:
    """Even when days go by while the file comes in, the answer says queued, and so does the journal."""
    with calling(Settings(speed=1e6)) as scriptix:
        session_id = scriptix.create()

        answer = scriptix.upload(session_id, silence(10))

        assert answer.json()["result"]["status"] == "queued"
        job = scriptix.tenant().jobs.tombstone(session_id)
        row = next(row for row in scriptix.tenant().journal.after() if row.operation == "uploadMedia")
        assert job is not None
        assert row.said == "queued"
        assert row.at_s == pytest.approx(job.commands[0].at - scriptix.tenant().clock.start, abs=0.001)


@pytest.mark.parametrize("how", [{}, {"media_source": LINK}], ids=["upload", "media_source"])
def test_the_documented_statuses_pass_in_order(scriptix: Caller, how: dict[str, Any]) -> None:
    """A session is queued, then processing, then completed, whichever way its media came."""
    session_id = scriptix.create(**how)
    if not how:
        scriptix.upload(session_id, silence(10))

    seen = [scriptix.get(f"/{session_id}").json()["status"]]
    while scriptix.tenant().next_event() is not None:
        scriptix.step()
        seen.append(scriptix.get(f"/{session_id}").json()["status"])

    assert seen == ["queued", "processing", "completed"]


def test_a_session_has_the_fields_of_the_seed_in_their_order(scriptix: Caller) -> None:
    """A completed session is the bare object of the seed, name by name."""
    session = scriptix.complete()

    assert list(session) == SEED_FIELDS


def test_a_session_tells_what_was_sent(scriptix: Caller) -> None:
    """File name, media type, language, custom model and mode are those of the request."""
    session_id = scriptix.create(language="nl-be", custom_model_id=7)
    scriptix.upload(session_id, silence(10), "weekly call.mp3", "audio/mpeg")

    session = scriptix.get(f"/{session_id}").json()

    sent = {name: session[name] for name in ("filename", "media_type", "language", "custom_model_id", "session_mode")}
    assert sent == {
        "filename": "weekly call.mp3", "media_type": "audio/mpeg", "language": "nl-be", "custom_model_id": 7,
        "session_mode": "decode",
    }  # fmt: skip
    assert session["media_url"] == f"https://storage.scriptix.io/media/{session_id}/weekly%20call.mp3"


def test_no_custom_model_is_null(scriptix: Caller) -> None:
    """Unless one was given, custom_model_id is there and null."""
    assert scriptix.get(f"/{scriptix.create()}").json()["custom_model_id"] is None


def test_a_link_names_the_file(scriptix: Caller) -> None:
    """Of a media_source that is not fetched, the path tells the file name and so the media type."""
    session = scriptix.get(f"/{scriptix.create(media_source=LINK)}").json()

    assert (session["filename"], session["media_type"]) == ("weekly call.mp3", "audio/mpeg")


def test_a_link_is_not_fetched_unless_that_is_allowed(scriptix: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without leave to fetch, no request leaves the machine for a media_source, not even to loopback."""
    fetched: list[str] = []

    async def fetch(url: str, *_: object) -> str:
        fetched.append(url)
        return "audio/mpeg"

    monkeypatch.setattr("understudy.fakes.link._fetch", fetch)
    scriptix.create(media_source="http://127.0.0.1:9/call.mp3")

    assert fetched == []


def test_the_duration_is_the_recordings_own_once_completed(scriptix: Caller) -> None:
    """`duration` is 0 until the session is completed, then the real length in seconds."""
    session_id = scriptix.start(silence(12.5))
    before = {scriptix.get(f"/{session_id}").json()["duration"]}
    scriptix.step()
    before.add(scriptix.get(f"/{session_id}").json()["duration"])

    assert before == {0}
    assert scriptix.finish(session_id)["duration"] == 12.5


def test_timestamps_are_null_until_they_happen(scriptix: Caller) -> None:
    """created_at is there at once, started_at from processing on, finished_at at the end: whole seconds with Z."""
    session_id = scriptix.start()
    names = ("created_at", "started_at", "finished_at")
    seen: list[list[str | None]] = []
    for _ in range(3):
        session = scriptix.get(f"/{session_id}").json()
        seen.append([session[name] for name in names])
        if scriptix.tenant().next_event() is not None:
            scriptix.step()

    starts = starts_s(scriptix, session_id)
    started, finished = at(starts["processing"]), at(starts["completed"])
    assert seen == [[at(0), None, None], [at(0), started, None], [at(0), started, finished]]


def test_the_document_appears_with_completed(scriptix: Caller) -> None:
    """`document` is left out before the end, and names the transcript in the very answer that says completed."""
    session_id = scriptix.start()
    assert "document" not in scriptix.get(f"/{session_id}").json()
    scriptix.step()
    assert "document" not in scriptix.get(f"/{session_id}").json()

    document = scriptix.finish(session_id)["document"]

    assert isinstance(document["id"], int)
    assert (document["name"], document["type"]) == ("meeting.wav Transcript", "transcript")


def test_polling_does_not_change_the_ids(scriptix: Caller) -> None:
    """The numeric id is the same in every answer, and another one than the document's and the next session's."""
    session_id, other = scriptix.start(), scriptix.start()
    before = scriptix.get(f"/{session_id}").json()["id"]
    session = scriptix.finish(session_id)

    assert isinstance(before, int)
    assert session["id"] == before
    assert len({before, session["document"]["id"], scriptix.get(f"/{other}").json()["id"]}) == 3


def test_the_same_seed_gives_the_same_session() -> None:
    """Two servers with the same seed answer the same commands with the same bytes; another seed does not."""
    answers: list[bytes] = []
    for seed in (5, 5, 6):
        with calling(Settings(seed=seed, speed=0.0)) as scriptix:
            session_id = scriptix.start()
            scriptix.finish(session_id)
            answers.append(scriptix.get(f"/{session_id}").content + scriptix.get(f"/{session_id}/result").content)

    assert answers[0] == answers[1] != answers[2]


def test_longer_audio_takes_longer(scriptix: Caller) -> None:
    """Processing takes what the seed's table says for the real length: an hour of audio 6 to 20 minutes."""
    session_id = scriptix.start(silence(3600, rate=100))
    scriptix.finish(session_id)
    starts = starts_s(scriptix, session_id)

    assert 360 <= starts["completed"] - starts["processing"] <= 1200
    assert 0 <= starts["processing"] <= 120


def test_the_older_header_is_accepted(scriptix: Caller) -> None:
    """`x-zoom-s2t-key` instead of a bearer token leads to the same tenant."""
    session_id = scriptix.create()

    answer = scriptix.call("GET", f"{SESSIONS}/{session_id}", None, headers={"X-Zoom-S2T-Key": KEY})

    assert answer.status_code == 200


def test_bearer_wins_over_the_older_header(scriptix: Caller) -> None:
    """With both headers the bearer token decides whose sessions are seen."""
    session_id = scriptix.create()
    path = f"{SESSIONS}/{session_id}"

    assert scriptix.call("GET", path, KEY, headers={"x-zoom-s2t-key": "other"}).status_code == 200
    assert scriptix.call("GET", path, "other", headers={"x-zoom-s2t-key": KEY}).status_code == 404


def test_handlers_are_the_contracts_operations() -> None:
    """Each operation of the contract has one handler, and there is no other."""
    handled = {*app.SCRIPTIX.handlers, *app.SCRIPTIX.streams}

    assert handled == set(vendor("scriptix").contract.operations)


def test_the_optional_fields_are_accepted(scriptix: Caller) -> None:
    """Every documented field of create, webhooks and the document to make included, is taken beside media_source."""
    session_id = scriptix.create(
        media_source=LINK, keep_source=True, punctuation=True, multichannel=False, diarization=True, folder_id=None,
        webhook_url="https://client.example/hook", webhook_method="PUT", webhook_headers=["X-Secret: s"],
        document={"document_type": "caption", "max_line_length": 40}, meta_data={"case": "12"}, session_mode="decode",
    )  # fmt: skip

    assert scriptix.finish(session_id)["document"]["type"] == "caption"
