"""What came of one thing that is checked by itself.

Source: ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from understudy.contracts.checks.finding import Finding

Kind = Literal["walks", "random walks", "shapes"]


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
