"""One history of a server: makes the moves of a play, and holds every answer to the contract and to what came before.

Source: ours. What is expected of an answer is the contract's, the oracle's and the protocol's; a walk asks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from understudy.contracts.checks.agreement.met import met_by
from understudy.contracts.checks.calls.exchange import ORDINARY, Exchange, Passage
from understudy.contracts.checks.calls.pause import pause_s
from understudy.contracts.checks.calls.sender import Sender, filled
from understudy.contracts.checks.finding import Contradiction
from understudy.contracts.checks.rig import Rig
from understudy.contracts.checks.walks import browsing, causes, expectation, settling
from understudy.contracts.checks.walks.known_job import KnownJob
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
from understudy.contracts.protocol_form import MISSING, Request, ResultForm, at

TRIES = 5
"""how often a request is sent that is asked to wait, or meets a documented trouble"""
SERVER_ERROR = 500
NO_VALUE = "1"
"""of a parameter that no view of the job has told yet"""


@dataclass(frozen=True)
class Met:
    """A contradiction, where in the history it was met."""

    contradiction: Contradiction
    operation: str
    job: str | None
    """as the play names it"""
    step: int
    """how many steps of the history lead to it"""

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same as another: everything but the values."""
        return (self.contradiction.rule, self.contradiction.where, self.operation)


