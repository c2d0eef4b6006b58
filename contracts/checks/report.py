"""What a check came to: the results of its cases, put together for whoever reads or prints them.

Source: ours.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from understudy.contracts import Vendor
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.coverage import KINDS, Coverage, coverage
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.target import Options
from understudy.contracts.facts import Fact, facts
from understudy.contracts.printable import printable, sealed
from understudy.contracts.provenance import Provenance, Sureness

VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")
"""what of a message differs from one time to the next"""
Way = Literal["checked", "live", "trace", "drift"]
"""a server was checked, or visited gently; a recorded trace was judged, or evidence compared with the contract"""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that came of a check. What is met several times is told once, with how often."""

    vendor: Vendor
    url: str
    """what was held to the contract: a base URL, or the name of a file"""
    way: Way = "checked"
    seed: int = 0
    options: Options | None = None
    """how thoroughly; None where nothing was drawn: whatever the way is, but for `checked`"""
    results: tuple[CaseResult, ...]
    ended_early: str = ""
    """why not everything was done that was to be; empty when it was"""
    confirmed: Mapping[str, Provenance] = field(default_factory=dict[str, Provenance])
    """assumed facts that evidence has seen to hold, by name, as what they are now"""

    @property
    def conforms(self) -> bool:
        """Whether nothing was found in what was done; warnings do not count."""
        return not self.findings

    @functools.cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What contradicts the contract, each contradiction once, in the order of the cases."""
        return _once([each for result in self.results for each in result.findings])

    @functools.cached_property
    def warnings(self) -> tuple[Finding, ...]:
        """What is told without failing the check."""
        return _once([each for result in self.results for each in result.warnings])

    @property
    def exchanges(self) -> int:
        """How many requests were answered, or read."""
        return sum(result.exchanges for result in self.results)

    @property
    def virtual_s(self) -> float:
        """Seconds of the server's time that passed, added up."""
        return sum(result.virtual_s for result in self.results)

    @functools.cached_property
    def met(self) -> frozenset[str]:
        """Names of the facts that were seen to hold."""
        return frozenset[str]().union(*(result.met for result in self.results))

    @functools.cached_property
    def coverage(self) -> Coverage:
        """Which of the documented statuses, transitions, operations and so on were reached."""
        return coverage(self.vendor, self.met, self._reasons)

    @functools.cached_property
    def untried(self) -> tuple[str, ...]:
        """What else the cases say they could not try, and why: what is about one fact is in the coverage."""
        names = [f"{name}: " for name, fact in facts(self.vendor).items() if fact.kind in KINDS]
        return tuple(each for each in self._reasons if not each.startswith(tuple(names)))

    @property
    def _reasons(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reason for result in self.results for reason in result.unreached))

    @functools.cached_property
    def assumptions(self) -> tuple[Fact, ...]:
        """What the check relied on though no source says so: facts that were met, or that a finding rests on."""
        used = self.met | {each.contradiction.fact for each in (*self.findings, *self.warnings)}
        return tuple(
            fact
            for name, fact in facts(self.vendor).items()
            if name in used - self.confirmed.keys() and fact.provenance.sureness is Sureness.ASSUMED
        )

    def sealed(self, secrets: Mapping[str, str]) -> Report:
        """Return it fit for being shown: each secret (its value -> what is shown instead) is nowhere in it."""

        def seal(text: str) -> str:
            return printable(sealed(text, secrets))

        results = tuple(
            replace(
                each,
                findings=tuple(_sealed(finding, seal) for finding in each.findings),
                warnings=tuple(_sealed(finding, seal) for finding in each.warnings),
                unreached=tuple(map(seal, each.unreached)),
            )
            for each in self.results
        )
        return replace(self, url=seal(self.url), results=results, ended_early=seal(self.ended_early))


def _sealed(finding: Finding, seal: Callable[[str], str]) -> Finding:
    what = replace(
        finding.contradiction, where=seal(finding.contradiction.where), message=seal(finding.contradiction.message)
    )
    steps, curl = tuple(map(seal, finding.steps)), tuple(map(seal, finding.curl))
    return replace(finding, contradiction=what, job=finding.job and seal(finding.job), steps=steps, curl=curl)


def _once(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return each contradiction once, as the shortest history shows it, counting the others."""
    by_contradiction: dict[tuple[str, str, str, str], Finding] = {}
    for each in found:
        what = each.contradiction
        key = (what.rule, what.where, VALUES.sub("", what.message), what.fact)
        if (first := by_contradiction.get(key)) is None:
            by_contradiction[key] = each
        else:
            shorter = min(first, each, key=lambda finding: (not finding.steps, len(finding.steps)))
            by_contradiction[key] = replace(shorter, more=first.more + each.more + 1)
    return tuple(by_contradiction.values())
