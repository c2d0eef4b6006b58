"""The strings in a JSON value, wherever they stand in it, keys left out.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast


def words(value: object) -> Iterator[str]:
    """Yield the strings of a JSON value in their order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in cast("Mapping[str, object]", value).values():
            yield from words(each)
    elif isinstance(value, list | tuple):
        for each in cast("list[object]", value):
            yield from words(each)
