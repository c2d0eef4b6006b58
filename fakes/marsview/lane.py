"""One requested model of a transaction: a lane of its own through the lifecycle `model`.

Source: facts/marsview sections 3.5, 4 and 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from understudy.contracts import vendor
from understudy.fakes.job import Job, Lane
from understudy.fakes.marsview.identifier import identifier
from understudy.fakes.marsview.models import MODELS
from understudy.fakes.plan import Circumstances, failure_of, plan
from understudy.fakes.timeline import Timeline, timeline
from understudy.scenarios import Script

VENDOR = vendor("marsview")
LIFECYCLE = VENDOR.lifecycles["model"]
DEPENDENCY = "dependency_missing"


class Reason(NamedTuple):
    """Why a model ended in error."""

    code: str
    message: str


class ModelLane(Lane):
    """One requested model."""

    __slots__ = ("config", "key", "missing", "name", "process_id", "request_id")

    def __init__(
        self,
        model: str,
        config: Mapping[str, Any],
        key: str,
        missing: tuple[str, ...],
        drawn: Timeline,
        script: Script,
        number: int,
    ) -> None:
        """`key` names the request among all draws; `missing` are the models it needs that nobody requested.

        `number` counts the requests on a transaction, from 1.
        """
        super().__init__(LIFECYCLE, drawn, script, number)
        self.name, self.config, self.key, self.missing = model, config, key, missing
        self.process_id = identifier("process", key)
        self.request_id = identifier("req", key, later=1)

    @property
    def requested_at(self) -> float:
        """When the model was requested, in Unix seconds."""
        return self.starts[0]

    def reason(self, job: Job, now: float) -> Reason | None:
        """Return why the lane ended in error, None when it did not by `now`."""
        step = self.moved(now)
        if step is None or self.ended(now) != "badly":
            return None
        at = self.reached(step[1], now) or now
        failure = failure_of(VENDOR, LIFECYCLE, job.scenario.script, _given(job, self.missing), step, at)
        if failure is None or failure.code is None:
            raise LookupError(f"no failure of {VENDOR.name} names the step {step} and has a code")
        message = self.complaint() if failure.cause == DEPENDENCY else failure.message
        return Reason(failure.code, message or "")

    def complaint(self) -> str:
        """Return what is said of a missing dependency."""
        needed = self.missing or MODELS[self.name].needs
        return f"DependencyError: {self.name} depends on {', '.join(needed) or 'another model'}"

    def setting(self, *path: str) -> object:
        """Return what the model's configuration has at `path`, None where it has nothing."""
        found: object = self.config
        for step in path:
            found = cast("dict[str, object]", found).get(step) if isinstance(found, dict) else None
        return found


def lanes_of(job: Job) -> tuple[ModelLane, ...]:
    """Return the models requested on a transaction, in the order of the requests."""
    return cast("tuple[ModelLane, ...]", job.lanes)


def request(job: Job, asked: Sequence[Mapping[str, Any]], now: float) -> tuple[ModelLane, ...]:
    """Return the lanes of models `asked` for on a transaction at `now`; the job does not have them yet."""
    known = {lane.name for lane in job.lanes} | {each["modelType"] for each in asked}
    return tuple(
        _lane(job, each["modelType"], each.get("modelConfig") or {}, known, number, now)
        for number, each in enumerate(asked, start=len(job.lanes) + 1)
    )


def _lane(job: Job, model: str, config: Mapping[str, Any], known: set[str], number: int, now: float) -> ModelLane:
    key = f"{job.key}/{number}/{model}"
    missing = tuple(need for need in MODELS[model].needs if need not in known)
    script = job.scenario.script
    planned = plan(VENDOR, LIFECYCLE, script, _given(job, missing), number)
    return ModelLane(model, config, key, missing, timeline(LIFECYCLE, planned, key, now), script, number)


def _given(job: Job, missing: tuple[str, ...]) -> Circumstances:
    given = job.given
    return given._replace(causes=(*given.causes, DEPENDENCY)) if missing else given
