"""One thing that is checked by itself, and what came of it: a lifecycle walked through, or an operation called.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from understudy.contracts import Vendor
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.target import Options, Target

Kind = Literal["walks", "random walks", "shapes", "trace", "live"]


@dataclass(frozen=True, kw_only=True)
class CaseResult:
    """What came of one case."""

    case: str
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    exchanges: int = 0
    """requests that were sent, or read"""
    virtual_s: float = 0.0
    """seconds that passed on the server's clock"""
    met: frozenset[str] = frozenset()
    """names of the facts that were seen to hold"""
    unreached: tuple[str, ...] = ()
    """what could not be tried, and why"""


@dataclass(frozen=True)
class Case:
    """One thing to be checked."""

    kind: Kind
    subject: str
    """a lifecycle, or an operation"""
    vendor: Vendor
    run: Callable[[Target, Options], CaseResult]
    """checks it. Raises Unreachable, NoControl"""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return f"{self.kind} {self.subject}"

    def __str__(self) -> str:
        """Return the name, as pytest shows it in brackets."""
        return self.name.replace(" ", "-")

    def hold(self, url: str, **how: Any) -> None:
        """Check this alone, with the keyword arguments of `check`; raise AssertionError that tells every finding."""
        from understudy.contracts.checks.check import hold  # it puts cases together, so it knows this module

        hold(self.vendor, self.name, url, **how)
