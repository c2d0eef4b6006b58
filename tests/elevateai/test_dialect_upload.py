"""Uploads as they stand on the wire: each client's own way of writing the same file, over a raw socket."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from understudy.fakes.job import Media
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

KEY = "wire"
EXPECT = "Expect: 100-continue\r\n"
H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk\r\n"


class Form(NamedTuple):
    """One way of writing a form with a file in it."""

    disposition: str
    boundary: str = "b0undary"
    content_type: str = "multipart/form-data; boundary=b0undary"
    filename: str = "sample.wav"
    """the name that the stand-in makes of it"""
    end: str = "--\r\n"

    def body(self, data: bytes) -> bytes:
        """Return the form around `data`."""
        head = f"--{self.boundary}\r\nContent-Disposition: {self.disposition}\r\nContent-Type: audio/x-wav\r\n\r\n"
        return head.encode() + data + f"\r\n--{self.boundary}{self.end}".encode()


JAVA = "1234567890" * 7 + "1234567"
FORMS = {
    "docs, cURL": Form('form-data; name="filename.wav"; filename="sample.wav"'),
    "docs, cURL, mp3": Form('form-data; name="filename.mp3"; filename="call.mp3"', filename="call.mp3"),
    "a field called audio_file": Form('form-data; name="audio_file"; filename="sample.wav"'),
    "a field called by its file": Form('form-data; name="sample.wav"; filename="sample.wav"'),
    "an empty field name": Form('form-data; name=""; filename="/home/me/sample.wav"'),
    "no field name": Form(
        'form-data; filename="%2Fhome%2Fme%2Fsample.wav"',
        "_____123456789_____",
        "multipart/form-data;boundary=_____123456789_____",
    ),
    ".NET": Form(
        "form-data; name=files; filename=sample.wav; filename*=utf-8''sample.wav",
        content_type='multipart/form-data; boundary="b0undary"',
    ),
    ".NET, a name with an umlaut": Form(
        "form-data; name=files; filename=\"=?utf-8?B?w7xiZXIud2F2?=\"; filename*=utf-8''%C3%BCber.wav",
        content_type='multipart/form-data; boundary="b0undary"',
        filename="über.wav",
    ),
    "only filename*": Form("form-data; name=\"f\"; filename*=UTF-8''caf%C3%A9%20call.wav", filename="café call.wav"),
    "a name in UTF-8 as it is": Form('form-data; name="file"; filename="über.wav"', filename="über.wav"),
    "a name in Japanese": Form('form-data; name="file"; filename="通話.wav"', filename="通話.wav"),
    "a filename* in Latin-1": Form("form-data; name=f; filename*=iso-8859-1'de'%FCber.wav", filename="über.wav"),
    "a filename* in no known encoding": Form("form-data; name=f; filename=sample.wav; filename*=klingon''%41.wav"),
    "a filename* in a misused encoding": Form("form-data; name=f; filename=sample.wav; filename*=idna''%FF.wav"),
    "a quoted boundary with odd letters": Form(
        'form-data; name="f"; filename="sample.wav"', "a b:c/d?e", 'multipart/form-data; boundary="a b:c/d?e"'
    ),
    "Java": Form(
        'form-data; name="file"; filename="sample.wav"', JAVA, f"multipart/form-data; boundary={JAVA}", end="--"
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[StandIns]:
    """One server for all tests of this module; every tenant's clock stands still."""
    with StandIns(Settings(speed=0.0, max_upload_bytes=200_000), vendors=["elevateai"]).running() as standins:
        yield standins


