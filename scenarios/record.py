"""What a tenant's journal holds: its latest exchanges, and how many there ever were.

Source: ours; it has the form of the control port's `GET /tenants/NAME/journal`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from understudy.scenarios.exchange import Exchange


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a journal."""

    count: int
    """all exchanges that there ever were"""
    dropped: int
    """how many of them are no longer kept, the oldest first"""
    counts: Mapping[str, int]
    """operation -> how many exchanges there ever were"""
    blamed: tuple[Exchange, ...]
    """the first in which the client did wrong, kept or not"""
    exchanges: tuple[Exchange, ...]
