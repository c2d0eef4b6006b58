"""The wire: bounded in time and size, nothing held in memory, every failure of httpx one of ours."""

from __future__ import annotations

import asyncio
import socket
import threading
import tracemalloc
from contextlib import contextmanager

import httpx
import pytest

from understudy.client import BadReply, NoReply, NotSent, Policy, UsageError, connect, connect_async, wire

LIMIT_S = 0.2


@contextmanager
def dripping(head: bytes):
    """A real server that sends `head`, then a byte every 20 ms for as long as anybody reads."""
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener.accept()[0] as peer:
            peer.recv(65536)
            try:
                peer.sendall(head)
                while not stop.wait(0.02):
                    peer.sendall(b"x")
            except OSError:
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop.set()
    thread.join(5)
    listener.close()


HEADS = {"body": b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "headers": b"HTTP/1.1 200 OK\r\nX-Long: "}


@pytest.mark.parametrize("where", list(HEADS))
def test_a_dripping_server_is_left_in_time(where):
    """Each byte comes well within the read timeout; the exchange as a whole is bounded all the same."""
    with (
        dripping(HEADS[where]) as url,
        connect("scriptix", url, "k", policy=Policy(request_limit_s=LIMIT_S)) as client,
        pytest.raises(NoReply, match=r"no whole reply within 0\.2 s"),
    ):
        client.resume("scriptix:1").status()


@pytest.mark.parametrize("where", list(HEADS))
def test_a_dripping_server_is_left_in_time_async(where):
    """The same for asyncio."""

    async def main(url: str) -> None:
        async with connect_async("scriptix", url, "k", policy=Policy(request_limit_s=LIMIT_S)) as client:
            with pytest.raises(NoReply, match=r"no whole reply within 0\.2 s"):
                await client.resume("scriptix:1").status()

    with dripping(HEADS[where]) as url:
        asyncio.run(main(url))


def test_a_large_file_is_not_held_in_memory(stage, tmp_path):
    """64 MiB go out in pieces."""
    path = tmp_path / "large.mp3"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    sizes = []

    def count(request: httpx.Request) -> httpx.Response:
        if not request.url.path.endswith("/session"):
            sizes.append(sum(len(chunk) for chunk in request.stream))
        return httpx.Response(201, json={"result": {"session_id": "1"}})

    client = connect("scriptix", "http://vendor", "k", transport=StreamingTransport(count))
    tracemalloc.start()

    client.submit(path)

    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sizes[0] > 64 * 1024 * 1024
    assert peak_bytes < 4 * 1024 * 1024


class StreamingTransport(httpx.BaseTransport):
    """httpx.MockTransport reads the whole request first; this one does not."""

    def __init__(self, answer):
        """Keep the function."""
        self.answer = answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer without reading."""
        return self.answer(request)


def test_a_file_adds_its_own_time(stage, tmp_path):
    """A minute for any exchange, and for a file as long as a slow line takes."""
    path = tmp_path / "a.mp3"
    path.write_bytes(bytes(160 * 1024))
    limits_s = []
    vendor = stage.elevateai("processing")
    original = vendor.answer
    vendor.answer = lambda request: limits_s.append(request.extensions["timeout"]["write"]) or original(request)

    vendor.connect(timeout=httpx.Timeout(None)).submit(path)

    assert limits_s == [60, 70]


def test_an_endless_reply_is_cut_off(stage, monkeypatch):
    """A reply beyond the limit is refused while it comes, not when memory is full."""
    monkeypatch.setattr(wire, "REPLY_MAX_BYTES", 1000)
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield b"x" * 100

    transport = StreamingTransport(lambda request: httpx.Response(200, content=endless()))
    client = connect("scriptix", "http://vendor", "k", transport=transport)

    with pytest.raises(BadReply, match="longer than 1000 bytes"):
        client.resume("scriptix:1").status()

    assert len(taken) < 20


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (httpx.ConnectError, NotSent),
        (httpx.ConnectTimeout, NotSent),
        (httpx.PoolTimeout, NotSent),
        (httpx.ProxyError, NotSent),
        (httpx.ReadTimeout, NoReply),
        (httpx.ReadError, NoReply),
        (httpx.WriteTimeout, NoReply),
        (httpx.WriteError, NoReply),
        (httpx.RemoteProtocolError, NoReply),
        (httpx.LocalProtocolError, NoReply),
        (httpx.CloseError, NoReply),
        (httpx.DecodingError, BadReply),
        (OSError("broken"), NoReply),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "OSError",
)
def test_each_failure_of_the_way_has_its_meaning(stage, raised, expected):
    """What never left is definite, what may have arrived is not."""
    vendor = stage.scriptix(raised)

    with pytest.raises(expected) as caught:
        vendor.connect().resume("scriptix:job-1").status()

    assert caught.value.job.id == "job-1"


def test_every_failure_that_httpx_knows_is_ours(stage):
    """No exception of httpx's gets out, whichever it is."""
    kinds = [kind for kind in vars(httpx).values() if isinstance(kind, type) and issubclass(kind, httpx.RequestError)]

    for kind in kinds:
        with pytest.raises((NotSent, NoReply, BadReply)):
            stage.scriptix(kind).connect().resume("scriptix:job-1").status()


def test_a_reply_in_a_false_encoding_is_a_bad_reply(stage):
    """A body that is not the gzip it says it is."""
    vendor = stage.scriptix(
        lambda request: httpx.Response(200, content=iter([b"no"]), headers={"content-encoding": "gzip"})
    )

    with pytest.raises(BadReply):
        vendor.connect().resume("scriptix:job-1").status()


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[" * 5000, b"\xff", b'{"status": 5}', b'{"status": null}', b"null", b"NaN"]
)
def test_a_body_that_is_not_as_documented_is_a_bad_reply(stage, body):
    """Whatever stands in it, the error is typed and has the reply."""
    vendor = stage.scriptix(stage.reply(200, body))

    with pytest.raises(BadReply) as caught:
        vendor.connect().resume("scriptix:job-1").status()

    assert caught.value.response.body == body


def test_the_callers_own_client_is_used_and_left_open(stage):
    """Proxies, TLS, limits: whatever httpx can do, the caller may set up."""
    vendor = stage.scriptix("completed")
    http = httpx.Client(transport=httpx.MockTransport(vendor.answer), headers={"x-mine": "yes"})

    with vendor.connect(http=http) as client:
        client.resume("scriptix:job-1").wait()

    assert (vendor.sent[0].headers["x-mine"], http.is_closed) == ("yes", False)


def test_our_own_client_is_closed(stage):
    """Leaving the block closes what `connect` opened."""
    with stage.scriptix("completed").connect() as client:
        http = client._line.http

    assert http.is_closed


@pytest.mark.parametrize(
    ("base_url", "key"),
    [("vendor", "k"), ("ftp://vendor", "k"), ("http://vendor", ""), ("http://vendor", "a\nb"), ("http://vendor", "é")],
)
def test_an_address_or_key_that_cannot_work_is_refused(base_url, key):
    """Before anything is sent."""
    with pytest.raises(UsageError):
        connect("scriptix", base_url, key)
