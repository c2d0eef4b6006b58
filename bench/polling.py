"""How much of a bare ASGI app's speed is left for a status poll: credential, journal and response check on.

Run: `python bench/polling.py [--requests 20000] [--rounds 5] [--at-least 0.5]`. A bare ASGI app on uvicorn and
`understudy serve` run on one core, each in a process of its own; the load comes over kept-alive loopback connections
from a third one. What counts is the server's own processor time for each request, as the system accounts it (Linux), so
that other work on the machine does not. Exits 1 when the median ratio is lower.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

CONNECTIONS = 16
KEY = "bench"
BODY = (
    b'{"identifier":"5186cb76-e3ff-41bb-b4d9-d7db4beacce9","status":"filePendingUpload","declared":'
    b'"2026-11-21T12:03:02.219346Z","uploaded":null,"downloaded":null,"processed":null,"errorMessage":null}'
)


class Target(NamedTuple):
    """A server under load."""

    pid: int
    url: str
    """of the status that is polled"""


class Figures(NamedTuple):
    """What one round of requests took."""

    per_s: float
    cpu_us: float
    """the server's processor time for one request"""


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-least", type=float, default=0.5)
    parser.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        serve_bare()
        return 0
    ratios: list[float] = []
    with bare() as one, understudy() as other:
        load(one, 2000), load(other, 2000)  # warm up
        for _ in range(given.rounds):
            a, b = load(one, given.requests), load(other, given.requests)
            ratios.append(a.cpu_us / b.cpu_us)
            print(
                f"bare {a.per_s:7.0f}/s {a.cpu_us:5.1f} us   understudy {b.per_s:7.0f}/s {b.cpu_us:5.1f} us   "
                f"ratio {ratios[-1]:.2f}"
            )
    median = statistics.median(ratios)
    print(f"median ratio {median:.2f} (at least {given.at_least})")
    return 0 if median >= given.at_least else 1


def serve_bare() -> None:
    """Serve the bare app until the process is ended."""
    import uvicorn

    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.bind(("127.0.0.1", 0))
    bound.listen(2048)
    print(json.dumps({"bare": f"http://127.0.0.1:{bound.getsockname()[1]}/"}), flush=True)
    config = uvicorn.Config(bare_app, http="httptools", access_log=False, log_config=None, lifespan="off", ws="none")
    uvicorn.Server(config).run([bound])


async def bare_app(_scope, _receive, send):  # type: ignore[no-untyped-def]
    """Answer every request with the same bytes."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


@contextlib.contextmanager
def started(*command: str) -> Generator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run a server on one core; yield it and the line of JSON that it prints when ready."""
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True) as process:
        try:
            with contextlib.suppress(AttributeError, OSError):
                os.sched_setaffinity(process.pid, {0})
            assert process.stdout
            yield process, json.loads(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(10)


@contextlib.contextmanager
def bare() -> Generator[Target]:
    """Run the bare app."""
    with started(__file__, "--bare") as (process, ready):
        yield Target(process.pid, ready["bare"])


@contextlib.contextmanager
def understudy() -> Generator[Target]:
    """Run the stand-in, with one job declared."""
    with started("-m", "understudy.cli", "serve", "--port", "0", "--json", "--vendor", "elevateai") as (process, ready):
        base = ready["elevateai"]
        declaration = json.dumps({"type": "audio", "languageTag": "en-us"}).encode()
        headers = {"X-API-Token": KEY, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{base}/interactions", declaration, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            identifier = json.load(answer)["interactionIdentifier"]
        yield Target(process.pid, f"{base}/interactions/{identifier}/status")


def load(target: Target, requests: int) -> Figures:
    """Poll over CONNECTIONS kept-alive connections."""
    parts = urlsplit(target.url)
    request = f"GET {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\nx-api-token: {KEY}\r\n\r\n".encode()
    address = (str(parts.hostname), int(parts.port or 0))
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_connection(address, 10)) for _ in range(CONNECTIONS)]
        for each in sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            each.setblocking(False)
        began, used = time.perf_counter(), cpu_s(target.pid)
        for _ in range(requests // CONNECTIONS):
            for each in sockets:
                each.sendall(request)
            for each in sockets:
                receive(each)
        taken_s = time.perf_counter() - began
        used_s = cpu_s(target.pid) - used or taken_s
    return Figures(requests / taken_s, used_s / requests * 1e6)


def receive(connection: socket.socket) -> None:
    """Take in one whole answer without ever sleeping, as waking the client would be charged to the server."""
    answer, give_up_at = b"", time.perf_counter() + 10
    while not answer.endswith(b"}"):
        with contextlib.suppress(BlockingIOError):
            answer += connection.recv(4096)
        assert time.perf_counter() < give_up_at, "no answer within 10 s"
    assert answer.startswith(b"HTTP/1.1 200"), answer


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has used, 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


if __name__ == "__main__":
    sys.exit(main())
