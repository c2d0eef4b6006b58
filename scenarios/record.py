"""What a tenant's journal holds: its latest exchanges, and how many there ever were.

Source: ours; it has the form of the control port's `GET /tenants/NAME/journal`.
"""

from __future__ import annotations

import msgspec

from understudy.scenarios.exchange import Exchange


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a journal."""

    count: int
    """all exchanges that there ever were"""
    dropped: int
    """how many of them are no longer kept, the oldest first"""
    exchanges: tuple[Exchange, ...]
