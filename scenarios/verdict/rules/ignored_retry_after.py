"""`ignored-retry-after`: came back before the time it was asked to stay away.

Source: RFC 9110, 10.2.3; Scriptix documents it with its rate limits. Judged for the same operation on the same job:
a refusal says nothing of other operations.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import came_before
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    if not conduct.paced:
        return
    told: set[tuple[str, str | None]] = set()
    for asked, early in _early(conduct):
        key = (asked.operation, conduct.job_of(asked) or conduct.job_of(early))
        if key not in told:
            told.add(key)
            yield Finding(rule=RULE.name, message=_message(asked, early), exchange=early.number)


def _message(asked: Exchange, early: Exchange) -> str:
    after_s = early.at_s - asked.answered_s
    return (
        f"{early.operation} came back after {after_s:.1f} s; exchange {asked.number} answered {asked.http}"
        f" and asked for {asked.retry_after_s:g} s"
    )


def _early(conduct: Conduct) -> Iterator[tuple[Exchange, Exchange]]:
    """Yield (the exchange whose answer asked, the one that came too early)."""
    latest: dict[tuple[str, str | None, str | None], Exchange] = {}
    for each in conduct.own:
        yield from ((asked, each) for asked in latest.values() if _is_early(conduct, asked, each))
        if each.retry_after_s is not None:
            latest[each.operation, conduct.job_of(each), each.subject] = each


def _is_early(conduct: Conduct, asked: Exchange, each: Exchange) -> bool:
    in_time = each.at_s >= _until_s(conduct, asked) or not came_before(asked, each)
    return not in_time and asked.operation == each.operation and _same(conduct, asked, each)


def _until_s(conduct: Conduct, asked: Exchange) -> float:
    wait_s = asked.retry_after_s or 0.0
    return asked.answered_s + wait_s - conduct.spare_s(wait_s)


def _same(conduct: Conduct, one: Exchange, other: Exchange) -> bool:
    """Say whether both are about the same thing, as far as they show; what was refused early shows little."""
    return _may_equal(conduct.job_of(one), conduct.job_of(other)) and _may_equal(one.subject, other.subject)


def _may_equal(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


RULE = Rule(
    name="ignored-retry-after",
    source=(
        "RFC 9110, 10.2.3 Retry-After; Scriptix: 429 with Retry-After (RateLimits); ElevateAI and Marsview state"
        " none, but whatever stands before them may send it"
    ),
    reason=(
        "The server says when it will be ready again. Coming sooner costs another refusal, and may lengthen the ban."
    ),
    remedy=(
        "Read Retry-After in both of its forms, seconds and a date, on 429 and 503 alike, and do not repeat the"
        " request before then. Waiting exactly so long is right."
    ),
    judge=_judge,
)
