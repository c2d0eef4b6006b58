"""Spans of time as people write them."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.scenarios import Stay, spoken
from understudy.scenarios.duration import FOREVER, PATTERN, seconds


@pytest.mark.parametrize(
    ("text", "span_s"),
    [("500ms", 0.5), ("2s", 2), ("1.5m", 90), ("1h30m", 5400), ("1d", 86400), ("0s", 0), ("1h0m5s", 3605)],
)
def test_a_span_is_read(text: str, span_s: float) -> None:
    """Milliseconds, seconds, minutes, hours and days may be put together."""
    assert seconds(text) == pytest.approx(span_s)


@pytest.mark.parametrize("text", ["", "2", "s", "2 s", "-2s", "2s5", "1w", "2s..", "two"])
def test_anything_else_is_no_span(text: str) -> None:
    """What is not a number with a unit is a ValueError that shows the form."""
    with pytest.raises(ValueError, match="is no span of time: write 500ms, 2s, 5m, 1h30m or 1d"):
        seconds(text)


@pytest.mark.parametrize(
    ("text", "stay"),
    [
        ("2s", Stay(2, 2)),
        ("1m..5m", Stay(60, 300)),
        ("0s..0s", Stay(0, 0)),
        ("40%", Stay(0.4, 0.4, is_share=True)),
        ("40%..80%", Stay(0.4, 0.8, is_share=True)),
        ("forever", FOREVER),
    ],
    ids=["one", "two", "nothing", "a share", "two shares", "for ever"],
)
def test_a_stay_is_one_span_or_two(text: str, stay: Stay) -> None:
    """A stay lasts so long, or anything from the one to the other; so long may be a share of the audio, or for ever."""
    assert Stay.parse(text) == stay


def test_a_share_is_one_of_the_audios_length() -> None:
    """What is no share stays as it is, however long the recording."""
    assert Stay.parse("40%..80%").of_audio(600) == Stay(240, 480)
    assert Stay.parse("1m").of_audio(600) == Stay(60, 60)


def test_a_log_normal_stay_is_told_by_its_median() -> None:
    """The shortest and the longest lie three sigmas to either side of it."""
    stay = Stay.parse("lognormal(3m, 0.5)")

    assert (stay.median_s, stay.sigma) == (pytest.approx(180), 0.5)
    assert (stay.low_s, stay.high_s) == (pytest.approx(180 / math.exp(1.5)), pytest.approx(180 * math.exp(1.5)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("lognormal(3m, 0)", "the sigma of a log-normal stay is above 0 and at most 3, not 0"),
        ("lognormal(3m, 4)", "the sigma of a log-normal stay is above 0 and at most 3, not 4"),
        ("40%..5m", "'5m' is no share of the audio's length: write 40%, or 40%..80%"),
        ("5m..40%", "'40%' is no span of time"),
        ("80%..40%", "the second time must not be shorter than the first"),
        ("lognormal(3m)", "is no span of time"),
    ],
)
def test_a_stay_that_makes_no_sense_is_refused(text: str, reason: str) -> None:
    """Each form says what is wrong with it."""
    with pytest.raises(ValueError, match=re.escape(reason)):
        Stay.parse(text)


@pytest.mark.parametrize("text", ["5m..1m", "..5m", "1m...5m", "1m..2m..3m"])
def test_an_impossible_stay_is_refused(text: str) -> None:
    """The second span is not shorter than the first, and there are at most two."""
    with pytest.raises(ValueError, match=re.escape(repr(text)) + "|is no span of time"):
        Stay.parse(text)


@settings(max_examples=50, deadline=None, database=None)
@given(st.from_regex(PATTERN, fullmatch=True))
def test_whatever_the_files_form_allows_is_a_stay_or_goes_backwards(text: str) -> None:
    """The pattern by which files are checked lets nothing through that cannot be read."""
    try:
        stay = Stay.parse(text)
    except ValueError as error:
        backwards, sigma = "the second time must not be shorter", "the sigma of a log-normal stay is above 0"
        assert backwards in str(error) or sigma in str(error)  # noqa: PT017 - the other way is fine, too
    else:
        assert 0 <= stay.low_s <= stay.high_s


@pytest.mark.parametrize(
    ("span_s", "words"),
    [(4.23, "4.2s"), (59.94, "59.9s"), (60, "1m 00s"), (200, "3m 20s"), (7500, "2h 05m"), (3599.9, "1h 00m")],
)
def test_a_span_is_told_to_people(span_s: float, words: str) -> None:
    """Two units at most, so that it can be taken in at a glance."""
    assert spoken(span_s) == words
