"""The top-level keys of a JSON body, and how freely they may be spelt.

Source: ours. A schema with `x-case-insensitive: true` binds its keys without regard to case.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast


class Keys:
    """The keys that a body's schema names."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        """Read an object's schema; any other has no keys."""
        self._names = frozenset[str](schema.get("properties", {}))
        self._free = {name.casefold(): name for name in self._names} if schema.get("x-case-insensitive") else {}

    def fold(self, body: object) -> object:
        """Return the body with its keys as the schema spells them; unknown keys stay as they are.

        Of several spellings of one key the last counts, as with any JSON key given twice; but a null is as good as
        nothing where another spelling says something.
        """
        if not self._free or not isinstance(body, dict):
            return body
        folded: dict[str, object] = {}
        for key, value in cast("dict[str, object]", body).items():
            name = self._free.get(key.casefold(), key)
            if value is not None or name not in folded:
                folded[name] = value
        return folded

    def unknown(self, body: Mapping[str, object]) -> list[str]:
        """Return the keys of a folded body that the schema does not name and that are not null, in order."""
        return [key for key, value in body.items() if key not in self._names and value is not None]


NO_KEYS = Keys({})
