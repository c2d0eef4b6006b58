"""A TUS client that others wrote, tuspy, over a real socket; and connections that break."""

from __future__ import annotations

import io
import socket
import time
from collections.abc import Callable, Generator
from urllib.parse import urlsplit

import httpx
import pytest
from scriptix.caller import KEY, SESSIONS, silence
from scriptix.resumable import FILES, TUS, WANTED, metadata
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

SOUND = silence(40)
BEARER = {"Authorization": f"Bearer {KEY}"}


@pytest.fixture(scope="module")
def server() -> Generator[StandIns]:
    """The server in a thread; clocks stand still until they are advanced."""
    with StandIns(Settings(speed=0.0), ("scriptix",)).running() as running:
        yield running


@pytest.fixture
def base(server: StandIns, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where Scriptix is; no proxy of the environment stands between."""
    monkeypatch.setenv("NO_PROXY", "*")
    return server.addresses.vendors["scriptix"]


@pytest.fixture
def api(base: str) -> Generator[httpx.Client]:
    """A client for everything but the upload."""
    with httpx.Client(base_url=base, headers=BEARER, trust_env=False) as client:
        yield client


def tus_client(base: str) -> TusClient:
    """Return the foreign client, configured with nothing but the base URL and the key."""
    return TusClient(f"{base}{FILES}/", headers=dict(BEARER))


def session_of(api: httpx.Client, url: str) -> dict[str, object]:
    """Return the session of a file, found the documented way."""
    session_id = api.get(url).json()["result"]["session_id"]
    return dict(api.get(f"{SESSIONS}/{session_id}").json())


@pytest.mark.parametrize("chunk_bytes", [50 * 1024 * 1024, 100_000], ids=["one chunk", "seven chunks"])
def test_tuspy_uploads_a_recording(base: str, api: httpx.Client, chunk_bytes: int) -> None:
    """The client creates the file, sends it, and the session it was for is queued with the whole recording."""
    uploader = tus_client(base).uploader(file_stream=io.BytesIO(SOUND), chunk_size=chunk_bytes, metadata=WANTED)

    uploader.upload()

    session = session_of(api, str(uploader.url))
    assert uploader.offset == len(SOUND)
    assert (session["status"], session["filename"], session["media_type"]) == ("queued", "call.wav", "audio/wav")


def test_tuspy_resumes_from_the_url(base: str, api: httpx.Client) -> None:
    """After some chunks another client, given the URL alone, goes on where the first one stopped."""
    first = tus_client(base).uploader(file_stream=io.BytesIO(SOUND), chunk_size=100_000, metadata=WANTED)
    first.upload_chunk()
    first.upload_chunk()

    second = tus_client(base).uploader(file_stream=io.BytesIO(SOUND), chunk_size=100_000, url=str(first.url))
    begins_at = second.offset
    second.upload()

    assert begins_at == 200_000
    assert session_of(api, str(first.url))["status"] == "queued"


def test_tuspy_is_told_what_is_wrong(base: str) -> None:
    """Without the required metadata the client's own error carries the vendor's status and body."""
    uploader = tus_client(base).uploader(file_stream=io.BytesIO(SOUND), chunk_size=100_000, metadata={"language": "en"})

    with pytest.raises(TusCommunicationError) as refused:
        uploader.upload()

    assert refused.value.status_code == 422
    assert b"document_type" in (refused.value.response_content or b"")


def patch_head(url: str, at: int, announced: int) -> bytes:
    """Return the head of a PATCH as it goes over the wire."""
    parts = urlsplit(url)
    lines = [
        f"PATCH {parts.path} HTTP/1.1", f"Host: {parts.netloc}", f"Authorization: Bearer {KEY}", "Tus-Resumable: 1.0.0",
        f"Upload-Offset: {at}", "Content-Type: application/offset+octet-stream", f"Content-Length: {announced}", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def connection(url: str) -> socket.socket:
    """Connect to the server of a URL."""
    parts = urlsplit(url)
    return socket.create_connection((str(parts.hostname), int(parts.port or 80)), 5)


def broken_patch(url: str, at: int, data: bytes, announced: int) -> None:
    """Send the head of a PATCH and some of its body, then hang up."""
    with connection(url) as wire:
        wire.sendall(patch_head(url, at, announced) + data)


def begin(api: httpx.Client, length_bytes: int) -> str:
    """Begin a file."""
    headers = TUS | {"Upload-Length": str(length_bytes), "Upload-Metadata": metadata()}
    return api.post(FILES, headers=headers).headers["location"]


def arrived(api: httpx.Client, url: str) -> int:
    """Ask how much has arrived."""
    return int(api.head(url, headers=TUS).headers["upload-offset"])


def eventually(seen: Callable[[], object], wanted: object) -> None:
    """Look until that is seen, for five seconds at most: the server reads a broken connection in its own time."""
    until = time.monotonic() + 5
    while seen() != wanted and time.monotonic() < until:
        time.sleep(0.01)
    assert seen() == wanted


def test_what_arrived_before_the_connection_broke_counts(base: str, api: httpx.Client) -> None:
    """After a PATCH that broke off, HEAD tells how far it came, and tuspy sends the rest."""
    url = begin(api, len(SOUND))
    broken_patch(url, 0, SOUND[:123_456], len(SOUND))
    eventually(lambda: arrived(api, url), 123_456)

    uploader = tus_client(base).uploader(file_stream=io.BytesIO(SOUND), chunk_size=10**6, url=url)
    uploader.upload()

    session = session_of(api, url)
    assert session["status"] == "queued"


def test_a_half_open_connection_does_not_lock_the_file(api: httpx.Client) -> None:
    """While one connection still hangs, another goes on; what the first one sends later is not taken."""
    url = begin(api, len(SOUND))
    with connection(url) as wire:
        wire.sendall(patch_head(url, 0, len(SOUND)) + SOUND[:1000])
        eventually(lambda: arrived(api, url), 1000)
        kind = {"Content-Type": "application/offset+octet-stream"}
        answer = api.patch(url, content=SOUND[1000:5000], headers=TUS | kind | {"Upload-Offset": "1000"})
        wire.sendall(SOUND[1000:2000])
        refused = wire.recv(4096)

    assert answer.status_code == 204
    assert refused.startswith(b"HTTP/1.1 409 ")
    assert arrived(api, url) == 5000


def test_a_negative_content_length_is_refused(api: httpx.Client) -> None:
    """A PATCH with a Content-Length below zero is refused by the server, and nothing arrives."""
    url = begin(api, 100)
    broken_patch(url, 0, b"x" * 10, -5)

    assert arrived(api, url) == 0
    assert api.get(SESSIONS).status_code == 200
