"""One job as its client dealt with it: what the client sent for it, and what it was told.

Source: ours. Told is what an answer gave that came through; what the vendor knew meanwhile is nobody's fault.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.standing import Standing, Words

TELLS = frozenset({"submit", "start", "upload", "poll", ""})
"""roles whose answers give a status; a result gives none, whatever it says in passing"""
LOOKS_UP = frozenset({"start", "upload", "poll"})
"""roles in which a 404 says that there is no such job; of a result it may mean that it is not there yet"""
FEEDS = frozenset({"start", "upload"})
"""roles that set a job in motion, and again after an end"""
ASKED = "request:"
"""begins the subject of a request that sets a job in motion: it names no recording"""
PASSING = frozenset({401, 403, 408, 409, 425, 429})
"""refusals that say nothing against the job itself"""
NO_CONTENT = 204
NOT_FOUND = 404


class Telling(NamedTuple):
    """One answer that told the client how its job stands."""

    exchange: Exchange
    words: tuple[str, ...]
    """of each lane; none when the job is gone"""
    standing: Standing

    @property
    def ended(self) -> bool:
        """Whether this was an end."""
        return self.standing in ("well", "badly", "gone")

    @property
    def text(self) -> str:
        """The words, for a message."""
        return "404" if self.standing == "gone" else ", ".join(sorted(set(self.words)))


def is_ok(exchange: Exchange) -> bool:
    """Say whether the answer came through and is a 2xx."""
    return 200 <= exchange.http < 300


def has_result(exchange: Exchange) -> bool:
    """Say whether the answer to a request for a result brought one."""
    return is_ok(exchange) and exchange.http != NO_CONTENT


@dataclass(frozen=True)
class Course:
    """All exchanges that name one job, in the order in which they came."""

    job: str
    exchanges: tuple[Exchange, ...]
    roles: Mapping[str, str]
    """operationId -> role"""
    words: Words

    def role(self, exchange: Exchange) -> str:
        """Return what a client comes for with this exchange; empty where it is no matter of a job's course."""
        return self.roles.get(exchange.operation, "")

    def of(self, *roles: str) -> Iterator[Exchange]:
        """Yield the exchanges of these roles."""
        return (each for each in self.exchanges if self.role(each) in roles)

    @cached_property
    def made_by(self) -> Exchange | None:
        """The exchange that made the job, whatever its client was answered; None when it lies outside the journal."""
        first = self.exchanges[0]
        made = self.role(first) == "submit" or (self.role(first) == "" and first.method == "POST")
        return first if made else None

    @cached_property
    def polls(self) -> tuple[Exchange, ...]:
        """Every look at the status."""
        return tuple(self.of("poll"))

    @cached_property
    def feeds(self) -> tuple[Exchange, ...]:
        """Every request that sets the job in motion."""
        return tuple(self.of(*FEEDS))

    @cached_property
    def fetches(self) -> tuple[Exchange, ...]:
        """Every request for a result."""
        return tuple(self.of("result"))

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What was sent for it; none when nothing was."""
        given = (each.subject for each in self.exchanges if each.subject)
        return frozenset(each for each in given if not each.startswith(ASKED))

    @property
    def is_text(self) -> bool:
        """Whether it is made of a chat or a transcript."""
        return any(each.startswith("text:") for each in self.subjects)

    def may_be_like(self, other: Course) -> bool:
        """Say whether both have the same subject, as far as it was given."""
        return not self.subjects or not other.subjects or bool(self.subjects & other.subjects)

    @cached_property
    def tellings(self) -> tuple[Telling, ...]:
        """Everything the client was told of the status."""
        return tuple(filter(None, map(self._telling, self.exchanges)))

    def _telling(self, exchange: Exchange) -> Telling | None:
        role = self.role(exchange)
        if exchange.http == NOT_FOUND and role in LOOKS_UP:
            return Telling(exchange, (), "gone")
        if not exchange.said or role not in TELLS or not is_ok(exchange):
            return None
        # The least settled lane's word is among them even where two lanes have one name.
        words = (exchange.said, *exchange.lanes.values())
        return Telling(exchange, words, self.words.standing(words))

    @property
    def last(self) -> Telling | None:
        """The last thing the client was told; None when it was told nothing."""
        return self.tellings[-1] if self.tellings else None

    def told_before(self, exchange: Exchange) -> Telling | None:
        """Return what the client had last been told when it sent `exchange`."""
        earlier = bisect_left(self.tellings, exchange.number, key=lambda each: each.exchange.number)
        heard = (self.tellings[n] for n in reversed(range(earlier)))
        return next((each for each in heard if came_before(each.exchange, exchange)), None)

    def fed_between(self, one: Exchange, other: Exchange) -> bool:
        """Say whether the client set the job in motion again between two exchanges."""
        return any(one.number < each.number < other.number for each in self.feeds)

    def refused_before(self, exchange: Exchange) -> bool:
        """Say whether the client had been told that what it sent for the job is not wanted."""
        return any(400 <= each.http < 500 and each.http not in PASSING for each in self._feeds_before(exchange))

    def _feeds_before(self, exchange: Exchange) -> Iterator[Exchange]:
        return (each for each in self.feeds if came_before(each, exchange))


def came_before(one: Exchange, other: Exchange) -> bool:
    """Say whether the client had the answer of `one` when it sent `other`."""
    return one.number < other.number and one.answered_s <= other.at_s
