"""Bad requests: each gets the documented answer, or the one marked as assumed; never a 500, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scriptix.caller import SESSIONS, Caller, calling, refusal, silence

from understudy.fakes.job import Media
from understudy.fakes.recording import examine
from understudy.fakes.tenant import Settings

UNKNOWN = "0123456789abcdef0123456789"
MULTIPART = {"Content-Type": "multipart/form-data; boundary=edge"}
OPERATIONS = [
    ("GET", ""), ("POST", ""), ("GET", "/{id}"), ("POST", "/{id}"), ("DELETE", "/{id}"), ("GET", "/{id}/result"),
    ("GET", "/{id}/document/1"), ("POST", "/{id}/align"), ("POST", "/{id}/upload-url"),
]  # fmt: skip
ON_A_SESSION = [each for each in OPERATIONS if each[1]]
names = [f"{method} {path}" for method, path in OPERATIONS]


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=names)
@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer "}, {"Authorization": "Basic dTpw"}, {"x-zoom-s2t-key": " "}],
    ids=["none", "empty", "another scheme", "blank older header"],
)
def test_without_a_credential_nothing_is_answered(
    scriptix: Caller, method: str, path: str, headers: dict[str, str]
) -> None:
    """Every operation without an API key gets 401 MISSING_API_KEY, in the documented words."""
    answer = scriptix.call(method, SESSIONS + path.format(id=scriptix.create()), None, headers=headers)

    assert refusal(answer) == (401, "MISSING_API_KEY", "Unauthorized")
    assert answer.json()["message"] == "Missing API key"


def test_an_unknown_scenario_is_refused_with_the_near_ones(scriptix: Caller) -> None:
    """A credential that names no scenario gets 401 INVALID_API_KEY, and the message lists the nearest."""
    answer = scriptix.get(key="not_fuond@me")

    assert refusal(answer) == (401, "INVALID_API_KEY", "Unauthorized")
    assert answer.json()["message"].startswith("Invalid API key")
    assert "scriptix/not_found" in answer.json()["message"]


def test_a_key_that_is_not_among_the_given_ones_is_refused() -> None:
    """With a list of keys, every other one gets 401 INVALID_API_KEY."""
    with calling(Settings(speed=0.0, keys={"good": None})) as scriptix:
        assert scriptix.get(key="good").status_code == 200
        assert refusal(scriptix.get(key="bad"))[:2] == (401, "INVALID_API_KEY")


@pytest.mark.parametrize(("method", "path"), ON_A_SESSION, ids=names[2:])
def test_an_unknown_session_is_not_found(scriptix: Caller, method: str, path: str) -> None:
    """Every operation on an unknown id gets 404 in the seed's very words."""
    answer = scriptix.call(method, SESSIONS + path.format(id=UNKNOWN))

    assert answer.status_code == 404
    assert answer.json() == {"error": "Not Found", "message": "Session not found", "error_code": "SESSION_NOT_FOUND"}


@pytest.mark.parametrize(("method", "path"), ON_A_SESSION, ids=names[2:])
def test_a_foreign_session_is_not_found(scriptix: Caller, method: str, path: str) -> None:
    """Another tenant's session looks as if it were not there, and nothing happens to it."""
    session_id = scriptix.create()

    answer = scriptix.call(method, SESSIONS + path.format(id=session_id), "other")

    assert refusal(answer)[:2] == (404, "SESSION_NOT_FOUND")
    assert scriptix.get(f"/{session_id}").json()["status"] == "new"


def test_the_numeric_id_is_no_address(scriptix: Caller) -> None:
    """The internal id in the path gets 404."""
    session = scriptix.get(f"/{scriptix.create()}").json()

    assert refusal(scriptix.get(f"/{session['id']}"))[:2] == (404, "SESSION_NOT_FOUND")


@pytest.mark.parametrize("path", ["", "/result", "/document/1"])
def test_a_deleted_session_is_not_found(scriptix: Caller, path: str) -> None:
    """After a delete, every GET gets 404 SESSION_NOT_FOUND, and an upload too."""
    session_id = scriptix.create()
    scriptix.call("DELETE", f"{SESSIONS}/{session_id}")

    assert refusal(scriptix.get(f"/{session_id}{path}"))[:2] == (404, "SESSION_NOT_FOUND")
    assert refusal(scriptix.upload(session_id, silence(2)))[:2] == (404, "SESSION_NOT_FOUND")


