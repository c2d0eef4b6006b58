"""Resumable upload over TUS 1.0.0, header by header; test_tuspy.py lets a foreign client do it over a socket."""

from __future__ import annotations

import gc
import json
import tempfile
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scriptix.caller import SESSIONS, Caller, calling, refusal, silence
from scriptix.resumable import FILES, TUS, append, begun, create_file, metadata, offset
from scriptix.test_refusals import many

from understudy.fakes.partial_file import UNFINISHED_MAX
from understudy.fakes.tenant import Settings

SOUND = silence(2)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the temporary folder a place where nothing else is."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def session_of(scriptix: Caller, url: str) -> str:
    """Return the session_id of a file."""
    return str(scriptix.call("GET", url).json()["result"]["session_id"])


def test_options_tell_what_is_spoken(scriptix: Caller) -> None:
    """OPTIONS needs no credential and tells version, extension and the largest size: the server's own."""
    answer = scriptix.call("OPTIONS", FILES + "/", None)

    told = {name: value for name, value in answer.headers.items() if name.startswith("tus-")}
    assert (answer.status_code, answer.content) == (204, b"")
    assert told == {
        "tus-resumable": "1.0.0", "tus-version": "1.0.0", "tus-extension": "creation",
        "tus-max-size": str(512 * 1024 * 1024),
    }  # fmt: skip


def test_a_file_goes_through_in_pieces(scriptix: Caller) -> None:
    """Create, three pieces, and the session is queued with the recording under the names that were told."""
    url = begun(scriptix, len(SOUND))
    seen = [(0, scriptix.get(f"/{session_of(scriptix, url)}").json()["status"])]
    for start, stop in ((0, 1000), (1000, 20_000), (20_000, len(SOUND))):
        answer = append(scriptix, url, start, SOUND[start:stop])
        assert (answer.status_code, answer.content, answer.headers["tus-resumable"]) == (204, b"", "1.0.0")
        status = scriptix.get(f"/{session_of(scriptix, url)}").json()["status"]
        seen.append((int(answer.headers["upload-offset"]), status))

    session = scriptix.finish(session_of(scriptix, url))
    assert seen == [(0, "new"), (1000, "new"), (20_000, "new"), (len(SOUND), "queued")]
    assert (session["filename"], session["media_type"], session["duration"]) == ("call.wav", "audio/wav", 2.0)
    assert (session["language"], session["document"]["type"]) == ("en", "caption")


def test_the_location_is_on_the_callers_authority(scriptix: Caller) -> None:
    """Behind a proxy with a prefix the Location is the proxy's."""
    headers = TUS | {"Upload-Length": "4", "Upload-Metadata": metadata(), "X-Forwarded-Host": "stt.example",
                     "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/eu"}  # fmt: skip

    answer = scriptix.call("POST", FILES, headers=headers)

    assert answer.headers["location"].startswith("https://stt.example/eu/api/v3/files/")


def test_head_says_how_much_has_arrived(scriptix: Caller) -> None:
    """HEAD answers offset, length and metadata, and that no cache may keep it; after the end the whole length."""
    url = begun(scriptix, len(SOUND))
    append(scriptix, url, 0, SOUND[:77])

    answer = scriptix.call("HEAD", url, headers=TUS)
    append(scriptix, url, 77, SOUND[77:])

    assert answer.status_code == 200
    assert (answer.headers["upload-offset"], answer.headers["upload-length"]) == ("77", str(len(SOUND)))
    assert answer.headers["upload-metadata"] == metadata()
    assert answer.headers["cache-control"] == "no-store"
    assert offset(scriptix, url) == len(SOUND)


def test_the_file_names_its_session(scriptix: Caller) -> None:
    """GET on the file answers the documented envelope with the metadata, all as text, and folder_id null."""
    url = begun(scriptix, 4)

    body = scriptix.call("GET", url).json()

    assert (body["count"], body["total_results"]) == (1, 1)
    assert body["result"]["metadata"] == {
        "language": "en", "document_type": "caption", "filename": "call.wav", "filetype": "audio/wav",
        "folder_id": None,
    }  # fmt: skip
    scriptix.speak(folder_absent="text")
    assert scriptix.call("GET", url).json()["result"]["metadata"]["folder_id"] == "null"


