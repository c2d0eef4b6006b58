"""A gibibyte through a server in a process of its own: its memory stays where it was, its folder is left empty."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from scriptix.caller import KEY, SESSIONS, silence
from scriptix.resumable import FILES, TUS, metadata

GIB = 1024**3
CHUNK_BYTES = 32 * 1024 * 1024
GROWTH_BYTES_MAX = 150 * 1024 * 1024
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc"),
]


@pytest.fixture
def serving(tmp_path: Path) -> Generator[tuple[int, str]]:
    """Run `understudy serve` with a temporary folder of its own; give its process id and where Scriptix is."""
    command = [sys.executable, "-m", "understudy.cli", "serve", "--json", "--port", "0", "--max-upload", "2GiB"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        yield process.pid, json.loads(process.stdout.readline())["scriptix"]
        process.terminate()
        assert process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


def memory_bytes(pid: int, name: str) -> int:
    """Return VmRSS (now) or VmHWM (at most so far) of a process."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024


def gibibyte() -> Generator[bytes]:
    """Yield a recording of a gibibyte, in the pieces that are sent: a WAV whose header tells its real length."""
    head = bytearray(silence(0))
    head[4:8], head[40:44] = (GIB - 8).to_bytes(4, "little"), (GIB - 44).to_bytes(4, "little")
    yield bytes(head) + bytes(CHUNK_BYTES - len(head))
    for _ in range(GIB // CHUNK_BYTES - 1):
        yield bytes(CHUNK_BYTES)


def finished(client: httpx.Client, session_id: str) -> dict[str, Any]:
    """Return the session as it is."""
    return dict(client.get(f"{SESSIONS}/{session_id}").json())


def test_a_gibibyte_by_tus_costs_no_memory(serving: tuple[int, str]) -> None:
    """PATCH by PATCH a gibibyte comes in, and the process never grows by 150 MB."""
    pid, base = serving
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {KEY}"}, trust_env=False, timeout=60) as client:
        client.get(SESSIONS)
        idle = memory_bytes(pid, "VmRSS")
        begun = client.post(FILES, headers=TUS | {"Upload-Length": str(GIB), "Upload-Metadata": metadata()})
        url, at = begun.headers["location"], 0
        for piece in gibibyte():
            headers = TUS | {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
            answer = client.patch(url, content=piece, headers=headers)
            at = int(answer.headers["upload-offset"])
        session = finished(client, client.get(url).json()["result"]["session_id"])

    assert at == GIB
    assert session["status"] == "queued"
    assert memory_bytes(pid, "VmHWM") - idle < GROWTH_BYTES_MAX


def test_a_gibibyte_by_direct_upload_costs_no_memory(serving: tuple[int, str]) -> None:
    """One PUT of a gibibyte comes in, and the process never grows by 150 MB."""
    pid, base = serving
    with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
        key = {"Authorization": f"Bearer {KEY}"}
        session_id = client.post(SESSIONS, json={"language": "en"}, headers=key).json()["result"]["session_id"]
        url = client.post(f"{SESSIONS}/{session_id}/upload-url", headers=key).json()["result"]["upload_url"]
        idle = memory_bytes(pid, "VmRSS")
        headers = {"x-ms-blob-type": "BlockBlob", "Content-Type": "audio/wav", "Content-Length": str(GIB)}
        answer = client.put(url, content=gibibyte(), headers=headers)

    assert answer.status_code == 201
    assert memory_bytes(pid, "VmHWM") - idle < GROWTH_BYTES_MAX
