"""Finds the operation of a request in a tree of path segments, built from the vendor's contract.

Source: ours. Empty segments are skipped, so trailing and double slashes lead to the same operation.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from understudy.contracts import Operation

NEAREST_MAX = 300
"""letters of a path beyond which nobody has just misspelt it"""
LIKENESS_MIN = 0.65
"""share of letters that a path must have in common with one that was meant"""
WORD_LIKENESS_MIN = 0.5
"""the same for every single word of a path"""
VARIABLE = "*"


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
        if len(path) > NEAREST_MAX:
            return ""
        ranked = [(_likeness(each, given), each.method == method, each) for each in self._operations]
        likeness, _, best = max(ranked, key=lambda rank: rank[:2])
        return f"{best.method} {best.path}" if likeness >= LIKENESS_MIN else ""


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _likeness(operation: Operation, given: list[str]) -> float:
    """Return how much of a path is that of the operation, 0 to 1; 0 where any of its words is another one.

    What stands in a variable place says nothing: it may be anything, however long.
    """
    documented = [VARIABLE if each.startswith("{") else each for each in _segments(operation.path)]
    asked = _shifted(documented, given)
    pairs = zip(documented, asked, strict=False)
    others = any(word != VARIABLE and _ratio(word, other) < WORD_LIKENESS_MIN for word, other in pairs)
    if others or len(asked) < len(documented):
        return 0.0
    told = [VARIABLE if word == VARIABLE else other for word, other in zip_longest(documented, asked, fillvalue="")]
    return _ratio("/".join(documented), "/".join(told))


def _shifted(documented: list[str], given: list[str]) -> list[str]:
    """Return the given segments, with the documented beginning where it was left out, such as `/v1`."""
    lacking = documented[: max(0, len(documented) - len(given))]
    first = documented[len(lacking) :][:1]
    return [*lacking, *given] if lacking and first and _ratio(first[0], given[0]) >= LIKENESS_MIN else given


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
