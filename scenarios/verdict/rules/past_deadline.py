"""`past-deadline`: never gave up, and had to be ended.

Source: ours; the deadline is three times the longest documented duration unless the caller says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.duration import spoken
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    if conduct.performance.report != "none":
        return
    why = conduct.performance.ended or f"it had not ended after {spoken(conduct.deadline_s)}"
    proof = conduct.last.number if conduct.last else None
    yield Finding(rule=RULE.name, message=f"the client was ended: {why}", exchange=proof)


RULE = Rule(
    name="past-deadline",
    source="ours; the durations are the vendors' (GET Request Output; Check Session Status, Typical Durations)",
    reason="A job may never end. A client without a deadline of its own then never ends either, and nobody is told.",
    remedy=(
        "Give every wait a deadline, some times the longest documented duration, and every request a time-out; report"
        " failure and keep the job's id, so that the wait can be taken up again."
    ),
    judge=_judge,
    unless=("poll-after-end", "wrong-redo", "stale-token", "contract-violation"),
)
