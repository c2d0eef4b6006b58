"""Exchanges without anything that is secret, personal or said in a recording: what evidence keeps of them.

Source: ours. A string stays where the contract spells it out for just that place; where a status stands, any single
word does, as an undocumented status is what one wants to learn. Ids become `job-1`, `lane-1` and `part-1`, any other
string its form. In results, of which a recording has as many as it has words, only the first of each list are kept.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

import msgspec

from understudy.contracts import Operation, Vendor
from understudy.contracts.checks.agreement.shown import statuses_in
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.calls.words import words
from understudy.contracts.checks.evidence.form import SECRET, TEXT, Moments, form, integer_form
from understudy.contracts.evidence import Record
from understudy.contracts.place import Place
from understudy.contracts.protocol_form import MISSING, Paths, View, at

WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}", re.ASCII)
PLACE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}", re.ASCII)
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?", re.ASCII)
INTEGER = re.compile(r"[1-9]\d{0,17}", re.ASCII)
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
PLACEHOLDERS = ("{key}", "{secret}", "{user}", "{token}", "{link}")
"""what stands for a secret in an exchange"""
LONG = 10**9
"""from here on an integer may be somebody's: a telephone number, an account, a moment"""
ITEMS_KEPT = 5
"""items kept of a list in results"""
SHORTEST_SECRET = 4
"""characters; a shorter one would be found in any word"""


class _Here(NamedTuple):
    """Where in a body the redaction is."""

    place: Place
    path: str
    """keys on the way, without indices"""
    statuses: frozenset[str]
    """paths at which a status stands"""
    words: frozenset[str]
    """strings that say nothing of anybody"""
    items: int | None
    """how many items of a list are kept; None: all"""

    def below(self, place: Place, key: str) -> _Here:
        """Return where a key leads."""
        return self._replace(place=place, path=f"{self.path}.{key}" if self.path else key)


