"""`no-backoff`: kept coming back at the same interval while it was refused with 429 and no hint when to come.

Source: ours. Where the answer says when to come back, `ignored-retry-after` judges instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule

TOO_MANY = 429
GAPS_MIN = 3
"""so many pauses after refusals in a row are needed to call them constant"""
GROWTH = 1.5
"""how much longer the later half of the pauses must be, on average, to count as growing"""
DOUBLINGS_MAX = 6
"""how often a pause is expected to double, beginning with one second: up to about a minute"""
ANYWHERE = frozenset({"submit", "start", "authenticate", ""})
"""roles whose requests name no job before they are answered"""


def _judge(conduct: Conduct) -> Iterator[Finding]:
    if not conduct.paced:
        return
    for row in _rows(conduct):
        gaps_s = [later.at_s - refused.answered_s for refused, later in pairwise(row)]
        if len(gaps_s) >= GAPS_MIN and not _is_patient(gaps_s):
            yield Finding(rule=RULE.name, message=_message(row, gaps_s), exchange=row[-1].number)


def _message(row: list[Exchange], gaps_s: list[float]) -> str:
    mean_s = sum(gaps_s) / len(gaps_s)
    return f"{row[0].operation} came back {len(gaps_s)} times in a row after 429, {mean_s:.1f} s apart and no longer"


def _rows(conduct: Conduct) -> Iterator[list[Exchange]]:
    """Yield each row of refusals without a hint, with the request that came after the last one, if any."""
    rows: dict[tuple[str, str | None], list[Exchange]] = {}
    for each in conduct.own:
        key = (each.operation, None if conduct.role(each) in ANYWHERE else conduct.job_of(each))
        row = rows.setdefault(key, [])
        is_refusal = each.http == TOO_MANY and each.retry_after_s is None
        if is_refusal or row:
            row.append(each)
        if row and not is_refusal:
            yield rows.pop(key)
    yield from rows.values()


def _is_patient(gaps_s: list[float]) -> bool:
    """Say whether the pauses grew, or were long anyway: as long as doubling from one second would have made them."""
    half = len(gaps_s) // 2
    early_s, late_s = _mean(gaps_s[:half]), _mean(gaps_s[half:])
    doubled_s = _mean([2.0 ** min(n, DOUBLINGS_MAX) for n in range(half, len(gaps_s))])
    return late_s >= GROWTH * early_s or late_s >= doubled_s


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


RULE = Rule(
    name="no-backoff",
    source="ours; Scriptix warns that wasteful polling may hit rate limits (Check Session Status)",
    reason=(
        "When a server is overloaded, clients that come back at a constant interval keep it so; without a hint only"
        " growing pauses let it recover."
    ),
    remedy=(
        "Without Retry-After, double the pause after each refusal in a row, add some chance, stop growing at a minute"
        " or so, and give up after a number of them."
    ),
    judge=_judge,
)
