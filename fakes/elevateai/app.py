"""ElevateAI's operations: each handler translates between its HTTP and a job, and does nothing else.

Source: 002_14ee994eeed99376.txt ("Check the Processing Status") and facts/elevateai sections 2 to 8 and 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.contracts import vendor
from understudy.fakes import draw
from understudy.fakes.body import Form, decode_json
from understudy.fakes.call import Call
from understudy.fakes.elevateai import rendering
from understudy.fakes.elevateai.dialect import DIALECT
from understudy.fakes.job import Job
from understudy.fakes.link import follow, parse
from understudy.fakes.recording import examine
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants
from understudy.fakes.vendor_app import Translation

VENDOR = vendor("elevateai")
_STATUS = {
    Problem.UNAUTHORIZED: 401,
    Problem.NO_ROUTE: 404,
    Problem.NOT_FOUND: 404,
    Problem.NOT_READY: 404,
    Problem.METHOD: 405,
    Problem.CONFLICT: 409,
    Problem.TOO_LARGE: 413,
}


def admit(headers: Mapping[bytes, bytes], tenants: Tenants) -> Tenant:
    """Return the tenant of `X-API-Token`. Source: facts section 1."""
    try:
        return tenants.get(headers.get(b"x-api-token", b"").decode("latin-1"), VENDOR.name)
    except NotAdmitted as reason:
        raise Refused(Problem.UNAUTHORIZED, f"X-API-Token: {reason}") from reason


def refuse(refused: Refused) -> Reply:
    """Answer `{"errorMessage": ...}`. Source: facts section 1; 400 where no code is documented is assumed."""
    dialect = refused.dialect(DIALECT)
    if refused.problem is Problem.NOT_READY and dialect.not_ready == 204:
        return Reply(204)
    return Reply(_STATUS.get(refused.problem, 400), {"errorMessage": refused.reason})


async def declare_interaction(call: Call) -> Reply:
    """Source: docs, "Declare an audio interaction", "... a chat ...", "... a transcript": 201, 400, 401, 429."""
    body, tenant = call.body, call.tenant
    url = body.get("downloadUri") if body["type"] == "audio" else None
    link = parse(url) if url else None
    media = await follow(link, tenant) if link else None
    kind = "text" if body["type"] != "audio" else "download" if link else "upload"
    job_id = draw.guid(tenant.key(VENDOR.name, tenant.jobs.declared))
    call.job = tenant.declare(VENDOR, VENDOR.lifecycles[kind], job_id, call.raw, link, media)
    return Reply(201, {"interactionIdentifier": job_id})


async def upload_interaction(call: Call) -> Reply:
    """Source: docs, "Upload an audio file": 201, 400, 401, 409, 413.

    Assumed: 404 for an unknown id (not listed); 409 in every status that takes no upload.
    """
    job = call.find_job()
    if not job.accepts("upload", call.now):
        raise _no_upload(job, call)
    content_type = call.headers.get(b"content-type", b"").decode("latin-1")
    async with Form(call.receive, content_type, call.tenant.settings.max_upload_bytes) as form:
        part = form.file()
        media = await examine(part.path, part.filename or "", part.content_type)
    if not call.tenant.command(job, "upload", media):
        raise _no_upload(job, call)
    return Reply(call.tenant.dialect(DIALECT).upload_ok)


def _no_upload(job: Job, call: Call) -> Refused:
    return Refused(Problem.CONFLICT, f"the interaction is {job.status(call.now)} and does not wait for a file")


def get_interaction_status(call: Call) -> Reply:
    """Source: docs, "Check the Processing Status": 200, 401, 404."""
    job = call.find_job()
    return Reply(200, rendering.status(job, call.status(job), call.now))


def get_declared_parameters(call: Call) -> Reply:
    """Source: docs, "Retrieve declared parameters"."""
    job = call.find_job()
    return Reply(200, rendering.declared_parameters(job.id, decode_json(job.request)))


def get_transcript(call: Call) -> Reply:
    """Source: docs, "Get phrase-by-phrase transcript"; the plural path is that of three vendor clients."""
    return Reply(200, rendering.phrases(rendering.spoken(_finished(call))))


def get_punctuated_transcript(call: Call) -> Reply:
    """Source: docs, "Get punctuated transcript"."""
    return Reply(200, rendering.sentences(rendering.spoken(_finished(call))))


def get_ai_results(call: Call) -> Reply:
    """Source: docs, "Get CX AI". Assumed: 404 when declared without includeAiResults."""
    job = _finished(call, may_be_text=True)
    declared: dict[str, Any] = decode_json(job.request)
    if not declared.get("includeAiResults"):
        raise Refused(Problem.NOT_READY, "the interaction was declared without includeAiResults")
    return Reply(200, rendering.ai(rendering.spoken(job), job.key))


def delete_interaction(call: Call) -> Reply:
    """Source: docs, "Delete data": 200. Assumed: allowed in every status; afterwards 404."""
    job = call.find_job()
    job.deleted_at = call.now
    return Reply(200)


def _finished(call: Call, may_be_text: bool = False) -> Job:
    """Return the job if its results are ready. Assumed: a chat has no transcripts."""
    job = call.find_job()
    if job.ended(call.now) != "well":
        raise Refused(Problem.NOT_READY, f"the interaction is {job.status(call.now)}, not processed")
    if job.lifecycle.name == "text" and not may_be_text and decode_json(job.request)["type"] == "chat":
        raise Refused(Problem.NOT_FOUND, "a chat has no transcript")
    return job


ELEVATEAI = Translation(
    vendor=VENDOR,
    dialect=DIALECT,
    handlers={
        "getInteractionStatus": get_interaction_status,
        "getDeclaredParameters": get_declared_parameters,
        "getTranscript": get_transcript,
        "getTranscripts": get_transcript,
        "getPunctuatedTranscript": get_punctuated_transcript,
        "getAiResults": get_ai_results,
        "deleteInteraction": delete_interaction,
    },
    streams={"declareInteraction": declare_interaction, "uploadInteraction": upload_interaction},
    admit=admit,
    refuse=refuse,
)
