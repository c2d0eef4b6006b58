"""What of a vendor's contract a check has reached, and why it has not reached the rest.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from understudy.contracts import Vendor
from understudy.contracts.facts import Fact, facts, transition

KINDS = {
    "status": "statuses",
    "transition": "transitions",
    "operation": "operations",
    "response": "responses",
    "error code": "error codes",
    "failure": "failures",
}
"""kind of a fact -> what the parts of a coverage are called"""
TIMED_OUT, THROTTLED, PAYMENT, SERVER_ERROR = 408, 429, 402, 500
ASKED = "comes by itself only: nothing that a client does brings it about (ask a stand-in for the scenario)"


@dataclass(frozen=True)
class Unreached:
    """One fact that was not met."""

    name: str
    """of the fact, e.g. `status processed`"""
    why: str
    is_beyond: bool
    """whether no client could have brought it about; it is not counted then"""


@dataclass(frozen=True)
class Part:
    """The facts of one kind."""

    kind: str
    title: str
    reached: tuple[str, ...]
    """names of the facts"""
    unreached: tuple[Unreached, ...]

    @property
    def total(self) -> int:
        """How many could be reached."""
        return len(self.reached) + sum(not each.is_beyond for each in self.unreached)


@dataclass(frozen=True)
class Coverage:
    """The parts, in the order of KINDS."""

    parts: tuple[Part, ...]

    @property
    def reached(self) -> int:
        """How many facts were reached."""
        return sum(len(part.reached) for part in self.parts)

    @property
    def total(self) -> int:
        """How many could be reached."""
        return sum(part.total for part in self.parts)

    @property
    def unreached(self) -> tuple[Unreached, ...]:
        """Everything that was not reached."""
        return tuple(each for part in self.parts for each in part.unreached)

    @property
    def percent(self) -> float:
        """What part was reached of what can be, from 0 to 100; 100 where there is nothing to reach."""
        return 100.0 * self.reached / self.total if self.total else 100.0


def coverage(vendor: Vendor, met: Iterable[str], untried: Iterable[str] = ()) -> Coverage:
    """Return what was reached of a vendor's contract.

    `met` are names of facts; `untried` are reasons, of which one that begins with a fact's name and a colon is given
    for that one, and for a lifecycle's transitions.
    """
    known = facts(vendor)
    reached = set(met) & known.keys()
    reasons = _Reasons(vendor, reached, tuple(untried))
    return Coverage(tuple(_part(kind, known.values(), reached, reasons) for kind in KINDS))


def _part(kind: str, known: Iterable[Fact], reached: set[str], reasons: _Reasons) -> Part:
    wanted = [fact for fact in known if fact.kind == kind]
    missing = tuple(reasons.of(fact) for fact in wanted if fact.name not in reached)
    return Part(kind, KINDS[kind], tuple(fact.name for fact in wanted if fact.name in reached), missing)


class _Reasons:
    """Why facts of one vendor were not met."""

    def __init__(self, vendor: Vendor, reached: set[str], untried: tuple[str, ...]) -> None:
        self._vendor, self._reached, self._untried = vendor, reached, untried
        self._own = set(own_transitions(vendor))
        self._statuses = {status for status, names in _leading(vendor).items() if names & self._own or not names}
        self._groups = list(alternatives(vendor))

    def of(self, fact: Fact) -> Unreached:
        """Return a fact that was not met, with the best reason there is."""
        beyond = self._beyond(fact)
        return Unreached(fact.name, beyond or self._told(fact) or self._nearest(fact), is_beyond=beyond is not None)

    def _told(self, fact: Fact) -> str | None:
        """Return what the cases say of it, or of its lifecycle."""
        names = [fact.name]
        if fact.kind == "transition":
            names.append(f"lifecycle {fact.subject.partition(': ')[0]}")
        for name in names:
            for each in self._untried:
                if each.startswith(f"{name}: "):
                    return each.removeprefix(f"{name}: ")
        return None

    def _beyond(self, fact: Fact) -> str | None:
        """Return why no client can bring it about, if so."""
        if fact.kind == "failure":
            return ASKED if self._vendor.failures[fact.subject].cause == "asked" else None
        if fact.kind == "transition":
            return None if fact.name in self._own else ASKED
        if fact.kind == "status":
            return None if fact.subject in self._statuses else ASKED
        if fact.kind == "error code":
            return _by_itself(self._vendor.error_codes[fact.subject].http)
        if fact.kind == "response":
            operation, _, code = fact.subject.rpartition(" ")
            return _by_itself(int(code)) or self._instead(operation, int(code))
        return None

    def _instead(self, operation: str, code: int) -> str | None:
        """Return which other answer was given, where the vendor documents several for one thing."""
        for name, codes in self._groups:
            if name in (operation, "") and code in codes:
                others = [each for each in codes if f"response {operation} {each}" in self._reached]
                if others:
                    return f"the server gives another documented answer: {', '.join(map(str, others))}"
        return None

    def _nearest(self, fact: Fact) -> str:
        """Return what is known of a fact that could have been met."""
        if fact.kind == "failure":
            cause = self._vendor.failures[fact.subject].cause
            return f"no job was made to fail by this cause: {cause.replace('_', ' ')}"
        operation = fact.subject.rpartition(" ")[0]
        if fact.kind == "response" and f"operation {operation}" not in self._reached:
            return "the operation was not reached"
        return {
            "status": "no answer showed it",
            "transition": "no two answers showed it for certain",
            "operation": "no request to it was answered as the vendor documents",
            "response": "no request was answered so",
            "error code": "no refusal brought it",
        }[fact.kind]


def _by_itself(code: int) -> str | None:
    if code >= SERVER_ERROR or code in (TIMED_OUT, THROTTLED):
        return "comes by itself only: the vendor's own trouble, or a limit"
    return "depends on the account" if code == PAYMENT else None


def own_transitions(vendor: Vendor) -> Iterator[str]:
    """Yield the names of the transitions that a client's doings and the clock bring about.

    Not those that only a failure without a cause takes, nor any that lies behind these alone.
    """
    asked = {edge for each in vendor.failures.values() if each.cause == "asked" for edge in each.edge.items()}
    asked -= {edge for each in vendor.failures.values() if each.cause != "asked" for edge in each.edge.items()}
    for name, lifecycle in vendor.lifecycles.items():
        rows, todo = {lifecycle.initial}, [lifecycle.initial]
        while todo:
            row = todo.pop()
            for target in lifecycle.rows[row].targets:
                if (row, target) in asked:
                    continue
                yield transition(name, row, target)
                if target not in rows:
                    rows.add(target)
                    todo.append(target)


def _leading(vendor: Vendor) -> Mapping[str, set[str]]:
    """Return the transitions that lead to each status; none for one in which a lifecycle begins."""
    found: dict[str, set[str]] = {status: set() for status in vendor.statuses}
    for name, lifecycle in vendor.lifecycles.items():
        for row, target, _ in lifecycle.edges():
            if lifecycle.shown(target):
                found[lifecycle.shown(target)].add(transition(name, row, target))
    for lifecycle in vendor.lifecycles.values():
        if lifecycle.shown(lifecycle.initial):
            found[lifecycle.shown(lifecycle.initial)] = set()
    return found


def alternatives(vendor: Vendor) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield (operation, codes of which a server gives one for the same thing); an empty operation means every one."""
    protocol = vendor.protocol
    yield "", protocol.credential.refused
    yield "", protocol.unknown
    for _, _, way in protocol.requests():
        yield way.operation, way.answers
        yield way.operation, way.refused
    for result in protocol.results:
        yield result.operation, result.ready
        yield result.operation, result.early
    if protocol.delete:
        yield protocol.delete.operation, protocol.delete.answers
        yield protocol.delete.operation, protocol.delete.again
