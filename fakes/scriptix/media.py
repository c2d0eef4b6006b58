"""Brings a session its media: as a multipart form, alone or with its text, or by a URL to which it is PUT.

Source: facts/scriptix section 3.2.
"""

from __future__ import annotations

import mimetypes
import tempfile
from pathlib import Path

import msgspec

from understudy.contracts import Issue
from understudy.fakes.body import Form, Part, chunks
from understudy.fakes.call import Call
from understudy.fakes.job import Job, Media
from understudy.fakes.recording import examine, media_type_of
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.scriptix import rendering, signed_url
from understudy.fakes.scriptix.sessions import reference

TEXT_BYTES_MAX = 1024 * 1024
"""Assumed: as much text as a day of speech has"""
UPLOAD_URL_LIFE_S = 24 * 3600
"""Source: docs, 'Direct upload'"""
DIRECT_BYTES_MAX = 5_368_709_120
"""Source: docs, 'Direct upload'"""


async def upload_media(call: Call) -> Reply:
    """Take the multipart part `upload`.

    Source: the vendor's older client pyzoomapi, which demands a JSON object without `error`.
    Assumed: 200 with the body of create; 400, 404, 409 in every status that takes no upload, 413, 415, 422.
    """
    job = waiting_job(call, "upload")
    async with Form(call.receive, content_type(call), call.tenant.settings.max_upload_bytes) as form:
        part = form.file("upload")
        media = await examine(part.path, part.filename or "upload", part.content_type)
    take_in(call, job, "upload", media)
    return reference(call, 200, job, job.commands[-1].at)


async def align_media(call: Call) -> Reply:
    """Take the parts `media_file` and `transcript_file`; the text that is given becomes the transcript.

    Source: apidocs, "Process alignment": 200, 400, 401, 402, 415, 422, 500. Assumed: the body, 404, 409, 413, and that
    415 is about the parts' types, too.
    """
    job = waiting_job(call, "align")
    async with Form(call.receive, content_type(call), call.tenant.settings.max_upload_bytes) as form:
        recording, text = form.file("media_file"), form.file("transcript_file")
        _expect_type(recording, "audio/", "video/", "application/octet-stream")
        _expect_type(text, "text/")
        said = _text(text)
        media = await examine(recording.path, recording.filename or "media_file", recording.content_type)
    take_in(call, job, "align", media)
    job.scenario = msgspec.structs.replace(job.scenario, transcript=said)
    return reference(call, 200, job, job.commands[-1].at)


def _expect_type(part: Part, *kinds: str) -> None:
    kind = media_type_of(part.filename or "", part.content_type)
    if not kind.startswith(kinds):
        raise Refused(Problem.MEDIA_TYPE, f"the part {part.name!r} is {kind}, not {' or '.join(kinds)}")


def _text(part: Part) -> str:
    """Raises Refused(TOO_LARGE), or INVALID for a text that is empty or no UTF-8."""
    if part.size_bytes > TEXT_BYTES_MAX:
        raise Refused(Problem.TOO_LARGE, f"the transcript is larger than {TEXT_BYTES_MAX} bytes")
    try:
        text = part.path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad_text(f"is not UTF-8: {error}") from error
    if not text.strip():
        raise _bad_text("is empty")
    return text


def _bad_text(what: str) -> Refused:
    return Refused(Problem.INVALID, f"the transcript_file {what}", [Issue("transcript_file", what)])


def make_upload_url(call: Call) -> Reply:
    """Answer a URL to which the session's file may be PUT, once, within 24 hours.

    Source: docs, "Direct upload". Assumed: 200 without a request body; 404, and 409 in a status that takes no upload.
    """
    job = waiting_job(call, "upload")
    signed = signed_url.sign(call, "putMedia", (job.id,), UPLOAD_URL_LIFE_S)
    return Reply(200, rendering.upload_url(job, signed.url, signed.expires_at, DIRECT_BYTES_MAX))


async def put_media(call: Call) -> Reply:
    """Take the file from whoever has the URL.

    Source: docs, "Direct upload": `x-ms-blob-type: BlockBlob` and the Content-Type of the media. Assumed: 201 as
    Azure's storage answers; 400 without that header; 403, 404, 409, 413; the session is queued at once, as the page
    ends here.
    """
    job = signed_url.holder(call)
    if not job.accepts("upload", call.now):
        raise unexpected(job, call)
    if call.headers.get(b"x-ms-blob-type", b"").lower() != b"blockblob":
        raise Refused(Problem.MALFORMED, "send the header x-ms-blob-type: BlockBlob")
    limit_bytes = min(DIRECT_BYTES_MAX, call.tenant.settings.max_upload_bytes)
    expect_at_most(call, limit_bytes)
    with tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        path = Path(folder, "media")
        with path.open("wb") as file:
            async for chunk in chunks(call.receive, limit_bytes):
                file.write(chunk)
        media = await examine(path, _blob_name(job, call), content_type(call))
    take_in(call, job, "upload", media)
    return reference(call, 201, job, job.commands[-1].at)._replace(body=None)


def _blob_name(job: Job, call: Call) -> str:
    """Return a file name. Assumed: the session's id, as no name comes with the file."""
    kind = media_type_of("", content_type(call))
    return f"{job.id}{mimetypes.guess_extension(kind) or ''}"


def expect_at_most(call: Call, limit_bytes: int) -> None:
    """Raise Refused(TOO_LARGE) when the request announces more than `limit_bytes`, before any of it is read."""
    announced = call.headers.get(b"content-length", b"")
    if announced.isdigit() and int(announced) > limit_bytes:
        raise Refused(Problem.TOO_LARGE, f"the body is larger than {limit_bytes} bytes")


def waiting_job(call: Call, command: str, job_id: str | None = None) -> Job:
    """Return the session of the call. Raises Refused(NOT_FOUND), or CONFLICT when it does not wait for `command`."""
    job = call.find_job(job_id)
    if not job.accepts(command, call.now):
        raise unexpected(job, call)
    return job


def take_in(call: Call, job: Job, command: str, media: Media) -> None:
    """Let the session have its media now. Raises Refused(CONFLICT) when something else came first."""
    if not call.tenant.command(job, command, media):
        raise unexpected(job, call)


def unexpected(job: Job, call: Call) -> Refused:
    """Return the refusal of media for which the session does not wait."""
    return Refused(Problem.CONFLICT, f"the session is {job.status(call.now)} and does not wait for this")


def content_type(call: Call) -> str:
    """Return the request's `Content-Type`; empty when it has none."""
    return call.headers.get(b"content-type", b"").decode("latin-1")
