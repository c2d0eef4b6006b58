"""What is said in a recording: speakers, utterances, words with times; made up from the seed, or a text that was given.

Source: ours. Every vendor's transcript is a rendering of this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from understudy.fakes import draw
from understudy.fakes.sentences import CLOSING, OPENING, TURNS

PAUSE_SHARE = 0.12
"""share of the recording in which nobody speaks"""
WORDS_PER_S = 2.5


class Word(NamedTuple):
    """One word as it was heard; times in whole milliseconds from the start of the recording."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float
    """0 to 1"""


class Utterance(NamedTuple):
    """One sentence of one speaker."""

    speaker: int
    """counted from 0 in the order in which they first speak"""
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The sentence."""
        return " ".join(word.text for word in self.words)

    @property
    def start_ms(self) -> int:
        """Start of the first word."""
        return self.words[0].start_ms

    @property
    def end_ms(self) -> int:
        """End of the last word."""
        return self.words[-1].end_ms

    @property
    def confidence(self) -> float:
        """Mean of the words', to four digits."""
        return round(sum(word.confidence for word in self.words) / len(self.words), 4)


Transcript = tuple[Utterance, ...]


def transcribe(duration_s: float, key: str, given: str | None = None) -> Transcript:
    """Return what is said in a recording of `duration_s` seconds.

    `given` is a text with one utterance a line, `Name: words`; without it the words are drawn. Both are spread over
    the whole recording. The same arguments give the same transcript.
    """
    chance = draw.generator(key, "transcript")
    lines = list(_read(given)) if given and given.strip() else _made_up(duration_s, chance)
    return _spread(lines, duration_s * 1000, chance)


def _read(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (speaker, words) for every line; a line without a name goes on with the last speaker."""
    speakers: dict[str, int] = {}
    speaker = 0
    for line in text.splitlines():
        name, separator, words = line.partition(":")
        if separator and len(name.split()) <= 3:
            speaker = speakers.setdefault(name.strip().lower(), len(speakers))
        else:
            words = line
        if words.strip():
            yield speaker, words.split()


def _made_up(duration_s: float, chance: draw.Chance) -> list[tuple[int, list[str]]]:
    """Return as many turns of a call as fit the time: an opening, turns, and a closing when there is room."""
    words_left = max(1, int(duration_s * (1 - PAUSE_SHARE) * WORDS_PER_S))
    lines: list[tuple[int, list[str]]] = []
    for speaker, sentence in _call(chance, words_left):
        words = sentence.split()[:words_left]
        lines.append((speaker, words))
        words_left -= len(words)
        if words_left <= 0:
            break
    return lines


def _call(chance: draw.Chance, words: int) -> Iterator[tuple[int, str]]:
    closing_words = sum(len(sentence.split()) for _, sentence in CLOSING)
    said = 0
    for speaker, sentence in OPENING:
        yield speaker, sentence
        said += len(sentence.split())
    while said < words - closing_words:
        for speaker, sentence in chance.choice(TURNS):
            yield speaker, sentence
            said += len(sentence.split())
    yield from CLOSING
    while True:
        yield from chance.choice(TURNS)


def _spread(lines: Sequence[tuple[int, list[str]]], duration_ms: float, chance: draw.Chance) -> Transcript:
    """Give each word a share of the time as long as it is, and each utterance a pause before it."""
    spoken_ms = duration_ms * (1 - PAUSE_SHARE)
    weights = [[len(word) + 2 for word in words] for _, words in lines]
    total = sum(map(sum, weights)) or 1
    pause_ms = duration_ms * PAUSE_SHARE / (len(lines) + 1)
    at_ms = pause_ms
    utterances: list[Utterance] = []
    for (speaker, words), weight in zip(lines, weights, strict=True):
        timed: list[Word] = []
        for word, letters in zip(words, weight, strict=True):
            end_ms = at_ms + spoken_ms * letters / total
            timed.append(Word(word, int(at_ms), int(end_ms), round(chance.uniform(0.82, 0.999), 4)))
            at_ms = end_ms
        utterances.append(Utterance(speaker, tuple(timed)))
        at_ms += pause_ms
    return tuple(utterances)
