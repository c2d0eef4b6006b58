"""Two wrong servers for each edge of each lifecycle: one that has not got it, and one where it leads elsewhere.

Source: ours, generated from the vendors' lifecycles. A job that comes to take the edge stays where it is for ever (a
command is refused), or arrives where the lifecycle does not lead from there, however many steps a client may miss.
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from checks.saboteurs.sabotage import Sabotage, Saboteur

from understudy.contracts import Lifecycle, Vendor, vendor, vendor_names
from understudy.contracts.lifecycle import Row
from understudy.fakes.call import Call
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.timeline import Timeline
from understudy.fakes.translation import Handler, Translation
from understudy.scenarios import Script

ASTRAY = "astray"
"""the row that no lifecycle has"""
UNDOCUMENTED = "archived"


class Edge(NamedTuple):
    """One edge of one lifecycle."""

    vendor: str
    lifecycle: str
    row: str
    target: str
    command: str | None

    def __str__(self) -> str:
        """Return its name."""
        return f"{self.lifecycle}-{self.row}-to-{self.target}"

    def is_of(self, lifecycle: Lifecycle) -> bool:
        """Say whether it is an edge of this lifecycle."""
        return lifecycle.name == self.lifecycle

    def script(self) -> Script | None:
        """Return what must be asked for, so that a job comes to take the edge; None where it happens by itself."""
        facts = vendor(self.vendor)
        causes = {each.cause for each in facts.failures.values() if each.edge.get(self.row) == self.target}
        return Script(turns={self.row: (self.target,)}) if causes == {"asked"} else None


class EdgeLifecycle(Lifecycle):
    """A lifecycle with a changed row and one more; nothing about it is checked, as it is wrong on purpose."""

    def __init__(self, right: Lifecycle, changed: dict[str, Row]) -> None:
        """Take over what is right, with some rows `changed` or added."""
        self.name, self.about, self.provenance = right.name, right.about, right.provenance
        self.rows = {**right.rows, **changed}
        self.initial = right.initial
        self._shown = {name: name if row.shows is None else row.shows for name, row in self.rows.items()}


class EdgeSabotage(Sabotage):
    """What both ways to spoil an edge have in common: commands that are refused where the row does not take them."""

    def __init__(self, edge: Edge) -> None:
        """`edge` is the one that is spoilt."""
        self.edge, self.script = edge, edge.script()

    def translation(self, right: Translation) -> Translation:
        """Let a request for models be refused where the transaction does not take it: a right server never does."""
        return right._replace(handlers={**right.handlers, "compute": _refusing(right.handlers["compute"])}) \
            if "compute" in right.handlers else right  # fmt: skip

    def _after_edge(self, drawn: Timeline) -> int | None:
        """Return the index of the row behind the edge, None where the edge is not taken."""
        steps = enumerate(pairwise(drawn.rows), start=1)
        return next((index for index, step in steps if step == self.edge[2:4]), None)


class Deleted(EdgeSabotage):
    """The edge is not there."""

    def lifecycle(self, right: Lifecycle) -> Lifecycle:
        """Take the command away, if it is a command's edge."""
        if not self.edge.is_of(right) or self.edge.command is None:
            return right
        row = right.rows[self.edge.row]
        return EdgeLifecycle(right, {self.edge.row: Row(ends=row.ends, shows=row.shows)})

    def timeline(self, lifecycle: Lifecycle, drawn: Timeline) -> Timeline:
        """End before the edge."""
        index = self._after_edge(drawn) if self.edge.is_of(lifecycle) else None
        return drawn if index is None else Timeline(drawn.rows[:index], drawn.starts[:index])


class Redirected(EdgeSabotage):
    """The edge leads elsewhere, and there the job stays."""

    def __init__(self, edge: Edge) -> None:
        """`edge` is the one that is spoilt."""
        super().__init__(edge)
        self._astray = astray(edge)

    def lifecycle(self, right: Lifecycle) -> Lifecycle:
        """Add the row astray."""
        return EdgeLifecycle(right, {ASTRAY: self._astray}) if self.edge.is_of(right) else right

    def timeline(self, lifecycle: Lifecycle, drawn: Timeline) -> Timeline:
        """End behind the edge, astray."""
        index = self._after_edge(drawn) if self.edge.is_of(lifecycle) else None
        if index is None:
            return drawn
        return Timeline((*drawn.rows[:index], ASTRAY), array("d", drawn.starts[: index + 1]))


def astray(edge: Edge) -> Row:
    """Return the row where the redirected edge leads.

    A word of the vendor's other lifecycles that this one has not got; else an end that cannot be reached from there;
    else a word that nobody documents. A lifecycle that shows no status has a row that takes no command instead.
    """
    facts = vendor(edge.vendor)
    own = facts.lifecycles[edge.lifecycle]
    if not own.statuses:
        return Row(ends="badly", shows="")
    others = [(other.shown(name), row) for other in facts.lifecycles.values() for name, row in other.rows.items()]
    if foreign := [each for each in others if each[0] and each[0] not in own.statuses]:
        word, row = foreign[list(own.edges()).index(edge[2:]) % len(foreign)]  # not the same one for every edge
        return Row(shows=word, ends=row.ends)
    reached = {own.shown(row) for row in _moved_to(own, edge)}
    for name, row in own.rows.items():
        if row.ends and own.shown(name) not in reached:
            return Row(shows=own.shown(name), ends=row.ends)
    return Row(shows=UNDOCUMENTED)


def _moved_to(lifecycle: Lifecycle, edge: Edge) -> set[str]:
    """Return the rows in which a client may find a job that was in the edge's row, by itself or by its command."""
    found = {edge.row}
    todo = [edge.target, *(lifecycle.rows[edge.row].then or ())]
    while todo:
        if (row := todo.pop()) not in found:
            found.add(row)
            todo += lifecycle.rows[row].then or ()
    return found


def _refusing(compute: Handler) -> Handler:
    @functools.wraps(compute)
    def handle(call: Call) -> Reply:
        job = call.find_job(call.body["txnId"])
        if not job.accepts("compute", call.now):
            raise Refused(Problem.CONFLICT, "no model can be requested on this transaction")
        return compute(call)

    return handle


def edges(facts: Vendor) -> Iterator[Edge]:
    """Yield every edge of every lifecycle."""
    for name, lifecycle in facts.lifecycles.items():
        for row, target, command in lifecycle.edges():
            yield Edge(facts.name, name, row, target, command)


STATUS_WRONG = frozenset({"status", "transition"})
STAYS = frozenset({"end"})
REFUSED = frozenset({"command", "answer"})


def generated() -> Iterator[Saboteur]:
    """Yield the wrong servers."""
    for name in vendor_names():
        for edge in edges(vendor(name)):
            is_silent = not vendor(name).lifecycles[edge.lifecycle].statuses
            yield Saboteur(
                f"without-{edge}", name, f"{edge} is missing.",
                REFUSED if edge.command else STAYS, functools.partial(Deleted, edge),
            )  # fmt: skip
            yield Saboteur(
                f"astray-{edge}", name, f"{edge} leads elsewhere.",
                REFUSED if is_silent else STATUS_WRONG, functools.partial(Redirected, edge),
            )  # fmt: skip


GENERATED = list(generated())
EQUIVALENT: dict[str, str] = {}
"""names of those above that no client can tell from a right server, and why"""
