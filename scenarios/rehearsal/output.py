"""The end of what a program prints: enough to see why it failed, however much it says.

Source: ours.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import IO

KEPT_BYTES = 64 * 1024
CHUNK_BYTES = 4096
JOIN_LIMIT_S = 2.0


class Output:
    """Reads a pipe to its end, so that the program never waits for a reader, and keeps the last of it."""

    def __init__(self, pipe: IO[bytes], kept_bytes: int = KEPT_BYTES) -> None:
        """Begin to read."""
        self._pipe, self._kept_bytes = pipe, kept_bytes
        self._chunks: deque[bytes] = deque(maxlen=kept_bytes)
        self._size = self._dropped = 0
        self._thread = threading.Thread(target=self._read, name="output", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        read = getattr(self._pipe, "read1", self._pipe.read)
        while chunk := read(CHUNK_BYTES):
            self._chunks.append(chunk)
            self._size += len(chunk)
            while self._size - len(self._chunks[0]) > self._kept_bytes:
                gone = len(self._chunks.popleft())
                self._size, self._dropped = self._size - gone, self._dropped + gone

    def text(self) -> str:
        """Return the end of what was printed; call it when the program is over."""
        self._thread.join(JOIN_LIMIT_S)  # a grandchild that has left the process group may still hold the pipe
        kept = b"".join(self._chunks)[-self._kept_bytes :].decode("utf-8", "replace")
        return f"[{self._dropped} bytes before this]\n{kept}" if self._dropped else kept
