"""A play is made as short as it can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from understudy.contracts.checks.walks.move import Delete, Elapse, Look, Move, Submit
from understudy.contracts.checks.walks.shortest import TRIES_MAX, shortest

MOVES: tuple[Move, ...] = (Submit("a", "upload"), Look("a"), Look("b"), Delete("a"))


@given(st.lists(st.sampled_from(MOVES), max_size=12), st.lists(st.sampled_from(MOVES), max_size=12))
def test_what_it_needs_is_what_is_left(before: list[Move], after: list[Move]) -> None:
    """A play that needs two moves in order ends up with those two."""
    needed = (Submit("c", "link"), Delete("c"))

    def shows(play: tuple[Move, ...]) -> bool:
        return [each for each in play if each in needed] == list(needed)

    assert shortest((*before, needed[0], *after, needed[1]), shows) == needed


def test_time_is_gone_through_at_once_where_that_shows_the_same() -> None:
    """One long wait says more than five short ones; but where it hides what is to be seen, the short ones stay."""
    step, end = Elapse(to="next"), Elapse(to="end")
    play = (MOVES[0], step, step, step, Look("a"))

    assert shortest(play, lambda tried: tried[:1] + tried[-1:] == (play[0], play[-1]) and len(tried) > 2) == (
        play[0], end, play[-1],
    )  # fmt: skip
    assert shortest(play, lambda tried: tried == play) == play


def test_a_play_that_shows_nothing_without_any_of_its_moves_stays() -> None:
    """It is tried a bounded number of times."""
    tried: list[int] = []

    def shows(play: tuple[Move, ...]) -> bool:
        tried.append(len(play))
        return False

    play = MOVES * 30
    assert shortest(play, shows) == play
    assert len(tried) <= TRIES_MAX
