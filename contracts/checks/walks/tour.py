"""The planned plays of a lifecycle: every status, command, cause, result and trespass, in an order that reaches it.

Source: ours; everything in them is read off the vendor's lifecycles and protocol.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from understudy.contracts import Lifecycle, Vendor
from understudy.contracts.checks.walks.move import (
    Browse,
    Command,
    Delete,
    Elapse,
    Look,
    Material,
    Move,
    Play,
    Read,
    Submit,
    Trespass,
)
from understudy.contracts.protocol_form import JobForm, ListForm, Request, ResultForm, View

NEXT, END = Elapse(to="next"), Elapse(to="end")
MATERIALS: tuple[Material, ...] = get_args(Material)
PAGE = 2
"""jobs on a page, where pages are turned"""


class Tour:
    """The plays of one lifecycle of a vendor."""

    def __init__(self, vendor: Vendor, lifecycle: str) -> None:
        """`lifecycle` is one whose jobs a client begins."""
        self._vendor, self._protocol = vendor, vendor.protocol
        self._lifecycle = vendor.lifecycles[lifecycle]
        self._form: JobForm = vendor.protocol.jobs[lifecycle]
        lanes = vendor.protocol.poll.lanes
        self._moving = vendor.lifecycles[lanes.lifecycle] if lanes else self._lifecycle

    def plays(self) -> Iterator[Play]:
        """Yield them, the plainest first."""
        for number in range(len(self._form.submit)):
            yield tuple(self._ordinary("a", number))
        for number, way in enumerate(self._form.submit):
            for cause in self._causes(way):
                yield tuple(self._caused("a", number, cause))
        yield tuple(self._repeated("a"))
        yield tuple(self._deleted("a", at_once=True))
        yield tuple(self._deleted("a", at_once=False))
        yield from (tuple(self._deleted_at("a", step)) for step in self._steps())
        yield tuple(self._side_by_side())
        yield from map(tuple, self._trespasses())

    def _ordinary(self, job: str, way: int) -> Iterator[Move]:
        """From beginning to end, looking and reading at every step."""
        yield Submit(job, self._lifecycle.name, way)
        yield from self._looks(job)
        yield from self._reads(job)
        for command in self._commands():
            yield Command(job, command)
            yield from (Look(job), Look(job))
        for _ in self._steps():
            yield from (NEXT, Look(job), *self._reads(job))
        yield END
        yield from (Look(job), END, *self._looks(job), *self._reads(job), *self._lists())

    def _caused(self, job: str, way: int, cause: Material) -> Iterator[Move]:
        """Something that makes it fail, and then what is documented to mend it."""
        yield Submit(job, self._lifecycle.name, way, cause)
        for command in self._commands():
            yield Command(job, command, material=cause)
        for _ in self._steps():
            yield from (NEXT, Look(job))
        yield END
        yield from (*self._looks(job), *self._reads(job), *self._lists())
        for command in self._redos():
            yield from (Command(job, command), Look(job))
            for _ in self._steps():
                yield from (NEXT, Look(job))
        yield from (END, *self._looks(job), *self._reads(job))

    def _repeated(self, job: str) -> Iterator[Move]:
        """Every command by every way, in every row, waited for or not."""
        yield from (Submit(job, self._lifecycle.name), *self._every_command(job), Look(job))
        for _ in self._steps():
            yield from (NEXT, *self._every_command(job), Look(job))
        yield from (END, Look(job), *self._every_command(job), Look(job))

    def _deleted(self, job: str, *, at_once: bool) -> Iterator[Move]:
        """A job that is deleted, at once or at its end, and everything that may be asked of it then."""
        yield Submit(job, self._lifecycle.name)
        if not at_once:
            yield from (*(Command(job, command) for command in self._commands()), END, Look(job), *self._reads(job))
        yield from (Delete(job), *self._looks(job), *self._reads(job), *self._every_command(job))
        yield from (Delete(job), *self._lists(), NEXT, END, *self._looks(job), *self._reads(job), *self._lists())

    def _deleted_at(self, job: str, step: int) -> Iterator[Move]:
        """A job that is deleted so many steps on its way."""
        yield Submit(job, self._lifecycle.name)
        yield from (Command(job, command) for command in self._commands())
        yield from (NEXT for _ in range(step))
        yield from (Look(job), Delete(job), Look(job))

    def _side_by_side(self) -> Iterator[Move]:
        """Jobs that must not disturb each other, and lists of them."""
        names = ("a", "b", "c")
        for number, job in enumerate(names):
            yield Submit(job, self._lifecycle.name, number % len(self._form.submit))
            yield Elapse(1.0)
            yield from (Look(each) for each in names[: number + 1])
        yield from self._lists()
        for command in self._commands():
            yield Command("a", command)
            yield from (Look(each) for each in (*names, *names))
        for _ in self._steps():
            yield NEXT
            yield from (Look(each) for each in (*names, *names))
            yield from self._lists()
        yield from (Command("b", command) for command in self._commands())
        yield END
        yield from (Look(each) for each in names)
        yield from (read for each in names for read in self._reads(each))
        yield from self._lists()
        yield Delete("b")
        yield from (Look(each) for each in names)
        yield from self._lists()

    def _trespasses(self) -> Iterator[list[Move]]:
        """Everything that can be asked of a job, by somebody whose it is not, before and after its end."""
        begin: list[Move] = [Submit("a", self._lifecycle.name)]
        finish: list[Move] = [*(Command("a", command) for command in self._commands()), END, Look("a")]
        own, others = self._asked_of_jobs(), [way.operation for way in self._form.submit]
        results = {each.operation for each in self._results()}
        reading = [each for each in own if each in results or self._protocol.view(each)]
        listing = [self._protocol.list.operation] if self._protocol.list else []
        yield [*begin, *(Trespass("a", each, "other") for each in (*listing, *own)), Look("a"), *self._lists()]
        yield [*begin, *finish, *(Trespass("a", each, "other") for each in reading), *self._reads("a")]
        nameless = [*own, *others, *listing]
        yield [*begin, *(Trespass("a", each, "missing") for each in nameless), Look("a")]
        login = [self._protocol.credential.login.operation] if self._protocol.credential.login else []
        yield [*begin, *(Trespass("a", each, "wrong") for each in (*login, *listing, *own)), Look("a")]
        if login:
            yield [*begin, *finish, *(Trespass("a", each, "stale") for each in nameless), Look("a"), *self._reads("a")]

    def _asked_of_jobs(self) -> list[str]:
        """Return the operations on a job that is there, deleting last."""
        submits = {way.operation for form in self._protocol.jobs.values() for way in form.submit}
        commands = [way.operation for ways in self._form.commands.values() for way in ways]
        reading = [
            *(each.operation for each in self._protocol.views), *(each.operation for each in self._results()),
        ]  # fmt: skip
        deleting = [self._protocol.delete.operation] if self._protocol.delete else []
        foreign = {way.operation for _, command, way in self._protocol.requests() if command} - set(commands)
        found = dict.fromkeys((*reading, *commands, *deleting))
        return [each for each in found if each not in submits and each not in foreign]

    # what the plays are made of

    def _looks(self, job: str) -> Iterator[Move]:
        yield from (Look(job, each.operation) for each in own_views(self._vendor))
        yield Look(job)

    def _results(self) -> list[ResultForm]:
        name = self._lifecycle.name
        return [each for each in self._protocol.results if not each.lifecycles or name in each.lifecycles]

    def _reads(self, job: str) -> Iterator[Move]:
        yield from (Read(job, each.operation) for each in self._results())

    def _lists(self) -> Iterator[Move]:
        if form := self._protocol.list:
            yield from (Browse(), Browse(limit=PAGE), Browse(limit=1))
            yield from (Browse(limit=100, status=word) for word in filters(self._vendor, form))

    def _commands(self) -> list[str]:
        """Return the commands that an ordinary course needs, in order."""
        return _on_the_way(self._lifecycle)

    def _redos(self) -> list[str]:
        return sorted({command for row in self._lifecycle.rows.values() for command in row.redo})

    def _every_command(self, job: str) -> Iterator[Move]:
        """Yield every command by every way, those of other lifecycles, too."""
        for command, ways in {**self._protocol.commands, **self._form.commands}.items():
            yield from (Command(job, command, number) for number in range(len(ways)))

    def _steps(self) -> range:
        """Return as many as there are steps to an end, and two."""
        return range(len(self._moving.rows) + 2)

    def _causes(self, way: Request) -> list[Material]:
        """Return the causes that a client can bring about in jobs that begin so."""
        edges = {(row, target) for row, target, _ in self._moving.edges()}
        failures = [each for each in self._vendor.failures.values() if not edges.isdisjoint(each.edge.items())]
        wanted = {each.cause for each in failures}
        commands = [each for ways in self._form.commands.values() for each in ways]
        carries = frozenset[str]().union(*(each.takes for each in (way, *commands)))
        found = {cause for each in commands for cause in each.bring_about}
        found |= {"unreadable", "too_short"} if carries & {"audio", "link"} else set()
        found |= {"link_expired"} if "link" in carries else set()
        return [each for each in MATERIALS if each in found & wanted]


def own_views(vendor: Vendor) -> list[View]:
    """Return the views that are asked for by themselves: the poll and its like."""
    requested = {way.operation for _, _, way in vendor.protocol.requests()}
    results = {each.operation for each in vendor.protocol.results}
    return [each for each in vendor.protocol.views if each.operation not in requested | results]


def _on_the_way(lifecycle: Lifecycle) -> list[str]:
    """Return the commands that lead from the first row to an end, by the ordinary ways."""
    row, found = lifecycle.rows[lifecycle.initial], list[str]()
    for _ in lifecycle.rows:
        if row.ends:
            break
        if row.waits:
            found.append(next(iter(row.waits)))
        row = lifecycle.rows[row.targets[0]]
    return found


def filters(vendor: Vendor, form: ListForm) -> list[str]:
    """Return the statuses that a list can be asked for."""
    query = vendor.contract.operations[form.operation].query
    known = next((each.validator for each in query if each.name == form.filter), None)
    return [word for word in vendor.statuses if known is not None and known.is_valid(word)]
