"""A gibibyte goes through a server that never holds more than a little of it."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest
from wire.raw import WAIT_S, Answer, exchange

GIB = 2**30
MIB = 2**20
GROWTH_BYTES_MAX = 150_000_000
STARTING_S = 60
KEY = {"X-API-Token": "large"}
BLOCK = bytes(MIB)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc"),
]


class Served(NamedTuple):
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    """of ElevateAI"""

    def memory_bytes(self, field: str) -> int:
        """Return a figure of the process: VmRSS now, VmHWM at its highest."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"^{field}:\s+(\d+) kB$", text, re.MULTILINE)
        assert found
        return int(found[1]) * 1024

    def declare(self) -> str:
        """Declare an interaction and return the path that takes its file."""
        answer = httpx.post(f"{self.url}/interactions", json={"type": "audio", "languageTag": "en"}, headers=KEY,
                            timeout=30, trust_env=False)  # fmt: skip
        return f"{urlsplit(self.url).path}/interactions/{answer.json()['interactionIdentifier']}/upload"

    def status(self, upload: str) -> dict[str, object]:
        """Return the status of the interaction."""
        url = f"{self.url}{upload.removeprefix('/v1').removesuffix('upload')}status"
        answer = httpx.get(url, headers=KEY, timeout=30, trust_env=False)
        return dict(answer.json())


@contextlib.contextmanager
def serving(max_upload: str, folder: Path) -> Iterator[Served]:
    """Start a server and wait for its first line; whatever happens, it is ended."""
    command = [sys.executable, "-m", "understudy.cli", "serve", "--port", "0", "--vendor", "elevateai",
               "--max-upload", max_upload, "--json"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(folder)})
    watchdog = threading.Timer(STARTING_S, process.kill)
    watchdog.start()
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            watchdog.cancel()
            yield Served(process, json.loads(line)["elevateai"])
        finally:
            watchdog.cancel()
            process.kill()


def send(served: Served, path: str, length_bytes: int, blocks: Iterable[bytes]) -> Answer:
    """Send a form with one file of `length_bytes` in blocks, over a raw socket."""
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="long.wav"\r\n\r\n'
    end = b"\r\n--b--\r\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(served.url).netloc}\r\nX-API-Token: large\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {len(start) + length_bytes + len(end)}\r\n\r\n"
    ).encode()
    return exchange(served.url, itertools.chain([head, start], blocks, [end]))


def test_a_gibibyte_is_taken_in_without_being_held(tmp_path: Path) -> None:
    """The process grows by less than 150 MB while 1 GiB comes in, and the file is gone afterwards."""
    with serving("2GiB", tmp_path) as served:
        path = served.declare()
        idle_bytes = served.memory_bytes("VmRSS")

        answer = send(served, path, GIB, itertools.repeat(BLOCK, GIB // MIB))

        assert answer.status == 200, answer
        assert served.memory_bytes("VmHWM") - idle_bytes < GROWTH_BYTES_MAX
        assert served.status(path)["status"] != "filePendingUpload"
        assert list(tmp_path.glob("understudy-*")) == []


def test_a_gibibyte_over_the_limit_is_refused_without_being_held(tmp_path: Path) -> None:
    """The refusal comes at the limit; nothing of the file is kept, and the interaction goes on waiting."""
    with serving("10MiB", tmp_path) as served:
        path = served.declare()
        idle_bytes = served.memory_bytes("VmRSS")

        answer = send(served, path, GIB, itertools.repeat(BLOCK, GIB // MIB))

        assert (answer.status, answer.media_type) == (413, "application/json")
        assert served.memory_bytes("VmHWM") - idle_bytes < GROWTH_BYTES_MAX
        assert served.status(path)["status"] == "filePendingUpload"
        assert list(tmp_path.glob("understudy-*")) == []


def test_a_head_without_end_is_not_held(tmp_path: Path) -> None:
    """A header of 1 GiB on a connection that has been used before is cut off, and the process does not grow with it."""
    with serving("1MiB", tmp_path) as served:
        path = served.declare().replace("/upload", "/status")
        connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=WAIT_S)
        with contextlib.closing(connection):
            connection.request("GET", path, headers=KEY)
            first = connection.getresponse()
            first.read()
            idle_bytes = served.memory_bytes("VmRSS")
            assert connection.sock is not None
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sock.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
                for _ in range(GIB // MIB):
                    connection.sock.sendall(b"a" * MIB)

        assert first.status == 200
        assert served.memory_bytes("VmHWM") - idle_bytes < GROWTH_BYTES_MAX
        assert served.status(path.replace("/status", "/upload"))["status"] == "filePendingUpload"
