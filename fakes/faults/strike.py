"""What a fault may know of the exchange that it strikes.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from understudy.fakes.reply import Reply
from understudy.scenarios.duration import seconds


class Strike(NamedTuple):
    """One exchange, as far as its fault is concerned."""

    now: float
    """Unix seconds on the tenant's clock"""
    rate: float
    """virtual seconds per real second of that clock; while it is frozen, as it was before"""
    refusal: Callable[[int, int | None], Reply]
    """the vendor's own refusal with a status, and with the seconds after which to come back if they are given"""

    def real_s(self, span: str) -> float:
        """Return how long a span lasts on the wire, so that a client whose clock is as fast perceives what was named.

        A clock that is slow is not the client's, so it changes nothing.
        """
        return seconds(span) / max(1.0, self.rate)
