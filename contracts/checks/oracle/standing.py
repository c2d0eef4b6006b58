"""Where one job, or one lane of it, may stand, narrowed by what is seen of it.

Source: ours. What does not agree with any possible state is told; then it goes on from what was seen, so that one
defect is one finding.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, cast

from understudy.contracts import Failure, Vendor
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.oracle.known_facts import known_facts
from understudy.contracts.checks.oracle.stamps import Stamps
from understudy.contracts.checks.oracle.state import Possible, State, certain_of, merged, narrowed, states
from understudy.contracts.facts import Fact, transition
from understudy.contracts.protocol_form import MISSING, FieldFact, View, at

ROWS_TOLD = 6
"""rows that a message names at most"""


class Standing:
    """The states in which it may be, and what was met on the way."""

    def __init__(self, vendor: Vendor, possible: Possible, met: set[str], name: str = "") -> None:
        """`met` gathers the names of the facts that were seen to hold; `name` is what a lane was asked for."""
        self.name, self._vendor, self._states, self._met = name, vendor, states(vendor), met
        self._stamps, self._facts = Stamps(), known_facts(vendor)
        self._constants: dict[str, object] = {}
        self._possible: Possible = {}
        self._unwell_at_s: float | None = None
        self._set(possible)

    @property
    def possible(self) -> frozenset[State]:
        """The states in which it may be."""
        return frozenset(self._possible)

    @property
    def lifecycles(self) -> tuple[str, ...]:
        """The lifecycles that it may have."""
        return tuple(dict.fromkeys(state.lifecycle for state in self._possible))

    @property
    def is_settled(self) -> bool:
        """Whether nothing can move by itself any more."""
        return not any(self._states.row(state).then for state in self._possible)

    @property
    def has_ended(self) -> Literal["well", "badly"] | None:
        """How it has ended; None where it has not, or it is not certain."""
        ends: set[Literal["well", "badly"] | None] = {self._states.row(state).ends for state in self._possible}
        return ends.pop() if len(ends) == 1 else None

    @property
    def may_have_ended_well(self) -> bool:
        """Whether it has ended well in some possible state."""
        return any(map(self._is_well, self._possible))

    def may_take(self, command: str) -> bool | None:
        """Say whether every possible state takes a command; None where only some do."""
        answers = {self._states.takes(state, command) for state in self._possible}
        return answers.pop() if len(answers) == 1 else None

    def told(self) -> str:
        """Return the rows in which it may be, in words."""
        rows = list(dict.fromkeys(state.row for state in self._possible))
        return " or ".join(rows[:ROWS_TOLD]) + (", ..." if len(rows) > ROWS_TOLD else "")

    def elapse(self) -> None:
        """Let rows move on that do so by themselves."""
        self._possible = self._states.moved(self._possible)

    def begin(self, lifecycles: Iterable[str]) -> None:
        """Begin anew, in any of these lifecycles."""
        self._set(self._states.begun(lifecycles))

    def may_begin_again(self, lifecycle: str) -> None:
        """Hold it possible that another one of the same name has taken its place."""
        self._set(merged(self._possible, self._states.begun([lifecycle])))

    def note_time(self, at_s: float | None) -> None:
        """Remember how long it is certain that it had not ended well."""
        if at_s is not None and not self.may_have_ended_well:
            self._unwell_at_s = at_s

    def begun_at(self, at_s: float | None) -> None:
        """Remember when it began: before that it cannot have ended."""
        self._unwell_at_s = at_s

    # what is seen

    def show(self, word: str, fact: Fact) -> list[Contradiction]:
        """Take the status that an answer showed; `fact` is that of the view."""
        if word not in self._vendor.statuses:
            found = contradiction("status", word, f"no documented status; the job was {self.told()}", fact)
            self.elapse()
            return [found]
        self._met.add(f"status {word}")
        if fits := self._showing(self._possible, word):
            self._set(fits)
            return []
        before, moved = self.told(), self._states.moved(self._possible)
        documented = ", ".join(sorted({self._states.shown(state) or "nothing" for state in moved}))
        if fits := self._showing(moved, word):
            self._set(fits)
            return [self._against("still", word, f"shown after {before}, although no time has passed")]
        found = self._against("transition", word, f"shown after {before}, from where one sees {documented} only")
        self._set(self._resumed(word) or moved)
        return [found]

    def fields(self, view: View, facts: Sequence[FieldFact], body: object, now: float | None) -> list[Contradiction]:
        """Hold the fields of an answer to when they are set, and to the order of the moments in them.

        A body that is no object has no fields; that is for others to tell.
        """
        if not isinstance(body, Mapping):
            return []
        body = cast("Mapping[str, object]", body)
        found: dict[tuple[str, str], Contradiction] = {}
        for field in facts:
            name, unset = self._vendor.protocol.name_of(field), f"field {field.at} of {view.operation}, not set"
            names = (name,) if _is_set(field, at(body, (field.at,))) else (unset, name)
            wrong = self._field(field, body, now)
            for rule, message in wrong:
                # what is set though it should not be contradicts what is known of when it is not
                known = self._facts.of(*((unset, name) if rule == "field" and len(names) == 1 else (name,)))
                found.setdefault((rule, field.at), contradiction(rule, field.at, message, known))
            self._met |= set() if wrong else self._facts.met(*names)
        self._tell_failure(facts, body)
        return list(found.values())

    def results(self, are_there: bool, lifecycles: Sequence[str], kept_s: float | None, at_s: float | None) -> bool:
        """Take whether the results are there; say whether that can be.

        `lifecycles` are those that have such results, none means all; `kept_s` is how long they are kept at least.
        """
        if not are_there and self._may_be_over(kept_s, at_s):
            return True

        def agrees(state: State) -> bool:
            return self._is_well(state) == are_there or bool(lifecycles and state.lifecycle not in lifecycles)

        fits = narrowed(self._possible, agrees)
        self._set(fits or merged(self._possible, narrowed(self._states.moved(self._possible), agrees)))
        return bool(fits)

    def command(self, command: str, taken: bool | None) -> bool:
        """Take that a command was given, and what came of it; say whether that can be."""
        followed = self._states.commanded(self._possible, command)
        if taken is None:
            self._set(merged(self._possible, followed))
            return True
        if not taken:
            rest = narrowed(self._possible, lambda state: not self._states.takes(state, command))
            self._set(rest or self._possible)
            return bool(rest)
        anywhere = self._states.commanded(self._states.every(self.lifecycles), command)
        self._set(followed or merged(self._possible, anywhere))
        return bool(followed)

    # how it is done

    def _set(self, possible: Possible) -> None:
        self._possible = possible
        for name in certain_of(possible) - self._met:
            self._met.add(name)
            failures = _failures(self._vendor).get(name, ())
            if len(failures) == 1:
                self._met.add(f"failure {failures[0][0]}")

    def _is_well(self, state: State) -> bool:
        return self._states.row(state).ends == "well"

    def _showing(self, possible: Possible, word: str) -> Possible:
        return narrowed(possible, lambda state: self._states.shown(state) == word)

    def _resumed(self, word: str) -> Possible:
        """Return the states that show a word, whatever came before; of another lifecycle where its own has none."""
        own = self._showing(self._states.every(self.lifecycles), word)
        return own or merged(
            self._showing(self._states.every(self._vendor.lifecycles), word), self._states.moved(self._possible)
        )

    def _against(self, rule: str, word: str, message: str) -> Contradiction:
        return contradiction(rule, word, message, self._facts.of(lifecycle=self.lifecycles[0]))

    def _field(self, field: FieldFact, body: object, now: float | None) -> list[tuple[str, str]]:
        """Return what is wrong with one field, as (rule, message)."""
        value = at(body, (field.at,))
        is_set = _is_set(field, value)
        found: list[tuple[str, str]] = []

        def agrees(state: State) -> bool:
            if field.lifecycles and state.lifecycle not in field.lifecycles:
                return True
            return (value is MISSING and state.row in field.absent_in) or _is_set_in(field, state) == is_set

        if fits := narrowed(self._possible, agrees):
            self._set(fits)
        elif is_set:
            found.append(("field", f"is {value!r:.60} in {self.told()}, where it is not set"))
        else:
            said = "is missing" if value is MISSING else f"is {value!r}"
            found.append(("field", f"{said} in {self.told()}, where it is set"))
        if field.is_constant and is_set and value != (first := self._constants.setdefault(field.at, value)):
            found.append(("identity", f"is {value!r:.60}; it was {first!r:.60} before"))
        wrong = self._stamps.wrong(field, body, now) if field.is_time and is_set and self._is_of(field) else None
        return [*found, ("moment", wrong)] if wrong else found

    def _is_of(self, field: FieldFact) -> bool:
        return not field.lifecycles or set(self.lifecycles) <= set(field.lifecycles)

    def _may_be_over(self, kept_s: float | None, at_s: float | None) -> bool:
        """Say whether it may have ended so long ago that its results need not be there any more."""
        if kept_s is None or at_s is None:
            return False
        return self._unwell_at_s is None or at_s - self._unwell_at_s >= kept_s

    def _tell_failure(self, facts: Sequence[FieldFact], body: object) -> None:
        """Note the failure that an answer names by its code or its message."""
        if self.has_ended != "badly":
            return
        said = {value for field in facts if field.rows if isinstance(value := at(body, (field.at,)), str)}
        rows = {state.row for state in self._possible}
        for name, failure in self._vendor.failures.items():
            if rows & set(failure.edge.values()) and said & {failure.code, failure.message}:
                self._met.add(f"failure {name}")
                self._met |= self._transitions(failure)

    def _transitions(self, failure: Failure) -> set[str]:
        """Return the transitions that a failure takes, by their names."""
        found = (self._vendor.lifecycles[name] for name in self.lifecycles)
        edges = {(each.name, row, target) for each in found for row, target, _ in each.edges()}
        return {transition(*edge) for edge in edges if failure.edge.get(edge[1]) == edge[2]}


def _is_set(field: FieldFact, value: object) -> bool:
    return value is not MISSING and value is not None and (field.unset is None or value != field.unset)


def _is_set_in(field: FieldFact, state: State) -> bool:
    if not field.since and not field.rows:
        return True
    return state.row in field.rows or not state.visited.isdisjoint(field.since)


@functools.lru_cache(maxsize=16)
def _failures(vendor: Vendor) -> dict[str, list[tuple[str, Failure]]]:
    """Return the failures by the transition that they take."""
    found: dict[str, list[tuple[str, Failure]]] = {}
    for lifecycle in vendor.lifecycles.values():
        for row, target, _ in lifecycle.edges():
            for name, failure in vendor.failures.items():
                if failure.edge.get(row) == target:
                    found.setdefault(transition(lifecycle.name, row, target), []).append((name, failure))
    return found
