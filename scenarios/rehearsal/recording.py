"""The recording that a rehearsal sends: how long it is, which it is, and what is said in it.

Source: ours. MediaInfo (the library pymediainfo brings) measures it; no network address is opened.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple, cast

from pymediainfo import MediaInfo

DIGEST_BYTES = 4


class Recording(NamedTuple):
    """One file."""

    path: Path
    duration_s: float
    """0 when it is no audio"""
    digest: str
    words: str | None
    """the text beside it (call.txt beside call.wav), if there is one"""

    @classmethod
    def read(cls, path: Path) -> Recording:
        """Measure the file at `path`. Raises OSError when it cannot be read."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=DIGEST_BYTES)).hexdigest()
        return cls(path.absolute(), _duration_s(path), digest, _words_beside(path))


def _duration_s(path: Path) -> float:
    tracks: list[Any] = cast("Any", MediaInfo.parse(str(path))).tracks
    lengths_ms = [track.duration for track in tracks if track.track_type == "Audio"]
    return max((float(each) for each in lengths_ms if each is not None), default=0.0) / 1000


def _words_beside(path: Path) -> str | None:
    """Return the text beside a recording, if there is one that can be read."""
    try:
        return path.with_suffix(".txt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
