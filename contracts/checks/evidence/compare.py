"""Drift: where evidence of a real server and the contract differ, and what of the contract it confirms.

Source: ours. How it is used:

    comparison = compare(Path("evidence-elevateai-2026-01-31.json"), vendor)   # raises ValueError: no such evidence
    comparison.result       # a CaseResult whose findings have the rule `drift`
    comparison.confirmed    # assumed facts that the evidence saw to hold, by name, as what they are now
    comparison.evidence     # what was read: origin, date, ended_early
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from understudy.contracts import Provenance, Sureness, Vendor
from understudy.contracts.checks.agreement.agreement import Agreement
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.evidence.restored import is_redacted_at, restored
from understudy.contracts.checks.finding import Contradiction, Finding
from understudy.contracts.checks.oracle.replay import Replay
from understudy.contracts.evidence import Difference, Evidence, Record
from understudy.contracts.facts import Fact, facts
from understudy.contracts.place import Place

RULE = "drift"
NOT_REPLAYED = ("identity", "end", "cause", "credential", "delete", "list", "tenant")
"""rules that a replay does not judge, or not alone: what was told when it was seen still counts"""
ABOUT_THE_WAY = "reachable"
"""a rule whose breach is the network's as often as the server's"""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What came of it."""

    evidence: Evidence
    result: CaseResult
    confirmed: Mapping[str, Provenance]


def compare(path: Path, vendor: Vendor) -> Comparison:
    """Say where a file of evidence and a contract differ. Raises ValueError for no evidence, or another vendor's."""
    evidence = Evidence.read(path)
    try:
        return compared(evidence, vendor, path.name)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def compared(evidence: Evidence, vendor: Vendor, name: str = "evidence") -> Comparison:
    """Say where evidence and a contract differ; `name` is that of the file. Raises ValueError for another vendor's."""
    review = _Review(evidence, vendor)
    found = [*review.differences(), *review.told_before(), *review.gone()]
    findings = tuple(_once(found, name))
    contradicted = {each.fact for each, _ in found if not each.is_warning}
    result = CaseResult(
        case=f"{RULE} {name}",
        findings=tuple(each for each in findings if not each.contradiction.is_warning),
        warnings=tuple(each for each in findings if each.contradiction.is_warning),
        exchanges=len(evidence.exchanges),
        virtual_s=max((record.at_s for record in evidence.exchanges), default=0.0),
        met=frozenset(evidence.met) - contradicted,
    )
    confirmed = {name: known for name, known in evidence.observed(vendor).items() if name not in contradicted}
    return Comparison(evidence=evidence, result=result, confirmed=confirmed)


Found = tuple[Contradiction, Record | None]


class _Review:
    """Evidence, judged again by the contract as it is now."""

    def __init__(self, evidence: Evidence, vendor: Vendor) -> None:
        self._evidence, self._vendor, self._facts = evidence, vendor, facts(vendor)
        self._seen = Provenance(Sureness.OBSERVED, f"seen at {evidence.origin} on {evidence.date}")
        self._told: set[tuple[int, str, str]] = set()
        """(number of the exchange, rule, where) of what the replay found"""

    def differences(self) -> Iterator[Found]:
        """Yield what differs, exchange by exchange."""
        tolerant, strict = Agreement(self._vendor), Agreement(self._vendor, strict=True)
        replay = Replay(self._vendor)
        for record, exchange in zip(self._evidence.exchanges, restored(self._evidence, self._vendor), strict=True):
            extra = (each for each in strict.contradictions(exchange) if each.is_warning)
            heard = (each for job in replay.hear(exchange) for each in job.contradictions)
            found = [*tolerant.contradictions(exchange), *heard, *extra]
            for each in found:
                if each.rule != ABOUT_THE_WAY and not _is_gone(self._vendor, record, each.where):
                    self._told.add((record.number, each.rule, each.where))
                    yield each, record

    def told_before(self) -> Iterator[Found]:
        """Yield what was told when it was seen, where what is left of it does not let it be judged again."""
        records = {record.number: record for record in self._evidence.exchanges}
        for each in self._evidence.differences:
            record = records.get(each.number or 0)
            is_gone = record is not None and _is_gone(self._vendor, record, each.where)
            is_known = (each.number or 0, each.rule, each.where) in self._told
            if each.rule != ABOUT_THE_WAY and not is_known and (is_gone or each.rule in NOT_REPLAYED):
                yield self._contradiction(each), record

    def gone(self) -> Iterator[Found]:
        """Yield what was seen, and is in the contract no more."""
        for name in self._evidence.met:
            if name not in self._facts:
                message = "was seen; the contract has no such fact any more"
                yield Contradiction(rule=RULE, where=name, message=message, fact=name, provenance=self._seen), None
        for record in self._evidence.exchanges:
            if record.operation not in self._vendor.contract.operations:
                name, message = f"operation {record.operation}", "was asked for; the contract does not have it any more"
                yield Contradiction(rule=RULE, where=name, message=message, fact=name, provenance=self._seen), record

    def _contradiction(self, told: Difference) -> Contradiction:
        fact = self._facts.get(told.fact, Fact("", told.fact, self._seen))
        message = "differed when it was seen; evidence does not keep what it said"
        return Contradiction(
            rule=told.rule, where=told.where, message=message, fact=told.fact, provenance=fact.provenance
        )


def _is_gone(vendor: Vendor, record: Record, where: str) -> bool:
    """Say whether what the contract says of a place cannot be judged any more, as the value there is redacted."""
    operation = vendor.contract.operations.get(record.operation)
    if operation and record.status in operation.responses and where not in ("", "body"):
        place = Place.of_answer(vendor.contract, operation, record.status)
        return place.has(where) and is_redacted_at(record, where)
    return is_redacted_at(record, where)


def _once(found: Iterable[Found], name: str) -> Iterable[Finding]:
    """Return each difference once, with how often it was met."""
    told: dict[tuple[str, str, str], Finding] = {}
    for each, record in found:
        key = (each.rule, each.where, record.operation if record else "")
        told[key] = told[key].met_again() if key in told else _finding(each, record, name)
    return told.values()


def _finding(each: Contradiction, record: Record | None, name: str) -> Finding:
    message = each.message if each.rule == RULE else f"{each.message} ({each.rule})"
    answer = f"exchange {record.number}: {record.operation} -> {record.status or record.broken}" if record else ""
    return Finding(
        contradiction=dataclasses.replace(each, rule=RULE, message=message),
        case=f"{RULE} {name}",
        job=record.job if record else None,
        steps=(answer,) if answer else (),
    )
