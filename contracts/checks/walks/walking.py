"""The two cases of a lifecycle: the planned plays, and random walks; and the findings that come of them.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.curl import curl
from understudy.contracts.checks.case import CaseResult, Kind
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.rig import Rig, rig
from understudy.contracts.checks.target import Options, Target
from understudy.contracts.checks.walks.move import Play
from understudy.contracts.checks.walks.shortest import shortest
from understudy.contracts.checks.walks.tour import Tour
from understudy.contracts.checks.walks.walk import Met, Walk
from understudy.contracts.facts import transition

SHORTENED_MAX = 12
"""findings whose history is made short; with more a server is wrong all over"""
REPLAYED_MAX = 2000
"""exchanges that are sent for that, more or less"""
DIFFERENT_MAX = 40
"""different contradictions after which walking on tells nothing new"""
Key = tuple[str, str, str]


@dataclass
class Collection:
    """What the walks of one case came to."""

    rig: Rig
    case: str
    found: dict[Key, tuple[Met, Play, Walk]] = field(default_factory=dict[Key, "tuple[Met, Play, Walk]"])
    met: set[str] = field(default_factory=set[str])
    exchanges: int = 0
    virtual_s: float = 0.0
    replayed: int = 0
    """exchanges that were sent to make histories short"""

    def begin(self) -> Walk:
        """Return a walk that begins. Raises NoControl."""
        return Walk(self.rig, self.rig.options.seed)

    def note(self, walk: Walk, play: Play) -> bool:
        """Take a walk that is over; of several that show the same the shortest play stays."""
        self.met |= walk.met
        self.exchanges += walk.exchanges
        self.virtual_s += walk.pace.elapsed_s()
        for each in walk.contradictions:
            known = self.found.get(each.key)
            if known is None or len(play) < len(known[1]):
                self.found[each.key] = (each, play, walk)
        return len(self.found) < DIFFERENT_MAX

    def result(self, unreached: tuple[str, ...] = ()) -> CaseResult:
        """Return what came of it, each finding with its shortest history."""
        findings = [self._finding(number, *each) for number, each in enumerate(self.found.values())]
        return CaseResult(
            case=self.case,
            findings=tuple(each for each in findings if not each.contradiction.is_warning),
            warnings=tuple(each for each in findings if each.contradiction.is_warning),
            exchanges=self.exchanges + self.replayed,
            virtual_s=self.virtual_s,
            met=frozenset(self.met),
            unreached=unreached,
        )

    def _finding(self, number: int, met: Met, play: Play, walk: Walk) -> Finding:
        is_worth_it = number < SHORTENED_MAX and self.replayed < REPLAYED_MAX
        if walk.pace.is_still and is_worth_it and not met.contradiction.is_warning:
            met, walk = self._shortened(met, play, walk)
        history = walk.history[: met.step]
        return Finding(
            contradiction=met.contradiction,
            case=self.case,
            job=met.job,
            steps=tuple(map(str, history)),
            curl=curl(history, self.rig.target),
            seed=self.rig.options.seed,
        )

    def _shortened(self, met: Met, play: Play, walk: Walk) -> tuple[Met, Walk]:
        """Return the contradiction as the shortest play shows it."""
        best = [(met, walk)]

        def shows(tried: Play) -> bool:
            again = self.begin().play(tried)
            self.replayed += again.exchanges
            same = next((each for each in again.contradictions if each.key == met.key), None)
            if same:
                best.append((same, again))
            return same is not None

        shortest(play, shows)
        return best[-1]


def walks(target: Target, options: Options, lifecycle: str) -> CaseResult:
    """Make the planned plays of a lifecycle. Raises NoControl."""
    with rig(target, options) as shared:
        collection = Collection(shared, _name("walks", lifecycle))
        for play in Tour(target.vendor, lifecycle).plays():
            if not collection.note(collection.begin().play(play), play):
                break
        return collection.result(_untried(shared, lifecycle))


def random_walks(target: Target, options: Options, lifecycle: str) -> CaseResult:
    """Walk at random through jobs of a lifecycle. Raises NoControl."""
    from understudy.contracts.checks.walks.machine import (
        wander,  # here, as Hypothesis comes with the extra `check` only
    )

    with rig(target, options) as shared:
        collection = Collection(shared, _name("random walks", lifecycle))
        wander(target.vendor, lifecycle, collection.begin, collection.note, options.examples, options.seed)
        return collection.result()


def _name(kind: Kind, lifecycle: str) -> str:
    return f"{kind} {lifecycle}"


def _untried(shared: Rig, lifecycle: str) -> tuple[str, ...]:
    """Return what could not be tried for want of something, and what to give."""
    takes = [way.takes for way in shared.target.vendor.protocol.jobs[lifecycle].submit]
    found: list[str] = []
    if any("link" in each for each in takes):
        if shared.link is None:
            found.append(f"lifecycle {lifecycle}: a server elsewhere cannot fetch a recording from here: give --link")
        elif shared.links and not shared.links.fetched:
            reason = "the server did not fetch the link, so it cannot know what lies behind it"
            found += [f"{name}: {reason}" for name in _behind_a_link(shared.target.vendor, lifecycle)]
    if shared.target.control is None:
        reason = "what takes longer than the waits allow was not seen: give --control, or a longer --wait"
        found.append(f"lifecycle {lifecycle}: {reason}")
    return tuple(found)


def _behind_a_link(vendor: Vendor, lifecycle: str) -> Iterator[str]:
    """Yield the facts that hang on what a link leads to: failures, and their transitions."""
    edges = {(row, target) for row, target, _ in vendor.lifecycles[lifecycle].edges()}
    for name, failure in vendor.failures.items():
        if failure.cause in ("unreadable", "too_short"):
            yield f"failure {name}"
            yield from (transition(lifecycle, *edge) for edge in edges & set(failure.edge.items()))
