"""Which documented facts one answer shows to hold: its operation, its status code, its error code and its fields.

Source: ours. Statuses, transitions and failures are the oracle's, who knows what came before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange

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
    if isinstance(exchange.body, dict | list):
        found.update(f"field {name}" for name in _fields(vendor.contract.openapi, exchange))
    return frozenset(found)


def _error_codes(vendor: Vendor, exchange: Exchange) -> Iterator[str]:
    """Yield those that the answer names; one that is alone with its status code need not be named."""
    codes = {name: each for name, each in vendor.error_codes.items() if each.http == exchange.status}
    words = set(_words(exchange.body))
    named = [name for name in codes if name in words]  # a text may be that of several
    named = named or [name for name, each in codes.items() if each.message and each.message in words]
    alone = Counter(each.http for each in codes.values())[exchange.status] == 1
    yield from named or (codes if alone else ())


def _words(body: object) -> Iterator[str]:
    if isinstance(body, dict):
        for value in cast("dict[str, object]", body).values():
            yield from _words(value)
    elif isinstance(body, list):
        for value in cast("list[object]", body):
            yield from _words(value)
    elif isinstance(body, str):
        yield body


def _fields(openapi: Mapping[str, Any], exchange: Exchange) -> Iterator[str]:
    """Yield the fields of the documented schemas that the body has, as `Schema.field`."""
    assert exchange.operation
    path = exchange.operation.path
    for documented, item in openapi.get("paths", {}).items():
        if path.endswith(documented) and exchange.operation.method.lower() in item:
            if item[exchange.operation.method.lower()].get("operationId") != exchange.operation.id:
                continue
            reply = _resolved(openapi, item[exchange.operation.method.lower()]["responses"], str(exchange.status))
            schema = reply.get("content", {}).get(exchange.media_type, {}).get("schema", {})
            yield from _walk(openapi, schema, exchange.body, "")


def _resolved(openapi: Mapping[str, Any], node: Mapping[Any, Any], key: str) -> dict[str, Any]:
    found = node.get(key, node.get(int(key), {})) if key.isdecimal() else node.get(key, {})
    return _target(openapi, found["$ref"]) if "$ref" in found else found


def _target(openapi: Mapping[str, Any], reference: str) -> dict[str, Any]:
    found: Any = openapi
    for step in reference.removeprefix("#/").split("/"):
        found = found[step.replace("~1", "/").replace("~0", "~")]
    return cast("dict[str, Any]", found)


def _walk(openapi: Mapping[str, Any], schema: object, value: object, name: str) -> Iterator[str]:
    """Yield what a value has of a schema's fields; `name` is the schema's own, where it has one."""
    if not isinstance(schema, dict):
        return
    node = cast("dict[str, Any]", schema)
    if reference := node.get("$ref"):
        yield from _walk(openapi, _target(openapi, reference), value, reference.rpartition("/")[2])
    for part in (*node.get("allOf", ()), *node.get("oneOf", ()), *node.get("anyOf", ())):
        yield from _walk(openapi, part, value, "")
    if isinstance(value, list):
        for each in cast("list[object]", value)[:ITEMS]:
            yield from _walk(openapi, node.get("items"), each, "")
    elif isinstance(value, dict):
        has = cast("dict[str, object]", value)
        for field in node.get("properties", {}).keys() & has.keys():
            if name:
                yield f"{name}.{field}"
            yield from _walk(openapi, node["properties"][field], has[field], "")
