"""The contract of Scriptix: the seed's facts as data, and every documented status that the fake can answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx
import pytest
from scriptix.caller import SESSIONS, Caller, silence
from scriptix.resumable import FILES, TUS, append, begun, create_file

from understudy.contracts import vendor
from understudy.fakes.scriptix.refusal import TITLES
from understudy.scenarios import find

SCRIPTIX = vendor("scriptix")
NOT_YET = {402, 429, 500, 503}
"""documented statuses that only a fault can bring about, and 429, which test_rate_limit.py holds"""
NEVER = {("getDocument", 403)}
"""documented statuses for which the pages tell no occasion"""
NOBODYS = {(name, status) for name in ("downloadDocument", "putMedia") for status in (403, 422)}
NOBODYS |= {("tellTus", 204)}
"""answers of which no tenant's journal knows, as no credential came with the request"""
BY_DIALECT = {("createSession", 200), ("deleteSession", 204), ("getResult", 409)}
"""held by test_dialect.py"""


def _upload(scriptix: Caller, data: bytes = b"", **how: str) -> httpx.Response:
    return scriptix.upload(how.get("to") or scriptix.create(), data or silence(2))


def _raw(scriptix: Caller, session_id: str, body: bytes, kind: str) -> httpx.Response:
    return scriptix.call("POST", f"{SESSIONS}/{session_id}", content=body, headers={"Content-Type": kind})


def _document(scriptix: Caller, **query: str) -> httpx.Response:
    session = scriptix.complete()
    return scriptix.get(f"/{session['session_id']}/document/{session['document']['id']}", **query)


def _download(scriptix: Caller, more: str = "", delete: bool = False) -> httpx.Response:
    session = scriptix.complete()
    path = f"/{session['session_id']}/document/{session['document']['id']}"
    url = scriptix.get(path, direct_download="true").json()["result"]["download_url"]
    if delete:
        _delete(scriptix, session["session_id"])
    return scriptix.call("GET", url + more)


def _align(
    scriptix: Caller, session_id: str = "", text: bytes = b"Ann: Yes.", kind: str = "text/plain"
) -> httpx.Response:
    files = {"media_file": ("a.wav", silence(2), "audio/wav"), "transcript_file": ("a.txt", text, kind)}
    to = session_id or scriptix.create(session_mode="align")
    return scriptix.call("POST", f"{SESSIONS}/{to}/align", files=files)


BLOB = {"x-ms-blob-type": "BlockBlob"}


def _put(
    scriptix: Caller,
    session_id: str,
    headers: Mapping[str, str] = BLOB,
    more: str = "",
    first: Callable[[str], object] = str,
) -> httpx.Response:
    url = scriptix.call("POST", f"{SESSIONS}/{session_id}/upload-url").json()["result"]["upload_url"]
    first(session_id)
    return scriptix.call("PUT", url + more, None, content=silence(2), headers=headers)


def _delete(scriptix: Caller, session_id: str, times: int = 1) -> httpx.Response:
    answers = [scriptix.call("DELETE", f"{SESSIONS}/{session_id}") for _ in range(times)]
    return answers[-1]


def _create(scriptix: Caller, body: bytes, kind: str = "application/json") -> httpx.Response:
    return scriptix.call("POST", SESSIONS, content=body, headers={"Content-Type": kind})


def _anonymous(scriptix: Caller, method: str, path: str) -> httpx.Response:
    return scriptix.call(method, SESSIONS + path, "nothing@me")


