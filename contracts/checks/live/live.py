"""A gentle check of a real vendor: one job per lifecycle from its submit to its end, and evidence of what was seen.

Source: ours. How it is used:

    planned = plan(target, jobs=1)                  # raises NotAllowed; `planned.question` is to be asked first
    result = live(planned, folder=Path("."))        # or file=Path("my.json"); `note` is told how far it is
    result.results, result.evidence, result.left, result.ended_early, result.is_interrupted
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.calls.pace import today
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.evidence.redaction import Redaction
from understudy.contracts.checks.evidence.sighting import confirmed
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.live.patience import PatientRig, patient_rig
from understudy.contracts.checks.live.plan import NotAllowed, Plan, PlannedJob, origin, plan
from understudy.contracts.checks.live.visit import Refused, Visit
from understudy.contracts.checks.walks.walk import Met
from understudy.contracts.evidence import FORMAT, Difference, Evidence, Record
from understudy.contracts.version import understudy_version

__all__ = ["LiveResult", "NotAllowed", "Plan", "live", "plan"]


@dataclass(frozen=True, kw_only=True)
class LiveResult:
    """What came of a live run."""

    results: tuple[CaseResult, ...]
    """one for each job"""
    evidence: Path
    """the file that was written"""
    left: tuple[str, ...]
    """what may still be there at the vendor: ids of jobs that could not be deleted, and why"""
    ended_early: str
    """why not everything planned was done; empty when it was"""
    is_interrupted: bool
    """whether it was Ctrl-C that ended it"""


@dataclass
class _Run:
    """What was done so far."""

    plan: Plan
    note: Callable[[str], object]
    visits: list[Visit] = field(default_factory=list[Visit])
    ended_early: str = ""
    is_interrupted: bool = False

    def go(self) -> None:
        """Visit once for each planned job, until one of them says that no other will fare better."""
        try:
            with patient_rig(self.plan.target) as shared:
                for number, planned in enumerate(self.plan.jobs, 1):
                    self._visit(shared, planned, f"{planned.lifecycle} ({number} of {len(self.plan.jobs)})")
            if not any(visit.walk.jobs for visit in self.visits):
                self.ended_early = "no job came to be"
        except Refused as reason:
            self.ended_early = str(reason)
        except KeyboardInterrupt:
            self.ended_early, self.is_interrupted = "interrupted", True
        except BaseException as error:
            self.ended_early = type(error).__name__
            raise

    def _visit(self, shared: PatientRig, planned: PlannedJob, name: str) -> None:
        visit = Visit(shared, planned, lambda what: self.note(f"{name}: {what}"))
        self.visits.append(visit)
        try:
            visit.go()
        finally:
            visit.leave()

    def results(self) -> tuple[CaseResult, ...]:
        """Return what came of each job."""
        return tuple(_result(visit, self.plan) for visit in self.visits)

    def evidence(self) -> Evidence:
        """Return what was seen, redacted."""
        target = self.plan.target
        secrets = {target.key, target.secret, target.other_key, target.user, target.link or ""}
        secrets = secrets.union(*(visit.secrets for visit in self.visits))
        redaction = Redaction(target.vendor, secrets)
        exchanges, differences = self._recorded(redaction)
        return Evidence(
            format=FORMAT,
            vendor=target.vendor.name,
            date=today(),
            origin=origin(target.url),
            understudy=understudy_version(),
            ended_early=self.ended_early,
            ids=redaction.ids,
            exchanges=tuple(exchanges),
            met=confirmed(target.vendor, [visit.walk for visit in self.visits]),
            differences=tuple(differences),
        )

    def _recorded(self, redaction: Redaction) -> tuple[list[Record], list[Difference]]:
        exchanges: list[Record] = []
        differences: list[Difference] = []
        before_s = 0.0
        for visit in self.visits:
            number = len(exchanges)
            for count, each in enumerate(visit.exchanges, 1):
                moved = dataclasses.replace(each, number=number + count, at_s=before_s + each.at_s)
                exchanges.append(redaction.record(moved))
            before_s += visit.walk.pace.elapsed_s()
            told = (met for met in visit.walk.contradictions if not met.contradiction.is_warning)
            differences += [_difference(visit, met, number, redaction) for met in told]
        return exchanges, differences


def live(
    planned: Plan,
    *,
    folder: Path = Path(),
    file: Path | None = None,
    note: Callable[[str], object] = lambda _: None,
) -> LiveResult:
    """Do what was planned, delete what was made, and write the evidence; ask before calling it, as jobs are billed.

    The evidence goes into `folder` as `evidence-VENDOR-DATE.json`, or where `file` says, which must not be there yet.
    `note` is told how far it is, one line each, with nothing secret in them.

    Ctrl-C ends it early: what was made is deleted, the evidence written, and the result says so. Any other exception is
    passed on after that. Raises NotAllowed before anything is sent, when the evidence could not be written.
    """
    _see_that_it_can_be_written(file or folder, is_file=file is not None)
    run = _Run(planned, note)
    try:
        run.go()
    finally:
        path = run.evidence().write(folder, file)
    left = tuple(line for visit in run.visits for line in visit.left)
    return LiveResult(
        results=run.results(),
        evidence=path,
        left=left,
        ended_early=run.ended_early,
        is_interrupted=run.is_interrupted,
    )


def _see_that_it_can_be_written(path: Path, *, is_file: bool) -> None:
    folder = path.parent if is_file else path
    if is_file and path.exists():
        raise NotAllowed(f"{path} is there already: evidence overwrites nothing")
    probe = folder / ".understudy-evidence"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
    except OSError as error:
        raise NotAllowed(f"evidence cannot be written into {folder}: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            probe.unlink()


def _difference(visit: Visit, met: Met, before: int, redaction: Redaction) -> Difference:
    """Return a contradiction as evidence keeps it; `before` is how many exchanges came before those of the visit."""
    steps = visit.walk.history[: met.step]
    number = before + sum(isinstance(step, Exchange) for step in steps)
    found = met.contradiction
    return Difference(rule=found.rule, where=redaction.place(found.where), fact=found.fact, number=number)


def _result(visit: Visit, plan: Plan) -> CaseResult:
    findings = tuple(_findings(visit))
    return CaseResult(
        case=f"live {visit.planned.lifecycle}",
        findings=tuple(each for each in findings if not each.contradiction.is_warning),
        warnings=tuple(each for each in findings if each.contradiction.is_warning),
        exchanges=len(visit.exchanges),
        virtual_s=visit.walk.pace.elapsed_s(),
        met=frozenset(visit.walk.met),
        unreached=(*visit.unreached, *plan.left_out),
    )


def _findings(visit: Visit) -> Iterable[Finding]:
    """Return each contradiction once. There are no shell lines: each of them would be one more job to pay for."""
    found: dict[tuple[str, str, str], Finding] = {}
    for met in visit.walk.contradictions:
        if met.key in found:
            found[met.key] = found[met.key].met_again()
            continue
        found[met.key] = Finding(
            contradiction=met.contradiction,
            case=f"live {visit.planned.lifecycle}",
            job=met.job,
            steps=tuple(map(str, visit.walk.history[: met.step])),
        )
    return found.values()
