"""What the models on intents and statement tags put into the metadata: where something like one of them is said.

Source: facts/marsview sections 3.9 and 5 (statement tags); intents by analogy (assumed). Assumed: each configured id is
met by one sentence in six, and an id that was never created has itself for a name.
"""

from __future__ import annotations

from typing import Any, cast

from understudy.fakes import draw
from understudy.fakes.marsview.hearing import Hearing, Sentence
from understudy.fakes.marsview.lane import ModelLane

MET_SHARE = 1 / 6


def intents(heard: Hearing, lane: ModelLane) -> dict[str, Any]:
    """Return the sentences that meet an intent of the configuration."""
    return {"intent": _matches(heard, lane, "intents", "intent")}


def statement_tags(heard: Hearing, lane: ModelLane) -> dict[str, Any]:
    """Return the sentences that meet a statement tag of the configuration."""
    return {"statementTag": _matches(heard, lane, "statements", "statementTag")}


def _matches(heard: Hearing, lane: ModelLane, setting: str, noun: str) -> list[dict[str, Any]]:
    asked = lane.setting("config", setting)
    ids = [str(each) for each in cast("list[object]", asked)] if isinstance(asked, list) else []
    items: list[dict[str, Any]] = []
    for n, each in enumerate(heard.sentences):
        met = [one for one in ids if draw.fraction(lane.key, one, n) < MET_SHARE]
        if met:
            similar = [_similar(noun, one, heard.names.get(one, one), each, f"{lane.key}/{one}/{n}") for one in met]
            item = {"startTime": each.start_ms, "endTime": each.end_ms, "speakers": [each.speaker]}
            items.append(item | {"similarityMatch": similar})
    return items


def _similar(noun: str, met: str, name: str, each: Sentence, key: str) -> dict[str, Any]:
    score = round(draw.between(0.6, 0.99, key, "score"), 4)
    return {
        f"{noun}Id": met,
        f"{noun}Name": name,
        "matchedTextList": [{"score": score, "text": each.text, "value": name}],
    }
