"""What the reference client hands in at each way in: the recording, a link to it, or its words as chat and transcript.

Source: ours; the forms of chat and transcript are ElevateAI's (facts/elevateai sections 3.2 and 3.3).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from understudy.scenarios.rehearsal.environment import Environment

Line = tuple[str, str]
"""who, and what they say"""
OPTIONS = {"marsview": {"models": ({"modelType": "speech_to_text"}, {"modelType": "emotion_analysis"})}}
"""vendor -> what else is asked for: two models, as some scenarios treat them differently"""


def submission(need: str | None, environment: Environment) -> Mapping[str, Any]:
    """Return the arguments of the client's `submit` for a scenario that needs `upload` (or None), `link` and so on."""
    return {**_source(need, environment), **OPTIONS.get(environment.vendor, {})}


def _source(need: str | None, environment: Environment) -> Mapping[str, Any]:
    if need == "link":
        return {"url": environment.audio_url}
    if need == "chat":
        return {"chat": _chat(_said()), "includeAiResults": True}  # all that a chat brings
    if need == "transcript":
        return {"transcript": _transcript(_said()), "includeAiResults": True}
    return {"audio": environment.audio}


@functools.cache
def _said() -> tuple[Line, ...]:
    """Return what is said in the recording that ships."""
    text = files("understudy.scenarios").joinpath("recordings", "call.txt").read_text(encoding="utf-8")
    parts = (line.partition(":") for line in text.splitlines())
    return tuple((name.strip(), words.strip()) for name, _, words in parts)


def _chat(said: tuple[Line, ...]) -> dict[str, Any]:
    names = dict.fromkeys(name for name, _ in said)
    return {
        "participants": [{"participant_id": name, "name": name, "role": name.lower()} for name in names],
        "messages": [
            {"participant_id": name, "timestamp": f"2026-01-05T09:00:{5 * number:02}Z", "content": words}
            for number, (name, words) in enumerate(said)
        ],
    }


def _transcript(said: tuple[Line, ...]) -> dict[str, Any]:
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
