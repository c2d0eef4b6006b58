"""`duplicate-submit`: bought the same work a second time although the first had not failed.

Source: ours; ElevateAI counts every declaration against the monthly quota (docs declare-an-audio-interaction).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import Course, is_ok
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    copies: dict[str, list[tuple[Course, Course, Exchange]]] = {}
    for first, second, made in _pairs(conduct.courses):
        copies.setdefault(first.job, []).append((first, second, made))
    for found in copies.values():
        more = f"; {len(found) - 1} more followed" if len(found) > 1 else ""
        yield Finding(rule=RULE.name, message=_message(*found[0]) + more, exchange=found[0][2].number)
    for course in conduct.courses:
        if again := list(_asked_again(course)):
            more = f"; {len(again) - 1} more followed" if len(again) > 1 else ""
            message = f"what had been asked of {course.job} was asked once more: it is paid for twice{more}"
            yield Finding(rule=RULE.name, message=message, exchange=again[0].number)


def _pairs(courses: Sequence[Course]) -> Iterator[tuple[Course, Course, Exchange]]:
    """Yield (job, a copy of it, the exchange that made the copy)."""
    for n, second in enumerate(courses):
        made = second.made_by
        alive = made and next((each for each in islice(courses, n) if _is_alive(each, second, made)), None)
        if made and alive:
            yield alive, second, made


def _asked_again(course: Course) -> Iterator[Exchange]:
    """Yield each request that set the job in motion just as one before it had, with no bad end told in between."""
    asked: set[str] = set()
    for start in course.of("start"):
        told = course.told_before(start)
        if told and told.standing in ("badly", "gone"):
            asked.clear()
        if start.subject in asked:
            yield start
        asked |= {start.subject} if start.subject else set()


def _message(first: Course, second: Course, made: Exchange) -> str:
    told = first.told_before(made)
    ghost = first.made_by and not is_ok(first.made_by)
    state = f"last told {told.text}" if told else "made although its request failed" if ghost else "not yet ended"
    return f"{second.job} was made for the same subject as {first.job} ({state}): it is paid for twice"


def _is_alive(first: Course, second: Course, made: Exchange) -> bool:
    """Say whether `first` was made of the same, and its client had not been told of its failure by then."""
    if not first.made_by or not first.may_be_like(second) or first.refused_before(made):
        return False
    told = first.told_before(made)
    return told is None or told.standing not in ("badly", "gone")


RULE = Rule(
    name="duplicate-submit",
    source=(
        "ours; ElevateAI: every declare counts toward the monthly quota (Declare an audio interaction); Marsview: each"
        " enabled model is given a requestId of its own (Compute metadata)"
    ),
    reason=(
        "Each job costs, whatever became of its answer: a request that was answered 500 or broken off may have made"
        " one all the same, and the second one is paid for as well."
    ),
    remedy=(
        "Never repeat a submit after an answer that leaves it open whether the job was made: look for the job first,"
        " or report the doubt. Submit anew only after the vendor said that the first one failed or is gone. A submit"
        " that was refused, with 429 for one, made nothing and may be repeated."
    ),
    judge=_judge,
)
