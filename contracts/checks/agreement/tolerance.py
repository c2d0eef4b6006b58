"""A contract as a client should read it: what is not documented may be there, and a moment may have other digits.

Source: ours; that an undocumented key, or fractions of a second, are no defect is the checker's promise.
"""

from __future__ import annotations

from typing import Any, cast

from understudy.contracts import Contract, Document

CLOSED = ("additionalProperties", "unevaluatedProperties")


def tolerant(contract: Contract) -> Contract:
    """Return the same contract, of which no schema forbids further keys, or digits of a second."""
    return Contract(Document.of(loosened(contract.openapi), "openapi"), is_known_good=True)


def loosened(node: Any) -> Any:
    """Return a deep copy of a node without `additionalProperties: false`, and without patterns beside `date-time`."""
    if isinstance(node, list):
        return [loosened(each) for each in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    known = cast("dict[str, Any]", node)
    dropped = {key for key in CLOSED if known.get(key) is False}
    if known.get("format") == "date-time":
        dropped.add("pattern")
    return {key: loosened(value) for key, value in known.items() if key not in dropped}
