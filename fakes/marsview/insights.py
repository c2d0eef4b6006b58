"""What data_insights puts into the metadata: shares, talk times and monologues of the meeting and of each speaker.

Source: facts/marsview section 5 (the keys, and what the vendor's visualiser reads). Assumed: how the figures are come
by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from understudy.fakes.marsview.hearing import Hearing, Sentence, monologues_ms
from understudy.fakes.marsview.lane import ModelLane
from understudy.fakes.marsview.outputs import emotion_of, sentiment_of

DEAD_AIR_MS = 3000
"""Assumed: the threshold when none is configured; it is the one in the vendor's sample"""


def insights(heard: Hearing, lane: ModelLane) -> dict[str, Any]:
    """Return the insights; they can be computed for a recording in which nobody speaks, too."""
    said, speakers = heard.sentences, heard.speakers
    talk_ms = {name: sum(each.end_ms - each.start_ms for each in heard.of(name)) for name in speakers}
    monologue_ms = monologues_ms(said)
    meeting = {
        "meetingSentiment": _shares("sentiment", [sentiment_of(each) for each in said]),
        "meetingEmotion": _shares("emotion", [emotion_of(each) for each in said]),
        "engagementRatio": _share(sum(talk_ms.values()), heard.length_ms),
        "deadAir": _share(_dead_air_ms(said, lane), heard.length_ms),
    }
    speaker = {
        "speakers": speakers,
        "speakerAvgWpm": {name: _words_per_minute(heard.of(name), talk_ms[name]) for name in speakers},
        "speakersTalktime": talk_ms,
        "speakersMonologue": {name: monologue_ms[name] for name in speakers},
        "speakersEmotion": {
            name: _shares("emotion", [emotion_of(each) for each in heard.of(name)]) for name in speakers
        },
        "speakersSentiment": {
            name: _shares("sentiment", [sentiment_of(each) for each in heard.of(name)]) for name in speakers
        },
    }
    return {"dataInsights": {"meetingInsights": meeting, "speakerInsights": speaker}}


def _shares(name: str, labels: Sequence[str]) -> list[dict[str, Any]]:
    return [{name: label, "value": _share(count, len(labels))} for label, count in sorted(Counter(labels).items())]


def _share(part: float, whole: float) -> float:
    return round(min(1.0, part / whole), 4) if whole else 0.0


def _words_per_minute(said: Sequence[Sentence], talk_ms: int) -> float:
    return round(sum(each.words for each in said) * 60_000 / max(talk_ms, 1), 2)


def _dead_air_ms(said: Sequence[Sentence], lane: ModelLane) -> int:
    """Return how long nobody speaks, pauses shorter than the threshold left out."""
    asked = lane.setting("dead_air", "threshold")
    threshold_ms = asked if isinstance(asked, int | float) else DEAD_AIR_MS
    pauses_ms = [after.start_ms - before.end_ms for before, after in pairwise(said)]
    return sum(pause for pause in pauses_ms if pause >= threshold_ms)
