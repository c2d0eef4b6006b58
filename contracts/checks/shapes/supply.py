"""Jobs that are there, and what a request may call them: without them a made-up id only ever meets a refusal.

Source: ours; where a request names a job is told by each vendor's `protocol.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from understudy.contracts import Operation, Vendor
from understudy.contracts.checks.calls.exchange import Exchange, Step
from understudy.contracts.checks.calls.pace import Pace
from understudy.contracts.checks.calls.sender import Sender
from understudy.contracts.checks.walks.settling import bound_s
from understudy.contracts.protocol_form import MISSING, Request, at

Stage = Literal["begun", "settled"]
SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class SuppliedJob:
    """A job that was made."""

    id: str
    lifecycle: str
    steps: tuple[Step, ...]
    """how it was made"""
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    """parameter -> its value, as the latest look at the job told"""


class JobNames:
    """Where requests name a job."""

    def __init__(self, vendor: Vendor) -> None:
        """Read a vendor's protocol."""
        protocol = vendor.protocol
        self.values = {name: paths for form in protocol.results for name, paths in form.parameters.items()}
        """parameter -> where a view of the job has its value"""
        named = (vendor.contract.operations[name] for name in protocol.operations())
        self.paths = {name for each in named for name in _parameters(each)[:1] if name not in self.values}
        """parameters of a path that are a job's id"""
        self.keys = {key for _, _, way in protocol.requests() for key, value in _pairs(way) if value == "{job}"}
        """keys of a JSON body that are a job's id"""

    def is_named(self, operation: Operation) -> bool:
        """Say whether the path of an operation names a job."""
        return not self.paths.isdisjoint(_parameters(operation))

    def of(self, operation: Operation, job: SuppliedJob) -> dict[str, str]:
        """Return the path parameters of an operation that are known of a job."""
        names = _parameters(operation)
        ids = {name: job.id for name in names if name in self.paths}
        return {**ids, **{name: job.values[name] for name in names if name in job.values}}


def _parameters(operation: Operation) -> list[str]:
    return [step[1:-1] for step in operation.path.split("/") if step.startswith("{")]


def _pairs(way: Request) -> Iterator[tuple[str, Any]]:
    yield from (way.json or {}).items()


class Supply:
    """Makes jobs as the protocol says: some that last, and a new one for each request that may use it up."""

    def __init__(self, sender: Sender, pace: Pace, vendor: Vendor) -> None:
        """Nothing is sent yet."""
        self._sender, self._pace, self._vendor, self._made = sender, pace, vendor, 0
        self._lasting: dict[Stage, list[SuppliedJob]] = {}
        self._asking = {each.operation for each in vendor.protocol.results}
        self.names = JobNames(vendor)

    def job(self, operation: Operation, stage: Stage, number: int) -> SuppliedJob | None:
        """Return a job for an operation to be called with; None where the server makes none.

        An operation that leaves a job as it is gets one of those that last: `stage` and `number` say which.
        """
        lifecycles = list(self._vendor.protocol.jobs)
        if operation.method not in SAFE and operation.id not in self._asking:
            self._made += 1
            jobs = self._new(lifecycles[self._made % len(lifecycles) :][:1], stage)
        elif stage in self._lasting:
            jobs = self._lasting[stage]
        else:
            jobs = self._lasting[stage] = self._new(lifecycles, stage)
        return jobs[number % len(jobs)] if jobs else None

    def _new(self, lifecycles: Iterable[str], stage: Stage) -> list[SuppliedJob]:
        """Return a new job of each lifecycle that can be begun here."""
        made = [job for name in lifecycles if (job := self._begun(name))]
        if stage == "begun":
            return made
        for job in made:
            self._command(job)
        if self._pace.is_still:
            self._pace.elapse(bound_s(self._vendor))
        return [self._looked_at(job) for job in made]

    def _begun(self, lifecycle: str) -> SuppliedJob | None:
        return next((job for way in self.ways(lifecycle) if (job := self.submitted(lifecycle, way))), None)

    def ways(self, lifecycle: str) -> list[Request]:
        """Return the ways to begin a job that can be gone here."""
        submit = self._vendor.protocol.jobs[lifecycle].submit
        return [way for way in submit if self._sender.has_link or "link" not in way.takes]

    def submitted(self, lifecycle: str, way: Request) -> SuppliedJob | None:
        """Begin a job; return None where the server does not."""
        exchange = self._send(way)
        name = at(exchange.body, self._vendor.protocol.jobs[lifecycle].id)
        if exchange.status not in way.answers or name is MISSING:
            return None
        return SuppliedJob(str(name), lifecycle, (exchange,))

    def _command(self, job: SuppliedJob) -> None:
        for ways in self._vendor.protocol.jobs[job.lifecycle].commands.values():
            self._send(ways[0], job.id)

    def _looked_at(self, job: SuppliedJob) -> SuppliedJob:
        body = at(self.polled(job).body, self._vendor.protocol.poll.body)
        told = {name: at(body, paths) for name, paths in self.names.values.items()}
        values = {name: str(value) for name, value in told.items() if value is not MISSING and value is not None}
        return SuppliedJob(job.id, job.lifecycle, job.steps, values)

    def polled(self, job: SuppliedJob) -> Exchange:
        """Ask how far a job is."""
        operation = self._vendor.protocol.poll.operation
        return self._sender.send(self._vendor.contract.operations[operation], job=job.id)

    def _send(self, way: Request, job: str | None = None) -> Exchange:
        operation = self._vendor.contract.operations[way.operation]
        return self._sender.send(operation, job=job, json=way.json, multipart=way.multipart)
