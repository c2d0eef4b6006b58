"""The shortest play that still shows the same: moves are left out as long as it does.

Source: ours; delta debugging (A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input", 2002).
"""

from __future__ import annotations

from collections.abc import Callable

from understudy.contracts.checks.walks.move import Elapse, Move, Play

TRIES_MAX = 60
"""plays that are tried at most, as each costs requests"""


def shortest(play: Play, shows: Callable[[Play], bool]) -> Play:
    """Return a play that `shows`, of which nothing can be left out (or for which no more was tried)."""
    if (hurried := _hurried(play)) != play and shows(hurried):
        play = hurried
    size, left = max(1, len(play) // 2), TRIES_MAX
    while left > 0:
        start, is_shorter = len(play), False
        while start > 0 and left > 0:
            start = max(0, start - size)
            tried = play[:start] + play[start + size :]
            left -= 1
            if tried and shows(tried):
                play, is_shorter = tried, True
        if size == 1 and not is_shorter:
            break
        size = max(1, size // 2)
    return play


def _hurried(play: Play) -> Play:
    """Return the play with every stretch of time, in however many steps, gone through at once."""
    found: list[Move] = []
    for move in play:
        if not isinstance(move, Elapse):
            found.append(move)
        elif not found or not isinstance(found[-1], Elapse):
            found.append(Elapse(to="end"))
    return tuple(found)
