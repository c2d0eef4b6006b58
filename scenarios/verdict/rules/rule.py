"""One rule that a client's conduct is held to.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding


class Rule(NamedTuple):
    """What is asked of a client, who asks it, why, and what to do about it."""

    name: str
    """as in `Finding.rule`, in `--results` and in JUnit's `failure type`"""
    source: str
    """the vendors' documents, or `ours`"""
    reason: str
    remedy: str
    judge: Callable[[Conduct], Iterator[Finding]]
    """yields at most one finding for each job, or for each other thing it is about"""
    unless: tuple[str, ...] = ()
    """rules whose findings already explain this one's, so that one deed is told once"""
