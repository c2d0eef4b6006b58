"""`poll-too-fast`: looked at a job's status more often than its vendor wants.

Source: the vendors' poll advice, in each `lifecycle.yaml`; what is spared is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import FEEDS, Course
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule

RUN_SPARE_SHARE = 0.25
"""what each poll of a run may come early on average, beside the real time that the whole run is spared"""
TEXT = "text"
"""the lifecycle of what is made of text, where a vendor has one"""


def _judge(conduct: Conduct) -> Iterator[Finding]:
    if not conduct.paced:
        return
    for course in conduct.courses:
        found = [each for wait in _waits(course) for each in _too_fast(conduct, course, wait)]
        if found:
            yield Finding(rule=RULE.name, message=_message(course, found), exchange=found[0][0].number)


def _message(course: Course, found: list[tuple[Exchange, float, float]]) -> str:
    _, gap_s, least_s = min(found, key=lambda each: each[1])
    often = "" if len(found) == 1 else f" {len(found)} times, at worst"
    return (
        f"{course.job} was looked at again{often} after {gap_s:.1f} s; the vendor wants {least_s:g} s between two looks"
    )


def _waits(course: Course) -> Iterator[list[Exchange]]:
    """Yield the answered polls of each wait: a file that is sent begins a new one, an end that is told ends it."""
    wait: list[Exchange] = []
    for each in course.of("poll", *FEEDS):
        if course.role(each) in FEEDS:
            yield wait
            wait = []
        elif _is_answered(each) and not _is_after_end(course, each):
            wait.append(each)
    yield wait


def _is_answered(poll: Exchange) -> bool:
    """Say whether a poll counts: what was broken off, refused for its token or put off may be repeated earlier."""
    return 200 <= poll.http < 500 and poll.http not in (401, 403, 429)


def _is_after_end(course: Course, poll: Exchange) -> bool:
    told = course.told_before(poll)
    return told is not None and told.ended and not course.fed_between(told.exchange, poll)


def _too_fast(conduct: Conduct, course: Course, wait: list[Exchange]) -> Iterator[tuple[Exchange, float, float]]:
    """Yield each poll that came too early, with the gap before it and the least one, in virtual seconds.

    By itself, or as one of a run: on a fast clock what is spared can be more than the least interval itself, so a run
    of polls that are far too short is seen by what they lack together.
    """
    missing_s = 0.0
    for before, poll in pairwise(wait):
        gap_s = poll.at_s - before.at_s
        least_s = _least_s(conduct, course, before.at_s - wait[0].at_s)
        missing_s = max(0.0, missing_s + (1 - RUN_SPARE_SHARE) * least_s - gap_s)
        in_a_run = missing_s > conduct.spare_once_s and gap_s < least_s
        if in_a_run or gap_s < least_s - conduct.spare_s(least_s):
            yield poll, gap_s, least_s


def _least_s(conduct: Conduct, course: Course, elapsed_s: float) -> float:
    """Return the least that the job's kind wants; a client's own clock may have begun a little later than its polls."""
    names = [name for name in conduct.vendor.lifecycles if (name == TEXT) == course.is_text]
    since_s = elapsed_s - conduct.spare_s(elapsed_s)
    return min(conduct.vendor.least_interval_s(name, since_s) for name in names or conduct.vendor.lifecycles)


RULE = Rule(
    name="poll-too-fast",
    source=(
        "ElevateAI: at most every 30 s for audio, every 5 s for a chat or transcript (Check the Processing Status);"
        " Marsview: every 300 s (GET Request Output, step 2); Scriptix: 3 s in the first minute, then 5 s (Check"
        " Session Status, Polling Best Practices)"
    ),
    reason=(
        "Looking more often brings nothing sooner, uses up rate limits that other jobs need, and gets a client"
        " throttled or blocked."
    ),
    remedy=(
        "Wait at least the advised time between two answered looks at the same job, counted anew from each answer."
        " Only a look that was broken off, refused for its token or put off may be repeated sooner."
    ),
    judge=_judge,
)
