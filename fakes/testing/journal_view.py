"""A journal as a test holds it: a list of exchanges, with its exports.

Source: ours. The journal keeps no header, query or body, and no secret in a path, so there is nothing to be redacted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from understudy.fakes.testing.har import har
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.record import Record


class JournalView(list[Exchange]):
    """The exchanges that a tenant's journal keeps, as it was when it was asked for; oldest first."""

    def __init__(self, record: Record, clock: Mapping[str, Any], url: str) -> None:
        """`clock` is how the tenant's clock stands, `url` the vendor's base URL.

        `total` is how many exchanges there ever were, `dropped` how many of them are no longer kept.
        """
        super().__init__(record.exchanges)
        self.total, self.dropped = record.count, record.dropped
        self._began, self._url = float(clock["now"]) - float(clock["elapsed_s"]), url

    def of(self, operation: str) -> list[Exchange]:
        """Return the exchanges of one operation."""
        return [each for each in self if each.operation == operation]

    def to_jsonl(self) -> str:
        """Return JSON Lines: first how many exchanges there were and how many are not kept, then each of them."""
        head = {"count": self.total, "dropped": self.dropped}
        return b"".join(msgspec.json.encode(each) + b"\n" for each in [head, *self]).decode()

    def to_har(self) -> str:
        """Return an HTTP Archive 1.2, as JSON, with dates of the tenant's clock; its comment counts the dropped."""
        return msgspec.json.format(msgspec.json.encode(har(self, self.dropped, self._began, self._url))).decode()
