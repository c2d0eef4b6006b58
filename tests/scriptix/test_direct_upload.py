"""Direct upload: a URL that needs no credential, to which the file of one session is PUT."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from scriptix.caller import SESSIONS, Caller, calling, refusal, silence
from scriptix.test_session import at

from understudy.fakes.tenant import Settings

BLOB = {"x-ms-blob-type": "BlockBlob", "Content-Type": "audio/mpeg"}
DAY_S = 24 * 3600


def upload_url(scriptix: Caller, session_id: str, **headers: str) -> dict[str, Any]:
    """Return what the operation answers about the URL."""
    answer = scriptix.call("POST", f"{SESSIONS}/{session_id}/upload-url", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["result"])


def put(scriptix: Caller, url: str, data: bytes = b"", headers: dict[str, str] | None = None) -> httpx.Response:
    """PUT a file without any credential."""
    return scriptix.call("PUT", url, None, content=data or silence(3), headers=BLOB if headers is None else headers)


def test_the_url_comes_with_its_terms(scriptix: Caller) -> None:
    """The answer tells the URL on the caller's authority, its end in 24 hours, the session and the largest size."""
    session_id = scriptix.create()

    told = upload_url(scriptix, session_id)

    assert told.pop("upload_url").startswith(f"http://scriptix/uploads/{session_id}?se=")
    assert told == {"expires_at": at(DAY_S), "session_id": session_id, "max_file_size": 5_368_709_120}


def test_the_url_is_on_the_callers_authority(scriptix: Caller) -> None:
    """Behind a proxy it is the proxy's."""
    told = upload_url(scriptix, scriptix.create(), **{"X-Forwarded-Host": "stt.example", "X-Forwarded-Proto": "https"})

    assert told["upload_url"].startswith("https://stt.example/uploads/")


def test_a_file_that_was_put_is_transcribed(scriptix: Caller) -> None:
    """PUT answers 201 without a body, and from then on the session goes its way with that file."""
    session_id = scriptix.create()

    answer = put(scriptix, upload_url(scriptix, session_id)["upload_url"])

    queued = scriptix.get(f"/{session_id}").json()
    assert (answer.status_code, answer.content, queued["status"]) == (201, b"", "queued")
    assert (queued["media_type"], queued["filename"]) == ("audio/mpeg", f"{session_id}.mp3")
    assert scriptix.finish(session_id)["duration"] == 3.0
    assert "putMedia" in [row.operation for row in scriptix.tenant().journal.after()]


def test_the_url_lives_for_a_day_of_the_tenants_clock(scriptix: Caller) -> None:
    """A second before its end the URL is refused nothing; at its end it gets 403, and the session still waits."""
    early, late = scriptix.create(), scriptix.create()
    urls = [upload_url(scriptix, each)["upload_url"] for each in (early, late)]

    scriptix.tenant().clock.advance(DAY_S - 1)
    assert put(scriptix, urls[0]).status_code == 201
    scriptix.tenant().clock.advance(1)
    answer = put(scriptix, urls[1])

    assert refusal(answer) == (403, "SIGNED_URL_REFUSED", "Forbidden")
    assert at(DAY_S) in answer.json()["message"]
    assert scriptix.get(f"/{late}").json()["status"] == "new"


@pytest.mark.parametrize("change", [("se=2025", "se=2026"), ("sig=", "sig=0"), ("/uploads/", "/uploads/0")])
def test_an_altered_url_is_refused(scriptix: Caller, change: tuple[str, str]) -> None:
    """Neither the session, nor the end, nor the signature can be changed."""
    session_id = scriptix.create()
    url = upload_url(scriptix, session_id)["upload_url"]

    assert change[0] in url
    assert refusal(put(scriptix, url.replace(*change)))[0] == 403
    assert scriptix.get(f"/{session_id}").json()["status"] == "new"


def test_the_signature_is_the_seeds_and_the_tenants() -> None:
    """The same seed signs alike; another seed does not, and neither does another credential."""
    urls: list[str] = []
    for seed, key in ((1, "a"), (1, "a"), (2, "a"), (1, "b")):
        with calling(Settings(seed=seed, speed=0.0)) as scriptix:
            session_id = scriptix.create(key)
            answer = scriptix.call("POST", f"{SESSIONS}/{session_id}/upload-url", key)
            urls.append(answer.json()["result"]["upload_url"].partition("sig=")[2])

    assert urls[0] == urls[1]
    assert len(set(urls)) == 3
    assert all(len(each) == 64 for each in urls)


def test_the_header_of_the_blob_is_wanted(scriptix: Caller) -> None:
    """Without x-ms-blob-type, or with another type, the storage refuses with 400."""
    url = upload_url(scriptix, scriptix.create())["upload_url"]

    for headers in ({}, {"x-ms-blob-type": "PageBlob"}):
        assert refusal(put(scriptix, url, headers=headers))[:2] == (400, "MALFORMED_REQUEST")
    assert put(scriptix, url).status_code == 201


def test_only_one_file_is_taken(scriptix: Caller) -> None:
    """A second PUT gets 409, and so does the question for another URL."""
    session_id = scriptix.create()
    url = upload_url(scriptix, session_id)["upload_url"]
    put(scriptix, url)

    asked = scriptix.call("POST", f"{SESSIONS}/{session_id}/upload-url")

    assert refusal(put(scriptix, url))[:2] == (409, "SESSION_CONFLICT")
    assert refusal(asked)[:2] == (409, "SESSION_CONFLICT")


@pytest.mark.parametrize("announced", ["6000000000", "5368709121"])
def test_more_than_five_gibibytes_are_refused_before_they_come(announced: str) -> None:
    """A body that announces more than 5 GiB gets 413 at once, whatever the server allows."""
    with calling(Settings(speed=0.0, max_upload_bytes=10**11)) as scriptix:
        url = upload_url(scriptix, scriptix.create())["upload_url"]

        answer = put(scriptix, url, b"a", {**BLOB, "Content-Length": announced})

        assert refusal(answer)[:2] == (413, "FILE_TOO_LARGE")


def test_more_than_the_server_allows_is_refused() -> None:
    """More than --max-upload gets 413, announced or not; no file stays behind, and a smaller one is taken."""
    with calling(Settings(speed=0.0, max_upload_bytes=40_000)) as scriptix:
        session_id = scriptix.create()
        url = upload_url(scriptix, session_id)["upload_url"]

        announced = put(scriptix, url, silence(10))
        unannounced = put(scriptix, url, silence(10), {**BLOB, "Content-Length": "x"})

        assert [refusal(answer)[0] for answer in (announced, unannounced)] == [413, 413]
        assert put(scriptix, url, silence(1)).status_code == 201


def test_no_file_stays_behind(scriptix: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a PUT, taken or refused, the temporary folder is as it was."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    url = upload_url(scriptix, scriptix.create())["upload_url"]
    put(scriptix, url)
    put(scriptix, url)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_audio_fails_later(scriptix: Caller) -> None:
    """An empty file, or one that is no audio, is taken in and fails while it is processed."""
    for data in (b"no audio at all", b"\0"):
        session_id = scriptix.create()
        assert put(scriptix, upload_url(scriptix, session_id)["upload_url"], data).status_code == 201
        assert scriptix.finish(session_id)["status"] == "failed"
