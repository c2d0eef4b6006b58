"""Spans of time as people write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.scenarios import Stay, spoken
from understudy.scenarios.duration import PATTERN, seconds


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
    [("2s", Stay(2, 2)), ("1m..5m", Stay(60, 300)), ("0s..0s", Stay(0, 0))],
    ids=["one", "two", "nothing"],
)
def test_a_stay_is_one_span_or_two(text: str, stay: Stay) -> None:
    """A stay lasts so long, or anything from the one to the other."""
    assert Stay.parse(text) == stay


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
        assert "the second time must not be shorter" in str(error)  # noqa: PT017 - the other way is fine, too
    else:
        assert 0 <= stay.low_s <= stay.high_s


@pytest.mark.parametrize(
    ("span_s", "words"),
    [(4.23, "4.2s"), (59.94, "59.9s"), (60, "1m 00s"), (200, "3m 20s"), (7500, "2h 05m"), (3599.9, "1h 00m")],
)
def test_a_span_is_told_to_people(span_s: float, words: str) -> None:
    """Two units at most, so that it can be taken in at a glance."""
    assert spoken(span_s) == words
