"""`never-fetched`: reported success without having a result.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import Course, has_result
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    if conduct.performance.report != "success":
        return
    if not conduct.courses and conduct.last and conduct.scenario.expect.outcome in ("transcribed", "either"):
        message = "the client reports success without a result: it never came to a job"
        yield Finding(rule=RULE.name, message=message, exchange=conduct.last.number)
    without = [each for each in conduct.courses if not any(map(has_result, each.fetches))]
    ended = [each for each in without if each.last and each.last.standing == "well"]
    for course in ended:
        yield _finding(course)
    left = [each for each in without if not each.last or each.last.standing == "running"]
    if left and len(without) == len(conduct.courses) and not ended:
        yield _finding(left[-1])


def _finding(course: Course) -> Finding:
    told = course.last.text if course.last else "nothing"
    tries = f"; {len(course.fetches)} requests for it brought none" if course.fetches else ""
    message = f"the client reports success without the result of {course.job} (last told {told}){tries}"
    proof = course.last.exchange if course.last else course.exchanges[-1]
    return Finding(rule=RULE.name, message=message, exchange=proof.number)


RULE = Rule(
    name="never-fetched",
    source="ours; the vendors give a status and a result by different operations",
    reason=(
        "A job that ended well is worth nothing until its result is in hand, and vendors delete results after a while."
    ),
    remedy=(
        "Fetch the result after the good end, repeat that while the vendor is late, and report success only with it."
    ),
    judge=_judge,
    unless=("contract-violation", "unknown-as-success", "fetch-too-early"),
)
