"""Traces of a server that does as documented, and the same traces with one event changed.

Source: ours. A seed gives the same trace every time.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from understudy.contracts import Vendor
from understudy.contracts.checks.oracle.event import Begun, Commanded, Deleted, Event, LaneSeen, Results, Seen, Unknown
from understudy.contracts.protocol_form import MISSING, FieldFact, at

START = 1_700_000_000


class Way:
    """One way through a lifecycle that a server takes: the rows, and when they were reached."""

    def __init__(self, vendor: Vendor, lifecycle: str, random: Random, now: float) -> None:
        """Begin at `now`."""
        self.lifecycle, self.random = vendor.lifecycles[lifecycle], random
        self.rows = [(self.lifecycle.initial, now)]

    @property
    def row(self) -> Any:
        """The row it is in."""
        return self.lifecycle.rows[self.rows[-1][0]]

    @property
    def word(self) -> str:
        """The status that it shows."""
        return self.lifecycle.shown(self.rows[-1][0])

    def move(self, now: float) -> None:
        """Move on by itself, by some rows or by none."""
        while self.row.then and self.random.random() < 0.5:
            self.rows.append((self.random.choice(self.row.then), now))

    def take(self, command: str, now: float) -> bool:
        """Take a command if it waits for it; say whether it did."""
        target = self.row.commands.get(command)
        if target:
            self.rows.append((target, now))
            self.move(now)
        return target is not None

    def body(self, fields: tuple[FieldFact, ...], digits: str) -> dict[str, Any]:
        """Return an object whose fields are as documented."""
        body: dict[str, Any] = {}
        for field in fields:
            if field.lifecycles and self.lifecycle.name not in field.lifecycles:
                continue
            reached = [when for name, when in self.rows if name in (*field.since, *field.rows)]
            is_due = not (field.since or field.rows) or bool(
                {name for name, _ in self.rows} & {*field.since} or self.rows[-1][0] in field.rows
            )
            first = reached[0] if reached else self.rows[0][1]
            value = _stamp(first, digits) if field.is_time else "something"
            if self.rows[-1][0] in field.absent_in and self.random.random() < 0.3:
                continue
            if not is_due and field.unset is None and self.random.random() < 0.3:
                continue
            _put(body, field.at, value if is_due else field.unset)
        return body


class Server:
    """One job at a server that does as documented, and what is asked of it."""

    def __init__(self, vendor: Vendor, lifecycle: str, seed: object) -> None:
        """Draw everything from the seed."""
        self.vendor, self.lifecycle, self.random = vendor, lifecycle, Random(f"{vendor.name}/{lifecycle}/{seed}")
        self.now, self.digits = float(START), self.random.choice(["", ".%f"])
        self.job = Way(vendor, lifecycle, self.random, self.now)
        self.job.move(self.now)
        self.lanes: list[tuple[str, Way]] = []
        self.is_deleted = False
        self.commands = sorted({name for form in vendor.protocol.jobs.values() for name in form.commands})

    def trace(self, length: int) -> list[Event | None]:
        """Return what so many moves show; None where time passes."""
        found: list[Event | None] = [Begun((self.lifecycle,))]
        for _ in range(length):
            found += self._moved()
        return found

    def _moved(self) -> list[Event | None]:
        draw = self.random.random()
        if draw < 0.35:
            self.now += self.random.choice([0.25, 3, 400])
            for way in (self.job, *(lane for _, lane in self.lanes)):
                way.move(self.now)
            return [None]
        if draw < 0.65:
            return [self._look()]
        if draw < 0.8 and self.commands:
            return self._command(self.random.choice(self.commands))
        if draw < 0.97:
            return self._read()
        return [self._delete()]

    def _look(self) -> Event:
        view = self.vendor.protocol.poll
        if self.is_deleted:
            return Unknown(view.operation)
        word = self.job.word if view.status else None
        lanes = tuple(map(self._lane, range(len(self.lanes)))) if view.lanes else None
        return Seen(view.operation, word, self.job.body(view.fields, self.digits), lanes)

    def _lane(self, index: int) -> LaneSeen:
        form = self.vendor.protocol.poll.lanes
        assert form
        name, lane = self.lanes[index]
        return LaneSeen(f"lane-{index}", name, lane.word, lane.body(form.fields, self.digits))

    def _command(self, command: str) -> list[Event | None]:
        forms = self.vendor.protocol.jobs
        way = next(form.commands[command][0] for form in forms.values() if command in form.commands)
        if self.is_deleted:
            return [Unknown(way.operation)]
        if self.random.random() < 0.1 and not self.vendor.protocol.poll.lanes:
            if self.random.random() < 0.5:
                self.job.take(command, self.now)
            return [Commanded(command, None, way.operation)]
        taken = self.job.take(command, self.now)
        found: list[Event | None] = [Commanded(command, taken, way.operation)]
        if (lanes := self.vendor.protocol.poll.lanes) and taken:
            names = [name for form in self.vendor.protocol.results for name in form.lanes]
            name = names[len(self.lanes) % len(names)]
            self.lanes.append((name, Way(self.vendor, lanes.lifecycle, self.random, self.now)))
            self.lanes[-1][1].move(self.now)
            found.append(Seen(way.operation, None, {}, (self._lane(len(self.lanes) - 1),), are_all=False))
            if len(self.lanes) == len(names):
                self.commands = []
        return found

    def _read(self) -> list[Event | None]:
        forms = [each for each in self.vendor.protocol.results if self.lifecycle in (each.lifecycles or self.lifecycle)]
        form = self.random.choice(forms)
        may_be_unknown = bool({*form.early} & {*self.vendor.protocol.unknown})
        if self.is_deleted:
            return [Results(form.operation, False, may_be_unknown=True) if may_be_unknown else Unknown(form.operation)]
        if form.lanes:
            named = {name: lane.row.ends == "well" for name, lane in self.lanes}
            return [Results(form.operation, None, {name: named.get(name, False) for name in form.lanes})]
        are_there = self.job.row.ends == "well"
        return [Results(form.operation, are_there, may_be_unknown=may_be_unknown and not are_there)]

    def _delete(self) -> Event:
        form = self.vendor.protocol.delete
        assert form
        if self.is_deleted:
            return Unknown(form.operation)
        self.is_deleted = True
        return Deleted(True)


def corrupted(vendor: Vendor, trace: list[Event | None]) -> Iterator[tuple[int, list[Event | None]]]:
    """Yield (index, the trace with one event changed there), for everything that can be changed."""
    for index, event in enumerate(trace):
        for other in _others(vendor, event):
            yield index, [*trace[:index], other, *trace[index + 1 :]]
        if event is None:
            yield index, [*trace[:index], *trace[index + 1 :]]


def _others(vendor: Vendor, event: Event | None) -> Iterator[Event]:
    if isinstance(event, Seen):
        yield from _other_views(vendor, event)
        yield Unknown(event.operation)
    elif isinstance(event, Commanded) and event.taken is not None:
        yield replace(event, taken=not event.taken)
        yield Unknown(event.operation)
    elif isinstance(event, Results):
        if event.are_there is not None:
            yield replace(event, are_there=not event.are_there, may_be_unknown=False)
        for name, are_there in event.lanes.items():
            yield replace(event, lanes={**event.lanes, name: not are_there})
        yield Unknown(event.operation)
    elif isinstance(event, Deleted):
        yield replace(event, taken=False)
        yield Unknown("")
    elif isinstance(event, Unknown):
        yield Deleted(True)
        yield Seen(vendor.protocol.poll.operation, None)


def _other_views(vendor: Vendor, event: Seen) -> Iterator[Event]:
    view = vendor.protocol.view(event.operation)
    assert view
    words = [*vendor.statuses, "no such word"]
    if event.word is not None:
        yield from (replace(event, word=word) for word in words if word != event.word)
    yield from (replace(event, body=body) for body in _other_bodies(view.fields, event.body))
    for index, lane in enumerate(event.lanes or ()):
        assert event.lanes
        assert view.lanes
        before, after = event.lanes[:index], event.lanes[index + 1 :]
        others = [replace(lane, word=word) for word in words if word != lane.word]
        others += [replace(lane, body=body) for body in _other_bodies(view.lanes.fields, lane.body)]
        others += [replace(lane, key="another")]
        yield from (replace(event, lanes=(*before, other, *after)) for other in others)
        yield replace(event, lanes=(*before, *after))


def _other_bodies(fields: tuple[FieldFact, ...], body: Any) -> Iterator[Any]:
    for field in fields:
        value = at(body, (field.at,))
        is_set = value is not MISSING and value is not None and value != field.unset
        stamps = [_stamp(START - 5000, ""), _stamp(START + 999_999, "")] if field.is_time else ["something"]
        for other in [*stamps, field.unset] if is_set else stamps:
            changed = copy.deepcopy(body)
            _put(changed, field.at, other)
            yield changed


def _put(body: dict[str, Any], path: str, value: object) -> None:
    *above, last = path.split(".")
    for key in above:
        body = body.setdefault(key, {})
    body[last] = value


def _stamp(at: float, digits: str) -> str:
    return datetime.fromtimestamp(at, UTC).strftime(f"%Y-%m-%dT%H:%M:%S{digits}Z")
