"""`poll-after-end`: went on looking at a job that it had been told was over.

Source: the vendors' terminal statuses, in each `lifecycle.yaml`; that a job nobody knows is over is ours.
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
        found = list(_late(course))
        if found:
            poll, told = found[0]
            times = "once" if len(found) == 1 else f"{len(found)} times"
            message = f"{course.job} was looked at {times} more after the client was told {told.text}"
            yield Finding(rule=RULE.name, message=message, exchange=poll.number)


def _late(course: Course) -> Iterator[tuple[Exchange, Telling]]:
    for poll in course.polls:
        told = course.told_before(poll)
        if told and told.ended and not course.fed_between(told.exchange, poll):
            yield poll, told


RULE = Rule(
    name="poll-after-end",
    source=(
        "ElevateAI: processed, processingFailed, fileDownloadFailed and, until the file is sent again,"
        " fileUploadFailed (Status Definitions); Marsview: processed and error, of all models (Get Processing state);"
        " Scriptix: completed and failed (Session Statuses), 404 (Session Not Found)"
    ),
    reason=(
        "A status that ends never changes by itself. A loop that knows only the good end spins for ever on a bad one."
    ),
    remedy=(
        "Stop on every status that ends, good or bad, and on a 404 for the job itself; where there are several"
        " models, as soon as all of them have ended."
    ),
    judge=_judge,
)
