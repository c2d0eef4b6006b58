"""What a check sends: a recording that can be worked on, and those that bring a failure about.

Source: ours; the causes are those of `lifecycle.yaml`.
"""

from __future__ import annotations

import functools
import io
import math
import struct
import wave
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from understudy.contracts.protocol_form import Request

RATE_HZ = 8000
SOUND_S, TOO_SHORT_S = 1.5, 0.3
"""the lengths sent, in seconds: above and below what any vendor documents as too short"""
EXPIRED = "Expires=946684800"
"""of a presigned link (Amazon S3, signature version 2): the year 2000"""
UNREADABLE = b"This is a text, and no recording of anything.\n" * 40


class File(NamedTuple):
    """What is sent as a file."""

    name: str
    content: bytes
    media_type: str


@functools.cache
def tone(length_s: float) -> bytes:
    """Return a WAV file: a tone of so many seconds, 8 kHz, 8 bits, mono."""
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(1)
            file.setframerate(RATE_HZ)
            count = int(length_s * RATE_HZ)
            file.writeframes(struct.pack(f"{count}B", *(_sample(n) for n in range(count))))
        return buffer.getvalue()


def _sample(number: int) -> int:
    return 128 + int(60 * math.sin(2 * math.pi * 440 * number / RATE_HZ))


def file_of(material: str, audio: bytes | None) -> File:
    """Return the recording that stands for a material; `audio` is the user's own, for the sound one."""
    if material == "unreadable":
        return File("notes.wav", UNREADABLE, "audio/wav")
    if material == "too_short":
        return File("blip.wav", tone(TOO_SHORT_S), "audio/wav")
    return File("call.wav", tone(SOUND_S) if audio is None else audio, "audio/wav")


def carried(way: Request, material: str) -> str:
    """Return what a request brings when it is sent with a material: that, or a sound recording."""
    carriers = {"unreadable": ("audio", "link"), "too_short": ("audio", "link"), "link_expired": ("link",)}
    return material if way.takes & set(carriers.get(material, ())) else "sound"


TEXT = File("call.txt", b"Good morning, how can I help you?\n", "text/plain")


def link_of(material: str, link: str) -> str:
    """Return the link of a material, made of that of a sound recording."""
    parts = urlsplit(link)
    if material == "link_expired":
        return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, EXPIRED)))))
    folder = parts.path.rpartition("/")[0]
    names = {"unreadable": "notes.wav", "too_short": "blip.wav"}
    return urlunsplit(parts._replace(path=f"{folder}/{names[material]}")) if material in names else link
