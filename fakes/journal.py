"""Every exchange of one tenant, append-only and bounded; a row is a tuple, so that it costs little.

Source: ours. Times are virtual seconds since the tenant's clock began, so two runs of the same commands write the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple

ROWS_MAX = 10_000
BYTES_MAX = 8 * 1024 * 1024
"""of texts that a client can make as long as it likes: paths and findings"""
BLAMED_MAX = 20
"""exchanges in which the client did wrong are kept so long as the tenant is, the first ones"""
BLAMED = ("request: ", "secret: ")
"""how findings begin that are the client's doing; `reply: ` would be ours"""
NO_LANES: Mapping[str, str] = {}


class Exchange(NamedTuple):
    """One request and what was answered. No header, query or body is kept, so no secret either."""

    number: int
    """counted from 1 within the tenant"""
    at_s: float
    """when the request came, in virtual seconds since the tenant's clock began"""
    answered_s: float
    """when its answer went out, or was broken off"""
    vendor: str
    operation: str
    """operationId; empty when no route took the request"""
    method: str
    path: str
    """with whatever is secret in it taken out"""
    job: str | None
    http: int
    """status code of the answer; 0 when a fault broke the exchange off"""
    said: str | None
    """the status that the answer gave for the job"""
    lanes: Mapping[str, str]
    """lane -> the status that the answer gave for it, where there are several"""
    retry_after_s: float | None
    """how long the answer asked the client to stay away"""
    subject: str | None
    """what the request brought that made or fed a job: `file:`, `link:` or `text:` and a digest"""
    fault: str | None
    findings: tuple[str, ...]
    """what breaks the contract: `request: ...`, `reply: ...`; and `secret: ...` in the URL"""


class Journal:
    """The latest exchanges of one tenant."""

    def __init__(self, rows_max: int = ROWS_MAX, bytes_max: int = BYTES_MAX) -> None:
        """Keep at most so many exchanges and so many bytes of texts; older ones are dropped and counted."""
        self._rows: deque[Exchange] = deque()
        self._rows_max, self._bytes_max, self._bytes = rows_max, bytes_max, 0
        self.count = 0
        self.counts: dict[str, int] = {}
        """operation -> how many exchanges there ever were"""
        self._blamed: list[Exchange] = []

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
        said: str | None = None,
        fault: str | None = None,
        findings: tuple[str, ...] = (),
        answered_s: float | None = None,
        lanes: Mapping[str, str] = NO_LANES,
        retry_after_s: float | None = None,
        subject: str | None = None,
    ) -> None:
        """Append one exchange; without `answered_s` it was answered at once."""
        self.count = number = self.count + 1
        if answered_s is None:
            answered_s = at_s
        row = Exchange(
            number, at_s, answered_s, vendor, operation, method, path, job, http, said, lanes, retry_after_s, subject,
            fault, findings,
        )  # fmt: skip
        self.counts[operation] = self.counts.get(operation, 0) + 1
        if (findings or not operation) and len(self._blamed) < BLAMED_MAX and is_blamed(row.operation, findings):
            self._blamed.append(row)
        rows = self._rows
        rows.append(row)
        self._bytes += _bytes(row) if findings else len(path)
        while len(rows) > self._rows_max or self._bytes > self._bytes_max:
            self._bytes -= _bytes(rows.popleft())

    def after(self, number: int = 0) -> Iterator[Exchange]:
        """Yield the exchanges kept whose number is above `number`, oldest first; their times in whole milliseconds."""
        for row in tuple(self._rows):  # as it is now: a test may read it while its client is still asking
            if row.number > number:
                yield _rounded(row)

    def blamed(self) -> Iterator[Exchange]:
        """Yield the first exchanges in which the client did wrong, kept or not."""
        yield from map(_rounded, tuple(self._blamed))


def is_blamed(operation: str, findings: tuple[str, ...]) -> bool:
    """Say whether the client did wrong: it broke the contract, or called what is not there."""
    return not operation or any(finding.startswith(BLAMED) for finding in findings)


def _rounded(row: Exchange) -> Exchange:
    return row._replace(at_s=round(row.at_s, 3), answered_s=round(row.answered_s, 3))


def _bytes(row: Exchange) -> int:
    return len(row.path) + (sum(map(len, row.findings)) if row.findings else 0)
