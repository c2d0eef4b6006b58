"""Which documented facts one answer shows to hold: its operation, its status code, its error code and its fields.

Source: ours. Statuses, transitions and failures are the oracle's, who knows what came before.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import cast

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.calls.words import words
from understudy.contracts.place import Place

REFUSED = 400
ITEMS = 3
"""of a list that are looked at: they are of one kind"""


def met_by(vendor: Vendor, exchange: Exchange) -> frozenset[str]:
    """Return the names of the facts (`facts.facts`) that an answer shows; none of one that is excused or broken."""
    operation = exchange.operation
    if operation is None or exchange.is_excused or exchange.status not in operation.responses:
        return frozenset()
    found = {f"operation {operation.id}", f"response {operation.id} {exchange.status}"}
    if exchange.status >= REFUSED:
        found.update(f"error code {name}" for name in _error_codes(vendor, exchange))
    if exchange.media_type in operation.responses[exchange.status].content:
        place = _answer(vendor, operation.id, exchange.status)
        found.update(f"field {name}" for name in _fields(place, exchange.body))
    return frozenset(found)


def _error_codes(vendor: Vendor, exchange: Exchange) -> Iterator[str]:
    """Yield those that the answer names; one that is alone with its status code need not be named."""
    codes = {name: each for name, each in vendor.error_codes.items() if each.http == exchange.status}
    said = set(words(exchange.body))
    named = [name for name in codes if name in said]  # a text may be that of several
    named = named or [name for name, each in codes.items() if each.message and each.message in said]
    alone = Counter(each.http for each in codes.values())[exchange.status] == 1
    yield from named or (codes if alone else ())


@functools.cache
def _answer(vendor: Vendor, operation: str, status: int) -> Place:
    return Place.of_answer(vendor.contract, vendor.contract.operations[operation], status)


def _fields(place: Place, value: object) -> Iterator[str]:
    """Yield the fields of the documented schemas that a value has, as `Schema.field`."""
    if isinstance(value, list):
        for index, each in enumerate(cast("list[object]", value)[:ITEMS]):
            yield from _fields(place.item(index), each)
    elif isinstance(value, dict):
        has = cast("dict[str, object]", value)
        for key in place.keys & has.keys():
            yield from place.possible_fields(key)
            yield from _fields(place.field(key), has[key])
