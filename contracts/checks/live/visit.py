"""One job at a live server from its submit to its end: right requests only, as far apart as the vendor asks for.

Source: ours; the pace is each vendor's poll advice, what is asked for its protocol.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.calls.pause import TROUBLE_S
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.live.patience import GivenUp, Patient, PatientRig, SentAway
from understudy.contracts.checks.live.plan import PlannedJob, is_usable, plain_results
from understudy.contracts.checks.target import Options
from understudy.contracts.checks.walks.known_job import KnownJob
from understudy.contracts.checks.walks.move import Command, Delete, Look, Read, Submit
from understudy.contracts.checks.walks.walk import Met, Walk
from understudy.contracts.facts import facts

NAME = "job"
TRIES = 3
"""how often a command, or deleting, is asked for at most, where nobody can know whether it was done"""
BAD_REQUEST, SERVER_ERROR = 400, 500


class Refused(Exception):  # noqa: N818 - nor here
    """The server does not take the credential: no other job will be, either."""


@dataclass
class Visit:
    """One job, and what came of it."""

    rig: PatientRig
    planned: PlannedJob
    note: Callable[[str], object] = lambda _: None
    """is told how far it is, without anything secret"""
    unreached: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])
    """what may still be there at the vendor, in words"""
    _is_submitting: bool = False
    _commands: int = 0
    _told: str = ""
    _in_vain: int = 0
    _answer: str = ""
    _forgotten: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        """Begin. Raises NoControl."""
        options = Options(wait_s=self.planned.patience_s)
        self.walk = Walk(dataclasses.replace(self.rig, options=options))
        self._vendor = self.rig.target.vendor
        self._protocol = self._vendor.protocol

    def go(self) -> None:
        """Go from the submit to the end. Raises Refused, NoControl; whatever happens, `leave` has to follow."""
        try:
            if job := self._submit():
                self._looks_once()
                self._go_on(job)
                self._finish(job)
        except GivenUp as reason:
            self._give_up(str(reason))
            if isinstance(reason, SentAway):
                raise Refused(str(reason)) from reason

    def _go_on(self, job: KnownJob) -> None:
        """Look at the job until it has ended, or nothing can move any more, and give it what it waits for."""
        has_read = False
        self._look(job)
        while job.oracle.has_ended is None:
            if command := self._awaited(job):
                self._command(command)
            elif job.oracle.is_settled:
                break
            self._wait(self._interval_s(job))
            self._look(job)
            if not has_read and not job.oracle.has_ended:
                has_read = True  # before the end: documented to say so, and to do no harm
                self._read(job)

    def leave(self) -> None:
        """Delete what was made, if it is not deleted yet; what cannot be is noted in `left`. Raises nothing."""
        if self._may_have_strayed():
            self.left.append(
                f"maybe a job of lifecycle {self.planned.lifecycle}, whose submit was not answered with an id"
            )
        for job in self.walk.jobs.values():
            try:
                self._delete(job)
            except (Exception, KeyboardInterrupt) as error:
                self.left.append(f"{job.id}: {type(error).__name__} while it was deleted")

    @property
    def secrets(self) -> set[str]:
        """What the logins gave."""
        return self._forgotten | {token.value for token in self.walk.sender.tokens.values()}

    def _forget_tokens(self) -> None:
        """Log in again before the next request: a token may be over before its time."""
        self._forgotten = self.secrets
        self.walk.sender.tokens.clear()

    def _may_have_strayed(self) -> bool:
        last = self.exchanges[-1] if self._is_submitting and self.exchanges else None
        form = self._protocol.jobs[self.planned.lifecycle].submit[self.planned.way]
        is_refused = last is not None and last.operation is not None and last.operation.id == form.operation
        is_refused = is_refused and last is not None and BAD_REQUEST <= last.status < SERVER_ERROR
        return self.walk.has_strays or (self._is_submitting and not is_refused)

    @property
    def exchanges(self) -> list[Exchange]:
        """What was asked and answered."""
        return [step for step in self.walk.history if isinstance(step, Exchange)]

    # from the submit to the end

    def _submit(self) -> KnownJob | None:
        self._is_submitting = True
        self.walk.do(Submit(NAME, self.planned.lifecycle, self.planned.way))
        self._is_submitting = False
        job = self.walk.jobs.get(NAME)
        last = self.exchanges[-1]
        if job is None and last.status in self._protocol.credential.refused:
            self.walk.contradictions.clear()  # what is wrong is the credential, not the server
            raise Refused(f"the credential is not taken: {last.operation.id if last.operation else ''} {last.status}")
        if job is None:
            self.unreached.append(f"lifecycle {self.planned.lifecycle}: {_bare(last)}")
        self.note("submitted" if job else f"not submitted: {_bare(last)}")
        return job

    def _looks_once(self) -> None:
        """Ask for every other view of the job that is only read."""
        asked = {way.operation for _, _, way in self._protocol.requests()} | {
            r.operation for r in self._protocol.results
        }
        for view in self._protocol.views[1:]:
            if view.operation not in asked:
                self.walk.do(Look(NAME, view.operation))

    def _look(self, job: KnownJob) -> None:
        self.walk.do(Look(NAME))
        if (told := job.oracle.told()) != self._told:
            self._told = told
            self.note(f"{told}, after {self.walk.pace.elapsed_s():.0f} s")
        self._see_that_it_is_shown(self.exchanges[-1])

    def _see_that_it_is_shown(self, last: Exchange) -> None:
        """Raise Refused or GivenUp when looking has turned out to be of no use."""
        is_refused, is_unknown = last.status in self._protocol.credential.refused, last.status in self._protocol.unknown
        self._in_vain = self._in_vain + 1 if is_refused or is_unknown else 0
        if is_refused:
            self._forget_tokens()
        if self._in_vain == TRIES and is_refused:
            raise Refused(f"the credential is not taken any more: {_bare(last)}")
        if self._in_vain == TRIES:
            raise GivenUp(f"the job is not known any more: {_bare(last)}")

    def _awaited(self, job: KnownJob) -> str | None:
        """Return the command that the job waits for; None where it moves by itself, has ended, or nobody knows."""
        waits = [self._vendor.lifecycles[state.lifecycle].rows[state.row].waits for state in job.oracle.possible]
        return next(iter(waits[0]), None) if waits and waits[0] and all(waits) else None

    def _command(self, command: str) -> None:
        if self._commands == TRIES:
            raise GivenUp(f"{command} is not taken: {self._answer}")
        self._commands += 1
        ways = self._protocol.jobs[self.planned.lifecycle].commands[command]
        way = next(number for number, way in enumerate(ways) if is_usable(self.rig.target, way))
        self.walk.do(Command(NAME, command, way))
        self._answer = _bare(self.exchanges[-1])
        self.note(f"{command}: {self._answer}")

    def _interval_s(self, job: KnownJob) -> float:
        """Return how long to wait until the next look, as the vendor advises for the job and for its lanes."""
        lanes = self._protocol.poll.lanes
        names = (self.planned.lifecycle, *((lanes.lifecycle,) if lanes else ()))
        since_s = self.walk.pace.elapsed_s() - job.fed_at_s
        return max(self._vendor.poll_interval_s(name, since_s) for name in names)

    def _wait(self, span_s: float) -> None:
        """Let seconds pass, whatever the job is doing: a live server is asked for nothing meanwhile."""
        self.walk.history.append(self.walk.pace.elapse(span_s))
        for job in self.walk.jobs.values():
            job.oracle.elapse()

    def _read(self, job: KnownJob) -> None:
        """Ask once for all results whose names the job has told."""
        for form in plain_results(self._vendor, self.planned.lifecycle):
            if all(job.told(paths) for paths in form.parameters.values()):
                self.walk.do(Read(NAME, form.operation))

    def _finish(self, job: KnownJob) -> None:
        if job.oracle.has_ended == "well":
            self._read(job)
            return
        how = "ended badly" if job.oracle.has_ended else f"is {job.oracle.told()}, and moves no more"
        self.unreached.append(f"lifecycle {self.planned.lifecycle}: the job {how}, so no results were asked for")

    def _give_up(self, reason: str) -> None:
        """Note why it does not go on; where the job was seen just now, and still moves by itself, that is a finding."""
        job, last = self.walk.jobs.get(NAME), self.exchanges[-1] if self.exchanges else None
        if job is None or last is None or not last.is_ok or job.oracle.is_settled:
            self.unreached.append(f"lifecycle {self.planned.lifecycle}: {reason}")
            return
        operation = last.operation.id if last.operation else ""
        self.walk.contradictions.append(Met(self._endless(job), operation, NAME, len(self.walk.history)))

    def _endless(self, job: KnownJob) -> Contradiction:
        fact = facts(self._vendor)[f"lifecycle {self.planned.lifecycle}"]
        waited_s = self.walk.pace.elapsed_s()
        message = f"{job.oracle.told()} still after {waited_s:.0f} s; waited for were {self.planned.patience_s:.0f} s"
        return contradiction("end", "status", message, fact)

    # the end

    def _delete(self, job: KnownJob) -> None:
        if self._protocol.delete is None:
            self.left.append(f"{job.id}: {self._vendor.title} documents no way to delete it")
            return
        if isinstance(self.walk.pace, Patient):
            self.walk.pace.until_s += self.planned.patience_s
        for left in reversed(range(TRIES)):
            if not job.is_deleted:
                self.walk.do(Delete(NAME))
            last = self.exchanges[-1]
            if job.is_deleted or last.status in self._protocol.delete.again:
                self.note("deleted")
                return
            is_refused = last.status in self._protocol.credential.refused
            if not left or (last.status and last.status < SERVER_ERROR and not is_refused):
                break
            self._forget_tokens()
            self._wait(TROUBLE_S)
        self.left.append(f"{job.id}: {_bare(self.exchanges[-1])}")


def _bare(exchange: Exchange) -> str:
    """Return what was asked and answered, without an id."""
    name = exchange.operation.id if exchange.operation else exchange.method
    return f"{name} -> {exchange.status or exchange.broken}"
