"""A downloadUri: it expires on the tenant's clock, and nothing is fetched unless the user allowed it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from understudy.contracts import vendor
from understudy.fakes.link import may_fetch, parse
from understudy.fakes.tenant import Settings

if TYPE_CHECKING:
    from elevateai.conftest import Account

FAILURES = vendor("elevateai").failures


def presigned(expires_at: float, form: str) -> str:
    """Return a link that runs out then (Unix seconds), in one of the two forms in which Amazon S3 writes them."""
    if form == "Expires":
        return f"https://files.example/call.wav?AWSAccessKeyId=x&Expires={expires_at:.0f}&Signature=y"
    signed = datetime.fromtimestamp(expires_at - 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"https://files.example/call.wav?X-Amz-Date={signed}&X-Amz-Expires=1000&X-Amz-Signature=y"


@pytest.mark.parametrize("form", ["Expires", "X-Amz-Expires"])
@pytest.mark.parametrize(
    ("lives_s", "status", "failure"),
    [(2, "fileDownloadFailed", "download_link_expired"), (86400, "processed", None)],
    ids=["runs out before", "lives long enough"],
)
def test_a_link_must_live_until_it_is_downloaded(
    elevateai: Account, form: str, lives_s: float, status: str, failure: str | None
) -> None:
    """What counts is whether the link still lives at the download, on the tenant's clock."""
    link = presigned(elevateai.tenant.clock.now() + lives_s, form)
    last = elevateai.watch(elevateai.declare(downloadUri=link))[-1]

    message = FAILURES[failure].message if failure else None
    assert (last["status"], last["errorMessage"]) == (status, message)


def test_a_link_that_has_run_out_is_accepted_all_the_same(elevateai: Account) -> None:
    """Nobody looks at the link when it is declared: the failure comes with the download, not before."""
    link = presigned(elevateai.tenant.clock.now() - 86400, "Expires")
    seen = [answer["status"] for answer in elevateai.watch(elevateai.declare(downloadUri=link))]

    assert seen == ["declared", "filePendingDownload", "fileDownloading", "fileDownloadFailed"]


@pytest.mark.parametrize(
    "query",
    ["", "Expires=soon", "Expires=nan", "Expires=inf", "X-Amz-Date=today&X-Amz-Expires=1", "X-Amz-Expires=1",
     "X-Amz-Date=20240101T000000Z&X-Amz-Expires=1e999", "Expires="],
)  # fmt: skip
def test_a_link_that_tells_no_expiry_has_none(query: str) -> None:
    """An expiry that is missing or malformed is none, and breaks nothing."""
    assert parse(f"https://files.example/call.wav?{query}").expires_at is None


@pytest.mark.parametrize(
    ("query", "expires_at"),
    [
        ("Expires=1700000000", 1_700_000_000),
        ("expires=1700000000.5", 1_700_000_000.5),
        ("X-Amz-Date=20240101T000000Z&X-Amz-Expires=3600", 1_704_070_800),
        ("x-amz-expires=60&x-amz-date=20240101T000000Z&Expires=1", 1_704_067_260),
    ],
)
def test_an_expiry_is_read_in_both_forms(query: str, expires_at: float) -> None:
    """Signature version 4 gives a date and a life, version 2 a moment; the names' case does not matter."""
    assert parse(f"https://files.example/call.wav?{query}").expires_at == expires_at


