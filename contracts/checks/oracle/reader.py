"""What an exchange tells about jobs: reads the events for the oracle out of requests and answers.

Source: ours; where things stand in an answer is each vendor's `protocol.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import ORDINARY, Exchange
from understudy.contracts.checks.oracle.event import Begun, Commanded, Deleted, Event, LaneSeen, Results, Seen, Unknown
from understudy.contracts.checks.oracle.likeness import likest
from understudy.contracts.protocol_form import MISSING, LaneForm, Request, ResultForm, View, at

SERVER_ERROR = 500
FEEDING = ("start", "upload")
"""roles of operations that bring a job what it waits for"""


class Reader:
    """Reads exchanges with one vendor."""

    def __init__(self, vendor: Vendor) -> None:
        """Index the protocol by its operations."""
        self._protocol = protocol = vendor.protocol
        self._submits: dict[str, list[tuple[str, Request]]] = {}
        self._commands: dict[str, list[tuple[str, Request]]] = {}
        for lifecycle, command, way in protocol.requests():
            ways = self._submits if command is None else self._commands
            ways.setdefault(way.operation, []).append((command or lifecycle, way))
        self._results = {form.operation: form for form in protocol.results}
        self._words = sorted({command for form in protocol.jobs.values() for command in form.commands})

    def events(self, exchange: Exchange) -> Iterator[tuple[str, Event]]:
        """Yield (job id, event), in the order in which they came about.

        Only what is asked with the caller's own credential tells of jobs. Of an answer that a fault made, nothing is
        believed but that what was asked for may have been done.
        """
        operation = exchange.operation
        if operation is None or exchange.credential != ORDINARY:
            return
        if exchange.is_excused:
            yield from self._excused(exchange)
            return
        yield from self._submitted(exchange)
        if exchange.job is not None:
            yield from ((exchange.job, event) for event in self._of_job(exchange))
        if self._protocol.list and operation.id == self._protocol.list.operation:
            yield from self._listed(exchange)

    def _submitted(self, exchange: Exchange) -> Iterator[tuple[str, Event]]:
        ways = self._submits.get(_id(exchange), [])
        if not ways or not exchange.is_ok:
            return
        json = exchange.operation.keys.fold(exchange.json) if exchange.operation else None
        lifecycles = tuple(dict.fromkeys(likest(ways, json)))
        job = at(exchange.body, self._protocol.jobs[lifecycles[0]].id)
        job = exchange.job if job is MISSING or job is None else str(job)
        if job is not None:
            yield job, Begun(lifecycles, _id(exchange))
            if view := self._protocol.view(_id(exchange)):
                yield job, self._view(view, exchange, is_of_command=False)

    def _of_job(self, exchange: Exchange) -> Iterator[Event]:
        name = _id(exchange)
        if name in self._submits:
            return
        ways, view, form = self._commands.get(name), self._protocol.view(name), self._results.get(name)
        if self._is_unknown(exchange):
            yield Unknown(name)
            return
        if ways:
            yield from self._commanded(exchange, ways)
        elif self.feeds_anybody(exchange):
            yield from self.undecided(exchange)
        if view and exchange.is_ok:
            yield self._view(view, exchange, is_of_command=bool(ways))
        if form:
            yield from self._read(form, exchange)
        if self._protocol.delete and name == self._protocol.delete.operation:
            yield from self._deleted(exchange)

    def _is_unknown(self, exchange: Exchange) -> bool:
        """Say whether an answer says that there is no such job, and nothing else."""
        name, status = _id(exchange), exchange.status
        if status not in self._protocol.unknown:
            return False
        form = self._results.get(name)
        refused = {code for _, way in self._commands.get(name, ()) for code in way.refused}
        known = name in self._commands or form or self._protocol.view(name) or self._is_delete(name)
        return bool(known) and status not in refused and not (form and status in (*form.ready, *form.early))

    def _is_delete(self, name: str) -> bool:
        return self._protocol.delete is not None and name == self._protocol.delete.operation

    # commands

    def _commanded(self, exchange: Exchange, ways: list[tuple[str, Request]]) -> Iterator[Event]:
        likely = likest(ways, exchange.json)
        name = likely[0]
        refused = {code for each, way in ways if each == name for code in way.refused} - set(self._protocol.unknown)
        if exchange.is_ok:
            yield Commanded(name, True, _id(exchange))
        elif exchange.status in refused:
            yield Commanded(name, False, _id(exchange))
        elif _is_open(exchange):
            yield Commanded(name, None, _id(exchange))

    def feeds_anybody(self, exchange: Exchange) -> bool:
        """Say whether an operation that the protocol does not name brought some job what it waits for."""
        operation = exchange.operation
        if operation is None or operation.id in self._commands or operation.role not in FEEDING:
            return False
        return exchange.is_ok or exchange.is_excused or _is_open(exchange)

    def undecided(self, exchange: Exchange) -> Iterator[Event]:
        """Yield that any command may have been given."""
        yield from (Commanded(word, None, _id(exchange)) for word in self._words)

    def _excused(self, exchange: Exchange) -> Iterator[tuple[str, Event]]:
        """Yield what may have been done, whatever the answer says."""
        name, job = _id(exchange), exchange.job
        if job is None:
            return
        if ways := self._commands.get(name):
            yield job, Commanded(likest(ways, exchange.json)[0], None, name)
        elif self.feeds_anybody(exchange):
            yield from ((job, event) for event in self.undecided(exchange))
        elif self._is_delete(name):
            yield job, Deleted(None)

    def _deleted(self, exchange: Exchange) -> Iterator[Event]:
        form = self._protocol.delete
        if exchange.is_ok:
            yield Deleted(True)
        elif form and exchange.status in form.again:
            yield Deleted(False)
        elif _is_open(exchange):
            yield Deleted(None)

    # what an answer shows

    def _view(self, view: View, exchange: Exchange, is_of_command: bool) -> Seen:
        name = view.operation
        if exchange.body is MISSING:  # a journal tells the words alone
            lanes = tuple(LaneSeen(key, key, self._word(word)) for key, word in exchange.lanes.items())
            word = None if exchange.said is None or view.lanes else self._word(exchange.said)
            return Seen(name, word, lanes=lanes or None, are_all=not is_of_command)
        body = at(exchange.body, view.body)
        word = at(body, view.status) if view.status else MISSING
        shown = self._word(word) if isinstance(word, str) else None
        shows = self._lanes(view.lanes, body) if view.lanes else None
        return Seen(name, shown, None if body is MISSING else body, shows, are_all=not is_of_command)

    def _lanes(self, form: LaneForm, body: object) -> tuple[LaneSeen, ...] | None:
        """Return the lanes that a job's object shows; None where it is not readable as any."""
        each = at(body, (form.each,))
        if not isinstance(each, list):
            return None
        found: list[LaneSeen] = []
        for lane in cast("list[object]", each):
            key, name, word = (at(lane, (path,)) for path in (form.key, form.name, form.status))
            if not isinstance(word, str):
                return None
            found.append(LaneSeen(str(name if key is MISSING else key), str(name), self._word(word), lane))
        return tuple(found)

    def _word(self, word: str) -> str:
        return self._protocol.aliases.get(word, word)

    def _listed(self, exchange: Exchange) -> Iterator[tuple[str, Event]]:
        form = self._protocol.list
        items = at(exchange.body, (form.items,)) if form and exchange.is_ok else None
        if form is None or not isinstance(items, list):
            return
        for item in cast("list[object]", items):
            job, word = at(item, (form.id,)), at(item, form.status)
            if job is not MISSING and isinstance(word, str):
                yield str(job), Seen(form.operation, self._word(word), item)

    # results

    def _read(self, form: ResultForm, exchange: Exchange) -> Iterator[Event]:
        """Yield whether the results are there; nothing for a refusal of the moment, which does not tell."""
        status = exchange.status
        if status in form.ready[1:] or status not in (*form.ready, *form.early):
            return
        may_be_unknown = status in self._protocol.unknown
        if status not in form.ready:
            yield Results(form.operation, False, may_be_unknown=may_be_unknown)
            return
        is_told = exchange.body is not MISSING or exchange.is_recorded_whole
        lanes = {name: _is_there(exchange.body, path) for name, path in form.lanes.items()} if is_told else {}
        yield Results(form.operation, self._are_there(form, exchange, is_told), lanes, may_be_unknown)

    def _are_there(self, form: ResultForm, exchange: Exchange, is_told: bool) -> bool | None:
        if form.empty is not None:
            found = at(exchange.body, (form.empty,))
            return found not in (MISSING, None, [], {}, "") if is_told else None
        return None if form.lanes or exchange.status in form.early else True


def _id(exchange: Exchange) -> str:
    return exchange.operation.id if exchange.operation else ""


def _is_open(exchange: Exchange) -> bool:
    """Say whether nobody can know if what was asked for was done."""
    return exchange.status == 0 or exchange.status >= SERVER_ERROR


def _is_there(body: object, path: str) -> bool:
    found: Mapping[str, Any] | None = at(body, (path,))
    return found is not MISSING and found is not None
