"""What Marsview hears in a recording: sentences with speaker and mood, on which the outputs of all models rest.

Source: facts/marsview section 5. One list of sentences for all models, as the vendor's visualiser joins their outputs
by identical start times. Assumed: how a sentence is judged; the words below are ours.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from understudy.fakes import draw
from understudy.fakes.job import Job
from understudy.fakes.marsview.lane import ModelLane
from understudy.fakes.transcript import Utterance, transcribe

PLEASANT = {
    "excellent",
    "fine",
    "glad",
    "good",
    "great",
    "happy",
    "kind",
    "perfect",
    "please",
    "sure",
    "thank",
    "welcome",
}
UNPLEASANT = {
    "angry",
    "bad",
    "broken",
    "charged",
    "complain",
    "lost",
    "never",
    "problem",
    "sorry",
    "worries",
    "wrong",
}
COMMANDS = ("please", "add", "send", "change", "tell", "let")
PROMISES = ("i will", "we will", "will be", "i'll", "let me", "we'll")
_MARKS = ".,?!;:"


class Sentence(NamedTuple):
    """One sentence of one speaker; times in whole milliseconds from the start of the recording."""

    text: str
    start_ms: int
    end_ms: int
    speaker: str
    """counted from "1\""""
    words: int
    confidence: float
    """0 to 1"""
    polarity: float
    """-1, unpleasant, to 1, pleasant"""
    chance: float
    """0 up to 1: which one of several emotions that would fit"""
    kind: str
    """Statement, Command, Action Item or Question"""

    @property
    def keywords(self) -> list[str]:
        """The long words, each once."""
        return list(dict.fromkeys(word for word in plain(self.text) if len(word) > 6))


class Hearing(NamedTuple):
    """Everything about a recording that a model works on."""

    sentences: tuple[Sentence, ...]
    length_ms: int
    has_video: bool
    names: Mapping[str, str]
    """of the tenant's own intents and statement tags, by id"""

    @property
    def speakers(self) -> list[str]:
        """The speakers in the order of their names."""
        return sorted({each.speaker for each in self.sentences}, key=int)

    def of(self, speaker: str) -> tuple[Sentence, ...]:
        """Return what one speaker says."""
        return tuple(each for each in self.sentences if each.speaker == speaker)

    def topics(self, count: int) -> list[str]:
        """Return the `count` most frequent keywords, capitalised."""
        every = Counter(word for each in self.sentences for word in each.keywords)
        return [word.capitalize() for word, _ in every.most_common(count)]


def hear(job: Job, ready: Sequence[ModelLane], names: Mapping[str, str]) -> Hearing:
    """Return what is heard in the recording of a transaction by the models that are `ready`, oldest first."""
    media = job.media
    duration_s = (media.duration_s if media else None) or 0.0
    spoken = transcribe(duration_s, job.key, job.scenario.transcript)
    voices = _voices(ready)
    sentences = tuple(_sentence(each, number, job.key, voices) for number, each in enumerate(spoken))
    return Hearing(sentences, int(duration_s * 1000), bool(media and media.has_video), names)


def plain(text: str) -> list[str]:
    """Return the words of a sentence in lower case, without punctuation."""
    return [word.strip(_MARKS).lower() for word in text.split()]


def _voices(lanes: Sequence[ModelLane]) -> int:
    """Return how many speakers the latest speech_to_text was told to tell apart, 0 when it was not told."""
    latest = next((lane for lane in reversed(lanes) if lane.name == "speech_to_text"), None)
    if latest is None:
        return 0
    asked = [latest.setting(name, "num_speakers") for name in ("speaker_seperation", "speaker_separation")]
    return next((number for number in asked if isinstance(number, int) and number > 0), 0)


def _sentence(said: Utterance, number: int, key: str, voices: int) -> Sentence:
    speaker = said.speaker % voices if voices else said.speaker
    return Sentence(
        text=said.text,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        speaker=str(speaker + 1),
        words=len(said.words),
        confidence=said.confidence,
        polarity=_polarity(said.text, f"{key}/polarity/{number}"),
        chance=draw.fraction(key, "emotion", number),
        kind=_kind(said.text),
    )


def _polarity(text: str, key: str) -> float:
    words = plain(text)
    leaning = sum(word in PLEASANT for word in words) - sum(word in UNPLEASANT for word in words)
    return round(max(-0.89, min(0.89, 0.45 * leaning)) + draw.between(-0.1, 0.1, key), 4)


def _kind(text: str) -> str:
    lowered = text.lower()
    if lowered.endswith("?"):
        return "Question"
    if any(promise in lowered for promise in PROMISES):
        return "Action Item"
    return "Command" if plain(text)[0] in COMMANDS else "Statement"


def monologues_ms(sentences: tuple[Sentence, ...]) -> dict[str, int]:
    """Return each speaker's longest stretch without another one speaking, in milliseconds."""
    longest: dict[str, int] = {}
    for speaker, run in itertools.groupby(sentences, key=lambda each: each.speaker):
        said = list(run)
        longest[speaker] = max(longest.get(speaker, 0), said[-1].end_ms - said[0].start_ms)
    return longest
