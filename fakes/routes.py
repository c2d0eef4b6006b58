"""Finds the operation of a request in a tree of path segments, built from the vendor's contract.

Source: ours. Empty segments are skipped, so trailing and double slashes lead to the same operation.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import zip_longest
from typing import NamedTuple

from understudy.contracts import Operation

NEAREST_MAX = 300
"""letters of a path beyond which nobody has just misspelt it"""
LIKENESS_MIN = 0.65
"""share of letters that a path must have in common with one that was meant"""


class Branch:
    """One path segment: its literal successors, its variable one, and the operations that end here, by method."""

    __slots__ = ("literal", "operations", "variable")

    def __init__(self) -> None:
        """Start with nothing."""
        self.literal: dict[str, Branch] = {}
        self.variable: Branch | None = None
        self.operations: dict[str, Operation] = {}


class Found(NamedTuple):
    """What a path leads to."""

    operations: dict[str, Operation]
    """by method; empty when the path is not documented"""
    values: tuple[str, ...]
    """the variable segments, from left to right"""


class Routes:
    """The documented paths of one vendor."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        """Build the tree once; looking up costs one step a segment."""
        self._root, self._operations = Branch(), tuple(operations)
        for operation in self._operations:
            self._add(operation)

    def _add(self, operation: Operation) -> None:
        branch = self._root
        for segment in filter(None, operation.path.split("/")):
            if segment.startswith("{"):
                branch.variable = branch.variable or Branch()
                branch = branch.variable
            else:
                branch = branch.literal.setdefault(segment, Branch())
        branch.operations[operation.method] = operation

    def find(self, path: str) -> Found:
        """Return the operations at a path, and the values of its variable segments."""
        branch = self._root
        values: list[str] = []
        for segment in path.split("/"):
            if not segment:
                continue
            following = branch.literal.get(segment)
            if following is None:
                if branch.variable is None:
                    return Found({}, ())
                following = branch.variable
                values.append(segment)
            branch = following
        return Found(branch.operations, tuple(values))

    def nearest(self, method: str, path: str) -> str:
        """Return the operation that a path which leads nowhere most likely meant, e.g. `POST /v1/interactions`.

        One of the same method is preferred; empty when nothing is like it.
        """
        given = _segments(path)
        asked: dict[str, Operation] = {}
        for operation in sorted(self._operations, key=lambda each: each.method == method):
            asked["/".join(_as_asked(_segments(operation.path), given))] = operation
        found = get_close_matches("/".join(given), asked, 1, LIKENESS_MIN) if len(path) <= NEAREST_MAX else []
        return f"{asked[found[0]].method} {asked[found[0]].path}" if found else ""


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _as_asked(documented: list[str], given: list[str]) -> list[str]:
    """Return the documented segments with the given ones in the places of the variable ones.

    Where the beginning was left out, such as `/v1`, they stand at the end.
    """
    lacking = documented[: max(0, len(documented) - len(given))]
    shifted = [*lacking, *given] if documented[len(lacking) :][:1] == given[:1] else given
    filled = zip_longest(documented, shifted[: len(documented)], fillvalue="")
    return [value if segment.startswith("{") and value else segment for segment, value in filled]
