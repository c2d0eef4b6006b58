"""Uploading a file: every form that real clients send is taken, what is wrong is refused, and nothing stays behind."""

from __future__ import annotations

import asyncio
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from harness import RECORDING, multipart

from understudy.fakes.tenant import Settings

if TYPE_CHECKING:
    from elevateai.conftest import Account

CONTENT = b"This is no recording."
LONG = "7" * 77
FORMS: dict[str, tuple[str, str]] = {
    "Client.py": ('form-data; name=""; filename="/home/me/sample.wav"', "boundary=x"),
    "AsyncClient.py": ('form-data; filename="%2Fhome%2Fme%2Fsample.wav"', "boundary=_____123456789_____"),
    "ElevateAI.py": ('form-data; name="sample.wav"; filename="sample.wav"', "boundary=x"),
    "the Java client": ('form-data; name="file"; filename="sample.wav"', f"boundary={LONG}"),
    "the .NET client": ("form-data; name=files; filename=sample.wav; filename*=utf-8''sample.wav", 'boundary="x y"'),
    "cURL": (
        'form-data; name="filename.wav"; filename="sample.wav"',
        "boundary=----------------0123456789abcdef",
    ),
    "a Windows path": ('form-data; name="file"; filename="C:\\Users\\me\\sample.wav"', "boundary=x"),
    "another case": ('Form-Data; Name="file"; FileName="sample.wav"', "Boundary=x"),
}
ENDS = {"with a final line break": b"--\r\n", "without one": b"--", "with an epilogue": b"--\r\nThat was all.\r\n"}


def form(disposition: str, boundary: str, data: bytes, end: bytes = b"--\r\n", more: bytes = b"") -> tuple[str, bytes]:
    """Return (content type, body) with one file in it, byte for byte as a client writes it; `more` comes before."""
    mark = boundary.partition("=")[2].strip('"').encode()
    head = b"--" + mark + b"\r\nContent-Disposition: " + disposition.encode() + b"\r\n"
    body = more + head + b"Content-Type: audio/x-wav\r\n\r\n" + data + b"\r\n--" + mark + end
    return f"multipart/form-data; {boundary}", body


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
@pytest.mark.parametrize(("disposition", "boundary"), FORMS.values(), ids=FORMS.keys())
def test_every_form_that_clients_send_is_taken(
    elevateai: Account, audio: Callable[[float], bytes], disposition: str, boundary: str, end: bytes
) -> None:
    """The first file counts, whatever its part is called, however it is quoted, and wherever it ends."""
    identifier = elevateai.declare()
    content_type, body = form(disposition, boundary, audio(2), end)
    answer = elevateai.call("POST", f"/{identifier}/upload", body, content_type=content_type)
    media = elevateai.job(identifier).media

    assert (answer.status, answer.content) == (200, b"")
    assert media is not None
    assert (media.filename, media.duration_s, media.size_bytes) == ("sample.wav", 2.0, len(audio(2)))


@pytest.mark.parametrize("content_type", ["multipart/form-data;boundary=x", "Multipart/Form-Data; boundary=x"])
def test_the_content_type_may_be_spelt_otherwise(elevateai: Account, content_type: str) -> None:
    """Case and the space after the semicolon do not matter."""
    _, body = form('form-data; name="file"; filename="a.wav"', "boundary=x", CONTENT)

    assert elevateai.call("POST", f"/{elevateai.declare()}/upload", body, content_type=content_type).status == 200


def test_texts_beside_the_file_do_not_matter(elevateai: Account) -> None:
    """A form may have fields before its file."""
    field = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nA call\r\n'
    content_type, body = form('form-data; name="file"; filename="a.wav"', "boundary=x", CONTENT, more=field)
    identifier = elevateai.declare()

    assert elevateai.call("POST", f"/{identifier}/upload", body, content_type=content_type).status == 200
    assert elevateai.job(identifier).media is not None


@pytest.mark.parametrize("size_bytes", [1, 7, 1000], ids=["byte by byte", "in sevens", "in thousands"])
def test_a_body_may_come_in_any_chunks(elevateai: Account, audio: Callable[[float], bytes], size_bytes: int) -> None:
    """However the body is cut up on its way, the file that arrives is the one that was sent."""
    content_type, body = form(*FORMS["AsyncClient.py"], audio(0.5))
    chunks = [body[at : at + size_bytes] for at in range(0, len(body), size_bytes)]
    identifier = elevateai.declare()
    headers = {"x-api-token": "tester", "content-type": content_type}
    answer = elevateai.caller.stream("POST", f"/v1/interactions/{identifier}/upload", headers, chunks)
    media = elevateai.job(identifier).media

    assert answer.status == 200
    assert media is not None
    assert (media.duration_s, media.size_bytes) == (0.5, len(audio(0.5)))