FORM = "multipart/form-data; boundary=edge"
FIELD = b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
TOO_MANY = "?" + "&".join(["a=1"] * 101)
CASES: dict[tuple[str, int], Callable[[Caller], httpx.Response]] = {
    ("createSession", 201): lambda it: _create(it, b'{"language": "en"}'),
    ("createSession", 400): lambda it: _create(it, b"{"),
    ("createSession", 401): lambda it: _anonymous(it, "POST", ""),
    ("createSession", 413): lambda it: _create(it, b" " * (1024 * 1024 + 1)),
    ("createSession", 415): lambda it: _create(it, b"{}", "text/plain"),
    ("createSession", 422): lambda it: _create(it, b"{}"),
    ("listSessions", 200): lambda it: it.get(),
    ("listSessions", 401): lambda it: _anonymous(it, "GET", ""),
    ("listSessions", 422): lambda it: it.get(limit=0),
    ("uploadMedia", 200): _upload,
    ("uploadMedia", 400): lambda it: _raw(it, it.create(), b"--edge", FORM),
    ("uploadMedia", 401): lambda it: _anonymous(it, "POST", "/a"),
    ("uploadMedia", 404): lambda it: _upload(it, to="unknown"),
    ("uploadMedia", 409): lambda it: _upload(it, to=it.start()),
    ("uploadMedia", 413): lambda it: _raw(it, it.create(), FIELD + b"x" * 70_000, FORM),
    ("uploadMedia", 415): lambda it: _raw(it, it.create(), b"{}", "application/json"),
    ("uploadMedia", 422): lambda it: _raw(it, it.create(), b"--edge\r\n\r\n\r\n--edge--", FORM),
    ("getSession", 200): lambda it: it.get("/" + it.create()),
    ("getSession", 401): lambda it: _anonymous(it, "GET", "/a"),
    ("getSession", 404): lambda it: it.get("/unknown"),
    ("deleteSession", 200): lambda it: _delete(it, it.create()),
    ("deleteSession", 400): lambda it: _delete(it, it.create(), times=2),
    ("deleteSession", 401): lambda it: _anonymous(it, "DELETE", "/a"),
    ("deleteSession", 404): lambda it: _delete(it, "unknown"),
    ("getResult", 200): lambda it: it.get(f"/{it.create()}/result"),
    ("getResult", 401): lambda it: _anonymous(it, "GET", "/a/result"),
    ("getResult", 404): lambda it: it.get("/unknown/result"),
    ("getDocument", 200): _document,
    ("getDocument", 400): lambda it: _document(it, format="docx"),
    ("getDocument", 401): lambda it: _anonymous(it, "GET", "/a/document/1"),
    ("getDocument", 404): lambda it: it.get(f"/{it.create()}/document/1"),
    ("downloadDocument", 200): _download,
    ("downloadDocument", 403): lambda it: _download(it, "&format=txt"),
    ("downloadDocument", 404): lambda it: _download(it, delete=True),
    ("downloadDocument", 422): lambda it: it.call("GET", "/downloads/a/1"),
    ("alignMedia", 200): _align,
    ("alignMedia", 400): lambda it: _raw(it, it.create(session_mode="align") + "/align", b"--edge", FORM),
    ("alignMedia", 401): lambda it: _anonymous(it, "POST", "/a/align"),
    ("alignMedia", 404): lambda it: _align(it, "unknown"),
    ("alignMedia", 409): lambda it: _align(it, it.create()),
    ("alignMedia", 413): lambda it: _align(it, text=b"a" * 1024 * 1025),
    ("alignMedia", 415): lambda it: _align(it, kind="image/png"),
    ("alignMedia", 422): lambda it: _align(it, text=b""),
    ("makeUploadUrl", 200): lambda it: it.call("POST", f"{SESSIONS}/{it.create()}/upload-url"),
    ("makeUploadUrl", 401): lambda it: _anonymous(it, "POST", "/a/upload-url"),
    ("makeUploadUrl", 404): lambda it: it.call("POST", f"{SESSIONS}/unknown/upload-url"),
    ("makeUploadUrl", 409): lambda it: it.call("POST", f"{SESSIONS}/{it.start()}/upload-url"),
    ("putMedia", 201): lambda it: _put(it, it.create()),
    ("putMedia", 400): lambda it: _put(it, it.create(), {}),
    ("putMedia", 403): lambda it: _put(it, it.create(), more="0"),
    ("putMedia", 404): lambda it: _put(it, it.create(), first=lambda session_id: _delete(it, session_id)),
    ("putMedia", 409): lambda it: _put(it, it.create(), first=lambda session_id: it.upload(session_id, silence(2))),
    ("putMedia", 413): lambda it: _put(it, it.create(), {**BLOB, "Content-Length": "6000000000"}),
    ("putMedia", 422): lambda it: it.call("PUT", "/uploads/a"),
    ("tellTus", 204): lambda it: it.call("OPTIONS", FILES),
    ("createFile", 201): lambda it: create_file(it, 4),
    ("createFile", 400): lambda it: it.call("POST", FILES, headers=TUS),
    ("createFile", 401): lambda it: it.call("POST", FILES, "nothing@me", headers=TUS),
    ("createFile", 404): lambda it: create_file(it, 4, session_id="unknown"),
    ("createFile", 409): lambda it: create_file(it, 4, session_id=it.start()),
    ("createFile", 412): lambda it: it.call("POST", FILES),
    ("createFile", 413): lambda it: create_file(it, 10**12),
    ("createFile", 422): lambda it: create_file(it, 4, document_type="none"),
    ("getFileOffset", 200): lambda it: it.call("HEAD", begun(it, 4), headers=TUS),
    ("getFileOffset", 401): lambda it: it.call("HEAD", begun(it, 4), "nothing@me", headers=TUS),
    ("getFileOffset", 404): lambda it: it.call("HEAD", FILES + "/a", headers=TUS),
    ("getFileOffset", 412): lambda it: it.call("HEAD", begun(it, 4)),
    ("appendToFile", 204): lambda it: append(it, begun(it, 4), 0, b"RIFF"),
    ("appendToFile", 400): lambda it: append(it, begun(it, 4), "", b"RIFF"),
    ("appendToFile", 401): lambda it: it.call("PATCH", FILES + "/a", "nothing@me", headers=TUS),
    ("appendToFile", 404): lambda it: append(it, FILES + "/a", 0, b"RIFF"),
    ("appendToFile", 409): lambda it: append(it, begun(it, 4), 1, b"RIF"),
    ("appendToFile", 412): lambda it: it.call("PATCH", begun(it, 4)),
    ("appendToFile", 413): lambda it: append(it, begun(it, 4), 0, b"RIFF?"),
    ("appendToFile", 415): lambda it: append(it, begun(it, 4), 0, b"RIFF", "audio/wav"),
    ("getFile", 200): lambda it: it.call("GET", begun(it, 4)),
    ("getFile", 401): lambda it: it.call("GET", begun(it, 4), "nothing@me"),
    ("getFile", 404): lambda it: it.call("GET", FILES + "/a"),
    ("getDocument", 422): lambda it: it.call("GET", f"{SESSIONS}/{it.create()}/document/1{TOO_MANY}"),
}


