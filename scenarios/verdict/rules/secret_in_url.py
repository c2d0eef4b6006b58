"""`secret-in-url`: put a credential or a token into a path or a query.

Source: ours; RFC 6750, 2.3 and 5.3 advise against it. All three vendors take credentials in headers or a body.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule

MARK = "secret: "


def _judge(conduct: Conduct) -> Iterator[Finding]:
    told: set[str] = set()
    for each in conduct.own:
        for text in each.findings:
            if text.startswith(MARK) and text not in told:
                told.add(text)
                message = f"{each.operation or each.method}: {text.removeprefix(MARK)}"
                yield Finding(rule=RULE.name, message=message, exchange=each.number)


RULE = Rule(
    name="secret-in-url",
    source=(
        "RFC 6750, 5.3; ElevateAI: header X-API-Token; Marsview: credentials in the body, then Authorization;"
        " Scriptix: Authorization"
    ),
    reason="URLs end up in the logs of every proxy and server on the way, and in error messages.",
    remedy="Send credentials in the documented header or body, never in a URL, and change those that were in one.",
    judge=_judge,
)
