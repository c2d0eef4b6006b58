"""One documented path through a vendor's statuses, as a table: a row waits, moves on by itself, or ends.

Source: ours (the form); each vendor's `lifecycle.yaml` names the sources of its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from understudy.contracts.provenance import ProvenanceText

Cause = Literal["asked", "unreadable", "too_short", "link_expired", "dependency_missing"]
"""what makes a job fail; `asked` happens only when a scenario asks for it"""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row: exactly one of `waits`, `then` and `ends`; `redo` only beside `ends`."""

    waits: Mapping[str, str] | None = None
    """command -> next row"""
    then: tuple[str, ...] | None = None
    """rows it moves on to by itself; the first is the ordinary one"""
    ends: Literal["well", "badly"] | None = None
    redo: Mapping[str, str] = {}
    """documented way out of an end: command -> next row"""
    shows: str | None = None
    """the status the vendor shows; by default the row's own name; empty when the vendor shows none"""

    @property
    def commands(self) -> Mapping[str, str]:
        """What a client may do in this row: command -> next row."""
        return self.waits or self.redo

    @property
    def targets(self) -> tuple[str, ...]:
        """Every row that may come next."""
        return (*(self.then or ()), *self.commands.values())


class LifecycleTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A lifecycle as it stands in the file."""

    about: str
    provenance: ProvenanceText
    rows: dict[str, Row]


class Lifecycle:
    """A checked lifecycle. Illegal tables are refused, so that nobody else needs to look."""

    def __init__(self, name: str, table: LifecycleTable) -> None:
        """Check the table. Raises ValueError whose first argument starts with the row concerned."""
        self.name, self.about, self.provenance = name, table.about, table.provenance
        self.rows: Mapping[str, Row] = table.rows
        if not self.rows:
            raise ValueError("a lifecycle needs at least one row")
        self.initial = next(iter(self.rows))
        self._shown = {name: name if row.shows is None else row.shows for name, row in self.rows.items()}
        for row_name, row in self.rows.items():
            _check_row(row_name, row, self.rows)
        for row_name in self.rows:
            self._check_reach(row_name)

    def _check_reach(self, row_name: str) -> None:
        if row_name != self.initial and row_name not in self.reachable(self.initial):
            raise ValueError(f"{row_name}: no row leads here from {self.initial}")
        if not any(self.rows[name].ends for name in {row_name, *self.reachable(row_name)}):
            raise ValueError(f"{row_name}: no end can be reached from here")
        if row_name in self._moved_to_from(row_name):
            raise ValueError(f"{row_name}: a cycle in which nothing waits would never end")

    def _moved_to_from(self, row_name: str) -> set[str]:
        return _closure(row_name, lambda name: self.rows[name].then or ())

    def reachable(self, row_name: str) -> set[str]:
        """Return the rows that can follow `row_name`, sooner or later."""
        return _closure(row_name, lambda name: self.rows[name].targets)

    def shown(self, row_name: str) -> str:
        """Return the status that the vendor shows in this row."""
        return self._shown[row_name]

    @property
    def statuses(self) -> frozenset[str]:
        """Every status a client can see in this lifecycle."""
        return frozenset(self._shown.values()) - {""}

    def edges(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield (row, next row, command or None when it moves by itself)."""
        for name, row in self.rows.items():
            yield from ((name, target, None) for target in row.then or ())
            yield from ((name, target, command) for command, target in row.commands.items())

    def explains(self, seen: Sequence[str]) -> bool:
        """Say whether `seen` (statuses in the order they were polled) is a path, polls that missed some included."""
        possible = {self.initial, *self.reachable(self.initial)}
        for status in seen:
            possible = {name for name in possible if self._shown[name] == status}
            if not possible:
                return False
            possible = possible.union(*(self.reachable(name) for name in possible))
        return True


def _check_row(name: str, row: Row, rows: Mapping[str, Row]) -> None:
    given = [word for word in ("waits", "then", "ends") if getattr(row, word)]
    if len(given) != 1:
        raise ValueError(f"{name}: give exactly one of waits, then and ends (given: {', '.join(given) or 'none'})")
    if row.redo and not row.ends:
        raise ValueError(f"{name}: a redo belongs to a row that ends")
    for target in row.targets:
        if target not in rows:
            raise ValueError(f"{name}: {target!r} is not a row of this lifecycle")


def _closure(start: str, targets: Callable[[str], Sequence[str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        for target in targets(todo.pop()):
            if target not in found:
                found.add(target)
                todo.append(target)
    return found
