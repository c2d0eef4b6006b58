"""Every exchange of one tenant, append-only and bounded; a row is a tuple, so that it costs little.

Source: ours. Times are virtual seconds since the tenant's clock began, so two runs of the same commands write the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

ROWS_MAX = 10_000


class Exchange(NamedTuple):
    """One request and what was answered. No header, query or body is kept, so no secret either."""

    number: int
    """counted from 1 within the tenant"""
    at_s: float
    """virtual seconds since the tenant's clock began"""
    vendor: str
    operation: str
    """operationId; empty when no route took the request"""
    method: str
    path: str
    job: str | None
    http: int
    """status code of the answer; 0 when a fault broke the exchange off"""
    said: str | None
    """the status that the answer gave for the job"""
    fault: str | None
    findings: tuple[str, ...]
    """what about the request or the answer breaks the contract"""


class Journal:
    """The latest exchanges of one tenant."""

    def __init__(self, rows_max: int = ROWS_MAX) -> None:
        """Keep at most `rows_max` exchanges; older ones are dropped and counted."""
        self._rows: deque[Exchange] = deque(maxlen=rows_max)
        self.count = 0

    @property
    def dropped(self) -> int:
        """How many exchanges are no longer kept."""
        return self.count - len(self._rows)

    def add(
        self,
        at_s: float,
        vendor: str,
        operation: str,
        method: str,
        path: str,
        job: str | None,
        http: int,
        said: str | None,
        fault: str | None,
        findings: tuple[str, ...],
    ) -> None:
        """Append one exchange."""
        self.count += 1
        row = Exchange(self.count, round(at_s, 3), vendor, operation, method, path, job, http, said, fault, findings)
        self._rows.append(row)

    def after(self, number: int = 0) -> Iterator[Exchange]:
        """Yield the exchanges kept whose number is above `number`, oldest first."""
        return (row for row in self._rows if row.number > number)