def test_a_real_recording_is_measured(elevateai: Account) -> None:
    """The recording that ships with the project is taken in with its real length."""
    identifier = elevateai.processed(RECORDING.read_bytes())
    media = elevateai.job(identifier).media

    assert media is not None
    assert media.duration_s == pytest.approx((RECORDING.stat().st_size - 78) / 16000, abs=0.05)


def test_there_is_no_shortest_recording(elevateai: Account, audio: Callable[[float], bytes]) -> None:
    """No minimum is documented: a tenth of a second is processed, too."""
    assert elevateai.get(elevateai.processed(audio(0.1)))["status"] == "processed"


def test_the_documented_answer_can_be_chosen(elevateai: Account) -> None:
    """The docs say 201 where the vendor's Java client demands 200; a tenant's dialect decides, for itself alone."""
    elevateai.speak(upload_ok=201)

    assert elevateai.upload(elevateai.declare()).status == 201
    assert elevateai.upload(elevateai.declare("other"), key="other").status == 200


REFUSED: dict[str, tuple[str, bytes, str]] = {
    "JSON": ("application/json", b"{}", "send the file as multipart/form-data with a boundary"),
    "the file as it is": ("audio/wav", CONTENT, "send the file as multipart/form-data with a boundary"),
    "no boundary": ("multipart/form-data", b"--x--", "send the file as multipart/form-data with a boundary"),
    "no content type": ("", CONTENT, "send the file as multipart/form-data with a boundary"),
    "no part": ("multipart/form-data; boundary=x", b"--x--\r\n", "the form has no file"),
    "nothing": ("multipart/form-data; boundary=x", b"", "the multipart body ends before its closing boundary"),
    "another boundary": (*form(*FORMS["Client.py"], CONTENT), "the multipart body cannot be read: "),
    "a form without a file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nwords\r\n--x--\r\n',
        "the form has no file",
    ),
    "a form cut short": (
        "multipart/form-data; boundary=x",
        form(*FORMS["Client.py"], CONTENT)[1][:-10],
        "the multipart body ends before its closing boundary",
    ),
}
REFUSED["another boundary"] = ("multipart/form-data; boundary=y", *REFUSED["another boundary"][1:])


