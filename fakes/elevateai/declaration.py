"""What was declared: the body that came, with its keys as the contract spells them, and the text in it.

Source: facts/elevateai sections 3 and 12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from understudy.contracts import vendor
from understudy.fakes.body import decode_json
from understudy.fakes.job import Job

PARTICIPANTS = ("participantOne", "participantTwo")
_KEYS = vendor("elevateai").contract.operations["declareInteraction"].keys


def declared(job: Job) -> dict[str, Any]:
    """Return the declaration of an interaction."""
    return cast("dict[str, Any]", _KEYS.fold(decode_json(job.request)))


def lines(declaration: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (who, what) of a chat's messages or a transcript's phrases; nothing for audio or an empty text.

    A transcript's two participants count; where neither says anything, what all of them say.
    """
    if declaration["type"] == "chat":
        yield from ((each["participant_id"], each["content"]) for each in declaration["chat"]["messages"])
    elif declaration["type"] == "transcript":
        said: dict[str, Any] = declaration["transcript"]
        shares = [(name, _phrases_of(said.get(name))) for name in PARTICIPANTS]
        yield from [share for share in shares if share[1]] or [("all", _phrases_of(said.get("allParticipants")))]


def text(declaration: Mapping[str, Any]) -> str:
    """Return the text of a chat or a transcript, `who: what` a line."""
    return "\n".join(f"{who}: {what}" for who, what in lines(declaration) if what.strip())


def words(declaration: Mapping[str, Any]) -> int:
    """Return how many words a chat or a transcript has; 0 for audio."""
    return sum(len(what.split()) for _, what in lines(declaration))


def _phrases_of(participant: Mapping[str, Any] | None) -> str:
    return " ".join(participant["phrases"]) if participant else ""