class Files(BaseHTTPRequestHandler):
    """Serves what the test gave, and counts."""

    content: dict[str, bytes] = {}  # noqa: RUF012 - each test's server has a class of its own
    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        """Serve a file; some come with another code than 200, though their content is good."""
        self.asked.append(self.path)
        self.send_response({"/gone.wav": 404, "/moved.wav": 302}.get(self.path, 200))
        self.send_header("Location", "/call.wav")
        self.send_header("Content-Length", str(len(self.content[self.path])))
        self.end_headers()
        self.wfile.write(self.content[self.path])

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@contextlib.contextmanager
def serving(content: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """Serve some files on loopback; gives the address and the list of paths that were asked for."""
    handler = type("Files", (Files,), {"content": content, "asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", handler.asked
        finally:
            server.shutdown()
            thread.join()


FETCHING = Settings(speed=0.0, fetch_links=True, max_upload_bytes=100_000)


def test_nothing_is_fetched_by_default(elevateai: Account, audio: Callable[[float], bytes]) -> None:
    """Unless the user allows it, nobody asks for the file, and its length is assumed."""
    with serving({"/call.wav": audio(2)}) as (address, asked):
        identifier = elevateai.processed(downloadUri=f"{address}/call.wav")
    media = elevateai.job(identifier).media

    assert asked == []
    assert media is not None
    assert media.duration_s is not None
    assert 180 <= media.duration_s <= 600


def test_a_link_is_fetched_where_that_is_allowed(
    opened: Callable[..., Account], audio: Callable[[float], bytes]
) -> None:
    """The recording behind a loopback link is fetched once, and its real length counts."""
    account = opened(FETCHING)
    with serving({"/call.wav": audio(3)}) as (address, asked):
        identifier = account.processed(downloadUri=f"{address}/call.wav")
    media = account.job(identifier).media

    assert asked == ["/call.wav"]
    assert media is not None
    assert (media.filename, media.duration_s) == ("call.wav", 3.0)


@pytest.mark.parametrize(
    "path",
    ["/notes.txt", "/gone.wav", "/moved.wav", "/large.wav"],
    ids=["a text", "404", "a redirect", "over the limit"],
)
def test_what_cannot_be_fetched_or_read_fails(
    opened: Callable[..., Account], audio: Callable[[float], bytes], path: str
) -> None:
    """No audio, no file, a file elsewhere, or one that is too large: fileDownloadFailed, with a reason."""
    account = opened(FETCHING)
    files = dict.fromkeys(["/call.wav", "/gone.wav", "/moved.wav"], audio(2))
    files |= {"/notes.txt": b"Notes.", "/large.wav": audio(10)}
    with serving(files) as (address, asked):
        last = account.watch(account.declare(downloadUri=address + path))[-1]

    assert asked == [path]
    assert last["status"] == "fileDownloadFailed"
    assert last["errorMessage"] == FAILURES["download_unreadable"].message
    assert last["downloaded"] is None


def test_a_server_that_is_not_there_fails(opened: Callable[..., Account]) -> None:
    """A link to a port where nobody listens ends in fileDownloadFailed."""
    with serving({}) as (address, _):
        pass
    account = opened(FETCHING)

    assert account.watch(account.declare(downloadUri=f"{address}/call.wav"))[-1]["status"] == "fileDownloadFailed"


ALLOWED = Settings(fetch_links=True)
NAMED = Settings(fetch_links=True, fetch_hosts=frozenset({"files.example"}))


@pytest.mark.parametrize(
    ("url", "settings", "allowed"),
    [
        ("http://127.0.0.1:80/a.wav", Settings(), False),
        ("http://127.0.0.1:80/a.wav", ALLOWED, True),
        ("https://localhost/a.wav", ALLOWED, True),
        ("http://[::1]:80/a.wav", ALLOWED, True),
        ("http://127.9.9.9/a.wav", ALLOWED, True),
        ("http://192.0.2.1/a.wav", ALLOWED, False),
        ("http://localhost.files.example/a.wav", ALLOWED, False),
        ("http://127.0.0.1@192.0.2.1/a.wav", ALLOWED, False),
        ("http://0.0.0.0/a.wav", ALLOWED, False),
        ("https://files.example/a.wav", ALLOWED, False),
        ("https://files.example/a.wav", NAMED, True),
        ("https://files.example.org/a.wav", NAMED, False),
        ("file:///etc/passwd", ALLOWED, False),
        ("sftp://127.0.0.1/a.wav", ALLOWED, False),
        ("//127.0.0.1/a.wav", ALLOWED, False),
        ("", ALLOWED, False),
    ],
)
def test_only_loopback_and_named_hosts_may_be_fetched_from(url: str, settings: Settings, allowed: bool) -> None:
    """Whatever the link looks like, no other host is ever asked."""
    assert may_fetch(url, settings) is allowed


def test_another_host_is_not_asked(opened: Callable[..., Account], monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to elsewhere is not fetched even where loopback is: its recording has an assumed length."""
    asked: list[object] = []
    monkeypatch.setattr("understudy.fakes.link._fetch", lambda *what: asked.append(what))
    account = opened(FETCHING)
    last = account.watch(account.declare(downloadUri="http://192.0.2.1/call.wav"))[-1]

    assert (last["status"], asked) == ("processed", [])