def test_a_session_can_be_deleted_in_every_status(scriptix: Caller) -> None:
    """Delete answers 200 without a body, whether the session is new, queued, processing or completed."""
    sessions = [scriptix.complete()["session_id"], scriptix.start()]
    scriptix.step()
    sessions += [scriptix.start(), scriptix.create()]

    statuses = [scriptix.get(f"/{session_id}").json()["status"] for session_id in sessions]
    answers = [scriptix.call("DELETE", f"{SESSIONS}/{session_id}") for session_id in sessions]

    assert statuses == ["completed", "processing", "queued", "new"]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b"")}


def test_a_second_delete_is_refused(scriptix: Caller) -> None:
    """Deleting what is already marked as removed gets 400; from another tenant it is 404."""
    path = f"{SESSIONS}/{scriptix.create()}"
    scriptix.call("DELETE", path)

    assert refusal(scriptix.call("DELETE", path))[:2] == (400, "SESSION_ALREADY_DELETED")
    assert refusal(scriptix.call("DELETE", path, "other"))[:2] == (404, "SESSION_NOT_FOUND")


@pytest.mark.parametrize("body", [b"", b"{", b"nonsense", b'{"language": "\xff"}', b"[" * 100_000, b'{"a": NaN}'])
def test_a_body_that_is_no_json_is_refused(scriptix: Caller, body: bytes) -> None:
    """Create with a broken body gets 400."""
    answer = scriptix.call("POST", SESSIONS, content=body, headers={"Content-Type": "application/json"})

    assert refusal(answer) == (400, "MALFORMED_REQUEST", "Bad Request")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data; boundary=x"]
)
def test_a_session_is_created_with_json_only(scriptix: Caller, kind: str) -> None:
    """Create with another content type gets 415."""
    answer = scriptix.call("POST", SESSIONS, content=b'{"language": "en"}', headers={"Content-Type": kind})

    assert refusal(answer) == (415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "language"), ({"language": None}, "language"), ({"language": ""}, "language"),
        ({"language": 5}, "language"), ({"language": "en", "media_source": "no link"}, "media_source"),
        ({"language": "en", "media_source": "http://["}, "media_source"),
        ({"language": "en", "media_source": 5}, "media_source"),
        ({"language": "en", "punctuation": "yes"}, "punctuation"),
        ({"language": "en", "webhook_method": "PATCH"}, "webhook_method"),
        ({"language": "en", "webhook_headers": [1]}, "webhook_headers.0"),
        ({"language": "en", "meta_data": {"a": 1}}, "meta_data.a"),
        ({"language": "en", "custom_model_id": 10**30}, "custom_model_id"),
        ({"language": "en", "custom_model_id": "7"}, "custom_model_id"),
        ({"language": "en", "session_mode": "upload"}, "session_mode"),
        ({"language": "en", "session_mode": "align", "media_source": "https://a.example/a.mp3"}, "media_source"),
        ([], "body"), ("en", "body"), (None, "body"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused_by_name(scriptix: Caller, body: object, field: str) -> None:
    """A missing or wrong field gets 422, `details` names it, and no session is made."""
    answer = post(scriptix, body)

    assert refusal(answer) == (422, "VALIDATION_ERROR", "Validation Error")
    assert list(answer.json()["details"]) == [field]
    assert field in answer.json()["message"] or field == "body"
    assert scriptix.get().json()["total_results"] == 0


def test_a_missing_language_is_named_in_the_message(scriptix: Caller) -> None:
    """The vendor's example of a 422: the language is missing."""
    body = scriptix.call("POST", SESSIONS, json={}).json()

    assert body["details"] == {"language": '"language" is a required property'}


def test_a_json_body_over_the_limit_is_refused(scriptix: Caller) -> None:
    """Create with more than a mebibyte of JSON gets 413."""
    answer = scriptix.call("POST", SESSIONS, json={"language": "en", "meta_data": {"a": "x" * 1024 * 1024}})

    assert refusal(answer) == (413, "FILE_TOO_LARGE", "Payload Too Large")


def test_an_upload_where_none_is_waited_for_is_refused(scriptix: Caller) -> None:
    """A second upload, and one to a session made with media_source, gets 409, and the first file stays."""
    session_id = scriptix.start()
    linked = scriptix.create(media_source="https://media.example/call.mp3")

    answers = [scriptix.upload(each, silence(2), "second.wav") for each in (session_id, linked)]

    assert [refusal(answer) for answer in answers] == [(409, "SESSION_CONFLICT", "Conflict")] * 2
    assert "queued" in answers[0].json()["message"]
    assert scriptix.get(f"/{session_id}").json()["filename"] == "meeting.wav"


def test_an_upload_to_a_finished_session_is_refused(scriptix: Caller) -> None:
    """Neither a completed nor a failed session takes a file: no redo is documented."""
    ended = [scriptix.complete(), scriptix.complete(b"no audio")]

    answers = [scriptix.upload(session["session_id"], silence(2)) for session in ended]

    assert [refusal(answer)[:2] for answer in answers] == [(409, "SESSION_CONFLICT")] * 2


def test_of_two_uploads_at_once_one_is_taken(scriptix: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a session gets another file while the first still comes in, the one that ends first is taken."""
    session_id = scriptix.create()
    job = scriptix.tenant().jobs.tombstone(session_id)
    assert job is not None
    meanwhile(monkeypatch, lambda: scriptix.tenant().command(job, "upload", Media("first.wav", "audio/wav", 1, 2.0)))

    answer = scriptix.upload(session_id, silence(2))

    assert scriptix.get(f"/{session_id}").json()["filename"] == "first.wav"
    assert refusal(answer)[:2] == (409, "SESSION_CONFLICT")


def test_a_session_deleted_during_its_upload_stays_deleted(scriptix: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload that ends after the delete is refused."""
    session_id = scriptix.create()
    job = scriptix.tenant().jobs.tombstone(session_id)
    assert job is not None
    meanwhile(monkeypatch, lambda: setattr(job, "deleted_at", scriptix.tenant().clock.now()))

    answer = scriptix.upload(session_id, silence(2))

    assert refusal(answer)[0] == 409
    assert scriptix.get(f"/{session_id}").status_code == 404


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen while an uploaded file is examined."""

    async def examine_slowly(*what: Any) -> Media:
        happens()
        return await examine(*what)

    monkeypatch.setattr("understudy.fakes.scriptix.media.examine", examine_slowly)


def test_an_upload_must_be_multipart(scriptix: Caller) -> None:
    """JSON, raw audio, and multipart without a boundary get 415; the session still waits."""
    session_id = scriptix.create()
    path = f"{SESSIONS}/{session_id}"

    answers = [
        scriptix.call("POST", path, json={"video_url": "https://media.example/a.mp4"}),
        scriptix.call("POST", path, content=silence(2), headers={"Content-Type": "audio/wav"}),
        scriptix.call("POST", path, content=b"--x--", headers={"Content-Type": "multipart/form-data"}),
        scriptix.call("POST", path),
    ]

    assert [refusal(answer)[:2] for answer in answers] == [(415, "UNSUPPORTED_MEDIA_TYPE")] * 4
    assert scriptix.upload(session_id, silence(2)).status_code == 200


@pytest.mark.parametrize("part", ["file", "audio_file", "Upload", ""])
def test_an_upload_needs_the_part_upload(scriptix: Caller, part: str) -> None:
    """A file under another name gets 422, and `details` names the missing part; the session still waits."""
    session_id = scriptix.create()

    answer = scriptix.call("POST", f"{SESSIONS}/{session_id}", files={part: ("a.wav", silence(2), "audio/wav")})

    assert refusal(answer)[0] == 422
    assert list(answer.json()["details"]) == ["upload"]
    assert scriptix.get(f"/{session_id}").json()["status"] == "new"


def test_a_field_called_upload_is_no_file(scriptix: Caller) -> None:
    """A text field in place of the file gets 422."""
    body = b'--edge\r\nContent-Disposition: form-data; name="upload"\r\n\r\nhello\r\n--edge--\r\n'

    answer = scriptix.call("POST", f"{SESSIONS}/{scriptix.create()}", content=body, headers=MULTIPART)

    assert refusal(answer)[0] == 422


@pytest.mark.parametrize("body", [b"", b"--edge", b"--edge\r\n", b"no form", b"--edge\r\nContent-Disposition: form-"])
def test_a_broken_form_is_refused(scriptix: Caller, body: bytes) -> None:
    """A multipart body that breaks off or is none gets 400; the session still waits."""
    session_id = scriptix.create()

    answer = scriptix.call("POST", f"{SESSIONS}/{session_id}", content=body, headers=MULTIPART)

    assert refusal(answer)[:2] == (400, "MALFORMED_REQUEST")
    assert scriptix.get(f"/{session_id}").json()["status"] == "new"


def test_a_file_over_the_limit_is_refused() -> None:
    """More than the allowed bytes get 413; the session still waits, and a smaller file is taken."""
    with calling(Settings(speed=0.0, max_upload_bytes=40_000)) as scriptix:
        session_id = scriptix.create()

        answer = scriptix.upload(session_id, silence(10))

        assert refusal(answer) == (413, "FILE_TOO_LARGE", "Payload Too Large")
        assert scriptix.upload(session_id, silence(2)).status_code == 200


def test_a_file_without_a_name_is_taken(scriptix: Caller) -> None:
    """A part whose file name is empty is a file all the same."""
    session_id = scriptix.create()
    head = b'--edge\r\nContent-Disposition: form-data; name="upload"; filename=""\r\n\r\n'

    answer = scriptix.call(
        "POST", f"{SESSIONS}/{session_id}", content=head + silence(2) + b"\r\n--edge--\r\n", headers=MULTIPART
    )

    assert answer.status_code == 200
    assert scriptix.finish(session_id)["filename"] == "upload"


@pytest.mark.parametrize("filename", ["C:\\calls\\my call.wav", "/home/me/my call.wav", "my%20call.wav"])
def test_a_path_is_cut_down_to_the_file_name(scriptix: Caller, filename: str) -> None:
    """Of a full or percent-encoded path only the name stays."""
    session_id = scriptix.create()
    scriptix.upload(session_id, silence(2), filename)

    assert scriptix.get(f"/{session_id}").json()["filename"] == "my call.wav"


def test_a_document_before_the_end_is_not_found(scriptix: Caller) -> None:
    """Until the session is completed there is no document, not even under the id that it will have."""
    done = scriptix.complete()
    with calling() as twin:
        session_id = twin.start()
        assert session_id == done["session_id"]

        answer = twin.get(f"/{session_id}/document/{done['document']['id']}")

        assert refusal(answer) == (404, "DOCUMENT_NOT_FOUND", "Not Found")
        assert "queued" in answer.json()["message"]


def test_a_failed_session_has_no_document(scriptix: Caller) -> None:
    """A session that failed has no document under any id."""
    session = scriptix.complete(b"no audio")

    assert refusal(scriptix.get(f"/{session['session_id']}/document/1"))[:2] == (404, "DOCUMENT_NOT_FOUND")


@pytest.mark.parametrize("document_id", ["1", "-1", "doc_abc123", "%00", "9" * 600])
def test_an_unknown_document_is_not_found(scriptix: Caller, document_id: str) -> None:
    """Another document's id gets 404."""
    session = scriptix.complete()

    answer = scriptix.get(f"/{session['session_id']}/document/{document_id}")

    assert refusal(answer)[:2] == (404, "DOCUMENT_NOT_FOUND")


@pytest.mark.parametrize("name", ["ttml", "docx", "exe", "", "JSON", "x" * 5000])
def test_a_format_that_cannot_be_had_is_refused(scriptix: Caller, name: str) -> None:
    """A format that cannot be had gets 400, and the message lists those that can."""
    session = scriptix.complete()

    answer = scriptix.get(f"/{session['session_id']}/document/{session['document']['id']}", format=name)

    assert refusal(answer) == (400, "UNSUPPORTED_FORMAT", "Bad Request")
    assert "json, srt, vtt, sbv, txt, html" in answer.json()["message"]
    assert len(answer.json()["message"]) < 300


@pytest.mark.parametrize("path", ["/", "/api/v3/stt", SESSIONS + "/a/b", SESSIONS + "/a/document", "/api/v4/session"])
def test_a_path_that_is_not_documented_is_not_found(scriptix: Caller, path: str) -> None:
    """An unknown path gets 404 in the vendor's shape, with an error_code of its own."""
    assert refusal(scriptix.call("GET", path)) == (404, "NOT_FOUND", "Not Found")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", SESSIONS), ("PATCH", f"{SESSIONS}/a"), ("POST", f"{SESSIONS}/a/result")]
)
def test_a_method_that_is_not_documented_is_refused(scriptix: Caller, method: str, path: str) -> None:
    """A known path with another method gets 405 in the vendor's shape."""
    assert refusal(scriptix.call(method, path)) == (405, "METHOD_NOT_ALLOWED", "Method Not Allowed")


# --- whatever comes -------------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
fields = st.fixed_dictionaries(
    {},
    optional={
        "language": st.just("en") | anything,
        "media_source": st.just("https://media.example/a.mp3") | st.from_regex(r"[a-z]{1,5}://[ -~]{0,20}") | anything,
        "custom_model_id": anything,
        "session_mode": anything,
        "meta_data": anything,
    },
)
PARAMETERS = ["limit", "offset", "status", "q", "sort", "direction"]
many = settings(max_examples=150, deadline=None)


def post(scriptix: Caller, body: object) -> httpx.Response:
    """Send any JSON value to create, null too."""
    return scriptix.call("POST", SESSIONS, content=json.dumps(body), headers={"Content-Type": "application/json"})


def holds(scriptix: Caller, answer: httpx.Response, *documented: int) -> None:
    """Check that an answer is documented and in the vendor's shape, and that the sessions can still be listed."""
    assert answer.status_code in documented
    if answer.status_code >= 400:
        refusal(answer)
    assert scriptix.get().status_code == 200


@many
@given(body=fields | anything)
def test_whatever_is_sent_to_create_is_answered(body: Any) -> None:
    """Any JSON at all creates a session or is refused with 422, and what was created can be read."""
    with calling() as scriptix:
        answer = post(scriptix, body)

        holds(scriptix, answer, 201, 422)
        if answer.status_code == 201:
            session = scriptix.get(f"/{answer.json()['result']['session_id']}").json()
            assert session["language"] == body["language"]


@many
@given(
    query=st.dictionaries(
        st.sampled_from(["limit", "offset", "status", "q", "sort", "direction"]), st.text() | st.integers().map(str)
    )
)
def test_whatever_is_asked_of_the_list_is_answered(query: dict[str, str]) -> None:
    """Any query lists a page or is refused with 422."""
    with calling() as scriptix:
        holds(scriptix, scriptix.get(**query), 200, 422)


@many
@given(
    body=st.binary(max_size=60)
    | st.lists(
        st.sampled_from([b"--edge", b"--", b"\r\n", b"Content-Disposition: form-data", b'; name="upload"',
                         b'; filename="a.wav"', b": ", b"\x00", b"RIFF"]),
    ).map(b"".join)
)  # fmt: skip
def test_whatever_form_is_uploaded_is_answered(body: bytes) -> None:
    """Any bytes as a form are taken in or refused, and the session is there afterwards."""
    with calling() as scriptix:
        session_id = scriptix.create()

        answer = scriptix.call("POST", f"{SESSIONS}/{session_id}", content=body, headers=MULTIPART)

        holds(scriptix, answer, 200, 400, 413, 422)
        status = scriptix.get(f"/{session_id}").json()["status"]
        assert status == ("queued" if answer.status_code == 200 else "new")


@many
@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_whatever_credential_is_sent_is_answered(header: str) -> None:
    """Any Authorization header is a tenant or gets 401."""
    with calling() as scriptix:
        answer = scriptix.call("GET", SESSIONS, None, headers={"Authorization": header})

        assert answer.status_code in (200, 401)