@pytest.mark.parametrize(("operation", "status"), list(CASES), ids=[f"{name}-{status}" for name, status in CASES])
def test_each_documented_status_is_answered(scriptix: Caller, operation: str, status: int) -> None:
    """Every operation gives each status that its contract lists, in the shape that the contract has for it."""
    answer = CASES[operation, status](scriptix)

    assert answer.status_code == status
    journal = [row for tenant in scriptix.tenants for row in tenant.journal.after()]
    if status != 401 and (operation, status) not in NOBODYS:
        assert (journal[-1].operation, journal[-1].http) == (operation, status)


def test_no_documented_status_is_forgotten() -> None:
    """The cases above are all the statuses of the contract that the fake can answer."""
    listed = {
        (name, status) for name, operation in SCRIPTIX.contract.operations.items() for status in operation.responses
    }

    assert {each for each in listed if each[1] not in NOT_YET} - BY_DIALECT - NEVER == set(CASES)


def test_everything_has_provenance() -> None:
    """Every field of every schema says where it comes from, and so does every operation and response."""
    operations = SCRIPTIX.contract.operations.values()
    told = [provenance for _, provenance in SCRIPTIX.contract.fields()]
    told += [operation.provenance for operation in operations]
    told += [reply.provenance for operation in operations for reply in operation.responses.values()]

    assert len(told) > 100
    assert all(provenance.source for provenance in told)


def test_every_error_code_has_a_title() -> None:
    """A refusal with any error_code that the fake uses can be written down."""
    assert {code.http for code in SCRIPTIX.error_codes.values()} - NOT_YET <= set(TITLES)


def test_the_statuses_are_the_seeds_and_new() -> None:
    """The four statuses of the seed, and new before the upload."""
    assert list(SCRIPTIX.statuses) == ["new", "queued", "processing", "completed", "failed"]
    assert SCRIPTIX.lifecycles["upload"].initial == "new"
    assert SCRIPTIX.lifecycles["link"].initial == "queued"


@pytest.mark.parametrize(("elapsed_s", "interval_s"), [(0, 3), (59.9, 3), (60, 5), (299.9, 5), (300, 10), (86_400, 10)])
def test_the_poll_advice_slows_down(elapsed_s: float, interval_s: float) -> None:
    """Every 3 s in the first minute, every 5 s up to five minutes, every 10 s after that."""
    assert SCRIPTIX.poll_interval_s("upload", elapsed_s) == interval_s


@pytest.mark.parametrize(
    ("minutes", "queued", "processing"),
    [(5, (0, 1), (0.5, 2)), (30, (0, 2), (3, 10)), (60, (0, 2), (6, 20)), (180, (0, 3), (18, 60))],
)
def test_the_durations_are_the_seeds_table(
    minutes: float, queued: tuple[float, float], processing: tuple[float, float]
) -> None:
    """At the lengths that the seed's table names, the durations are its own, in minutes."""
    for row, span in (("queued", queued), ("processing", processing)):
        low_s, high_s = SCRIPTIX.durations[row].range_s(minutes * 60)

        assert (low_s / 60, high_s / 60) == pytest.approx(span)


@pytest.mark.parametrize("audio_s", [0, 0.5, 1, 17, 299])
def test_short_audio_takes_no_negative_time(audio_s: float) -> None:
    """Below five minutes the lines of the table go on, and stay above zero."""
    for duration in SCRIPTIX.durations.values():
        low_s, high_s = duration.range_s(audio_s)

        assert 0 <= low_s <= high_s


def test_the_scenario_plays_the_upload() -> None:
    """scriptix/not_found lets a session vanish while it is processing, and expects 404 SESSION_NOT_FOUND."""
    scenario = find("scriptix/not_found")

    assert scenario.lifecycle == "upload"
    assert scenario.script.vanish is not None
    assert scenario.script.vanish.in_row == "processing"
    assert (scenario.expect.outcome, scenario.expect.code) == ("not_found", "SESSION_NOT_FOUND")
