"""A tenant's journal as exchanges: what was asked, and the status that was said; it keeps no bodies.

Source: ours; the form is that of the control port's `GET /tenants/NAME/journal`. What a check does not need is passed
over, and a bare list of the same rows will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.trace.overlap import Span, overlapping


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange as a journal has it."""

    number: int
    at_s: float
    answered_s: float | None = None
    vendor: str
    operation: str
    """empty when no route took the request"""
    method: str = ""
    path: str = ""
    job: str | None = None
    http: int
    """0 when a fault broke the exchange off"""
    said: str | None = None
    lanes: Mapping[str, str] = {}
    fault: str | None = None

    @property
    def ended_s(self) -> float:
        """When its answer went out, or was broken off."""
        return self.at_s if self.answered_s is None else self.answered_s


def rows(values: Sequence[object], file: str) -> list[Row]:
    """Read rows. Raises ValueError with the file, the exchange (counted from 1) and the reason."""
    found: list[Row] = []
    for place, value in enumerate(values, 1):
        try:
            found.append(msgspec.convert(value, Row))
        except msgspec.ValidationError as error:
            raise ValueError(f"{file}: exchange {place}: {error}") from error
    return found


def exchanges(given: Sequence[Row], vendor: Vendor) -> list[Exchange]:
    """Return the exchanges with one vendor, oldest first. What overlaps another about its job is excused."""
    own = [row for row in given if row.vendor == vendor.name]
    unordered = overlapping([Span(row.job, row.at_s, row.ended_s) for row in own])
    return [_exchange(row, vendor, index in unordered) for index, row in enumerate(own)]


def _exchange(row: Row, vendor: Vendor, is_unordered: bool) -> Exchange:
    return Exchange(
        number=row.number,
        at_s=row.ended_s,
        operation=vendor.contract.operations.get(row.operation),
        method=row.method,
        url=row.path,
        job=row.job,
        status=row.http,
        said=row.said,
        lanes=row.lanes,
        broken="" if row.http else "broken off",
        is_recorded_whole=False,
        is_excused=row.fault is not None or is_unordered,
    )
