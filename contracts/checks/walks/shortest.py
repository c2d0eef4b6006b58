"""The shortest play that still shows the same: moves are left out as long as it does.

Source: ours; delta debugging (A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input", 2002).
"""

from __future__ import annotations

from collections.abc import Callable

from understudy.contracts.checks.walks.move import Play

TRIES_MAX = 60
"""plays that are tried at most, as each costs requests"""


def shortest(play: Play, shows: Callable[[Play], bool]) -> Play:
    """Return a play that `shows`, of which nothing can be left out (or for which no more was tried)."""
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
