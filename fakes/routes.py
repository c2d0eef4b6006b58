"""Finds the operation of a request in a tree of path segments, built from the vendor's contract.

Source: ours. Empty segments are skipped, so trailing and double slashes lead to the same operation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from understudy.contracts import Operation


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
        self._root = Branch()
        for operation in operations:
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
