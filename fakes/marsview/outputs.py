"""What the models on speech put into the metadata; times in whole milliseconds.

Source: facts/marsview section 5. Which sentence gets which label is made up; the shapes are documented, or what the
vendor's visualiser reads (contracts/marsview/openapi.yaml says which).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from understudy.fakes import draw
from understudy.fakes.marsview.hearing import Hearing, Sentence
from understudy.fakes.marsview.lane import ModelLane

T = TypeVar("T")
Output = dict[str, Any]
TOPICS_MAX = 5
SUMMARY_SHARE = 5
"""one sentence in so many is part of the summary"""
DAY_S = 86400
PRIORITIES = ("high", "medium", "low")

EMOTIONS = (
    (0.6, ("JOY", "GRATITUDE", "ADMIRATION")),
    (0.2, ("APPROVAL", "CARING", "OPTIMISM")),
    (-0.2, ("NEUTRAL", "NEUTRAL", "REALIZATION", "CURIOSITY")),
    (-0.6, ("DISAPPOINTMENT", "NERVOUSNESS", "CONFUSION")),
    (-1.1, ("ANNOYANCE", "REMORSE", "SADNESS")),
)
"""from this polarity up: the emotions drawn from"""
TONES = ((0.2, "positive"), (-0.2, "neutral"), (-0.6, "slightly-negative"), (-1.1, "negative"))
SENTIMENTS = (
    (0.6, "Very Positive"),
    (0.2, "Positive"),
    (-0.2, "Neutral"),
    (-0.6, "Negative"),
    (-1.1, "Very Negative"),
)


def transcript(heard: Hearing, lane: ModelLane) -> Output:
    """Return the sentences; beside them topics and suggested intents where the configuration asks for these."""
    with_keywords = lane.setting("enableKeywords") is not False
    sentences = [_sentence(each) | {"keywords": _keywords(each) if with_keywords else []} for each in heard.sentences]
    output: Output = {"transcript": sentences}
    if lane.setting("enableTopics") is True:
        output["topicsData"] = heard.topics(TOPICS_MAX)
    if lane.setting("enableSuggestedIntents") is True:
        output["suggestedIntents"] = [each.text for each in heard.sentences if each.kind == "Command"]
    return output


def emotion(heard: Hearing, lane: ModelLane) -> Output:
    """Return an emotion and a tone for every sentence."""
    return {"emotion": [_emotion(each, f"{lane.key}/{n}") for n, each in enumerate(heard.sentences)]}


def sentiment(heard: Hearing, lane: ModelLane) -> Output:
    """Return a sentiment for every sentence."""
    items = [
        _sentence(each)
        | {
            "sentiment": sentiment_of(each),
            "polarity": each.polarity,
            "subjectivity": round(draw.between(0, 1, lane.key, n), 4),
        }
        for n, each in enumerate(heard.sentences)
    ]
    return {"sentiment": items}


def speech_type(heard: Hearing, _: ModelLane) -> Output:
    """Return statement, command, action item or question for every sentence."""
    return {"speechType": [_sentence(each) | {"type": each.kind} for each in heard.sentences]}


def actions(heard: Hearing, lane: ModelLane) -> Output:
    """Return the action items, of as many priorities as the configuration wants (1 to 3, by default 1)."""
    wanted = lane.setting("priority")
    known = PRIORITIES[: wanted if isinstance(wanted, int) and wanted in (1, 2, 3) else 1]
    said = [each for each in heard.sentences if each.kind in ("Action Item", "Command")]
    items = [_action(each, lane, f"{lane.key}/{n}") for n, each in enumerate(said)]
    return {"actionsData": [item for item in items if item["priority"] in known]}


def question_response(heard: Hearing, _: ModelLane) -> Output:
    """Return every question with what the other one answers."""
    return {"questionResponse": list(_questions(heard.sentences))}


def summary(heard: Hearing, _: ModelLane) -> Output:
    """Return the longest sentences, in the order in which they are said."""
    count = max(1, len(heard.sentences) // SUMMARY_SHARE)
    longest = sorted(heard.sentences, key=lambda each: -each.words)[:count]
    items = [
        {"sentence": each.text, "startTime": each.start_ms, "endTime": each.end_ms, "speaker": each.speaker}
        for each in sorted(longest, key=lambda each: each.start_ms)
    ]
    return {"summaryData": items}


def topics(heard: Hearing, _: ModelLane) -> Output:
    """Return what the recording is about."""
    return {"topicsData": heard.topics(TOPICS_MAX)}


def _sentence(each: Sentence) -> Output:
    return {
        "sentence": each.text,
        "startTime": each.start_ms,
        "endTime": each.end_ms,
        "speakers": [each.speaker],
    }


def _keywords(each: Sentence) -> list[Output]:
    return [{"keyword": word, "metadata": [], "type": "DNN"} for word in each.keywords]


def _emotion(each: Sentence, key: str) -> Output:
    return _sentence(each) | {
        "transcript": each.text,
        "speaker": each.speaker,
        "emotion": {"value": emotion_of(each), "confidence": _confidence(key, "emotion")},
        "tone": {"value": _from(each.polarity, TONES), "confidence": _confidence(key, "tone")},
    }


def _confidence(*what: object) -> float:
    return round(draw.between(0.55, 0.99, *what), 4)


def emotion_of(each: Sentence) -> str:
    """Return the emotion of a sentence, in upper case as clients have seen it."""
    choice = _from(each.polarity, EMOTIONS)
    return choice[int(each.chance * len(choice))]


def sentiment_of(each: Sentence) -> str:
    """Return the sentiment of a sentence."""
    return _from(each.polarity, SENTIMENTS)


def _from(polarity: float, table: tuple[tuple[float, T], ...]) -> T:
    return next(found for low, found in table if polarity >= low)


def _action(each: Sentence, lane: ModelLane, key: str) -> Output:
    due = lane.requested_at + DAY_S * draw.between(1, 14, key, "due")
    return {
        "actions": each.text,
        "startTime": each.start_ms,
        "endTime": each.end_ms,
        "actionPhrase": [each.text.rstrip(".")],
        "coreferencedAction": each.text,
        "confidence": f"{each.confidence:.4f}",
        "priority": PRIORITIES[int(draw.fraction(key, "priority") * len(PRIORITIES))],
        "completionDate": datetime.fromtimestamp(due, UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00:00"),
    }


def _questions(said: tuple[Sentence, ...]) -> Iterator[Output]:
    for n, each in enumerate(said):
        if each.kind != "Question":
            continue
        follows = said[n + 1 : n + 2]
        answer = follows[0] if follows and follows[0].speaker != each.speaker else None
        yield {
            "questionStartTime": each.start_ms,
            "questionEndTime": each.end_ms,
            "responseEndTime": f"{answer.end_ms if answer else each.end_ms:.3f}",
            "questionBlock": [{"question": each.text}],
            "response": answer.text if answer else "",
        }
