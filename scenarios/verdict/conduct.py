"""What one client did in one scenario: its journal, how it ended, and what the rules need to see of both.

Source: ours. Pure data with derived views; nothing is read or sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from understudy.contracts import Vendor
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.scenario import Scenario
from understudy.scenarios.verdict.course import ASKED, Course, came_before, has_result, is_ok
from understudy.scenarios.verdict.standing import Words

SPARE_SHARE = 0.05
SPARE_REAL_S = 0.05
"""what a client may come too early: a share of what was asked, and real time for timers and the way to the server"""
ROUNDING_S = 0.001
"""the times in a journal are rounded to milliseconds"""


@dataclass(frozen=True)
class Conduct:
    """Everything a verdict rests on."""

    vendor: Vendor
    scenario: Scenario
    exchanges: tuple[Exchange, ...]
    """the whole journal, in order"""
    performance: Performance
    deadline_s: float
    """virtual seconds after which the client was ended"""
    speed: float
    """virtual seconds per real second; 0 in virtual time, where nothing needs to be spared"""
    paced: bool
    """whether the client's own clock ran with the server's; if not, no time is judged"""

    def spare_s(self, asked_s: float) -> float:
        """Return by how many virtual seconds a client may come early where `asked_s` were asked."""
        return SPARE_SHARE * asked_s + self.spare_once_s

    @property
    def spare_once_s(self) -> float:
        """The part of it that does not grow with what was asked."""
        return SPARE_REAL_S * self.speed + ROUNDING_S

    @cached_property
    def own(self) -> tuple[Exchange, ...]:
        """The exchanges with the scenario's vendor."""
        return tuple(each for each in self.exchanges if each.vendor == self.vendor.name)

    @cached_property
    def roles(self) -> dict[str, str]:
        """OperationId -> role."""
        return {name: each.role for name, each in self.vendor.contract.operations.items()}

    def role(self, exchange: Exchange) -> str:
        """Return what a client comes for with this exchange."""
        return self.roles.get(exchange.operation, "")

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """The jobs, in the order in which they were first named."""
        words, found = Words(self.vendor), dict[str, list[Exchange]]()
        for each in self.own:
            if job := self.job_of(each):
                found.setdefault(job, []).append(each)
        return tuple(Course(job, tuple(each), self.roles, words) for job, each in found.items())

    def job_of(self, exchange: Exchange) -> str | None:
        """Return the job that an exchange is about, also where it was refused before anybody looked at the job."""
        return self._jobs.get(exchange.number)

    @cached_property
    def _jobs(self) -> dict[int, str]:
        return {each.number: job for each in self.own if (job := self._job_in(each))}

    def _job_in(self, exchange: Exchange) -> str | None:
        if exchange.job:
            return exchange.job
        steps = [step for step in exchange.path.split("/") if step]
        known = next((step for step in steps if step in self._named), None)
        return known or (self._last_variable(exchange, steps) if self.role(exchange) == "poll" else None)

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(each.job for each in self.own if each.job)

    def _last_variable(self, exchange: Exchange, steps: list[str]) -> str | None:
        form = self.vendor.contract.operations[exchange.operation].path.split("/")
        pairs = zip((step for step in form if step), steps, strict=False)
        return next((step for name, step in reversed(list(pairs)) if name.startswith("{")), None)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The ways the client went: `file`, `link` or `text`; none when it came to no job and showed nothing."""
        return frozenset(self._kinds())

    def _kinds(self) -> Iterator[str]:
        for each in self.own:
            if each.subject and not each.subject.startswith(ASKED):
                yield each.subject.partition(":")[0]
        for course in self.courses:
            # A job that is made of nothing waits for its file: that is the way of an upload.
            if course.made_by and is_ok(course.made_by) and not course.subjects:
                yield "file"

    @cached_property
    def has_result(self) -> bool:
        """Whether a result was brought home, of any job."""
        return any(has_result(fetch) for course in self.courses for fetch in course.fetches)

    def took_for_part(self, course: Course, fetch: Exchange) -> bool:
        """Say whether what `fetch` asked for, with some lanes still running, was not taken for the whole.

        Then it was fetched again after the end, or, where no end was told, never called a success.
        """
        end = next((each for each in course.tellings if each.ended and each.exchange.number > fetch.number), None)
        if end is None:
            return self.performance.report != "success"
        return any(came_before(end.exchange, each) for each in course.fetches)

    @property
    def last(self) -> Exchange | None:
        """The last exchange with the scenario's vendor."""
        return self.own[-1] if self.own else None
