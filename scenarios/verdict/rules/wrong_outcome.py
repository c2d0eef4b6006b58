"""`wrong-outcome`: reported success where the vendor reported failure, or the reverse.

Source: ours; the scenario's `expect` says which is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.rehearsal.deadline import TIMES, interval_s
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import Telling
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    if conduct.last is None:
        how = f"; {conduct.performance.ending}" if conduct.performance.ending else ""
        message = f"no request arrived at {conduct.vendor.title}: the client was never seen{how}"
        yield Finding(rule=RULE.name, message=message)
        return
    told = _last_told(conduct)
    if not _is_wrong(conduct, told):
        return
    proof = told.exchange if told else conduct.last
    yield Finding(rule=RULE.name, message=_message(conduct, told), exchange=proof.number)


def _is_wrong(conduct: Conduct, told: Telling | None) -> bool:
    right, report = conduct.scenario.expect.outcome, conduct.performance.report
    if report == "success" and told and told.standing in ("badly", "gone") and not conduct.has_result:
        return True  # whatever the scenario expects: the vendor itself said no
    if right in ("failed", "not_found") and report == "failure":
        return not _had_a_reason(conduct, told)
    return right != "either" and (report == "success") != (right == "transcribed")


def _had_a_reason(conduct: Conduct, told: Telling | None) -> bool:
    """Say whether a client that reports failure was given one: a bad end, any trouble, or a wait that was too long."""
    if told and told.standing not in ("running", "well"):
        return True
    if any(each.http >= 400 or not each.http or each.fault for each in conduct.own):
        return True
    waited_s = conduct.own[-1].answered_s - conduct.own[0].at_s
    return waited_s + interval_s(conduct.vendor) + conduct.spare_once_s >= conduct.deadline_s / TIMES


def _message(conduct: Conduct, told: Telling | None) -> str:
    code = conduct.performance.exit_code
    how = "" if code is None else f" (exit code {code})"
    said = f"the vendor last said {told.text}" if told else "the vendor never told it a status"
    if conduct.performance.report == "failure" and conduct.scenario.expect.outcome != "transcribed":
        return f"the client reports failure{how} before the vendor had said anything of one: {said}"
    expected = conduct.scenario.expect.outcome.replace("_", " ")
    return f"the client reports {conduct.performance.report}{how}, but {said}; the scenario expects {expected}"


def _last_told(conduct: Conduct) -> Telling | None:
    told = [each.last for each in conduct.courses if each.last]
    return max(told, key=lambda each: each.exchange.number, default=None)


RULE = Rule(
    name="wrong-outcome",
    source="ours; the scenario's `expect`",
    reason=(
        "Whoever waits for the work believes the client: a false success loses it, a false failure has it done twice."
    ),
    remedy=(
        "Let the vendor's last word decide: exit code 0 only with a result in hand, another one for every bad end,"
        " with the vendor's reason."
    ),
    judge=_judge,
    unless=(
        "contract-violation",
        "unknown-as-success",
        "fetch-too-early",
        "never-fetched",
        "wrong-redo",
        "duplicate-submit",
        "stale-token",
        "ignored-retry-after",
        "no-backoff",
        "past-deadline",
    ),
)
