"""A second opinion on what is possible: keeps every whole path that a job can have taken, and throws away those that an
event does not fit.

Source: ours; written from the lifecycles and the protocol alone, and slower than anybody would want.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from understudy.contracts import Vendor
from understudy.contracts.checks.oracle.event import Begun, Commanded, Deleted, Event, Results, Seen, Unknown
from understudy.contracts.protocol_form import MISSING, FieldFact, at

Trace = Sequence[Event | None]
"""None: time passes"""


class Path(NamedTuple):
    """The rows of one lifecycle that were passed, in order."""

    lifecycle: str
    rows: tuple[str, ...]


class Model:
    """One job, and each of its lanes, by all their possible paths."""

    def __init__(self, vendor: Vendor) -> None:
        """Begin before the job does."""
        self.vendor = vendor
        self.job: set[Path] = set()
        self.lanes: dict[str, tuple[str, set[Path]]] = {}
        self.fates = {"there"}
        self.moments: dict[tuple[str, str], str] = {}
        self.may_grow = False

    def first_impossible(self, trace: Trace) -> int | None:
        """Return the index of the first event that nothing explains; None where all is possible."""
        for index, event in enumerate(trace):
            if event is None:
                self.job = self._moved(self.job)
                self.lanes = {key: (name, self._moved(paths)) for key, (name, paths) in self.lanes.items()}
            elif not self._fits(event):
                return index
        return None

    def _fits(self, event: Event) -> bool:
        if isinstance(event, Begun):
            lifecycles = self.vendor.lifecycles
            self.job = self._moved({Path(name, (lifecycles[name].initial,)) for name in event.lifecycles})
            return True
        if isinstance(event, Unknown):
            self.fates &= {"gone"}
            return bool(self.fates)
        if isinstance(event, Deleted):
            return self._deleted(event)
        if isinstance(event, Results) and event.may_be_unknown and "gone" in self.fates:
            return True
        if isinstance(event, Commanded) and event.taken is None:
            self.job |= self._commanded(event.command)
            return True
        self.fates &= {"there"}
        if not self.fates:
            return False
        if isinstance(event, Commanded):
            return self._command(event)
        return self._results(event) if isinstance(event, Results) else self._seen(event)

    def _deleted(self, event: Deleted) -> bool:
        form = self.vendor.protocol.delete
        assert form
        was = self.fates
        self.fates = {*was, "gone"} if event.taken is None else {"gone"}
        if event.taken:
            return was != {"gone"} or bool({*form.answers} & {*form.again})
        return event.taken is None or "gone" in was

    def _command(self, event: Commanded) -> bool:
        taking = self._commanded(event.command)
        if event.taken:
            self.job, self.may_grow = taking, True
        else:
            self.job = {path for path in self.job if event.command not in self._row(path).commands}
        return bool(self.job)

    def _results(self, event: Results) -> bool:
        form = next(each for each in self.vendor.protocol.results if each.operation == event.operation)
        if event.are_there is not None:
            self.job = {
                path
                for path in self.job
                if (form.lifecycles and path.lifecycle not in form.lifecycles)
                or (self._row(path).ends == "well") == event.are_there
            }
        for name, are_there in event.lanes.items():
            own = [key for key, (lane, _) in self.lanes.items() if lane == name]
            if are_there and not own:
                return False
            for key in own:
                kept = {path for path in self.lanes[key][1] if (self._row(path).ends == "well") == are_there}
                self.lanes[key] = (name, kept)
        return bool(self.job) and all(paths for _, paths in self.lanes.values())

    def _seen(self, event: Seen) -> bool:
        view = self.vendor.protocol.view(event.operation)
        assert view
        if event.word is not None:
            self.job = self._showing(self.job, event.word)
        if event.body is not None:
            self.job = set(self._with_fields(self.job, view.fields, event.body))
            if not self._moments_fit("", view.fields, event.body):
                return False
        if event.lanes is None:
            return bool(self.job)
        if len({*self.lanes} - {lane.key for lane in event.lanes}) and event.are_all:
            return False
        assert view.lanes
        for lane in event.lanes:
            if lane.key not in self.lanes:
                if not self.may_grow:
                    return False
                lifecycle = self.vendor.lifecycles[view.lanes.lifecycle]
                self.lanes[lane.key] = (lane.name, self._moved({Path(lifecycle.name, (lifecycle.initial,))}))
            paths = self._showing(self.lanes[lane.key][1], lane.word)
            kept = set(self._with_fields(paths, view.lanes.fields, lane.body))
            self.lanes[lane.key] = (lane.name, kept)
            if not kept or not self._moments_fit(lane.key, view.lanes.fields, lane.body):
                return False
        self.may_grow = False
        return bool(self.job)

    def _with_fields(self, paths: set[Path], fields: Sequence[FieldFact], body: Any) -> Iterator[Path]:
        for path in paths:
            if all(_agrees(field, path, at(body, (field.at,))) for field in fields):
                yield path

    def _moments_fit(self, whose: str, fields: Sequence[FieldFact], body: Any) -> bool:
        lifecycles = {path.lifecycle for path in self.job}
        for field in fields:
            value = at(body, (field.at,))
            if (
                not field.is_time
                or value in (MISSING, None)
                or (field.lifecycles and not lifecycles <= {*field.lifecycles})
            ):
                continue
            if self.moments.setdefault((whose, field.at), value) != value:
                return False
            earlier = at(body, (field.after,)) if field.after else None
            if isinstance(earlier, str) and datetime.fromisoformat(value) < datetime.fromisoformat(earlier):
                return False
        return True

    def _showing(self, paths: set[Path], word: str) -> set[Path]:
        return {path for path in paths if self.vendor.lifecycles[path.lifecycle].shown(path.rows[-1]) == word}

    def _row(self, path: Path) -> Any:
        return self.vendor.lifecycles[path.lifecycle].rows[path.rows[-1]]

    def _moved(self, paths: set[Path]) -> set[Path]:
        found = set(paths)
        for path in paths:
            found |= self._moved({Path(path.lifecycle, (*path.rows, row)) for row in self._row(path).then or ()})
        return found

    def _commanded(self, command: str) -> set[Path]:
        takes = {path for path in self.job if command in self._row(path).commands}
        return self._moved({Path(path.lifecycle, (*path.rows, self._row(path).commands[command])) for path in takes})


def _agrees(field: FieldFact, path: Path, value: Any) -> bool:
    if field.lifecycles and path.lifecycle not in field.lifecycles:
        return True
    if value is MISSING and path.rows[-1] in field.absent_in:
        return True
    always = not field.since and not field.rows
    due = always or bool({*field.since} & {*path.rows}) or path.rows[-1] in field.rows
    return due == (
        value is not MISSING and value is not None and not (field.unset is not None and value == field.unset)
    )
