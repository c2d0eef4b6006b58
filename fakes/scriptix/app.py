"""Scriptix's operations: each handler translates between its HTTP and a job, and does nothing else.

Source: 003_cabc99013b70539f.txt ("Check Session Status") and facts/scriptix sections 1 to 5 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping

from understudy.fakes import draw
from understudy.fakes.body import Form
from understudy.fakes.call import Call
from understudy.fakes.job import Job
from understudy.fakes.link import follow, parse
from understudy.fakes.recording import examine
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.scriptix import rendering
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.scriptix.documents import FORMATS, document
from understudy.fakes.scriptix.refusal import VENDOR, message_of, refuse
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants
from understudy.fakes.vendor_app import Translation

ID_DIGITS = 26
"""hexadecimal digits of a session_id, as in the two ids of the docs that look real (facts section 2.1)"""
LIMIT = 25
"""sessions on a page when none is asked for. Source: docs, "Pagination\""""


def admit(headers: Mapping[bytes, bytes], tenants: Tenants) -> Tenant:
    """Return the tenant of `Authorization: Bearer KEY`, else of `x-zoom-s2t-key`.

    Raises Refused(UNAUTHORIZED). Source: facts sections 1, 5.2 and 9. Assumed: only the scheme Bearer counts.
    """
    key = _bearer(headers) or headers.get(b"x-zoom-s2t-key", b"").decode("latin-1").strip()
    if not key:
        raise Refused(Problem.UNAUTHORIZED, message_of("MISSING_API_KEY"), code="MISSING_API_KEY")
    try:
        return tenants.get(key, VENDOR.name)
    except NotAdmitted as reason:
        raise Refused(Problem.UNAUTHORIZED, f"{message_of('INVALID_API_KEY')}: {reason}") from reason


def _bearer(headers: Mapping[bytes, bytes]) -> str:
    scheme, _, key = headers.get(b"authorization", b"").decode("latin-1").strip().partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


async def create_session(call: Call) -> Reply:
    """Make a session that waits for its media, or has it from `media_source`.

    Source: apidocs, "Initialize"; docs, "Create": 201, 400, 401, 415, 422. 413: docs, "Errors".
    """
    source, tenant = call.body.get("media_source"), call.tenant
    link = parse(source) if source else None
    media = await follow(link, tenant) if link else None
    lifecycle = VENDOR.lifecycles["link" if link else "upload"]
    session_id = draw.hexadecimal(ID_DIGITS, tenant.key(VENDOR.name, tenant.jobs.declared))
    job = tenant.declare(VENDOR, lifecycle, session_id, call.raw, link, media)
    return _reference(call, 201, job, job.declared_at)


async def upload_media(call: Call) -> Reply:
    """Take the multipart part `upload`.

    Source: the vendor's older client pyzoomapi, which demands a JSON object without `error`.
    Assumed: 200 with the body of create; 400, 404, 409 in every status that takes no upload, 413, 415, 422.
    """
    job = call.find_job()
    if not job.accepts("upload", call.now):
        raise _no_upload(job, call)
    content_type = call.headers.get(b"content-type", b"").decode("latin-1")
    async with Form(call.receive, content_type, call.tenant.settings.max_upload_bytes) as form:
        part = form.file("upload")
        media = await examine(part.path, part.filename or "upload", part.content_type)
    if not call.tenant.command(job, "upload", media):
        raise _no_upload(job, call)
    return _reference(call, 200, job, job.commands[-1].at)


def _no_upload(job: Job, call: Call) -> Refused:
    return Refused(Problem.CONFLICT, f"the session is {job.status(call.now)} and does not wait for a file")


def _reference(call: Call, http: int, job: Job, at: float) -> Reply:
    """Answer with the session's status at `at`, when it took the command: later than the call began."""
    call.now = at
    return Reply(http, rendering.reference(job, call.status(job)))


def get_session(call: Call) -> Reply:
    """Source: docs, "Check Session Status": 200, 401, 404."""
    job = call.find_job()
    return Reply(200, rendering.session(job, call.status(job), call.now))


def list_sessions(call: Call) -> Reply:
    """List what is there, newest first.

    Source: docs, "Check Session Status", "Pagination": 200, 401. Assumed: 422 for a bad parameter.
    """
    jobs, status = call.tenant.jobs, call.query.get("status")
    there = [job for job in jobs if job.vendor is VENDOR and jobs.get(job.id, call.now)]
    asked = [job for job in there if status in (None, job.status(call.now))]
    offset, limit = call.query.get("offset", 0), call.query.get("limit", LIMIT)
    return Reply(200, rendering.page(asked[::-1], offset, limit, call.now))


def get_result(call: Call) -> Reply:
    """Source: apidocs, "Results": 200, 401. Assumed: 404 for a session that is not there."""
    job = call.find_job()
    return Reply(200, rendering.result(job, call.status(job), call.now))


def get_document(call: Call) -> Reply:
    """Source: docs, "Retrieve": 200, 400, 401, 404.

    Assumed: 400 is for a format that cannot be had; 404 also before the end.
    """
    job, name = call.find_job(), call.query.get("format", "json")
    if name not in FORMATS:
        reason = f"the format {name[:80]!r} cannot be had: choose from {', '.join(FORMATS)}"
        raise Refused(Problem.MALFORMED, reason, code="UNSUPPORTED_FORMAT")
    made_at = rendering.completed_at(job, call.now)
    if made_at is None or call.values[1] != str(rendering.number(job, "document")):
        raise Refused(Problem.NOT_READY, f"the session is {job.status(call.now)} and has no such document")
    return document(job, FORMATS[name], made_at)


def delete_session(call: Call) -> Reply:
    """Source: apidocs, "Removing results": 200, 400 when already removed, 401, 404.

    Assumed: allowed in every status.
    """
    buried = call.tenant.jobs.tombstone(call.values[0])
    if buried is not None and buried.vendor is VENDOR and buried.deleted_at is not None:
        raise Refused(Problem.GONE, "the session is already marked as removed")
    call.find_job().deleted_at = call.now
    return Reply(DIALECT.delete_ok)


SCRIPTIX = Translation(
    vendor=VENDOR,
    dialect=DIALECT,
    handlers={
        "listSessions": list_sessions,
        "getSession": get_session,
        "getResult": get_result,
        "getDocument": get_document,
        "deleteSession": delete_session,
    },
    streams={"createSession": create_session, "uploadMedia": upload_media},
    admit=admit,
    refuse=refuse,
)
