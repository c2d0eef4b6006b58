"""Integers that are written as floats: valid JSON Schema, and yet refused by every client with typed fields.

Source: ours; JSON Schema 2020-12 takes `1410.0` for an integer, the clients in typed languages do not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, cast

from understudy.contracts.checks.agreement.difference import Difference, differences
from understudy.contracts.schema import Schema

KINDS = ("type", "const", "enum")
"""how a schema says that a number is an integer, by type or by value"""


def floats_for_integers(schema: Schema, value: Any) -> list[tuple[Difference, float]]:
    """Return where a value that is valid has a float with nothing after its point, though an integer is documented."""
    if not any(_whole_floats(value)):
        return []
    # nudged off its whole number, a float is refused exactly where nothing but integers is taken
    places = dict(_whole_floats(value))
    found = differences(schema, _nudged(value))
    return [(each, places[each.path]) for each in found if each.kind in KINDS and each.path in places]


def _whole_floats(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], float]]:
    if isinstance(node, float):
        if node.is_integer():
            yield path, node
    elif isinstance(node, dict):
        for key, each in cast("dict[str, Any]", node).items():
            yield from _whole_floats(each, (*path, key))
    elif isinstance(node, list):
        for index, each in enumerate(cast("list[object]", node)):
            yield from _whole_floats(each, (*path, index))


def _nudged(node: Any) -> Any:
    if isinstance(node, float):
        return _off(node) if node.is_integer() else node
    if isinstance(node, dict):
        return {key: _nudged(each) for key, each in cast("dict[str, Any]", node).items()}
    if isinstance(node, list):
        return [_nudged(each) for each in cast("list[object]", node)]
    return node


def _off(number: float) -> float:
    """Return the nearest float that is no whole number, towards zero; of zero, and among large ones, there is none."""
    nudged = math.nextafter(number, 0.0)
    return 0.5 if nudged.is_integer() else nudged
