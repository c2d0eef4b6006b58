"""Sessions: make one, poll it, list them, delete it.

Source: 003_cabc99013b70539f.txt ("Check Session Status") and facts/scriptix sections 2, 3.1 and 9.
"""

from __future__ import annotations

from understudy.contracts import Issue, Lifecycle
from understudy.fakes import draw
from understudy.fakes.call import Call
from understudy.fakes.job import Job, Link, Media
from understudy.fakes.link import follow, parse
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.scriptix import rendering
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.scriptix.listing import chosen
from understudy.fakes.scriptix.refusal import VENDOR
from understudy.fakes.tenant import Tenant

ID_DIGITS = 26
"""hexadecimal digits of a session_id, as in the two ids of the docs that look real (facts section 2.1)"""
LIMIT = 25
"""sessions on a page when none is asked for. Source: docs, "Pagination\""""


async def create_session(call: Call) -> Reply:
    """Make a session that waits for its media, or has it from `media_source`.

    Source: apidocs, "Initialize"; docs, "Create": 200 or 201, 400, 401, 415, 422. 413: docs, "Errors".
    """
    source, tenant = call.body.get("media_source"), call.tenant
    link = parse(source) if source else None
    lifecycle = "align" if _is_to_align(call) else "link" if link else "upload"
    media = await follow(link, tenant) if link else None
    job = declare(tenant, VENDOR.lifecycles[lifecycle], call.raw, link, media)
    call.now = job.declared_at
    return Reply(tenant.dialect(DIALECT).create_ok, rendering.reference(job, call.status(job), is_created=True))


def _is_to_align(call: Call) -> bool:
    """Raises Refused(INVALID) for a session to align with media from elsewhere. Assumed: the two exclude each other."""
    is_to_align: bool = call.body.get("session_mode") == "align"
    if is_to_align and call.body.get("media_source"):
        issue = Issue("media_source", "a session to align gets its media by align")
        raise Refused(Problem.INVALID, str(issue), [issue])
    return is_to_align


def declare(
    tenant: Tenant, lifecycle: Lifecycle, request: bytes, link: Link | None = None, media: Media | None = None
) -> Job:
    """Make a session with an id drawn for it; `request` is the JSON of its creation."""
    session_id = draw.hexadecimal(ID_DIGITS, tenant.key(VENDOR.name, tenant.jobs.declared))
    return tenant.declare(VENDOR, lifecycle, session_id, request, link, media)


def reference(call: Call, http: int, job: Job, at: float) -> Reply:
    """Answer with the session's status at `at`, when it took the command: later than the call began."""
    call.now = at
    return Reply(http, rendering.reference(job, call.status(job)))


def get_session(call: Call) -> Reply:
    """Source: docs, "Check Session Status": 200, 401, 404."""
    job = call.find_job()
    return Reply(200, rendering.one_session(job, call.status(job), call.now, call.tenant.dialect(DIALECT)))


def list_sessions(call: Call) -> Reply:
    """List what is there, newest first unless asked otherwise.

    Source: docs, "Check Session Status", "Pagination", "Filtering and sorting": 200, 401. Assumed: 422 for a bad
    parameter.
    """
    tenant = call.tenant
    there = [job for job in tenant.jobs if job.vendor is VENDOR and tenant.jobs.get(job.id, call.now)]
    offset, limit = call.query.get("offset", 0), call.query.get("limit", LIMIT)
    jobs = chosen(there, call.query, call.now)
    return Reply(200, rendering.page(jobs, offset, limit, call.now, tenant.dialect(DIALECT)))


def delete_session(call: Call) -> Reply:
    """Source: apidocs, "Removing results": 200, 400 when already removed, 401, 404.

    Assumed: allowed in every status.
    """
    buried = call.tenant.jobs.tombstone(call.values[0])
    if buried is not None and buried.vendor is VENDOR and buried.deleted_at is not None:
        raise Refused(Problem.GONE, "the session is already marked as removed")
    call.find_job().deleted_at = call.now
    return Reply(call.tenant.dialect(DIALECT).delete_ok)