class Redaction:
    """Redacts the exchanges of one run, in order, so that an id is called the same throughout."""

    def __init__(self, vendor: Vendor, secrets: Iterable[str] = ()) -> None:
        """`secrets` are replaced wherever they stand, be it within another string."""
        self._vendor, self._protocol = vendor, vendor.protocol
        self._secrets = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]
        self._moments = Moments()
        self._results = {result.operation for result in self._protocol.results}
        self._submits = {way.operation for _, command, way in self._protocol.requests() if command is None}
        self._errors = frozenset(filter(None, _error_words(vendor)))
        self._declared = frozenset(
            word
            for _, _, way in self._protocol.requests()
            for word in words([way.json, way.multipart, list(way.bring_about.values())])
            if WORD.fullmatch(word)
        )
        self._aliases: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        """alias -> form of the id that it stands for"""

    def record(self, exchange: Exchange) -> Record:
        """Return what is kept of an exchange with one of the contract's operations."""
        operation = exchange.operation
        assert operation, "only what the contract knows is sent where evidence is taken"
        self._learn(operation, exchange)
        return Record(
            number=exchange.number,
            at_s=round(exchange.at_s, 3),
            operation=operation.id,
            job=self.alias(exchange.job),
            status=exchange.status,
            broken=_reason(exchange.broken),
            json=self._request(operation, exchange.json),
            multipart={part: self._part(value) for part, value in exchange.multipart.items()},
            headers=dict(self._headers(operation, exchange)),
            body=self._body(operation, exchange),
        )

    def alias(self, job: str | None) -> str | None:
        """Return what an id is called in the evidence; None for none."""
        return None if job is None else self._named("job", job)

    def place(self, where: str) -> str:
        """Return what is kept of the name of a place: a field, a header, a status; of anything else nothing."""
        is_somebodys = where in self._aliases or self._is_secret(where) or not PLACE.fullmatch(where)
        return self._aliases.get(where, "") if is_somebodys else where

    # ids

    def _learn(self, operation: Operation, exchange: Exchange) -> None:
        """Give every id that the protocol knows of in this exchange its name."""
        whole = [Place.of_answer(self._vendor.contract, operation, exchange.status)]
        if operation.id in self._submits:
            for job_form in self._protocol.jobs.values():
                self._learnt("job", exchange.body, job_form.id, whole)
        if view := self._protocol.view(operation.id):
            shown, places = at(exchange.body, view.body), _led(whole, view.body)
            self._learnt("job", shown, view.id, places)
            self._learn_lanes(view, shown, places)
            for result in self._protocol.results:
                for paths in result.parameters.values():
                    self._learnt("part", shown, paths, places)

    def _learn_lanes(self, view: View, shown: object, places: list[Place]) -> None:
        if view.lanes is None or not isinstance(lanes := at(shown, (view.lanes.each,)), list):
            return
        below = [place.item(0) for place in _led(places, (view.lanes.each,))]
        for lane in cast("list[object]", lanes):
            self._learnt("lane", lane, (view.lanes.key,), below)

    def _learnt(self, kind: str, body: object, paths: Paths, places: list[Place]) -> None:
        found = at(body, paths)
        if paths and isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            self._named(kind, str(found), (each for place in _led(places, paths) for each in place.patterns))

    def _named(self, kind: str, word: str, patterns: Iterable[str] = ()) -> str:
        if word not in self._aliases:
            number = 1 + sum(alias.startswith(f"{kind}-") for alias in self.ids)
            alias = f"{kind}-{number}"
            is_number = INTEGER.fullmatch(word)
            self.ids[alias] = integer_form(int(word)) if is_number else form(word, self._moments, patterns)
            self._aliases[word] = alias
        return self._aliases[word]

    # parts of an exchange

    def _request(self, operation: Operation, json: Any) -> Any:
        if json is MISSING:
            return msgspec.UNSET
        place = Place.of_request(self._vendor.contract, operation)
        return self._value(json, _Here(place, "", frozenset(), self._declared, None))

    def _part(self, value: str) -> str:
        """Return what is kept of a part of a form; a file is told by the name of what we sent."""
        return value if value.startswith("@") or value in self._declared else TEXT

    def _headers(self, operation: Operation, exchange: Exchange) -> Iterator[tuple[str, str]]:
        reply = operation.responses.get(exchange.status)
        documented = {header.name.lower() for header in reply.headers} if reply else set[str]()
        for name, value in exchange.answer_headers.items():
            if name in {"content-type", "retry-after"} | documented:
                yield name, self._header(name, value.strip())

    def _header(self, name: str, value: str) -> str:
        if self._is_secret(value):
            return SECRET
        if INTEGER.fullmatch(value) and int(value) >= LONG:
            return integer_form(int(value))
        is_plain = NUMBER.fullmatch(value) or (name == "content-type" and MEDIA_TYPE.fullmatch(value))
        return value if is_plain else form(value, self._moments)

    def _body(self, operation: Operation, exchange: Exchange) -> Any:
        if exchange.body is MISSING:
            return msgspec.UNSET
        if isinstance(exchange.body, str) and not exchange.media_type.endswith("json"):
            return TEXT  # a document: a transcript, or a gateway's page
        place = Place.of_answer(self._vendor.contract, operation, exchange.status)
        is_result = operation.id in self._results and exchange.is_ok
        words = frozenset[str]() if is_result else self._errors | self._declared
        items = ITEMS_KEPT if is_result else None
        return self._value(exchange.body, _Here(place, "", statuses_in(self._protocol, operation.id), words, items))

    # values

    def _value(self, value: Any, here: _Here) -> Any:
        if isinstance(value, dict):
            return dict(self._fields(cast("dict[str, Any]", value), here))
        if isinstance(value, list):
            items = cast("list[object]", value)[: here.items]
            return [self._value(each, here._replace(place=here.place.item(n))) for n, each in enumerate(items)]
        if isinstance(value, str):
            return self._string(value, here)
        if isinstance(value, int) and not isinstance(value, bool):
            alias = self._aliases.get(str(value))
            return f"<integer {alias}>" if alias else integer_form(value) if abs(value) >= LONG else value
        return value

    def _fields(self, value: Mapping[str, Any], here: _Here) -> Iterator[tuple[str, Any]]:
        documented = here.place.keys
        # a map from somebody's words has few keys that happen to be a field's name; a record has few that are not
        is_record = 2 * len(documented & value.keys()) > len(value)
        for number, (key, each) in enumerate(value.items(), 1):
            is_kept = key in documented or (is_record and WORD.fullmatch(key) and not self._is_somebodys(key))
            yield key if is_kept else f"<key {number}>", self._value(each, here.below(here.place.field(key), key))

    def _string(self, text: str, here: _Here) -> str:
        if text in self._aliases:
            return self._aliases[text]
        if self._is_secret(text):
            return SECRET
        is_status = here.path in here.statuses and WORD.fullmatch(text)
        if is_status or text in here.place.words or text in here.words or text in PLACEHOLDERS:
            return text
        return form(text, self._moments, here.place.patterns)

    def _is_somebodys(self, key: str) -> bool:
        return key in self._aliases or self._is_secret(key)

    def _is_secret(self, text: str) -> bool:
        return any(secret in text for secret in self._secrets)


def _led(places: Iterable[Place], paths: Paths) -> list[Place]:
    """Return where each of the paths leads from each of the places."""
    return [functools.reduce(Place.field, filter(None, path.split(".")), place) for place in places for path in paths]


def _reason(broken: str) -> str:
    """Return the kind of what went wrong, without the address or the text that may follow it."""
    return re.split(r"[^A-Za-z -]", broken)[0][:40].strip() or "broken" if broken else ""


def _error_words(vendor: Vendor) -> Iterator[str | None]:
    for name, code in vendor.error_codes.items():
        yield from (name, code.message)
    for failure in vendor.failures.values():
        yield from (failure.code, failure.message)