class Wire:
    """One connection on which bytes are sent as they are."""

    def __init__(self, server: StandIns) -> None:
        """Connect."""
        self._server = server
        parts = urlsplit(server.addresses.vendors["elevateai"])
        self._host = str(parts.netloc)
        self._socket = socket.create_connection((str(parts.hostname), int(parts.port or 0)), 10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """Send these bytes."""
        self._socket.sendall(data)

    def head(self, path: str, content_type: str, more: str) -> bytes:
        """Return the head of a POST below `/v1/interactions`."""
        line = f"POST /v1/interactions{path} HTTP/1.1\r\nHost: {self._host}\r\nX-API-TOKEN: {KEY}\r\n"
        return f"{line}Content-Type: {content_type}\r\n{more}\r\n".encode()

    def status(self) -> int:
        """Return the code of the next answer, which has been read to its end."""
        code, _ = self.answer()
        return code

    def answer(self) -> tuple[int, bytes]:
        """Read one answer: its code and body."""
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = self._socket.recv(65536)
            assert chunk, f"the connection was closed after {received!r}"
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        sizes = [line.split(b":")[1] for line in head.lower().splitlines() if line.startswith(b"content-length:")]
        while sizes and len(body) < int(sizes[0]):
            body += self._socket.recv(65536)
        return int(head.split()[1]), body

    def declare(self, more: str = "") -> str:
        """Declare an interaction and return its identifier."""
        body = b'{"type": "audio", "languageTag": "en-us"}'
        self.send(self.head("", "application/json", f"Content-Length: {len(body)}\r\n{more}") + body)
        return str(json.loads(self.answer()[1])["interactionIdentifier"])

    def media(self, identifier: str) -> Media | None:
        """Return what the stand-in made out about the file."""
        job = self._server.tenants.get(KEY).jobs.tombstone(identifier)
        return job.media if job else None

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


@pytest.fixture
def wire(server: StandIns) -> Iterator[Wire]:
    """Give a connection of this test's own."""
    with contextlib.closing(Wire(server)) as connection:
        yield connection


def chunked(body: bytes, size: int = 1000) -> bytes:
    """Return the body in chunks, its last one included."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("more", ["", H2C], ids=["plain", "h2c"])
@pytest.mark.parametrize("transfer", ["length", "chunks"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_every_way_of_writing_a_file_is_taken(
    wire: Wire, audio: Callable[[float], bytes], form: Form, transfer: str, more: str
) -> None:
    """Whatever the part, the boundary and the transfer look like, the same recording arrives under its name."""
    identifier, body = wire.declare(more), form.body(audio(1))
    length = f"Content-Length: {len(body)}\r\n" if transfer == "length" else "Transfer-Encoding: chunked\r\n"
    wire.send(wire.head(f"/{identifier}/upload", form.content_type, length + more))
    wire.send(body if transfer == "length" else chunked(body))
    code, media = wire.status(), wire.media(identifier)

    assert code == 200
    assert media is not None
    assert (media.filename, media.duration_s, media.size_bytes) == (form.filename, 1.0, len(audio(1)))


def test_a_client_that_asks_first_is_told_to_go_on(wire: Wire, audio: Callable[[float], bytes]) -> None:
    """`Expect: 100-continue`: the body is asked for before it is sent, and then answered as ever."""
    identifier, form = wire.declare(), FORMS["docs, cURL"]
    body = form.body(audio(1))
    wire.send(wire.head(f"/{identifier}/upload", form.content_type, f"Content-Length: {len(body)}\r\n{EXPECT}"))
    asked = wire.status()
    wire.send(body)

    assert (asked, wire.status()) == (100, 200)
    assert wire.media(identifier) is not None


@pytest.mark.parametrize("identifier", ["nobody", "taken"])
def test_a_client_that_asks_first_is_spared_the_body(
    wire: Wire, audio: Callable[[float], bytes], identifier: str
) -> None:
    """For an interaction that takes no file the refusal comes at once: nothing is uploaded in vain."""
    form = FORMS["docs, cURL"]
    if identifier == "taken":
        identifier = wire.declare()
        body = form.body(audio(1))
        wire.send(wire.head(f"/{identifier}/upload", form.content_type, f"Content-Length: {len(body)}\r\n") + body)
        assert wire.status() == 200
        expected = 409
    else:
        expected = 404
    wire.send(wire.head(f"/{identifier}/upload", form.content_type, f"Content-Length: 100000\r\n{EXPECT}"))

    assert wire.status() == expected


def test_two_uploads_share_a_connection(wire: Wire, audio: Callable[[float], bytes]) -> None:
    """A kept-alive connection carries one flow after the other, whatever the end of each form looks like."""
    codes: list[int] = []
    for name in ("Java", "docs, cURL", "Java"):
        identifier, body = wire.declare(), FORMS[name].body(audio(0.5))
        path, length = f"/{identifier}/upload", f"Content-Length: {len(body)}\r\n"
        wire.send(wire.head(path, FORMS[name].content_type, length) + body)
        codes.append(wire.status())

    assert codes == [200, 200, 200]


def test_a_form_cut_short_is_refused(wire: Wire, audio: Callable[[float], bytes]) -> None:
    """Chunks that end before the closing boundary are a 400 that says so, and the interaction still waits."""
    identifier, form = wire.declare(), FORMS["Java"]
    body = form.body(audio(1))[:-90]
    wire.send(wire.head(f"/{identifier}/upload", form.content_type, "Transfer-Encoding: chunked\r\n") + chunked(body))
    code, answer = wire.answer()

    assert (code, json.loads(answer)) == (400, {"errorMessage": "the multipart body ends before its closing boundary"})
    assert wire.media(identifier) is None
