"""`stale-token`: kept sending a token that had been refused.

Source: Marsview: a token lives 3600 s, then a new one must be generated (docs authentication).
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import came_before
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule

REFUSED = frozenset({401, 403})
AUTHENTICATE = "authenticate"


def _judge(conduct: Conduct) -> Iterator[Finding]:
    if AUTHENTICATE not in conduct.roles.values():
        return  # a credential that cannot be renewed does not go stale
    for first, kept in _rows(conduct):
        message = (
            f"{len(kept)} more requests came with a token that exchange {first.number} had refused with {first.http},"
            " and none for a new one"
        )
        yield Finding(rule=RULE.name, message=message, exchange=kept[0].number)


def _rows(conduct: Conduct) -> Iterator[tuple[Exchange, list[Exchange]]]:
    """Yield each first refusal of a token that was kept, and the refused requests after it."""
    first: Exchange | None = None
    kept: list[Exchange] = []
    for each in [*filter(lambda each: _concerns(conduct, each), conduct.own), None]:
        if each is None or conduct.role(each) == AUTHENTICATE or _is_accepted(each):
            if first and kept:
                yield first, kept
            first, kept = None, []
        elif each.http in REFUSED and first is None:
            first = each
        elif each.http in REFUSED and first and _knew(conduct, first, each):
            kept.append(each)


def _concerns(conduct: Conduct, exchange: Exchange) -> bool:
    operation = conduct.vendor.contract.operations.get(exchange.operation)
    return operation is not None and (operation.secured or operation.role == AUTHENTICATE)


def _is_accepted(exchange: Exchange) -> bool:
    """Say whether the token was good: what was broken off or put off does not tell."""
    return 200 <= exchange.http < 500 and exchange.http not in (*REFUSED, 429)


def _knew(conduct: Conduct, first: Exchange, later: Exchange) -> bool:
    """Say whether the client had the first refusal: of two requests at once for different jobs none knows the other."""
    same = (first.operation, conduct.job_of(first)) == (later.operation, conduct.job_of(later))
    return came_before(first, later) and (same or later.at_s - first.answered_s > conduct.spare_once_s)


RULE = Rule(
    name="stale-token",
    source="Marsview: a token lives 3600 s, then a new one must be generated (Authentication); 403 (File handling)",
    reason=(
        "A token that has expired stays expired: every further request with it is refused, however patient the loop."
    ),
    remedy=(
        "On 401 or 403 get a new token and repeat the request once, at once; better, renew the token before its life"
        " is over."
    ),
    judge=_judge,
)
