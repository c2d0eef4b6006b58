"""A play is made as short as it can be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from understudy.contracts.checks.walks.move import Delete, Look, Move, Submit
from understudy.contracts.checks.walks.shortest import TRIES_MAX, shortest

MOVES: tuple[Move, ...] = (Submit("a", "upload"), Look("a"), Look("b"), Delete("a"))


@given(st.lists(st.sampled_from(MOVES), max_size=12), st.lists(st.sampled_from(MOVES), max_size=12))
def test_what_it_needs_is_what_is_left(before: list[Move], after: list[Move]) -> None:
    """A play that needs two moves in order ends up with those two."""
    needed = (Submit("c", "link"), Delete("c"))

    def shows(play: tuple[Move, ...]) -> bool:
        return [each for each in play if each in needed] == list(needed)

    assert shortest((*before, needed[0], *after, needed[1]), shows) == needed


def test_a_play_that_shows_nothing_without_any_of_its_moves_stays() -> None:
    """It is tried a bounded number of times."""
    tried: list[int] = []

    def shows(play: tuple[Move, ...]) -> bool:
        tried.append(len(play))
        return False

    play = MOVES * 30
    assert shortest(play, shows) == play
    assert len(tried) <= TRIES_MAX
