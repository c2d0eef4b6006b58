"""ElevateAI's operations: each handler translates between its HTTP and a job, and does nothing else.

Source: 002_14ee994eeed99376.txt ("Check the Processing Status") and facts/elevateai sections 2 to 8 and 12.
"""

from __future__ import annotations

from understudy.contracts import Issue
from understudy.fakes import draw, subject
from understudy.fakes.body import Form
from understudy.fakes.call import Call
from understudy.fakes.elevateai import account, gen_ai, rendering, retention
from understudy.fakes.elevateai.declaration import declared, text
from understudy.fakes.elevateai.dialect import DIALECT
from understudy.fakes.elevateai.refusal import VENDOR, admit, refuse
from understudy.fakes.job import Job
from understudy.fakes.link import follow, parse
from understudy.fakes.recording import examine
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.translation import Translation


async def declare_interaction(call: Call) -> Reply:
    """Source: docs, "Declare an audio interaction", "... a chat ...", "... a transcript": 201, 400, 401, 429."""
    body, tenant = call.body, call.tenant
    _check_keys(call)
    url = body.get("downloadUri") if body["type"] == "audio" else None
    link = parse(url) if url else None
    media = await follow(link, tenant) if link else None
    kind = "text" if body["type"] != "audio" else "download" if link else "upload"
    account.check_quota(tenant, call.now)
    job_id = draw.guid(tenant.key(VENDOR.name, tenant.jobs.declared))
    call.job = tenant.declare(VENDOR, VENDOR.lifecycles[kind], job_id, call.raw, link, media)
    call.subject = subject.of_text(text(body)) if kind == "text" else None
    return Reply(201, {"interactionIdentifier": job_id})


def _check_keys(call: Call) -> None:
    """Refuse keys that nobody documents, where the dialect does. Raises Refused(INVALID)."""
    unknown = call.operation.keys.unknown(call.body)
    if unknown and call.tenant.dialect(DIALECT).unknown_keys == "refused":
        raise Refused(Problem.INVALID, f"{unknown[0][:80]}: no such field", [Issue(unknown[0], "no such field")])


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
    return Reply(200, rendering.declared_parameters(job))


def get_transcript(call: Call) -> Reply:
    """Source: docs, "Get phrase-by-phrase transcript"."""
    return Reply(200, rendering.phrases(rendering.spoken(_finished(call))))


def get_transcripts(call: Call) -> Reply:
    """Answer as `get_transcript`, on the path of three vendor clients; the docs do not have it."""
    if not call.tenant.dialect(DIALECT).plural_transcripts:
        raise Refused(Problem.NO_ROUTE, "no operation has this path: the documented one is /transcript")
    return get_transcript(call)


def get_punctuated_transcript(call: Call) -> Reply:
    """Source: docs, "Get punctuated transcript"."""
    return Reply(200, rendering.sentences(rendering.spoken(_finished(call))))


def get_ai_results(call: Call) -> Reply:
    """Source: docs, "Get CX AI". Assumed: 404 when declared without includeAiResults."""
    job = _finished(call, may_be_text=True)
    if not declared(job).get("includeAiResults"):
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
    if not job.has_results(call.now):
        raise Refused(Problem.NOT_READY, "the interaction is processed, but its results are not there yet")
    if retention.is_over(job, call.now):
        raise Refused(Problem.NOT_FOUND, f"the results were deleted {retention.KEPT_DAYS} days after processing")
    if job.lifecycle.name == "text" and not may_be_text and declared(job)["type"] == "chat":
        raise Refused(Problem.NOT_FOUND, "a chat has no transcript")
    return job


ELEVATEAI = Translation(
    vendor=VENDOR,
    dialect=DIALECT,
    handlers={
        "getInteractionStatus": get_interaction_status,
        "getDeclaredParameters": get_declared_parameters,
        "getTranscript": get_transcript,
        "getTranscripts": get_transcripts,
        "getPunctuatedTranscript": get_punctuated_transcript,
        "getAiResults": get_ai_results,
        "deleteInteraction": delete_interaction,
        **gen_ai.HANDLERS,
    },
    streams={"declareInteraction": declare_interaction, "uploadInteraction": upload_interaction},
    admit=admit,
    refuse=refuse,
    usage=account.usage,
)
