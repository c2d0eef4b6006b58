"""What the journal's entry of an exchange says beyond the plain facts: subject, lanes, blame.

Source: ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime

from understudy.contracts import Issue
from understudy.fakes import subject
from understudy.fakes.call import Call
from understudy.fakes.faults import Fault
from understudy.fakes.reply import Problem, Refused, ReplyHeaders
from understudy.fakes.tenant import Tenant

FEEDING = ("submit", "upload", "start")
"""the roles of operations that bring what is to be transcribed, or say what is to become of it"""
_FORBIDDEN = (Problem.INVALID, Problem.MALFORMED, Problem.MEDIA_TYPE, Problem.NO_ROUTE, Problem.METHOD)
"""the problems that are never right, whenever the request comes"""
_SECRET_FIELD = re.compile(r"key|secret|token|password", re.IGNORECASE)


def blame(refused: Refused) -> tuple[str, ...]:
    """Return what the client did that the contract forbids; nothing where the request only came at a bad time."""
    if refused.problem not in _FORBIDDEN:
        return ()
    if refused.problem in (Problem.NO_ROUTE, Problem.METHOD):
        hint = f": did you mean {refused.nearest}?" if refused.nearest else ""
        return (f"request: {refused.problem.value}{hint}",)  # the reason names the path, which may hold a secret
    said = [f"{each.where}: {_discreet(each)}" if each.where else each.what for each in refused.issues]
    return tuple(f"request: {each}" for each in said or [refused.reason])


def _discreet(issue: Issue) -> str:
    """Return what is wrong with a field, without the value that a check may quote, if that may be a secret."""
    return "is not as documented" if _SECRET_FIELD.search(issue.where) else issue.what


def unasked(issues: Iterable[Issue], call: Call | None, tenant: Tenant | None) -> Iterator[str]:
    """Yield what is wrong with an answer, but for the undocumented words that a scenario asked for."""
    jobs = (call.job,) if call and call.job else tenant.jobs if tenant else ()
    asked = {f'"{word}"' for job in jobs for way in (job, *job.lanes) for word in way.strange.values()}
    for issue in issues:
        # What is wrong with a body as a whole (one of several forms) quotes its beginning only, so no word is found.
        if not any(word in issue.what for word in asked) and (issue.where or not asked):
            yield f"reply: {issue}"


def subject_of(call: Call) -> str | None:
    """Name what an accepted request brought; None when it brought no recording, or not all of it yet."""
    job = call.job
    if job is None:
        return None
    if call.operation.role == "start":
        return subject.of_request(call.body)
    if job.link is not None and call.operation.role == "submit":
        return subject.of_link(job.link.url)
    return subject.of_file(job.media.digest) if job.media and job.media.digest else None


def say_lanes(call: Call) -> None:
    """Note what the answer to a poll says of each lane."""
    if call.job and call.operation.role == "poll":
        call.lanes = {lane.name: lane.status(call.now) for lane in call.job.lanes}


def unsay(call: Call, fault: Fault, http: int) -> None:
    """Keep only what went out in spite of the fault, of what the vendor's own answer says."""
    if not http or (call.said is not None and not fault.still_says(call.said)):
        call.said = None
    call.lanes = {name: said for name, said in call.lanes.items() if http and fault.still_says(said)}


def retry_after_s(headers: ReplyHeaders, now: float) -> float | None:
    """Return how long an answer asks to stay away, in seconds from `now` (Unix seconds); None when it does not."""
    said = dict(headers).get(b"retry-after")
    if said is None:
        return None
    return float(said) if said.isdigit() else max(0.0, parsedate_to_datetime(said.decode()).timestamp() - now)
