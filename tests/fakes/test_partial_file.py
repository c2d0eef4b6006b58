"""Files in pieces: too many under way make room, but never the one to which something is just arriving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from understudy.fakes.partial_file import UNFINISHED_MAX, PartialFiles


def test_the_oldest_idle_file_makes_room() -> None:
    """A file that is being written stays, though it is the oldest; the next one goes."""
    files = PartialFiles()
    busy = files.begin("busy", 4, "job", {})

    async def pieces() -> AsyncIterator[bytes]:
        yield b"ab"
        for number in range(UNFINISHED_MAX):
            files.begin(str(number), 4, "job", {})
        yield b"cd"

    asyncio.run(busy.append(pieces()))

    assert busy.path.read_bytes() == b"abcd"
    assert files.get("busy") is busy
    assert files.get("0") is None


def test_a_file_that_is_idle_again_makes_room() -> None:
    """What nobody goes on with is the first to go."""
    files = PartialFiles()
    broken = files.begin("broken", 4, "job", {})

    async def pieces() -> AsyncIterator[bytes]:
        yield b"ab"

    asyncio.run(broken.append(pieces()))
    for number in range(UNFINISHED_MAX):
        files.begin(str(number), 4, "job", {})

    assert files.get("broken") is None
    assert not broken.path.exists()
