"""Where a job may stand, and how one state follows another: the ground on which the oracle narrows.

Source: ours; the rows and what follows them are each vendor's `lifecycle.yaml`.

A set of possible states is a map: each state leads to the transitions that are certain if it is the one, because
every way there passes through them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from understudy.contracts import Vendor
from understudy.contracts.facts import transition
from understudy.contracts.lifecycle import Row

NONE: frozenset[str] = frozenset()


class State(NamedTuple):
    """A row of a lifecycle, and what was passed on the way there, as far as a field's being set depends on it."""

    lifecycle: str
    row: str
    visited: frozenset[str] = NONE
    """rows that were reached, of those that some field is set since"""


Possible = Mapping[State, frozenset[str]]
"""state -> names of the transitions that are certain if it is the one"""


class States:
    """The states of one vendor, and what leads from one to another."""

    def __init__(self, vendor: Vendor) -> None:
        """Read the lifecycles, and from the protocol which rows are worth remembering."""
        self._lifecycles = vendor.lifecycles
        self._asked_about = frozenset(_asked_about(vendor))
        self._moves: dict[State, tuple[tuple[State, str], ...]] = {}
        self._all: dict[str, frozenset[State]] = {}

    def row(self, state: State) -> Row:
        """Return the row in which a job in this state is."""
        return self._lifecycles[state.lifecycle].rows[state.row]

    def shown(self, state: State) -> str:
        """Return the status that is shown in this state; empty when none is."""
        return self._lifecycles[state.lifecycle].shown(state.row)

    def begun(self, lifecycles: Iterable[str]) -> Possible:
        """Return the states of a job that has just begun: rows that move by themselves may have done so already."""
        return self.moved({self._first(name): NONE for name in lifecycles})

    def every(self, lifecycles: Iterable[str]) -> Possible:
        """Return each state that a job of these lifecycles can ever be in."""
        return dict.fromkeys((state for name in lifecycles for state in sorted(self._every(name), key=str)), NONE)

    def moved(self, possible: Possible) -> Possible:
        """Return the states that may follow by themselves, and those that may still be."""
        found, todo = dict(possible), list(possible)
        while todo:
            state = todo.pop()
            for target, name in self._by_itself(state):
                certain = found[state] | {name}
                known = found.get(target)
                met = certain if known is None else certain & known
                if met != known:
                    found[target] = met
                    todo.append(target)
        return found

    def commanded(self, possible: Possible, command: str) -> Possible:
        """Return the states that follow when a command is taken; none where no possible state takes it."""
        found: dict[State, frozenset[str]] = {}
        for state, certain in possible.items():
            if target := self.row(state).commands.get(command):
                name = transition(state.lifecycle, state.row, target)
                found = merged(found, {self._after(state, target): certain | {name}})
        return self.moved(found)

    def takes(self, state: State, command: str) -> bool:
        """Say whether a command is taken in a state."""
        return command in self.row(state).commands

    def _first(self, lifecycle: str) -> State:
        row = self._lifecycles[lifecycle].initial
        return State(lifecycle, row, self._asked_about & {row})

    def _after(self, state: State, row: str) -> State:
        return State(state.lifecycle, row, state.visited | (self._asked_about & {row}))

    def _by_itself(self, state: State) -> tuple[tuple[State, str], ...]:
        """Return the states that may follow next by themselves, with the names of the transitions."""
        if state not in self._moves:
            self._moves[state] = tuple(
                (self._after(state, row), transition(state.lifecycle, state.row, row))
                for row in self.row(state).then or ()
            )
        return self._moves[state]

    def _every(self, lifecycle: str) -> frozenset[State]:
        if lifecycle not in self._all:
            found, todo = {self._first(lifecycle)}, [self._first(lifecycle)]
            while todo:
                state = todo.pop()
                new = {self._after(state, row) for row in self.row(state).targets} - found
                found |= new
                todo += new
            self._all[lifecycle] = frozenset(found)
        return self._all[lifecycle]


@functools.lru_cache(maxsize=16)
def states(vendor: Vendor) -> States:
    """Return the states of a vendor, the same for all its jobs."""
    return States(vendor)


def narrowed(possible: Possible, agrees: Callable[[State], bool]) -> Possible:
    """Return the states that agree with what was seen."""
    return {state: certain for state, certain in possible.items() if agrees(state)}


def merged(one: Possible, other: Possible) -> dict[State, frozenset[str]]:
    """Return the states of both; of one that is in both, only what is certain in both stays certain."""
    found = dict(one)
    for state, certain in other.items():
        found[state] = certain & found[state] if state in found else certain
    return found


def certain_of(possible: Possible) -> frozenset[str]:
    """Return the transitions that are certain whichever of the states it is."""
    first, *others = possible.values()
    return first.intersection(*others)


def _asked_about(vendor: Vendor) -> Iterator[str]:
    """Yield the rows since which some field is set."""
    for view in vendor.protocol.views:
        for fact in (*view.fields, *(view.lanes.fields if view.lanes else ())):
            yield from fact.since
