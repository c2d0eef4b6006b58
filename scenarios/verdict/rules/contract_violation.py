"""`contract-violation`: sent what the vendor's contract forbids.

Source: each vendor's `openapi.yaml`, against which the server checked the request.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule

MARK = "request: "


def _judge(conduct: Conduct) -> Iterator[Finding]:
    told: set[tuple[str, str]] = set()
    for each in conduct.own:
        wrong = "; ".join(text.removeprefix(MARK) for text in each.findings if text.startswith(MARK))
        if wrong and (each.operation, wrong) not in told:
            told.add((each.operation, wrong))
            yield Finding(rule=RULE.name, message=f"{_name(each)}: {wrong}", exchange=each.number)


def _name(exchange: Exchange) -> str:
    return exchange.operation or f"{exchange.method} {exchange.path}"


RULE = Rule(
    name="contract-violation",
    source="the vendors' operations, as `contracts/*/openapi.yaml` collects them with their sources",
    reason="A request that the vendor does not document is refused today, or works by accident until it does not.",
    remedy="Send the documented path, method, content type and fields; the message names what was wrong.",
    judge=_judge,
)
