"""The latest refused requests that belong to no tenant, as they came without a credential or with one that is none.

Source: ours. Bounded, and without anything that a client could have made up: it may be a secret.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

KEPT_MAX = 50


class Stranger(NamedTuple):
    """One such request and what was answered."""

    number: int
    """counted from 1 within the server"""
    vendor: str
    method: str
    path: str
    """the documented one; else the plain words of what was asked, `…` for others"""
    http: int
    """status code of the answer"""
    nearest: str
    """the operation that was most likely meant, where there is none at the path"""


class Strangers:
    """Those of one server."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._kept: deque[Stranger] = deque(maxlen=KEPT_MAX)
        self.count = 0

    def add(self, vendor: str, method: str, path: str, http: int, nearest: str) -> None:
        """Keep one, and forget the oldest where there are too many."""
        self.count += 1
        self._kept.append(Stranger(self.count, vendor, method, path, http, nearest))

    def after(self, number: int = 0) -> tuple[Stranger, ...]:
        """Return those kept whose number is above `number`, oldest first."""
        # as it is now: the server's thread may be adding another one
        return tuple(each for each in tuple(self._kept) if each.number > number)
