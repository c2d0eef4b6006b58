"""Requests made up of a vendor's document, right and wrong ones: whatever is sent, the answer is as documented.

Source: ours; what the requests are is schemathesis's. What a vendor refuses is mostly not documented, so that a wrong
request is taken, or a right one refused, is no finding: only the form of the answer is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from understudy.contracts import Operation
from understudy.contracts.checks.calls.curl import curl
from understudy.contracts.checks.calls.exchange import Exchange, Step
from understudy.contracts.checks.calls.sender import Sender
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.finding import Finding, contradiction
from understudy.contracts.checks.rig import rig
from understudy.contracts.checks.shapes.mistake import mistakes
from understudy.contracts.checks.shapes.supply import Stage, SuppliedJob, Supply
from understudy.contracts.checks.target import Options, Target
from understudy.contracts.facts import Fact, facts

if TYPE_CHECKING:
    from understudy.contracts.checks.shapes.caller import Caller
    from understudy.contracts.checks.shapes.made_up import MadeUp

LINKS = "links"
"""the subject of the case that follows the document's links from one operation to the next"""
STEPS = 6
"""requests of one way along the links"""


def shapes(target: Target, options: Options, operation: Operation | None) -> CaseResult:
    """Hold the answers of one operation to the contract; None: those met along the document's links.

    Raises ModuleNotFoundError without the extra `check`, NoControl.
    """
    from understudy.contracts.checks.shapes.caller import Caller
    from understudy.contracts.checks.shapes.made_up import MadeUp

    with rig(target, options) as made:
        pace = made.pace()
        pace.begin(options.seed)
        sender = Sender(made.http, target, pace, made.link)
        caller = Caller(made, sender, pace)
        made_up, supply = MadeUp(target.vendor.contract, options.seed), Supply(sender, pace, target.vendor)
        if operation is None:
            unreached = _links(caller, made_up, options)
            _known_at_once(caller, supply)
        else:
            unreached = _operation(caller, made_up, supply, operation, options)
        name = f"shapes {operation.id if operation else LINKS}"
        sent = caller.sent + sum(isinstance(step, Exchange) for step in sender.history)
        return _result(name, caller, sent, pace.elapsed_s(), options, tuple(unreached))


def _operation(caller: Caller, made_up: MadeUp, supply: Supply, operation: Operation, options: Options) -> list[str]:
    """Call an operation with everything that can be made up, every other time about a job that is there."""

    def send(case: Any, number: int) -> None:
        # even ones are about what was made up, odd ones in turn about jobs of either stage
        stage: Stage = "settled" if number % 4 == 3 else "begun"
        job = _about(case, supply, operation, stage, number) if number % 2 else None
        caller.call(operation, case, job.steps if job else (), job.id if job else None)

    unreached = made_up.each(operation, options.examples, send)
    for mistake in mistakes(operation):
        job = supply.job(operation, "begun", 0) if supply.names.is_named(operation) else None
        caller.misspeak(operation, mistake, job.steps if job else (), job.id if job else None)
    _let_in(caller, made_up, supply, operation)
    return unreached


def _about(case: Any, supply: Supply, operation: Operation, stage: Stage, number: int) -> SuppliedJob | None:
    """Make a case one about a job that is there, where it names any."""
    made: object = case.body
    body = cast("dict[str, Any]", made) if isinstance(made, dict) else {}
    keys = supply.names.keys & body.keys()
    if not keys and not supply.names.is_named(operation):
        return None
    job = supply.job(operation, stage, number // 4)
    if job is not None:
        case.path_parameters = {**(case.path_parameters or {}), **supply.names.of(operation, job)}
        if keys:
            case.body = {**body, **dict.fromkeys(keys, job.id)}
    return job


def _let_in(caller: Caller, made_up: MadeUp, supply: Supply, operation: Operation) -> None:
    """Send a right request without any credential."""

    def send(case: Any) -> None:
        job = _about(case, supply, operation, "settled", 0)
        before, name = (job.steps, job.id) if job else ((), None)
        called = caller.call(operation, case, before, name, "missing")
        if called and called[1].is_ok:
            message = f"{operation.id} without a credential answers {called[1].status}"
            found = contradiction("credential", "status", message, _fact(caller, "credential"))
            caller.judge([found], [*before, called[1]], name, 0)

    if operation.secured:
        made_up.right(operation, send)


def _links(caller: Caller, made_up: MadeUp, options: Options) -> list[str]:
    """Follow the document's links from one operation to the next."""
    operations = caller.rig.target.vendor.contract.operations
    history: list[Step] = []

    def call(case: Any) -> Any:
        called = caller.call(operations[case.operation.definition.raw["operationId"]], case, history)
        if called is None:
            return None
        history.append(called[1])
        return called[0]

    wrong = made_up.linked(max(1, options.examples // 2), STEPS, history.clear, call)
    return [wrong] if wrong else []


def _known_at_once(caller: Caller, supply: Supply) -> None:
    """Make a job in every way there is, and ask for it; its results need not be there."""
    protocol = caller.rig.target.vendor.protocol
    poll = protocol.poll.operation
    for lifecycle in protocol.jobs:
        for way in supply.ways(lifecycle):
            job = supply.submitted(lifecycle, way)
            if job and (exchange := supply.polled(job)).status in protocol.unknown:
                message = f"{poll} answers {exchange.status} for a job that {way.operation} just made"
                found = contradiction("transition", "status", message, _fact(caller, f"view {poll}"))
                caller.judge([found], [*job.steps, exchange], job.id, 0)


def _fact(caller: Caller, name: str) -> Fact:
    return facts(caller.rig.target.vendor)[f"protocol {name}"]


def _result(
    name: str, caller: Caller, sent: int, virtual_s: float, options: Options, unreached: tuple[str, ...]
) -> CaseResult:
    found = [
        Finding(
            contradiction=hit.contradiction, case=name, job=hit.job, steps=tuple(map(str, hit.steps)),
            curl=curl(hit.steps, caller.rig.target), seed=options.seed, more=hit.more,
        )
        for hit in caller.hits.values()
    ]  # fmt: skip
    return CaseResult(
        case=name,
        findings=tuple(each for each in found if not each.contradiction.is_warning),
        warnings=tuple(each for each in found if each.contradiction.is_warning),
        exchanges=sent,
        virtual_s=virtual_s,
        met=frozenset(caller.met),
        unreached=unreached,
    )