def test_a_session_can_be_named(scriptix: Caller) -> None:
    """With session_id in the metadata no session is made: the file is for that one."""
    session_id = scriptix.create(language="nl")

    url = begun(scriptix, len(SOUND), session_id=session_id)
    append(scriptix, url, 0, SOUND)

    assert session_of(scriptix, url) == session_id
    assert scriptix.get().json()["total_results"] == 1
    assert scriptix.get(f"/{session_id}").json()["language"] == "nl"
    assert scriptix.finish(session_id)["status"] == "completed"


def test_all_metadata_keys_are_taken(scriptix: Caller) -> None:
    """The documented keys, the JSON text `document` with the webhook among them, are accepted and told again."""
    told = {
        "punctuation": "true", "keep_source": "false", "multichannel": "true", "folder_id": "12", "document_type":
        "document", "document": json.dumps({"webhook_url": "https://client.example/hook", "webhook_method": "POST"}),
    }  # fmt: skip

    url = begun(scriptix, len(SOUND), **told)
    append(scriptix, url, 0, SOUND)

    answered = scriptix.call("GET", url).json()["result"]["metadata"]
    assert {key: answered[key] for key in told} == told
    assert scriptix.finish(session_of(scriptix, url))["document"]["type"] == "document"


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ({"language": ""}, "language"), ({"document_type": ""}, "document_type"),
        ({"document_type": "transcript"}, "document_type"), ({"punctuation": "yes"}, "punctuation"),
        ({"folder_id": "x"}, "folder_id"), ({"document": "[]"}, "document"),
    ],
    ids=str,
)  # fmt: skip
def test_wrong_metadata_are_refused_by_name(scriptix: Caller, pairs: dict[str, str], field: str) -> None:
    """Metadata that lack something or say nonsense get 422 with `details`, and no session is made."""
    answer = create_file(scriptix, 4, **pairs)

    assert refusal(answer)[0] == 422
    assert field in answer.json()["details"]
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert scriptix.get().json()["total_results"] == 0


@pytest.mark.parametrize(
    "header", ["language !", "language ZW4", "language a b c", "language /w==", "language ZW4=\xff", "filename wyg="]
)
def test_metadata_that_cannot_be_read_are_refused(scriptix: Caller, header: str) -> None:
    """What is no base64, or no UTF-8 in it, gets 400."""
    headers = {**TUS, "Upload-Length": "4"} | {"Upload-Metadata": header.encode("latin-1")}

    assert refusal(scriptix.call("POST", FILES, headers=headers))[:2] == (400, "MALFORMED_REQUEST")


@pytest.mark.parametrize("length", [None, "", "-1", "1.5", "x", "9" * 40, "+4", "\xb2"])
def test_a_length_that_is_no_number_is_refused(scriptix: Caller, length: str | None) -> None:
    """Upload-Length must be a number of bytes; a deferred length is an extension that is not offered."""
    headers: dict[str, str | bytes] = {**TUS, "Upload-Metadata": metadata()}
    if length is not None:
        headers["Upload-Length"] = length.encode("latin-1")

    assert refusal(scriptix.call("POST", FILES, headers=headers))[0] == 400


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0", ""])
def test_another_version_is_refused(scriptix: Caller, version: str | None) -> None:
    """Without Tus-Resumable 1.0.0 every method gets 412, and the answer says which version there is."""
    url = begun(scriptix, 4)
    headers = {} if version is None else {"Tus-Resumable": version}

    for method, path in (("POST", FILES), ("PATCH", url), ("HEAD", url)):
        answer = scriptix.call(method, path, headers=headers)
        assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
    assert offset(scriptix, url) == 0


