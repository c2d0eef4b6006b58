"""Checks a server case by case, as few as it takes.

Source: ours.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any
from unittest import mock

from checks.saboteurs.catalogue import ALL, Saboteur, serving

from understudy.contracts import Vendor
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.check import Case, check
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.walks import walking

ACME = Path(__file__).with_name("acme")
KINDS = ("walks", "shapes", "random walks")
"""of cases, the one first that finds most in the least time"""
EXAMPLES = 3


def found(
    url: str, vendor: str | Vendor, rules: frozenset[str] = frozenset(), kinds: tuple[str, ...] = KINDS, **how: Any
) -> list[CaseResult]:
    """Return what came of the cases, up to the first that names one of the `rules`; of all without any."""
    results: list[CaseResult] = []
    for kind in kinds:
        options: dict[str, Any] = {"examples": EXAMPLES, **how}
        check(url, vendor, only=partial(_is_wanted, kind, results, rules), note=results.append, **options)
    return results


def _is_wanted(kind: str, results: list[CaseResult], rules: frozenset[str], case: Case) -> bool:
    return case.kind == kind and not is_named(results, rules)


def is_named(results: list[CaseResult], rules: frozenset[str], *, is_warning: bool = False) -> bool:
    """Say whether a finding (or a warning) names one of the rules."""
    return any(each.contradiction.rule in rules for each in findings(results, is_warning=is_warning))


def findings(results: list[CaseResult], *, is_warning: bool = False) -> list[Finding]:
    """Return all findings, or warnings."""
    return [each for result in results for each in (result.warnings if is_warning else result.findings)]


def tell(results: list[CaseResult]) -> str:
    """Return all findings as text."""
    return "\n\n".join(map(_told, findings(results)))


def _told(finding: Finding) -> str:
    steps = "".join(f"\n  {number}. {step}" for number, step in enumerate(finding.steps, 1))
    return f"{finding.contradiction.rule}: {finding.contradiction} ({finding.case}){steps}"


@cache
def caught(saboteur: Saboteur) -> tuple[bool, frozenset[str]]:
    """Say whether a check finds a saboteur by a right rule, and which rules it names; asked once in a process."""
    # how short a history can be made does not matter here, and costs more than all the rest
    with serving(saboteur) as server, mock.patch.object(walking, "SHORTENED_MAX", 0):
        rules = frozenset[str]() if saboteur.is_warned else saboteur.rules
        results = found(server.url, saboteur.vendor, rules, control=server.control)
    named = is_named(results, saboteur.rules, is_warning=saboteur.is_warned)
    return named, frozenset(each.contradiction.rule for each in findings(results, is_warning=saboteur.is_warned))


def one(name: str) -> Saboteur:
    """Return a saboteur by its name. Raises StopIteration."""
    return next(each for each in ALL if str(each) == name)
