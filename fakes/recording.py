"""Finds out what a recording is: its real duration, and whether it is audio at all.

Source: ours. MediaInfo (the library pymediainfo brings) reads WAV, MP3, M4A, FLAC, OGG, MP4 and the other formats that
the vendors name; it opens no network address.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from pathlib import Path, PurePosixPath
from typing import Any, cast
from urllib.parse import unquote

from understudy.fakes.job import Media
from understudy.fakes.subject import DIGEST_BYTES


async def examine(path: Path, filename: str, content_type: str = "") -> Media:
    """Return what the file at `path` is, under the name and media type that its sender gave it."""
    from anyio import to_thread  # here, as a first answer does not need it

    (duration_s, has_video), digest = await to_thread.run_sync(lambda: (_measure(path), _digest(path)))
    name = plain_name(filename)
    return Media(name, media_type_of(name, content_type), path.stat().st_size, duration_s, has_video, digest)


def media_type_of(filename: str, content_type: str = "") -> str:
    """Return the media type that was given; where that says nothing, what the file's name suggests."""
    kind = content_type.partition(";")[0].strip().lower()
    if "/" in kind and kind != "application/octet-stream":
        return kind
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"


def plain_name(filename: str) -> str:
    """Return the last part of a file name, as clients send full, Windows and percent-encoded paths."""
    return PurePosixPath(unquote(filename).replace("\\", "/")).name[:255]


def _measure(path: Path) -> tuple[float | None, bool]:
    """Return (seconds or None when it is no audio, whether there is a picture)."""
    from pymediainfo import MediaInfo  # here, as it loads a large library, and a first answer does not need it

    for parse_speed in (0.5, 1.0):  # some formats, such as raw AAC, tell their length only when read to the end
        parsed = cast("Any", MediaInfo.parse(str(path), parse_speed=parse_speed))
        tracks: list[Any] = parsed.tracks
        audio = [track for track in tracks if track.track_type == "Audio"]
        has_video = any(track.track_type == "Video" for track in tracks)
        lengths_ms = [float(track.duration) for track in audio if _is_number(track.duration)]
        if not audio:
            return None, has_video
        if lengths_ms:
            return max(lengths_ms) / 1000, has_video
    return None, has_video


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=DIGEST_BYTES)).hexdigest()


def _is_number(value: object) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", str(value)) is not None