@dataclass
class Walk:
    """A tenant that begins anew, and what is done there."""

    rig: Rig
    seed: int = 0
    jobs: dict[str, KnownJob] = field(default_factory=dict[str, KnownJob])
    """by the play's names"""
    contradictions: list[Met] = field(default_factory=list[Met])
    met: set[str] = field(default_factory=set[str])
    """names of the facts that were seen to hold"""
    has_strays: bool = False
    """whether there may be jobs that nobody knows: the answer to a submit was lost"""

    def __post_init__(self) -> None:
        """Begin. Raises NoControl."""
        self.vendor, self.protocol = self.rig.target.vendor, self.rig.target.vendor.protocol
        self.pace = self.rig.pace()
        self.sender = Sender(self.rig.http, self.rig.target, self.pace, self.rig.link)
        self.history = self.sender.history
        self._judged = 0
        if passage := self.pace.begin(self.seed):
            self.history.append(passage)

    def play(self, play: Play) -> Walk:
        """Make all moves of a play, and return the walk."""
        for move in play:
            self.do(move)
        return self

    def do(self, move: Move) -> None:
        """Make one move; nothing is sent for a job that is not there. Raises NoControl."""
        match move:
            case Submit():
                self._submit(move)
            case Elapse():
                self._elapse(move)
            case Browse():
                self._browse(move)
            case _ if job := self.jobs.get(move.job):
                self._do_with(job, move)
            case _:
                pass

    def _do_with(self, job: KnownJob, move: Command | Look | Read | Delete | Trespass) -> None:
        match move:
            case Command():
                self._command(job, move)
            case Look():
                self._look(job, move.operation or self.protocol.poll.operation)
            case Read():
                self._read(job, move.operation)
            case Delete():
                self._delete(job)
            case Trespass():
                self._trespass(job, move)

    # the moves

    def _submit(self, move: Submit) -> None:
        form = self.protocol.jobs[move.lifecycle]
        way = form.submit[move.way]
        if "link" in way.takes and not self.sender.has_link:
            return
        exchange = self._ask(way.operation, json=way.json, multipart=way.multipart, material=move.material)
        job_id = at(exchange.body, form.id)
        if exchange.status not in way.answers or job_id is MISSING:
            is_lost = not exchange.status or exchange.status >= SERVER_ERROR
            self.has_strays |= is_lost or exchange.status in way.answers
            if move.material == "sound":
                self._add(expectation.of_submit(self.vendor, move.lifecycle, way, exchange), exchange)
            return
        job = KnownJob.begun(self.vendor, move, way, str(job_id), self.pace.elapsed_s())
        job.declared, job.link = self._json(way, move.material), self._link(way, move.material)
        self._add(expectation.of_new_id(self.vendor, job, self.jobs.values()), exchange, job)
        self.jobs[move.job] = job
        self._hear(exchange)

    def _command(self, job: KnownJob, move: Command) -> None:
        own = self.protocol.jobs[job.lifecycle].commands
        ways = own.get(move.command) or self.protocol.commands.get(move.command, ())
        if not ways or ("link" in (way := ways[move.way % len(ways)]).takes and not self.sender.has_link):
            return
        before, is_awaited = set(job.oracle.lanes), job.oracle.may_take(move.command)
        json = way.bring_about.get(move.material, way.json)
        exchange = self._ask(way.operation, job, json=json, multipart=way.multipart, material=move.material)
        if is_awaited and move.material == "sound":
            self._add(expectation.of_command(self.vendor, job, move, way, exchange), exchange, job)
        self._hear(exchange)
        if exchange.status in way.answers:
            job.fed(way, move, set(job.oracle.lanes) - before, self.pace.elapsed_s())
            if view := self.protocol.view(way.operation):
                self._add(expectation.of_view(self.vendor, view, job, exchange), exchange, job)

    def _look(self, job: KnownJob, operation: str) -> None:
        view = self.protocol.view(operation)
        exchange = self._ask(operation, job)
        self._hear(exchange)
        if view is None or not exchange.is_ok:
            return
        job.saw(view, exchange)
        self._add(expectation.of_view(self.vendor, view, job, exchange), exchange, job)
        if view is self.protocol.poll:
            self._add(causes.undone(self.vendor, job, self.rig.was_fetched), exchange, job)
            self._add(settling.endless(self.vendor, job, self.pace.elapsed_s()), exchange, job)

    def _read(self, job: KnownJob, operation: str) -> None:
        form = next((each for each in self.protocol.results if each.operation == operation), None)
        if form is None or (form.lifecycles and job.lifecycle not in form.lifecycles):
            return
        if not self._knows(job, form):
            self._look(job, self.protocol.poll.operation)
        values = self._values(job, form)
        exchange = self._ask(operation, job, values=values, json=form.json)
        if exchange.is_ok or self._knows(job, form):  # what nobody has told the name of may well not be there
            self._hear(exchange)
        if (view := self.protocol.view(operation)) and exchange.is_ok:
            self._add(expectation.of_view(self.vendor, view, job, exchange), exchange, job)

    def _delete(self, job: KnownJob) -> None:
        if self.protocol.delete:
            exchange = self._ask(self.protocol.delete.operation, job)
            self._hear(exchange)
            job.is_deleted |= exchange.status in self.protocol.delete.answers

    def _trespass(self, job: KnownJob, move: Trespass) -> None:
        if move.credential == "stale" and not self._has_stale_token():
            return
        way = next((way for _, _, way in self.protocol.requests() if way.operation == move.operation), None)
        body = {"json": way.json, "multipart": way.multipart} if way else self._question(move.operation)
        form = next((each for each in self.protocol.results if each.operation == move.operation), None)
        values = self._values(job, form) if form else None
        exchange = self._ask(move.operation, job, credential=move.credential, values=values, **body)
        own = [each.id for each in self.jobs.values()]
        self._add(expectation.of_trespass(self.vendor, move, exchange, own), exchange, job)

    def _question(self, operation: str) -> dict[str, Any]:
        """Return the body of a request that is neither a submit nor a command."""
        asked = {each.operation: each.json for each in self.protocol.results}
        if login := self.protocol.credential.login:
            asked[login.operation] = login.json
        return {"json": asked.get(operation)}

    def _knows(self, job: KnownJob, form: ResultForm) -> bool:
        return all(job.told(paths) is not None for paths in form.parameters.values())

    def _values(self, job: KnownJob, form: ResultForm) -> dict[str, str]:
        return {name: job.told(paths) or NO_VALUE for name, paths in form.parameters.items()}

    def _has_stale_token(self) -> bool:
        """Let the token in use outlive itself, where there is one and time can be moved."""
        login = self.protocol.credential.login
        if login is None or not self.pace.is_still or not self.sender.tokens:
            return False
        left_s = login.life_s - self.sender.age_s() + 1
        if left_s > 0:
            self._pass(left_s)
        return True

    def _browse(self, move: Browse) -> None:
        form = self.protocol.list
        if form is None:
            return
        pages: list[Exchange] = []
        for query in browsing.queries(form, move, pages):
            pages.append(self._ask(form.operation, query=query))
            self._hear(pages[-1], is_listed=True)
        known = browsing.Known(self.jobs.values(), not (self.pace.is_still and not self.has_strays))
        for page, found in browsing.contradictions(self.vendor, form, move, pages, known):
            self._add([found], page)

    # time

    def _elapse(self, move: Elapse) -> None:
        if not self.pace.is_still:
            self._wait(move)
        elif move.to == "next":
            self._passed(self.pace.elapsed_s(), self.pace.jump(settling.step_s(self.vendor)))
        else:
            self._pass(settling.bound_s(self.vendor) if move.to == "end" else move.span_s or 0.0)

    def _wait(self, move: Elapse) -> None:
        """Let real time pass as the vendor advises, as long as there is anything to wait for."""
        while not self.pace.is_over and (waiting := [job for job in self.jobs.values() if not job.oracle.is_settled]):
            advised_s = self.vendor.poll_interval_s(waiting[0].lifecycle, self.pace.elapsed_s())
            self._pass(advised_s if move.span_s is None else min(move.span_s, advised_s))
            if move.to != "end":
                break
            for job in waiting:
                self._look(job, self.protocol.poll.operation)

    def _pass(self, span_s: float) -> None:
        self._passed(self.pace.elapsed_s(), self.pace.elapse(span_s))

    def _passed(self, before_s: float, passage: Passage) -> None:
        """Let the oracles know that time has passed, if any has."""
        self.history.append(passage)
        if self.pace.elapsed_s() > before_s:
            for job in self.jobs.values():
                job.oracle.elapse()

    @property
    def exchanges(self) -> int:
        """How many requests were sent to the vendor's port."""
        return sum(isinstance(step, Exchange) for step in self.history)

    # asking and hearing

    def _ask(self, operation: str, job: KnownJob | None = None, **what: Any) -> Exchange:
        """Send, again where the answer asks for that, and return the last exchange, held to the contract."""
        found, left = self.vendor.contract.operations[operation], TRIES
        while True:
            exchange, left = self.sender.send(found, job=job.id if job else None, **what), left - 1
            self._judge(job)
            wait_s = pause_s(found, exchange, self.pace.now())
            if wait_s is None or not left:
                return exchange
            self._pass(wait_s)

    def _judge(self, job: KnownJob | None) -> None:
        """Hold what was sent since to the contract, logins included."""
        for step in self.history[self._judged :]:
            if isinstance(step, Exchange):
                self.met |= met_by(self.vendor, step)
                found = self.rig.agreement.contradictions(step)
                # a word that is no status is the oracle's to tell, where it knows the job
                self._add([each for each in found if each.rule != "status" or not job], step, job)
        self._judged = len(self.history)

    def _hear(self, exchange: Exchange, is_listed: bool = False) -> None:
        """Tell the oracles what an answer says."""
        if exchange.credential != ORDINARY:
            return
        by_id = {job.id: job for job in self.jobs.values()}
        for job_id, event in self.rig.reader.events(exchange):
            if (job := by_id.get(job_id)) is None or (is_listed and job.is_deleted):
                continue
            if not self.pace.is_still:
                job.oracle.elapse()
            self._add(job.oracle.take(event, self.pace.elapsed_s(), self.pace.now()), exchange, job)
            self.met |= job.oracle.met

    def _link(self, way: Request, material: str) -> str | None:
        return self.sender.link(material) if "link" in way.takes else None

    def _json(self, way: Request, material: str) -> Mapping[str, Any]:
        words = {"link": self.sender.link(material)}
        found: Mapping[str, Any] = filled(way.json, words) if way.json else {}
        return found

    def _add(self, found: list[Contradiction], exchange: Exchange, job: KnownJob | None = None) -> None:
        if not found:
            return
        operation = exchange.operation.id if exchange.operation else ""
        name, step = job.name if job else None, self.history.index(exchange) + 1
        self.contradictions += [Met(each, operation, name, step) for each in found]
