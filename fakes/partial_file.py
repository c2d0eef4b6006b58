"""Files that come in pieces: what has arrived of each lies in a temporary folder that goes away with its tenant.

Source: ours. How many bytes have arrived is asked of the file system, and not kept a second time.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import AsyncIterator
from pathlib import Path

from understudy.fakes.reply import Problem, Refused

UNFINISHED_MAX = 32
"""files of one tenant that may be under way at once; the oldest to which nothing arrives makes room"""


class PartialFile:
    """One file that is under way, or has arrived."""

    def __init__(self, name: str, path: Path, length_bytes: int, job_id: str, metadata: dict[str, str]) -> None:
        """`metadata` is what its sender told about the file; `job_id` the job that waits for it."""
        self.name, self.path, self.length_bytes = name, path, length_bytes
        self.job_id, self.metadata = job_id, metadata
        self.is_taken = False
        """whether the whole file has been handed on"""
        self._writer: object = None
        path.touch()

    @property
    def arrived_bytes(self) -> int:
        """How much of the file is there."""
        return self.length_bytes if self.is_taken else self.path.stat().st_size

    async def append(self, arriving: AsyncIterator[bytes]) -> None:
        """Write down what comes, piece by piece; what was written stays, however this ends.

        Raises Refused(CONFLICT) once another request goes on with the file: a client that lost its connection does not
        wait until the server has noticed.
        """
        writer = self._writer = object()
        try:
            with self.path.open("ab", buffering=0) as file:
                async for piece in arriving:
                    if self._writer is not writer:
                        raise Refused(Problem.CONFLICT, "another request goes on with this file")
                    file.write(piece)
        finally:
            if self._writer is writer:
                self._writer = None

    @property
    def is_idle(self) -> bool:
        """Whether it is not whole yet, and no request goes on with it now."""
        return not self.is_taken and self._writer is None

    def take(self) -> bool:
        """Say whether the file is whole and nobody has taken it yet; now it is taken."""
        if self.is_taken or self.arrived_bytes < self.length_bytes:
            return False
        self.is_taken = True
        return True

    def discard(self) -> None:
        """Delete what has arrived; the name stays known."""
        self.path.unlink(missing_ok=True)


class PartialFiles:
    """The files of one tenant, by name."""

    def __init__(self) -> None:
        """Make no folder yet."""
        self._folder: Path | None = None
        self._files: dict[str, PartialFile] = {}
        self.begun = 0
        """files ever begun; the next one's ordinal, so that names can be drawn"""

    def begin(self, name: str, length_bytes: int, job_id: str, metadata: dict[str, str]) -> PartialFile:
        """Make room for a file, and forget the oldest idle ones where too many are under way."""
        under_way = sum(not file.is_taken for file in self._files.values())
        idle = [file for file in self._files.values() if file.is_idle]
        for oldest in idle[: max(0, under_way - UNFINISHED_MAX + 1)]:
            self._files.pop(oldest.name).discard()
        self.begun += 1
        file = self._files[name] = PartialFile(name, self._in_folder(name), length_bytes, job_id, metadata)
        return file

    def get(self, name: str) -> PartialFile | None:
        """Return a file, None when it is unknown or had to make room."""
        return self._files.get(name)

    def _in_folder(self, name: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="understudy-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder / name