@pytest.mark.parametrize(("arrived", "said"), [(0, 1), (10, 9), (10, 11), (10, 0), (0, 10**15)])
def test_another_offset_is_refused(scriptix: Caller, arrived: int, said: int) -> None:
    """A PATCH that does not go on where the file ends gets 409, says where that is, and changes nothing."""
    url = begun(scriptix, 100)
    append(scriptix, url, 0, b"x" * arrived)

    answer = append(scriptix, url, said, b"yy")

    assert refusal(answer) == (409, "UPLOAD_OFFSET_MISMATCH", "Conflict")
    assert answer.json()["message"].startswith(f"{arrived} bytes have arrived")
    assert offset(scriptix, url) == arrived


def test_bytes_beyond_the_end_are_refused(scriptix: Caller) -> None:
    """More than Upload-Length gets 413, announced or not; what fits by itself can still be sent."""
    url = begun(scriptix, 10)
    append(scriptix, url, 0, b"x" * 6)
    headers = TUS | {"Upload-Offset": "6", "Content-Type": "application/offset+octet-stream", "Content-Length": "?"}

    answers = [append(scriptix, url, 6, b"y" * 5), scriptix.call("PATCH", url, content=b"y" * 5, headers=headers)]

    assert [refusal(answer)[:2] for answer in answers] == [(413, "FILE_TOO_LARGE")] * 2
    assert append(scriptix, url, 6, b"y" * 4).status_code == 204


@pytest.mark.parametrize("kind", ["", "audio/wav", "application/octet-stream"])
def test_another_content_type_is_refused(scriptix: Caller, kind: str) -> None:
    """A PATCH must be application/offset+octet-stream, else 415, and nothing is taken."""
    url = begun(scriptix, 10)

    assert refusal(append(scriptix, url, 0, b"x", kind))[:2] == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert offset(scriptix, url) == 0


@pytest.mark.parametrize("said", ["", "-1", "x", "1e3"])
def test_an_offset_that_is_no_number_is_refused(scriptix: Caller, said: str) -> None:
    """Upload-Offset must be a number of bytes."""
    assert refusal(append(scriptix, begun(scriptix, 10), said, b"x"))[0] == 400


@pytest.mark.parametrize("file_id", ["a", "%00", "9" * 600, "..%5c..%5cetc"])
def test_an_unknown_file_is_not_found(scriptix: Caller, file_id: str) -> None:
    """HEAD, PATCH and GET on an unknown file get 404."""
    url = f"{FILES}/{file_id}"

    assert scriptix.call("HEAD", url, headers=TUS).status_code == 404
    assert refusal(append(scriptix, url, 0, b"x"))[:2] == (404, "FILE_NOT_FOUND")
    assert refusal(scriptix.call("GET", url))[:2] == (404, "FILE_NOT_FOUND")


def test_a_foreign_file_is_not_found(scriptix: Caller) -> None:
    """Another tenant's file looks as if it were not there."""
    url = begun(scriptix, 10)

    assert scriptix.call("HEAD", url, "other", headers=TUS).status_code == 404
    assert refusal(scriptix.call("GET", url, "other"))[1] == "FILE_NOT_FOUND"


def test_a_foreign_session_cannot_be_named(scriptix: Caller) -> None:
    """session_id of another tenant gets 404, and one that has its media 409."""
    foreign, done = scriptix.create("other"), scriptix.start()

    assert refusal(create_file(scriptix, 4, session_id=foreign))[:2] == (404, "SESSION_NOT_FOUND")
    assert refusal(create_file(scriptix, 4, session_id=done))[:2] == (409, "SESSION_CONFLICT")


def test_a_file_without_bytes_has_arrived_at_once(scriptix: Caller) -> None:
    """Upload-Length 0 needs no PATCH; that it is no audio shows later."""
    url = begun(scriptix, 0)

    assert offset(scriptix, url) == 0
    assert scriptix.finish(session_of(scriptix, url))["status"] == "failed"


def test_a_whole_file_can_be_patched_with_nothing(scriptix: Caller) -> None:
    """A client that lost the last answer may send nothing at the end; the session is not queued again."""
    url = begun(scriptix, len(SOUND))
    append(scriptix, url, 0, SOUND)
    scriptix.step()

    assert append(scriptix, url, len(SOUND), b"").status_code == 204
    assert scriptix.get(f"/{session_of(scriptix, url)}").json()["status"] == "processing"


