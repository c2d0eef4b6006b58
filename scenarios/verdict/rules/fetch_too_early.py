"""`fetch-too-early`: asked for a result before it had been told that the job ended well.

Source: the vendors' pages on results. A refusal of a result after that is the vendor's lateness.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import Course, Telling, has_result
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    for course in conduct.courses:
        for fetch in course.fetches:
            told = course.told_before(fetch)
            if _is_early(conduct, course, fetch, told):
                yield Finding(rule=RULE.name, message=_message(course, told), exchange=fetch.number)
                break


def _message(course: Course, told: Telling | None) -> str:
    state = f"when the client was last told {told.text}" if told else "before the client was told anything of it"
    return f"the result of {course.job} was asked for {state}"


def _is_early(conduct: Conduct, course: Course, fetch: Exchange, told: Telling | None) -> bool:
    if told is None:
        return not (course.is_text and has_result(fetch))
    if told.standing != "running":
        return False  # after a failure it is the reason that is asked for; an unknown word is another rule's
    if course.words.has_good_end(told.words):
        return not conduct.took_for_part(course, fetch)
    return not (course.is_text and has_result(fetch))


RULE = Rule(
    name="fetch-too-early",
    source=(
        "ElevateAI: results only once the status is processed (Check the Processing Status); Marsview: metadata when"
        " all models are processed (GET Request Output); Scriptix: retrieve the document when completed (Session"
        " Statuses)"
    ),
    reason=(
        "A result that is not there yet is answered like one that never will be, or with a part of it that looks like"
        " the whole."
    ),
    remedy=(
        "Poll until the vendor's good end, and fetch then; of several models, when all have ended. A chat's or a"
        " transcript's summary may be asked for at once."
    ),
    judge=_judge,
)
