"""A transcript: words over the whole length, in order, in whole milliseconds, from the seed or from a given text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.fakes.transcript import WORDS_PER_S, Transcript, transcribe

GIVEN = "Ann: Good morning.\nBob: Hello, Ann!\n\nHow are you?\nann: Fine.\nhalf past two: what a time\n"
texts = st.none() | st.text("Aé:b \n.", max_size=60)
lengths_s = st.floats(0, 900)


def words(transcript: Transcript) -> list[str]:
    """Return every word."""
    return [word.text for utterance in transcript for word in utterance.words]


@settings(max_examples=80, deadline=None, database=None)
@given(duration_s=lengths_s, key=st.text(max_size=5), text=texts)
def test_words_are_in_order_and_in_whole_milliseconds(duration_s: float, key: str, text: str | None) -> None:
    """No word ends before it begins, overlaps the next one, or lies outside the recording."""
    transcript = transcribe(duration_s, key, text)
    times = [(word.start_ms, word.end_ms) for utterance in transcript for word in utterance.words]

    assert {type(time) for pair in times for time in pair} <= {int}
    assert all(0 <= start <= end <= duration_s * 1000 for start, end in times)
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    assert all(0 <= word.confidence <= 1 for utterance in transcript for word in utterance.words)


@pytest.mark.parametrize("duration_s", [5, 34, 600, 3600])
@pytest.mark.parametrize("text", [None, GIVEN], ids=["made up", "given"])
def test_a_transcript_fills_the_recording(duration_s: float, text: str | None) -> None:
    """The first word comes soon, and the last one ends shortly before the recording does."""
    transcript = transcribe(duration_s, "key", text)

    assert transcript[0].start_ms <= 0.1 * duration_s * 1000
    assert transcript[-1].end_ms >= 0.9 * duration_s * 1000


@pytest.mark.parametrize("duration_s", [30, 60, 600, 3600])
def test_people_speak_at_a_natural_speed(duration_s: float) -> None:
    """As many words are made up as somebody can say in the time, by two speakers, the agent first."""
    transcript = transcribe(duration_s, "key")

    assert len(words(transcript)) == pytest.approx(duration_s * WORDS_PER_S * 0.88, abs=1)
    assert {utterance.speaker for utterance in transcript} == {0, 1}
    assert transcript[0].speaker == 0


@pytest.mark.parametrize("duration_s", [0.0, 0.1, 1.0])
def test_even_the_shortest_recording_has_a_word(duration_s: float) -> None:
    """There is always something to render."""
    assert len(words(transcribe(duration_s, "key"))) >= 1


def test_a_given_text_is_used_word_for_word() -> None:
    """A line is an utterance; names become speakers in the order in which they come; a line without one goes on."""
    transcript = transcribe(20, "key", GIVEN)

    assert [(utterance.speaker, utterance.text) for utterance in transcript] == [
        (0, "Good morning."),
        (1, "Hello, Ann!"),
        (1, "How are you?"),
        (0, "Fine."),
        (2, "what a time"),
    ]


def test_what_comes_before_a_colon_is_a_name_only_when_it_is_short() -> None:
    """A sentence with a colon in it is no name and its words."""
    (utterance,) = transcribe(5, "key", "This is what I always say: never give up")

    assert utterance.text == "This is what I always say: never give up"


@pytest.mark.parametrize("text", ["", "  \n", None], ids=["empty", "blank", "none"])
def test_a_text_that_says_nothing_is_none(text: str | None) -> None:
    """Where nothing is given, words are made up."""
    assert transcribe(10, "key", text) == transcribe(10, "key")


def test_the_key_decides_the_words() -> None:
    """The same key and length give the same transcript, another key another one."""
    assert transcribe(600, "a") == transcribe(600, "a")
    assert words(transcribe(600, "a")) != words(transcribe(600, "b"))


def test_an_utterance_is_the_sum_of_its_words() -> None:
    """Its start, end, text and confidence follow from the words."""
    utterance = transcribe(60, "key")[0]

    assert (utterance.start_ms, utterance.end_ms) == (utterance.words[0].start_ms, utterance.words[-1].end_ms)
    assert utterance.text == " ".join(word.text for word in utterance.words)
    mean = sum(word.confidence for word in utterance.words) / len(utterance.words)
    assert utterance.confidence == pytest.approx(mean, abs=1e-4)
