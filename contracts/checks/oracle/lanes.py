"""The lanes of one job: each passes through a lifecycle of its own, and comes about when a command asks for it.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Sequence

from understudy.contracts import Vendor
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.oracle.event import LaneSeen, Results, Seen
from understudy.contracts.checks.oracle.known_facts import known_facts
from understudy.contracts.checks.oracle.standing import Standing
from understudy.contracts.checks.oracle.state import states
from understudy.contracts.protocol_form import LaneForm, ResultForm, View


class Lanes:
    """What is known of a job's lanes."""

    def __init__(self, vendor: Vendor, met: set[str]) -> None:
        """`met` gathers the names of the facts that were seen to hold."""
        self._vendor, self._met, self._facts = vendor, met, known_facts(vendor)
        self.are_possible = vendor.protocol.poll.lanes is not None
        """whether jobs of this vendor have lanes at all"""
        self.by_key: dict[str, Standing] = {}
        self._are_expected = False
        """whether a command was taken whose lanes no answer has told yet"""
        self._may_be_hidden = False
        """whether there may be lanes that came about unseen"""
        self._may_be_old = False
        """whether those may have come about at any time"""

    @property
    def may_grow(self) -> bool:
        """Whether there may be lanes that no answer has shown yet."""
        return self._are_expected or self._may_be_hidden

    def begin_unseen(self) -> None:
        """Hold any lanes possible, as the job's beginning was not seen."""
        self._may_be_hidden = self._may_be_old = self.are_possible

    def begin(self) -> None:
        """Begin with none."""
        self._may_be_hidden = self._may_be_old = False

    def request(self, taken: bool | None) -> None:
        """Take that a command was given which makes lanes, if it was taken."""
        self._are_expected |= self.are_possible and taken is True
        self._may_be_hidden |= self.are_possible and taken is None

    def show(self, event: Seen, view: View, at_s: float | None, now: float | None) -> list[Contradiction]:
        """Take the lanes that an answer showed."""
        if event.lanes is None or view.lanes is None:
            return []
        found = [each for lane in event.lanes for each in self._show(lane, event, view, view.lanes, at_s, now)]
        if event.are_all:
            found += self._vanished({lane.key for lane in event.lanes}, view)
            self._may_be_hidden = self._may_be_old = False
        self._are_expected = False
        return found

    def results(self, event: Results, form: ResultForm, at_s: float | None) -> list[Contradiction]:
        """Take which lanes' results are there: those of a lane that has ended well, and no other's."""
        found: list[Contradiction] = []
        for name, are_there in event.lanes.items():
            own = [lane for lane in self.by_key.values() if lane.name == name]
            before = " or ".join(lane.told() for lane in own) or "no lane"
            if not self._agree(own, are_there, form, at_s):
                message = f"its results are {'' if are_there else 'not '}there in {before}"
                found.append(self._against("result", name, message, f"results by {form.operation}"))
        return found

    def _show(
        self, seen: LaneSeen, event: Seen, view: View, form: LaneForm, at_s: float | None, now: float | None
    ) -> list[Contradiction]:
        found: list[Contradiction] = []
        name = f"view {view.operation}"
        if (lane := self.by_key.get(seen.key)) is None:
            if not self.may_grow:
                found = [self._against("transition", seen.name, "shown, though nobody asked for it", name)]
            lane = self.by_key[seen.key] = self._new(seen, form, bool(found) or (event.are_all and self._may_be_old))
            lane.begun_at(at_s)
        elif self.may_grow and seen.body is None:  # known by its name alone, which another request may have, too
            lane.may_begin_again(form.lifecycle)
        found = found or lane.show(seen.word, self._facts.of(name))
        return found or lane.fields(view, form.fields, seen.body, now)

    def _new(self, seen: LaneSeen, form: LaneForm, is_old: bool) -> Standing:
        known = states(self._vendor)
        possible = (known.every if is_old else known.begun)([form.lifecycle])
        return Standing(self._vendor, possible, self._met, seen.name)

    def _vanished(self, shown: set[str], view: View) -> list[Contradiction]:
        gone = [self.by_key.pop(key) for key in sorted(self.by_key.keys() - shown)]
        message, name = "requested, and not shown any more", f"view {view.operation}"
        return [self._against("transition", lane.name, message, name) for lane in gone]

    def _agree(self, own: Sequence[Standing], are_there: bool, form: ResultForm, at_s: float | None) -> bool:
        """Take whether the results of the lanes of one name are there; say whether that can be."""
        if are_there and len(own) != 1:  # of several, nobody can say whose they are
            return self.may_grow or any(lane.may_have_ended_well for lane in own)
        answers = [lane.results(are_there, (), form.kept_s, at_s) for lane in own]
        return all(answers)

    def _against(self, rule: str, where: str, message: str, name: str) -> Contradiction:
        return contradiction(rule, where, message, self._facts.of(name))
