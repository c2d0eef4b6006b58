"""A token with a life: renewed before it runs out, and once when it is refused all the same.

Source: ours; the life is Marsview's 3600 s (marsview.md 3.1), the second try after 401/403 its own client's
(6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from understudy.client.errors import Unauthorized
from understudy.client.flow import Flow

T = TypeVar("T")

USED_PART = 0.9
"""part of a token's life after which it is renewed: a clock may run fast, and a request takes time"""


@dataclass(frozen=True)
class Grant:
    """A token and when it was asked for."""

    token: str = field(repr=False)
    life_s: float
    asked_at_s: float

    def fresh(self, now_s: float) -> bool:
        """Say whether the token is worth sending."""
        return now_s < self.asked_at_s + USED_PART * self.life_s


class Bearer:
    """The current token of one client."""

    def __init__(self, now: Callable[[], float]) -> None:
        """`now` is the client's clock."""
        self._now = now
        self._grant: Grant | None = None

    def authorised(self, ask: Callable[[], Flow[Grant]], act: Callable[[str], Flow[T]]) -> Flow[T]:
        """Return what `act(token)` returns. After 401 or 403 it is called once more, with a new token from `ask()`.

        A refused request had no effect, so this repeats nothing. Raises Unauthorized when the new token is
        refused too.
        """
        token = yield from self._current(ask)
        try:
            return (yield from act(token))
        except Unauthorized:
            self._forget(token)
        token = yield from self._current(ask)
        return (yield from act(token))

    def _current(self, ask: Callable[[], Flow[Grant]]) -> Flow[str]:
        if self._grant is None or not self._grant.fresh(self._now()):
            self._grant = yield from ask()
        return self._grant.token

    def _forget(self, token: str) -> None:
        # Another task may have renewed it meanwhile; that one is still good.
        if self._grant and self._grant.token == token:
            self._grant = None
