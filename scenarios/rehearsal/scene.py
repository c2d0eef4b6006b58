"""One scenario while it is played: what the live line and the table show of it.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from understudy.contracts import Vendor
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.evidence import Evidence

POLL = "poll"


@dataclass
class Scene:
    """What has been seen so far."""

    name: str
    """`vendor/name`"""
    lanes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """lane (empty where a job has none) -> the statuses seen, in order"""
    polls: int = 0
    began_s: float = 0.0
    """when the first request came, on the tenant's clock"""
    ended_s: float = 0.0
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    """those taken in: a journal forgets the oldest of very many"""
    latest: int = 0
    """number of the latest exchange taken in"""
    evidence: Evidence | None = None
    """None while it is played"""

    @property
    def virtual_s(self) -> float:
        """Virtual seconds from the first request to the last answer."""
        return self.ended_s - self.began_s

    @property
    def vendor(self) -> str:
        """The vendor's name."""
        return self.name.partition("/")[0]

    @property
    def title(self) -> str:
        """The scenario's name without its vendor."""
        return self.name.partition("/")[2]

    @property
    def ways(self) -> dict[str, tuple[str, ...]]:
        """The statuses of each lane, in the order in which they were seen."""
        return {lane: tuple(statuses) for lane, statuses in self.lanes.items()}

    @property
    def statuses(self) -> list[str]:
        """The statuses seen, in order; lanes that went the same way are told once."""
        return [status for way in dict.fromkeys(self.ways.values()) for status in way]

    def retake(self, exchanges: Sequence[Exchange], facts: Vendor) -> None:
        """Take in the whole journal, and forget what was seen before."""
        self.lanes, self.polls, self.latest, self.began_s, self.ended_s, self.exchanges = {}, 0, 0, 0.0, 0.0, []
        self.take_in(exchanges, facts)

    def take_in(self, exchanges: Sequence[Exchange], facts: Vendor) -> None:
        """Take in the exchanges that came since the last time."""
        roles = facts.contract.operations
        for each in exchanges:
            self.exchanges.append(each)
            self.began_s = self.began_s if self.latest else each.at_s
            self.latest, self.ended_s = each.number, each.answered_s
            if each.operation in roles and roles[each.operation].role == POLL:
                self.polls += 1
                self.note((each.lanes or {"": each.said or ""}).items())

    def note(self, seen: Iterable[tuple[str, str]]) -> None:
        """Take in one look, as (lane, status) pairs."""
        for lane, word in seen:
            words = self.lanes.setdefault(lane, [])
            if word and words[-1:] != [word]:
                words.append(word)
