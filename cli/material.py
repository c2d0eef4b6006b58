"""What a rehearsal sends: a recording, a link to it, an hour of it, and its words as a chat and as a transcript.

Source: ours; the forms of chat and transcript are ElevateAI's (facts/elevateai sections 3.2 and 3.3).
"""

from __future__ import annotations

import contextlib
import tempfile
import wave
from collections.abc import Generator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

from understudy.cli.recording_link import link_to

HOUR_S = 3600
Line = tuple[str, str]
"""who, and what they say"""


class Material(NamedTuple):
    """What is sent, by way in."""

    submissions: Mapping[str, Mapping[str, Any]]
    """way in -> the arguments of the client's `submit`"""
    words: Mapping[str, str]
    """way in -> what is said there, where that is known"""


@contextlib.contextmanager
def material(audio: Path | None) -> Generator[Material]:
    """Yield what is sent: `audio`, or by default the recording that ships, and what is made of them.

    A text beside the recording (call.txt beside call.wav) tells what is said in it.
    """
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(as_file(files("understudy.scenarios").joinpath("recordings")))
        path = audio or folder / "call.wav"
        hour = stack.enter_context(_hour_of(folder / "call.wav"))
        said = _lines((folder / "call.txt").read_text(encoding="utf-8"))
        words = _words_beside(path)
        yield Material(
            {
                "upload": {"audio": path},
                "link": {"url": stack.enter_context(link_to(path))},
                "chat": {"chat": _chat(said)},
                "transcript": {"transcript": _transcript(said)},
                "hour": {"audio": hour},
            },
            {} if words is None else {"upload": words, "link": words},
        )


@contextlib.contextmanager
def _hour_of(path: Path) -> Generator[Path]:
    """Yield a WAV file that plays the one at `path` again and again for an hour."""
    with tempfile.TemporaryDirectory(prefix="understudy-") as folder, wave.open(str(path)) as short:
        frames = short.readframes(short.getnframes())
        size = HOUR_S * short.getframerate() * short.getnchannels() * short.getsampwidth()
        long = Path(folder, "hour.wav")
        with wave.open(str(long), "wb") as file:
            file.setparams(short.getparams())
            file.writeframes((frames * (size // len(frames) + 1))[:size])
        yield long


def _words_beside(path: Path) -> str | None:
    """Return the text beside a recording, if there is one that can be read."""
    try:
        return path.with_suffix(".txt").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _lines(text: str) -> list[Line]:
    parts = (line.partition(":") for line in text.splitlines())
    return [(name.strip(), words.strip()) for name, _, words in parts]


def _chat(said: list[Line]) -> dict[str, Any]:
    names = dict.fromkeys(name for name, _ in said)
    return {
        "participants": [{"participant_id": name, "name": name, "role": name.lower()} for name in names],
        "messages": [
            {"participant_id": name, "timestamp": f"2026-01-05T09:00:{5 * number:02}Z", "content": words}
            for number, (name, words) in enumerate(said)
        ],
    }


def _transcript(said: list[Line]) -> dict[str, Any]:
    agent, customer = dict.fromkeys(name for name, _ in said)
    shares = {
        "allParticipants": [words for _, words in said],
        "participantOne": [words for name, words in said if name == agent],
        "participantTwo": [words for name, words in said if name == customer],
    }
    return {name: {"phrases": phrases, "phraseSegments": _segments(phrases)} for name, phrases in shares.items()}


def _segments(phrases: list[str]) -> list[dict[str, Any]]:
    return [
        {"startTimeOffset": 4000 * index, "endTimeOffset": 4000 * index + 3500, "phraseIndex": index, "score": 1}
        for index in range(len(phrases))
    ]
