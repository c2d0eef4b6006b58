"""What is to be transcribed: a file, a link to one, a chat, or a transcript made elsewhere.

Source: ours; the four ways in are ElevateAI's (elevateai.md 3), the other vendors take the first two.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from understudy.client.audio import AudioFile, audio_file
from understudy.client.errors import UsageError
from understudy.client.job import Kind


@dataclass(frozen=True)
class Source:
    """Exactly one of `audio`, `url` and `content`, as `kind` says."""

    kind: Kind
    audio: AudioFile | None = None
    url: str | None = field(default=None, repr=False)
    """hidden: a presigned link is as good as a password"""
    content: object = field(default=None, repr=False)


def source(
    audio: str | os.PathLike[str] | None = None, url: str | None = None, chat: object = None, transcript: object = None
) -> Source:
    """Return the source that is given. Raises UsageError unless it is exactly one, and can be read."""
    if sum(given is not None for given in (audio, url, chat, transcript)) != 1:
        raise UsageError("give exactly one of audio=, url=, chat= and transcript=")
    if audio is not None:
        return Source("audio", audio=audio_file(audio))
    if url is not None:
        return Source("link", url=url)
    return Source("chat", content=chat) if chat is not None else Source("transcript", content=transcript)
