"""Where sources disagree: each field of the dialect, set for one tenant, changes what that tenant is answered."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from scriptix.caller import KEY, SESSIONS, Caller, calling, refusal

from understudy.fakes.control.app import control_app
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.tenant import Tenants


def test_a_tenant_speaks_its_own_dialect(scriptix: Caller) -> None:
    """The older word is for the tenant that chose it; another tenant hears the seed's."""
    scriptix.speak("old", session_done="done")
    words = {key: scriptix.complete(key=key)["status"] for key in (KEY,)}
    words["old"] = scriptix.get(f"/{_completed(scriptix, 'old')}", "old").json()["status"]

    assert words == {KEY: "completed", "old": "done"}


def _completed(scriptix: Caller, key: str = KEY) -> str:
    session_id = scriptix.start(key=key)
    while scriptix.tenant(key).next_event() is not None:
        scriptix.step(key)
    return session_id


def test_the_control_port_sets_the_dialect(scriptix: Caller) -> None:
    """PUT /tenants/KEY/dialect takes the fields by name, and a wrong value is refused."""
    fields = [{"delete_ok": 204, "error_shape": "nested"}, {"delete_ok": 202}]

    answers = asyncio.run(_put(scriptix.tenants, fields))

    assert [answer.status_code for answer in answers] == [200, 422]
    assert answers[0].json()["dialects"]["scriptix"]["delete_ok"] == 204
    assert scriptix.tenant().dialect(DIALECT).error_shape == "nested"


async def _put(tenants: Tenants, changes: list[dict[str, Any]]) -> list[httpx.Response]:
    transport = httpx.ASGITransport(control_app(tenants))
    async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
        return [await client.put(f"/tenants/{KEY}/dialect", json={"scriptix": each}) for each in changes]


def test_a_session_may_come_in_the_older_envelope(scriptix: Caller) -> None:
    """session_shape=envelope puts count, total_results and result around one session, not around the list's items."""
    session_id = scriptix.create()
    bare = scriptix.get(f"/{session_id}").json()
    scriptix.speak(session_shape="envelope")

    assert scriptix.get(f"/{session_id}").json() == {"count": 1, "total_results": 1, "result": bare}
    assert scriptix.get().json()["result"] == [bare]


def test_a_finished_session_may_be_done(scriptix: Caller) -> None:
    """session_done=done changes the word of a completed session alone, in the list, too."""
    scriptix.speak(session_done="done")
    done, waiting = _completed(scriptix), scriptix.create()

    listed = [(each["session_id"], each["status"]) for each in scriptix.get().json()["result"]]

    assert scriptix.get(f"/{done}").json()["status"] == "done"
    assert listed == [(waiting, "new"), (done, "done")]
    assert scriptix.get(f"/{done}").json()["document"]["type"] == "transcript"


def test_a_failed_session_may_be_short(scriptix: Caller) -> None:
    """failed_session=short leaves the five fields of the seed's failed example; a completed session stays whole."""
    scriptix.speak(failed_session="short")
    failed, done = scriptix.complete(b"no audio"), scriptix.complete()

    assert list(failed) == ["id", "session_id", "status", "error", "filename"]
    assert failed["error"] == "Audio format could not be decoded. Please check file integrity."
    assert len(done) == 15


def test_the_document_may_be_null_before_the_end(scriptix: Caller) -> None:
    """document_before=null has the key from the beginning, and for a failed session."""
    scriptix.speak(document_before="null")

    assert scriptix.get(f"/{scriptix.create()}").json()["document"] is None
    assert scriptix.complete(b"no audio")["document"] is None
    assert scriptix.complete()["document"]["type"] == "transcript"


@pytest.mark.parametrize("kind", ["caption", "document"])
def test_the_documents_type_is_the_dialects_or_the_one_asked_for(scriptix: Caller, kind: str) -> None:
    """document_type names what nobody asked for; a document_type given at creation is kept to."""
    session = scriptix.complete(document={"document_type": kind})
    document = scriptix.get(f"/{session['session_id']}/document/{session['document']['id']}").json()["result"]
    scriptix.speak(document_type=kind)

    assert (session["document"]["type"], document["type"]) == (kind, kind)
    assert scriptix.complete()["document"]["type"] == kind


def test_the_result_may_use_the_older_word_and_seconds(scriptix: Caller) -> None:
    """result_done=done and result_unit_ms=1000 give the status and the times of the older pages."""
    session_id = _completed(scriptix)
    ms = scriptix.get(f"/{session_id}/result").json()["result"]
    scriptix.speak(result_done="done", result_unit_ms=1000)

    older = scriptix.get(f"/{session_id}/result").json()["result"]

    assert (ms["status"], older["status"]) == ("completed", "done")
    start_ms, start_s = ms["results"][0]["result"][1][1], older["results"][0]["result"][1][1]
    assert start_s == start_ms / 1000 > 0


def test_the_result_may_be_refused_before_the_end(scriptix: Caller) -> None:
    """result_early=409 refuses until the session has ended, well or badly."""
    scriptix.speak(result_early=409)
    waiting, failed = scriptix.create(), scriptix.complete(b"no audio")["session_id"]

    answer = scriptix.get(f"/{waiting}/result")

    assert refusal(answer) == (409, "SESSION_CONFLICT", "Conflict")
    assert "new" in answer.json()["message"]
    assert scriptix.get(f"/{failed}/result").status_code == 200


def test_success_may_have_other_status_codes(scriptix: Caller) -> None:
    """create_ok=200 and delete_ok=204 are the other documented codes."""
    scriptix.speak(create_ok=200, delete_ok=204)

    created = scriptix.call("POST", SESSIONS, json={"language": "en"})
    deleted = scriptix.call("DELETE", f"{SESSIONS}/{created.json()['result']['session_id']}")

    assert (created.status_code, deleted.status_code, deleted.content) == (200, 204, b"")


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nested": (
        {"error": {"code": 404, "message": "Session not found"}},
        {"error": {"code": 422, "message": 'language: "language" is a required property',
                   "details": {"field": "language", "issue": '"language" is a required property'}}},
    ),
    "slug": (
        {"error": "session_not_found", "message": "Session not found"},
        {"error": "validation_error", "message": 'language: "language" is a required property'},
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", REFUSED)
def test_a_refusal_may_have_another_shape(scriptix: Caller, shape: str) -> None:
    """error_shape=nested has an error object with the first detail, error_shape=slug a word."""
    scriptix.speak(error_shape=shape)

    answers: list[httpx.Response] = [scriptix.get("/unknown"), scriptix.call("POST", SESSIONS, json={})]

    assert [answer.json() for answer in answers] == list(REFUSED[shape])
    assert [answer.status_code for answer in answers] == [404, 422]
    assert "error_code" in scriptix.call("GET", SESSIONS, None).json()  # nobody's dialect is the default


def test_a_path_that_is_not_there_is_refused_in_the_tenants_shape() -> None:
    """Even without an operation, the credential tells the dialect."""
    with calling() as scriptix:
        scriptix.speak(error_shape="slug")

        assert scriptix.call("GET", "/api/v3/nothing").json()["error"] == "not_found"


def test_a_key_may_be_revoked(scriptix: Caller) -> None:
    """From then on nothing is answered but 401 KEY_REVOKED; another key is not concerned."""
    session_id = scriptix.start()
    scriptix.speak(api_key="revoked")

    assert refusal(scriptix.get(f"/{session_id}")) == (401, "KEY_REVOKED", "Unauthorized")
    assert scriptix.call("POST", SESSIONS, "other", json={"language": "en"}).status_code == 201
