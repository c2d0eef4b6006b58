"""Draws: each depends on what it decides, and on nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.fakes import draw

what = st.lists(st.text(max_size=8) | st.integers(), max_size=4)
quick = settings(max_examples=60, deadline=None, database=None)
Drawn = Callable[..., object]
DRAWS: dict[str, Drawn] = {
    "fraction": draw.fraction,
    "between": lambda *words: draw.between(2, 5, *words),
    "hexadecimal": lambda *words: draw.hexadecimal(20, *words),
    "guid": draw.guid,
    "generator": lambda *words: draw.generator(*words).random(),
}


@pytest.mark.parametrize("drawn", DRAWS.values(), ids=DRAWS.keys())
@quick
@given(words=what, others=st.lists(what, max_size=3))
def test_the_same_words_give_the_same_draw(drawn: Drawn, words: list[object], others: list[list[object]]) -> None:
    """Whatever is drawn in between changes nothing."""
    first = drawn(*words)
    for other in others:
        drawn(*other)

    assert drawn(*words) == first


@pytest.mark.parametrize("drawn", DRAWS.values(), ids=DRAWS.keys())
def test_other_words_give_another_draw(drawn: Drawn) -> None:
    """A thousand jobs draw a thousand different things."""
    assert len({drawn(0, "tester", number) for number in range(1000)}) == 1000


@quick
@given(words=what)
def test_a_fraction_is_from_0_up_to_1(words: list[object]) -> None:
    """A fraction is at least 0 and below 1."""
    assert 0 <= draw.fraction(*words) < 1


@pytest.mark.parametrize(("digest", "fraction"), [(b"\x00" * 8, 0.0), (b"\xff" * 8, 1 - 2**-53)])
def test_the_ends_are_0_and_just_below_1(monkeypatch: pytest.MonkeyPatch, digest: bytes, fraction: float) -> None:
    """Not even the largest digest is rounded up to 1."""
    monkeypatch.setattr(draw, "_digest", lambda _size, _what: digest)

    assert draw.fraction("x") == fraction


@quick
@given(words=what, low=st.floats(-1e6, 1e6), span=st.floats(0, 1e6))
def test_a_draw_keeps_within_its_bounds(words: list[object], low: float, span: float) -> None:
    """A number between two is not below the one nor above the other."""
    assert low <= draw.between(low, low + span, *words) <= low + span


def test_draws_are_spread_evenly() -> None:
    """Of ten thousand fractions about a thousand fall into each tenth."""
    tenths = [int(draw.fraction("even", number) * 10) for number in range(10_000)]

    assert all(850 < tenths.count(tenth) < 1150 for tenth in range(10))


def test_a_guid_looks_like_a_random_one() -> None:
    """It is a UUID of version 4 in lower case."""
    guid = draw.guid("a", 1)

    assert (str(uuid.UUID(guid)), uuid.UUID(guid).version, uuid.UUID(guid).variant) == (guid, 4, uuid.RFC_4122)


@pytest.mark.parametrize("length", [0, 1, 24, 128])
def test_hexadecimal_digits_are_as_many_as_asked(length: int) -> None:
    """Up to 128 digits can be had."""
    digits = draw.hexadecimal(length, "x")

    assert (len(digits), set(digits) <= set("0123456789abcdef")) == (length, True)
