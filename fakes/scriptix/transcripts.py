"""What was said, on request: the result word by word, and the document in some format.

Source: facts/scriptix section 4.
"""

from __future__ import annotations

from understudy.fakes.call import Call
from understudy.fakes.job import Job
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.scriptix import rendering, signed_url
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.scriptix.documents import NAMES, Wish, document

DOWNLOAD_LIFE_S = 3600
"""Source: docs, "Export": `expires_in` 3600"""


def get_result(call: Call) -> Reply:
    """Source: apidocs, "Results": 200, 401.

    Assumed: 404 for a session that is not there, and where a scenario has the result come late; 409 early by dialect.
    """
    job, dialect = call.find_job(), call.tenant.dialect(DIALECT)
    status = call.status(job)
    if job.ended(call.now) == "well" and not job.has_results(call.now):
        raise Refused(Problem.NOT_READY, f"the session is {status}, but its result is not there yet")
    if dialect.result_early == 409 and not job.ended(call.now):
        raise Refused(Problem.CONFLICT, f"the session is {status} and has no result yet")
    return Reply(200, rendering.result(job, status, call.now, dialect))


def get_document(call: Call) -> Reply:
    """Source: docs, "Retrieve", "Export": 200, 400, 401, 404.

    Assumed: 400 is for a format that cannot be had; 404 also before the end.
    """
    job, wish = call.find_job(), _wish(call)
    reply = _written(call, job, wish)
    if not call.query.get("direct_download"):
        return reply
    query = {name: value for name, value in call.query.items() if name != "direct_download"}
    url = signed_url.sign(call, "downloadDocument", call.values, DOWNLOAD_LIFE_S, **query).url
    return Reply(200, rendering.download(url, DOWNLOAD_LIFE_S, wish.format, reply))


def download_document(call: Call) -> Reply:
    """Answer the document itself to whoever has the URL. Assumed: all of it, but that there is such a URL."""
    job, wish = signed_url.holder(call), _wish(call)
    name = f'attachment; filename="{rendering.download_name(wish.format)}"'.encode()
    return _written(call, job, wish)._replace(headers=((b"content-disposition", name),))


def _wish(call: Call) -> Wish:
    """Raises Refused with UNSUPPORTED_FORMAT."""
    name = call.query.get("format", NAMES[0])
    if name not in NAMES:
        reason = f"the format {name[:80]!r} cannot be had: choose from {', '.join(NAMES)}"
        raise Refused(Problem.MALFORMED, reason, code="UNSUPPORTED_FORMAT")
    without_times, without_speakers = (call.query.get(f"without_{what}") for what in ("timestamps", "speakers"))
    return Wish(name, not without_times, not without_speakers)


def _written(call: Call, job: Job, wish: Wish) -> Reply:
    """Raises Refused(NOT_READY) for a document that is not there, or not yet."""
    made_at = rendering.completed_at(job, call.now)
    if made_at is None or not job.has_results(call.now) or call.values[1] != str(rendering.number(job, "document")):
        raise Refused(Problem.NOT_READY, f"the session is {job.status(call.now)} and has no such document")
    return document(job, wish, made_at, call.tenant.dialect(DIALECT))
