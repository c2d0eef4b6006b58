"""`unknown-as-success`: took a status that the vendor does not document for the good end.

Source: ours; the documented words stand in each `lifecycle.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import Course, Telling
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    for course in conduct.courses:
        taken = next(_fetched_on_unknown(conduct, course), None)
        if taken:
            yield _finding(course, taken[1], "asked for its result", taken[0])
        elif conduct.performance.report == "success" and course.last and course.last.standing == "unknown":
            yield _finding(course, course.last, "reported success", course.last.exchange)


def _fetched_on_unknown(conduct: Conduct, course: Course) -> Iterator[tuple[Exchange, Telling]]:
    for fetch in course.fetches:
        told = course.told_before(fetch)
        if told and told.standing == "unknown" and not _is_part(conduct, course, fetch, told):
            yield fetch, told


def _is_part(conduct: Conduct, course: Course, fetch: Exchange, told: Telling) -> bool:
    """Say whether the fetch was for lanes that had ended well, and not taken for the whole."""
    return course.words.has_good_end(told.words) and conduct.took_for_part(course, fetch)


def _finding(course: Course, told: Telling, deed: str, proof: Exchange) -> Finding:
    message = f"the client {deed} when it was last told {told.text} of {course.job}, which no page documents"
    return Finding(rule=RULE.name, message=message, exchange=proof.number)


RULE = Rule(
    name="unknown-as-success",
    source=(
        "ours; the statuses that exist are the vendors' (Status Definitions, Get Processing state, Session Statuses)"
    ),
    reason=(
        "Vendors add words, and a new word is more often a new stage than a new good end. `if status not in (...)`"
        " turns it into a success."
    ),
    remedy=(
        "Compare with the good end itself. Wait on, or stop with an error that names the word; never go on as if done."
    ),
    judge=_judge,
)
