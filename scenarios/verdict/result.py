"""What came of one scenario: the verdict, its findings, and the one line that plays it again.

Source: ours; a line of `understudy rehearse --results FILE` is one `Result` as JSON.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["pass", "fail", "not-applicable"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a client did not behave, and the exchange that proves it."""

    rule: str
    """the rule's name, e.g. `poll-too-fast`"""
    message: str
    """what happened, with figures"""
    exchange: int | None = None
    """number of the exchange in the journal; None when what is missing proves it"""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario, played and judged."""

    scenario: str
    """`vendor/name`"""
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    polls: int = 0
    virtual_s: float = 0.0
    real_s: float = 0.0
    exit_code: int | None = None
    """of the command; None for the reference client"""
    replay: str = ""
    """the token that `understudy rehearse --replay` takes"""
