"""A local recording that is to be sent: its name, size and, where that can be told cheaply, its length.

Source: ours.
"""

from __future__ import annotations

import os
import wave
from dataclasses import dataclass
from pathlib import Path

from understudy.client.errors import UsageError

SLOWEST_CODEC_BYTES_PER_S = 2_000
"""Assumed: no recording that is worth transcribing takes less than 16 kbit/s."""


@dataclass(frozen=True)
class AudioFile:
    """A file on this machine. Only `open()` by the driver reads it."""

    path: Path
    size_bytes: int

    @property
    def name(self) -> str:
        """The file's name without its folders: nobody else need know where it lies."""
        return self.path.name

    @property
    def longest_s(self) -> float:
        """Length in seconds: exact for WAV, otherwise the most that fits into the file's size."""
        try:
            with wave.open(str(self.path), "rb") as recording:
                return recording.getnframes() / recording.getframerate()
        except (wave.Error, EOFError, OSError, ZeroDivisionError):
            return self.size_bytes / SLOWEST_CODEC_BYTES_PER_S


def audio_file(path: str | os.PathLike[str]) -> AudioFile:
    """Return the file at `path`. Raises UsageError when it cannot be read or is empty."""
    found = Path(path)
    try:
        with found.open("rb") as file:
            size_bytes = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise UsageError(f"{found}: {error.strerror or error}") from error
    if size_bytes == 0:
        raise UsageError(f"{found}: the file is empty")
    return AudioFile(found, size_bytes)
