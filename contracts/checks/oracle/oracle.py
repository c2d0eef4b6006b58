"""What one job may be doing, lanes included, narrowed by each event; an event that nothing explains contradicts.

Source: ours. Between two looks nothing moves unless time has passed, which the oracle must be told (`elapse`); right
after a command was taken, rows may have moved on already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from understudy.contracts import Vendor
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.oracle.event import Begun, Commanded, Deleted, Event, Results, Seen, Unknown
from understudy.contracts.checks.oracle.known_facts import known_facts
from understudy.contracts.checks.oracle.lanes import Lanes
from understudy.contracts.checks.oracle.standing import Standing
from understudy.contracts.checks.oracle.state import State, states
from understudy.contracts.facts import Fact

THERE, GONE = frozenset({"there"}), frozenset({"gone"})
EITHER = THERE | GONE
"""a job whose fate nobody can know"""


class Oracle:
    """One job as the checker knows it from outside."""

    def __init__(self, vendor: Vendor, lifecycles: Sequence[str] | None = None) -> None:
        """`lifecycles` are those the job can have; None when its beginning was not seen: then any state is possible."""
        self._vendor, self._protocol, self._states = vendor, vendor.protocol, states(vendor)
        self.met: set[str] = set()
        """names of the facts (`facts.facts`) that were seen to hold"""
        self._facts, self._was_begun = known_facts(vendor), False
        start = self._states.every(self._protocol.jobs) if lifecycles is None else self._states.begun(lifecycles)
        self._job = Standing(vendor, start, self.met)
        self._lanes = Lanes(vendor, self.met)
        if lifecycles is None:
            self._lanes.begin_unseen()
        self._presence = EITHER if lifecycles is None else THERE
        self._may_be_deleted = lifecycles is None
        """whether anybody may have deleted it: else it can only be hidden"""
        self._at_s: float | None = None
        self._now: float | None = None

    # what is known

    @property
    def possible(self) -> frozenset[State]:
        """The states in which the job itself may be."""
        return self._job.possible

    @property
    def lanes(self) -> Mapping[str, Standing]:
        """The job's lanes by their keys."""
        return self._lanes.by_key

    @property
    def is_deleted(self) -> bool:
        """Whether the job is gone for certain."""
        return self._presence == GONE

    @property
    def is_settled(self) -> bool:
        """Whether nothing can move by itself any more, neither the job nor a lane."""
        if self.is_deleted:
            return True
        ways = (self._job, *self.lanes.values())
        return not self._lanes.may_grow and all(each.is_settled for each in ways)

    @property
    def has_ended(self) -> Literal["well", "badly"] | None:
        """How the job has ended, and all its lanes: badly if any of them has; None while that is not certain."""
        ends = {self._job.has_ended, *(lane.has_ended for lane in self.lanes.values())}
        if None in ends or self._lanes.may_grow or (self._lanes.are_possible and not self.lanes):
            return None
        return "badly" if "badly" in ends else "well"

    @property
    def words(self) -> set[str]:
        """The statuses that the job may show now."""
        return {self._states.shown(state) for state in self.possible}

    def unsettled(self) -> list[tuple[str, str]]:
        """Return (whose, where it may be) of everything that can still move by itself: the job, or lanes of it."""
        ways = [("the job", self._job), *((lane.name or key, lane) for key, lane in self.lanes.items())]
        return [(name, each.told()) for name, each in ways if not each.is_settled]

    def may_take(self, command: str) -> bool | None:
        """Say whether the job takes a command in every state in which it may be; None where only in some."""
        return False if self.is_deleted else self._job.may_take(command)

    def told(self) -> str:
        """Return in words where the job may be, lanes included."""
        if self.is_deleted:
            return "deleted"
        lanes = [f"{lane.name or key}: {lane.told()}" for key, lane in self.lanes.items()]
        return "; ".join([self._job.told(), *lanes])

    # what happens

    def elapse(self) -> None:
        """Let time pass: rows may move on by themselves."""
        for each in (self._job, *self.lanes.values()):
            each.elapse()

    def take(self, event: Event, at_s: float | None = None, now: float | None = None) -> list[Contradiction]:
        """Narrow the possible states by an event; return what contradicts all of them.

        `at_s` is when, in seconds of the history; `now` is the server's own time in Unix seconds; both where known.
        """
        self._at_s, self._now = at_s, now
        found = self._taken(event)
        for each in (self._job, *self.lanes.values()):
            each.note_time(at_s)
        return found

    def _taken(self, event: Event) -> list[Contradiction]:
        match event:
            case Begun():
                return self._begun(event)
            case Commanded():
                return self._commanded(event)
            case Seen():
                return self._shown_there(event.operation) or self._seen(event)
            case Results():
                return self._results(event)
            case Deleted():
                return self._deleted(event)
            case Unknown():
                return self._unknown(event)

    def _begun(self, event: Begun) -> list[Contradiction]:
        if self._was_begun:
            return [self._against("identity", "the job's id", "given to two jobs", self._submit(event))]
        own = [name for name in event.lifecycles if name in self._job.lifecycles]
        self._was_begun = True
        self._presence = THERE
        self._lanes.begin()
        self._job.begin(own or event.lifecycles)
        self._job.begun_at(self._at_s)
        if len(event.lifecycles) == 1:
            self.met.add(f"lifecycle {event.lifecycles[0]}")
            self._meet(self._submit(event))
        return []

    def _commanded(self, event: Commanded) -> list[Contradiction]:
        if event.taken is not None and (found := self._shown_there(event.operation)):
            return found
        if event.taken is None and self.is_deleted:
            return []
        self._lanes.request(event.taken)
        before = self._job.told()
        is_possible = self._job.command(event.command, event.taken)
        name = f"{event.command} of {self._job.lifecycles[0]} by {event.operation}"
        refusal = f"refusal of {event.command} by {event.operation}"
        if is_possible:
            if event.taken is not None:
                self._meet(*((name,) if event.taken else (refusal, name)))
            return []
        if event.taken:
            message = f"taken in {before}, where the job does not wait for it"
            return [self._against("command", event.command, message, refusal, name)]
        return [self._against("command", event.command, f"refused in {before}, where the job waits for it", name)]

    def _seen(self, event: Seen) -> list[Contradiction]:
        view = self._protocol.view(event.operation)
        found: list[Contradiction] = []
        if event.word is not None:
            found = self._job.show(event.word, self._fact(self._view_name(event.operation)))
        if not found:
            self._meet(self._view_name(event.operation))
        if found or view is None:
            return found
        found = self._job.fields(view, view.fields, event.body, self._now)
        return found + self._lanes.show(event, view, self._at_s, self._now)

    def _results(self, event: Results) -> list[Contradiction]:
        form = next(each for each in self._protocol.results if each.operation == event.operation)
        name, early = f"results by {event.operation}", f"no results yet by {event.operation}"
        if event.may_be_unknown and self._presence >= GONE:
            return []
        if found := self._shown_there(event.operation):
            return found
        found = self._lanes.results(event, form, self._at_s)
        if event.are_there is not None:
            before = self._job.told()
            if not self._job.results(event.are_there, form.lifecycles, form.kept_s, self._at_s):
                said, names = ("are there", (early, name)) if event.are_there else ("are not there", (name,))
                found.append(self._against("result", event.operation, f"the results {said} in {before}", *names))
        if not found:
            self._meet(*((early, name) if event.are_there is False else (name,)))
        return found

    def _deleted(self, event: Deleted) -> list[Contradiction]:
        form = self._protocol.delete
        was, self._may_be_deleted = self._presence, self._may_be_deleted or event.taken is not False
        self._presence = was | GONE if event.taken is None else GONE
        if event.taken and was == GONE and form and not set(form.answers) & set(form.again):
            return [self._against("delete", form.operation, "deleted again, as if it were still there", "delete")]
        if event.taken is False and was == THERE and form:
            self._presence = EITHER
            return [self._against("delete", form.operation, "said to be deleted already; nobody did that", "delete")]
        if event.taken:
            self._meet("delete")
        return []

    def _unknown(self, event: Unknown) -> list[Contradiction]:
        if self._presence == THERE:
            self._presence = EITHER
            message = f"the job is not known any more; it was {self._job.told()}, and nobody deleted it"
            return [self._against("transition", event.operation, message, "an unknown job")]
        self._presence = GONE if self._may_be_deleted else EITHER
        self._meet("an unknown job")
        return []

    # how it is told

    def _shown_there(self, operation: str) -> list[Contradiction]:
        """Take that an answer shows the job to be there; that contradicts a job that is gone."""
        was, self._presence = self._presence, THERE
        if was != GONE:
            return []
        self._presence = EITHER
        return [self._against("delete", operation, "answers as if the job were there; it was deleted", "delete")]

    def _submit(self, event: Begun) -> str:
        return f"submit of {event.lifecycles[0]} by {event.operation}"

    def _view_name(self, operation: str) -> str:
        return f"view {operation}" if self._protocol.view(operation) else "list"

    def _meet(self, *names: str) -> None:
        self.met |= self._facts.met(*names)

    def _fact(self, *names: str) -> Fact:
        return self._facts.of(*names, lifecycle=self._job.lifecycles[0])

    def _against(self, rule: str, where: str, message: str, *names: str) -> Contradiction:
        return contradiction(rule, where, message, self._fact(*names))
