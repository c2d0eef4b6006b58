"""Which facts evidence may confirm: what was met, without what was contradicted, and with less good faith.

Source: ours. A check counts a field as reached when its key is there, and an error code when its status code is; here a
field needs a value, in a schema that speaks of it for certain, and an error code has to be spelt out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.calls.words import words
from understudy.contracts.checks.walks.walk import Walk
from understudy.contracts.place import Place


def confirmed(vendor: Vendor, walks: Iterable[Walk]) -> tuple[str, ...]:
    """Return the names of the facts that the walks saw to hold, in alphabetical order."""
    found: set[str] = set()
    contradicted: set[str] = set()
    for walk in walks:
        found |= {name for name in walk.met if not name.startswith(("field ", "error code "))}
        exchanges = [step for step in walk.history if isinstance(step, Exchange)]
        found |= {f"field {name}" for each in exchanges for name in fields_of(vendor, each)}
        found |= {f"error code {name}" for each in exchanges for name in codes_of(vendor, each)}
        contradicted |= {each.contradiction.fact for each in walk.contradictions if not each.contradiction.is_warning}
    return tuple(sorted(found - contradicted))


def fields_of(vendor: Vendor, exchange: Exchange) -> Iterator[str]:
    """Yield the fields that have a value in an answer, as `Schema.field`."""
    operation = exchange.operation
    if operation and exchange.status in operation.responses:
        yield from _fields(Place.of_answer(vendor.contract, operation, exchange.status), exchange.body)


def codes_of(vendor: Vendor, exchange: Exchange) -> Iterator[str]:
    """Yield the error codes that an answer spells out."""
    said = set(words(exchange.body))
    for name, code in vendor.error_codes.items():
        if code.http == exchange.status and not said.isdisjoint({name, code.message}):
            yield name


def _fields(place: Place, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in cast("dict[str, Any]", value).items():
            if each is not None:
                yield from place.fields(key)
                yield from _fields(place.field(key), each)
    elif isinstance(value, list):
        for index, each in enumerate(cast("list[object]", value)):
            yield from _fields(place.item(index), each)
