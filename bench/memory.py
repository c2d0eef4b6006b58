"""What one stored job costs: the growth of `understudy serve` over 100,000 declared jobs, journal and all.

Run: `python bench/memory.py [--jobs 100000] [--at-most 700]`. Exits 1 when a job costs more (Linux only).
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from polling import KEY, started

PIPELINED = 50
DECLARATION = json.dumps(
    {
        "type": "audio",
        "languageTag": "en-us",
        "vertical": "default",
        "originalFileName": "call-0001.wav",
        "includeAiResults": True,
    }
).encode()


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--at-most", type=int, default=700)
    given = parser.parse_args()
    with started("-m", "understudy.cli", "serve", "--port", "0", "--json", "--vendor", "elevateai") as (process, ready):
        declare(ready["elevateai"], 12_000)  # the journal is full and every path is warm
        before = resident_bytes(process.pid)
        declare(ready["elevateai"], given.jobs)
        each = (resident_bytes(process.pid) - before) / given.jobs
    print(f"{each:.0f} B for each of {given.jobs} jobs (at most {given.at_most})")
    return 0 if each <= given.at_most else 1


def declare(base: str, jobs: int) -> None:
    """Declare interactions over one connection, some at a time."""
    parts = urlsplit(base)
    head = (
        f"POST {parts.path}/interactions HTTP/1.1\r\nhost: {parts.netloc}\r\nx-api-token: {KEY}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(DECLARATION)}\r\n\r\n"
    )
    request = head.encode() + DECLARATION
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), 10) as connection:
        for _ in range(jobs // PIPELINED):
            connection.sendall(request * PIPELINED)
            answers = b""
            while answers.count(b'"}') < PIPELINED:
                answers += connection.recv(65536)
            assert answers.count(b"HTTP/1.1 201") == PIPELINED, answers


def resident_bytes(pid: int) -> int:
    """Return the memory of a process that is really in use."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