@pytest.mark.parametrize(("content_type", "body", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_form_is_refused_and_nothing_is_lost(
    elevateai: Account, content_type: str, body: bytes, reason: str
) -> None:
    """What is no form with a file in it is answered with 400 and a reason; the interaction still waits."""
    identifier = elevateai.declare()
    answer = elevateai.call("POST", f"/{identifier}/upload", body, content_type=content_type)

    assert answer.status == 400
    assert answer.json()["errorMessage"].startswith(reason)
    assert elevateai.get(identifier)["status"] == "filePendingUpload"
    assert elevateai.upload(identifier).status == 200


@pytest.mark.parametrize(
    "fields",
    [{"downloadUri": "https://files.example/a.wav"}, {"type": "transcript", "transcript": {}}],
    ids=["a link was declared", "a text was declared"],
)
def test_only_a_file_that_is_waited_for_is_taken(elevateai: Account, fields: dict[str, Any]) -> None:
    """An interaction that does not wait for a file answers 409 and says what it is; nothing happens to it."""
    identifier = elevateai.declare(**fields)
    before = elevateai.job(identifier).rows
    answer = elevateai.upload(identifier)

    assert answer.status == 409
    assert answer.json() == {"errorMessage": "the interaction is declared and does not wait for a file"}
    assert elevateai.job(identifier).rows == before


def test_a_second_upload_is_refused_all_along(elevateai: Account) -> None:
    """From the first upload on, in every status that follows, another one is answered with 409."""
    identifier = elevateai.declare()
    codes = [elevateai.upload(identifier).status, elevateai.upload(identifier).status]
    while elevateai.step():
        codes.append(elevateai.upload(identifier).status)

    assert codes == [200, *[409] * (len(codes) - 1)]
    assert elevateai.get(identifier)["status"] == "processed"


@pytest.mark.parametrize("identifier", ["nobody", "2ebaffd6-7a4b-4bcf-a169-678af0705779"])
def test_an_unknown_identifier_takes_no_file(elevateai: Account, identifier: str) -> None:
    """A file for an interaction that was never declared is answered with 404."""
    answer = elevateai.upload(identifier)

    assert (answer.status, list(answer.json())) == (404, ["errorMessage"])


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which every temporary file of this test is made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_file_over_the_limit_is_refused(
    opened: Callable[..., Account], audio: Callable[[float], bytes], temporary: Path
) -> None:
    """It is answered with 413 and leaves no file behind; the interaction still waits, and takes a smaller one."""
    account = opened(Settings(speed=0.0, max_upload_bytes=20_000))
    identifier = account.declare()
    answer = account.upload(identifier, audio(2))
    left = list(temporary.iterdir())

    assert (answer.status, answer.json()) == (413, {"errorMessage": "the body is larger than 20000 bytes"})
    assert left == []
    assert account.get(identifier)["status"] == "filePendingUpload"
    assert account.upload(identifier, audio(1)).status == 200


@pytest.mark.parametrize("content_type", [None, "multipart/form-data; boundary=y"], ids=["taken", "refused"])
def test_no_file_is_kept(elevateai: Account, temporary: Path, content_type: str | None) -> None:
    """Once the answer is out, the recording is gone from the disk, whether it was taken or not."""
    headers, body = multipart(CONTENT)
    headers |= {"content-type": content_type} if content_type else {}
    answer = elevateai.call("POST", f"/{elevateai.declare()}/upload", body, **headers)

    assert answer.status == (400 if content_type else 200)
    assert list(temporary.iterdir()) == []


def test_a_client_that_goes_away_leaves_nothing_behind(elevateai: Account, temporary: Path) -> None:
    """A body that breaks off is no upload: no answer, no file, and the interaction still waits."""
    identifier = elevateai.declare()
    headers, body = multipart(CONTENT)
    messages = [{"type": "http.request", "body": body[:-20], "more_body": True}, {"type": "http.disconnect"}]
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/v1/interactions/{identifier}/upload",
        "query_string": b"",
        "headers": [(b"x-api-token", b"tester"), (b"content-type", headers["content-type"].encode())],
    }
    sent: list[object] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: object) -> None:
        sent.append(message)

    asyncio.run(elevateai.caller.app(scope, receive, send))

    assert sent == []
    assert list(temporary.iterdir()) == []
    assert elevateai.get(identifier)["status"] == "filePendingUpload"


def test_of_two_uploads_at_once_one_is_taken(
    elevateai: Account, audio: Callable[[float], bytes], temporary: Path
) -> None:
    """While one file is still coming another one is there: the later one is answered with 409, and leaves nothing."""
    identifier = elevateai.declare()
    gate = asyncio.Event()

    async def upload(data: bytes, waits: bool) -> int:
        headers, body = multipart(data)
        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/v1/interactions/{identifier}/upload",
            "query_string": b"",
            "headers": [(b"x-api-token", b"tester"), (b"content-type", headers["content-type"].encode())],
        }
        pieces = [body[:100], body[100:]]
        sent: list[Any] = []

        async def receive() -> Any:
            if waits and len(pieces) == 1:
                await gate.wait()
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: object) -> None:
            sent.append(message)

        await elevateai.caller.app(scope, receive, send)
        gate.set()
        return int(sent[0]["status"])

    async def both() -> list[int]:
        return await asyncio.gather(upload(audio(3), waits=True), upload(audio(2), waits=False))

    assert asyncio.run(both()) == [409, 200]
    assert list(temporary.iterdir()) == []
    media = elevateai.job(identifier).media
    assert media is not None
    assert media.duration_s == 2.0


def test_a_large_file_never_stands_in_memory(elevateai: Account) -> None:
    """What is uploaded goes to the disk as it comes: 16 MiB cost less than 4 MiB at any time."""
    headers, body = multipart(b"")
    start, end = body.split(b"\r\n\r\n", 1)
    chunks = [start + b"\r\n\r\n", *[bytes(65536)] * 256, end]
    path = f"/v1/interactions/{elevateai.declare()}/upload"
    tracemalloc.start()
    try:
        answer = elevateai.caller.stream("POST", path, {"x-api-token": "tester"} | headers, chunks)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert answer.status == 200
    assert peak_bytes < 4 * 1024 * 1024
