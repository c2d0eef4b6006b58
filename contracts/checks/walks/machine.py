"""Random walks: a Hypothesis state machine of any lifecycle, with a rule for each kind of move.

Source: ours; https://hypothesis.readthedocs.io/en/latest/stateful.html. Everything that is drawn from is read off the
vendor's lifecycles and protocol. A contradiction is noted and the walk goes on, so one defect does not hide others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from understudy.contracts import Vendor
from understudy.contracts.checks.walks.move import (
    Browse,
    Command,
    Delete,
    Elapse,
    Look,
    Move,
    Play,
    Read,
    Submit,
    Trespass,
)
from understudy.contracts.checks.walks.settling import longest_s
from understudy.contracts.checks.walks.tour import MATERIALS, filters, own_views
from understudy.contracts.checks.walks.walk import Walk

STEPS = 15
"""moves of a walk at most"""
JOBS = ("a", "b", "c")
PAGE_MAX = 3
"""jobs on a page at most, so that pages are turned"""
Begin = Callable[[], Walk]
Note = Callable[[Walk, Play], bool]
"""takes a walk that is over and what was played; says whether there is a point in going on"""


def wander(vendor: Vendor, lifecycle: str, begin: Begin, note: Note, examples: int, number: int) -> None:
    """Walk `examples` times at random through jobs of a lifecycle; `number` is the seed."""
    profile = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        phases=[Phase.generate],  # what is found is made shorter by playing it again, which needs no luck
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(seed(number)(machine(vendor, lifecycle, begin, note)), settings=profile)


def machine(vendor: Vendor, lifecycle: str, begin: Begin, note: Note) -> type[RuleBasedStateMachine]:
    """Return the state machine of a lifecycle."""
    namespace: dict[str, Any] = {"begin": staticmethod(begin), "note": staticmethod(note)}
    namespace["submit_first"] = initialize(move=_submits(vendor, lifecycle, JOBS[:1]))(_go())
    namespace |= {name: rule(move=moves)(_go()) for name, moves in _rules(vendor, lifecycle)}
    return type(f"Jobs of {vendor.name}, {lifecycle}", (_Wandering,), namespace)


class _Wandering(RuleBasedStateMachine):
    """One walk; it makes no move any more once enough was found."""

    begin: Begin
    note: Note
    is_going = True

    def __init__(self) -> None:
        super().__init__()
        self.walk, self.play = (self.begin() if self.is_going else None), list[Move]()

    def go(self, move: Move) -> None:
        if self.walk and not (isinstance(move, Submit) and move.job in self.walk.jobs):
            self.play.append(move)
            self.walk.do(move)

    def teardown(self) -> None:
        if self.walk:
            type(self).is_going = self.note(self.walk, tuple(self.play))


def _go() -> Callable[[_Wandering, Move], None]:
    """Return a function of its own, as each rule needs one."""

    def go(self: _Wandering, move: Move) -> None:
        self.go(move)

    return go


def _submits(vendor: Vendor, lifecycle: str, jobs: tuple[str, ...]) -> st.SearchStrategy[Move]:
    ways = st.integers(0, len(vendor.protocol.jobs[lifecycle].submit) - 1)
    return st.builds(Submit, st.sampled_from(jobs), st.just(lifecycle), ways, st.sampled_from(MATERIALS))


def _rules(vendor: Vendor, lifecycle: str) -> Iterator[tuple[str, st.SearchStrategy[Move]]]:
    """Yield (name of a rule, the moves that it makes)."""
    protocol, jobs, materials = vendor.protocol, st.sampled_from(JOBS), st.sampled_from(MATERIALS)
    yield "submit", _submits(vendor, lifecycle, JOBS[1:])
    for command, ways in protocol.commands.items():
        number = st.integers(0, len(ways) - 1)
        yield f"command_{command}", st.builds(Command, jobs, st.just(command), number, materials)
    yield "look", st.builds(Look, jobs)
    yield "look_elsewhere", st.builds(Look, jobs, st.sampled_from([each.operation for each in own_views(vendor)]))
    if protocol.results:
        yield "read", st.builds(Read, jobs, st.sampled_from([each.operation for each in protocol.results]))
    if protocol.delete:
        yield "delete", st.builds(Delete, jobs)
    operations = st.sampled_from(sorted(set(protocol.operations()) - _makers(vendor)))
    credentials: st.SearchStrategy[Any] = st.sampled_from(["other", "wrong", "missing", "stale"])
    yield "trespass", st.builds(Trespass, jobs, operations, credentials)
    if protocol.list:
        words = st.sampled_from([None, *filters(vendor, protocol.list)])
        yield "browse", st.builds(Browse, st.none() | st.integers(1, PAGE_MAX), words)
    span_s = st.floats(0, longest_s(vendor)).map(lambda span_s: round(span_s, 3))
    yield "elapse", st.builds(Elapse, span_s)
    yield "go_on_to_the_next_step", st.just(Elapse(to="next"))
    yield "go_on_past_the_end", st.just(Elapse(to="end"))


def _makers(vendor: Vendor) -> set[str]:
    """Return the operations that make a job, or a token: nobody's job is concerned."""
    login = vendor.protocol.credential.login
    submits = {way.operation for form in vendor.protocol.jobs.values() for way in form.submit}
    return submits | ({login.operation} if login else set())
