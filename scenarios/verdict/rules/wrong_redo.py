"""`wrong-redo`: after a failure, did the other thing than the vendor says: declared anew, or sent the file again.

Source: ElevateAI, Status Definitions: fileUploadFailed is uploaded again, the other failures are declared anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.course import Course
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.rules.rule import Rule


def _judge(conduct: Conduct) -> Iterator[Finding]:
    anew = list(_made_anew(conduct))
    if anew:
        more = f"; {len(anew) - 1} more followed" if len(anew) > 1 else ""
        message = f"{anew[0][0].job} was made although the vendor wanted the file again, for the job it had{more}"
        yield Finding(rule=RULE.name, message=message, exchange=anew[0][1].number)
    for course in conduct.courses:
        yield from _sent_again(course)


def _made_anew(conduct: Conduct) -> Iterator[tuple[Course, Exchange]]:
    """Yield each job that was made where an earlier one waited for its file, and the exchange that made it."""
    failed: list[Course] = []
    for course in conduct.courses:
        made = course.made_by
        if made and any(_waits_for_redo(each, made) and each.may_be_like(course) for each in failed):
            yield course, made
        if any(each.standing == "badly" for each in course.tellings):
            failed.append(course)


def _waits_for_redo(course: Course, made: Exchange) -> bool:
    """Say whether the job's last end has a way out that its client never tried before `made`."""
    told = course.told_before(made)
    if not told or told.standing != "badly" or not course.words.has_redo(told.words):
        return False
    first = next(each for each in course.tellings if each.standing == "badly")
    return not course.fed_between(first.exchange, made)


def _sent_again(course: Course) -> Iterator[Finding]:
    for upload in course.of("upload"):
        told = course.told_before(upload)
        if told and told.standing == "badly" and not course.words.has_redo(told.words):
            message = f"the file was sent to {course.job} again after {told.text}, which only a new job can follow"
            yield Finding(rule=RULE.name, message=message, exchange=upload.number)
            return


RULE = Rule(
    name="wrong-redo",
    source=(
        "ElevateAI: after fileUploadFailed upload the same interaction's file again, after fileDownloadFailed declare"
        " anew (Status Definitions); Scriptix: after failed upload again as a new session (automatic-transcription)"
    ),
    reason="The wrong repair is refused, or costs a second job where the first could have been saved.",
    remedy=(
        "Branch on the status: fileUploadFailed means upload again to the same identifier; fileDownloadFailed,"
        " processingFailed and failed mean that only a new job can help."
    ),
    judge=_judge,
)