def test_of_two_files_for_one_session_the_first_is_taken(scriptix: Caller) -> None:
    """Two uploads may begin for one session; the one that ends second gets 409."""
    session_id = scriptix.create()
    urls = [begun(scriptix, len(SOUND), session_id=session_id) for _ in range(2)]

    answers = [append(scriptix, url, 0, SOUND) for url in urls]

    assert answers[0].status_code == 204
    assert refusal(answers[1])[:2] == (409, "SESSION_CONFLICT")


def test_a_deleted_session_takes_no_more_bytes(scriptix: Caller) -> None:
    """When the session is deleted, its file gets 404."""
    url = begun(scriptix, 10)
    scriptix.call("DELETE", f"{SESSIONS}/{session_of(scriptix, url)}")

    assert refusal(append(scriptix, url, 0, b"x"))[0] == 404
    assert scriptix.call("HEAD", url, headers=TUS).status_code == 404


@pytest.mark.parametrize(("limit_gib", "larger"), [(5, 5 * 1024**3 + 1), (10, 10 * 1024**3 + 1)])
def test_the_largest_file_is_the_dialects(limit_gib: int, larger: int) -> None:
    """tus_limit_gib decides where the pages disagree, when the server allows as much."""
    with calling(Settings(speed=0.0, max_upload_bytes=10**12)) as scriptix:
        scriptix.speak(tus_limit_gib=limit_gib)

        assert refusal(create_file(scriptix, larger))[:2] == (413, "FILE_TOO_LARGE")
        assert create_file(scriptix, larger - 1).status_code == 201


def test_only_so_many_files_are_under_way(scriptix: Caller, folder: Path) -> None:
    """The oldest of too many unfinished files makes room, and its bytes are gone; finished ones stay known."""
    done = begun(scriptix, len(SOUND))
    append(scriptix, done, 0, SOUND)
    urls = [begun(scriptix, 10) for _ in range(UNFINISHED_MAX + 1)]

    assert refusal(append(scriptix, urls[0], 0, b"x"))[:2] == (404, "FILE_NOT_FOUND")
    assert append(scriptix, urls[1], 0, b"x").status_code == 204
    assert offset(scriptix, done) == len(SOUND)
    assert sum(1 for path in folder.rglob("*") if path.is_file()) == UNFINISHED_MAX


def test_what_arrived_goes_away_with_the_file_and_the_tenant(scriptix: Caller, folder: Path) -> None:
    """A whole file is deleted once it was examined; the rest goes when the tenant is reset."""
    whole, half = begun(scriptix, len(SOUND)), begun(scriptix, 10)
    append(scriptix, whole, 0, SOUND)
    append(scriptix, half, 0, b"xxxx")
    left = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]

    scriptix.tenants.reset("tester")
    gc.collect()

    assert left == [4]
    assert list(folder.iterdir()) == []


def test_without_an_upload_there_is_no_folder(scriptix: Caller, folder: Path) -> None:
    """A tenant that uploads nothing this way costs no folder."""
    scriptix.complete()

    assert list(folder.iterdir()) == []


@many
@given(
    length=st.integers(0, 40),
    pieces=st.lists(st.tuples(st.integers(-2, 45), st.binary(max_size=30)), max_size=6),
)
def test_whatever_is_sent_the_offset_is_what_was_taken(length: int, pieces: list[tuple[int, bytes]]) -> None:
    """Any pieces at any offsets are taken or refused, and HEAD always tells the sum of those taken."""
    with calling() as scriptix:
        url, taken = begun(scriptix, length), 0
        for at, data in pieces:
            answer: httpx.Response = append(scriptix, url, at, data)
            fits = at == taken and taken + len(data) <= length
            assert answer.status_code == (204 if fits else 400 if at < 0 else 409 if at != taken else 413)
            taken += len(data) if fits else 0
            assert offset(scriptix, url) == taken
        status = scriptix.get(f"/{session_of(scriptix, url)}").json()["status"]
        assert (status == "new") == (taken < length)
