"""Resumable upload: the protocol TUS 1.0.0 with its extension `creation`.

Source: facts/scriptix sections 3.2 b and 3.3; tus.io, "Resumable upload protocol 1.0.0".
"""

from __future__ import annotations

import functools

from understudy.fakes import draw
from understudy.fakes.body import chunks
from understudy.fakes.call import Call
from understudy.fakes.partial_file import PartialFile
from understudy.fakes.recording import examine
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.scriptix import rendering
from understudy.fakes.scriptix.dialect import DIALECT, Dialect
from understudy.fakes.scriptix.media import content_type, expect_at_most, take_in, waiting_job
from understudy.fakes.scriptix.refusal import VENDOR
from understudy.fakes.scriptix.sessions import declare
from understudy.fakes.scriptix.tus_metadata import read_metadata, session_request, write_metadata
from understudy.fakes.tenant import Settings
from understudy.fakes.translation import StreamHandler

VERSION = b"1.0.0"
RESUMABLE = (b"tus-resumable", VERSION)
OFFSET_TYPE = "application/offset+octet-stream"
FILE_ID_DIGITS = 32
"""hexadecimal digits. Assumed: no example of a file's id is shown"""


def _resumable(handler: StreamHandler) -> StreamHandler:
    """Return a handler that wants the protocol's version, and says it with every answer. Source: TUS, "Headers"."""

    @functools.wraps(handler)
    async def speak(call: Call) -> Reply:
        try:
            if call.headers.get(b"tus-resumable") != VERSION:
                reason = "send the header Tus-Resumable: 1.0.0"
                raise Refused(Problem.MALFORMED, reason, code="TUS_VERSION", headers=((b"tus-version", VERSION),))
            reply = await handler(call)
        except Refused as refused:
            refused.headers = (RESUMABLE, *refused.headers)
            raise
        return reply._replace(headers=(RESUMABLE, *reply.headers))

    return speak


def tell_tus(call: Call) -> Reply:
    """Say what is spoken here. Source: TUS, "OPTIONS": 204 with version, extensions and the largest size."""
    limit = _limit_bytes(DIALECT, call.tenants.settings)
    told = ((b"tus-version", VERSION), (b"tus-extension", b"creation"), (b"tus-max-size", b"%d" % limit))
    return Reply(204, headers=(RESUMABLE, *told))


def _limit_bytes(dialect: Dialect, settings: Settings) -> int:
    return min(dialect.tus_limit_gib * 1024**3, settings.max_upload_bytes)


@_resumable
async def create_file(call: Call) -> Reply:
    """Begin a file, for a session of its own unless the metadata name one.

    Source: TUS, "Creation": 201 with Location, 413; docs, "TUS upload", for the metadata. Assumed: 422 for metadata
    that lack something; the session is there from now on, as `new`.
    """
    tenant, length_bytes = call.tenant, _number(call, "Upload-Length")
    if length_bytes > (limit := _limit_bytes(tenant.dialect(DIALECT), tenant.settings)):
        raise Refused(Problem.TOO_LARGE, f"the file is larger than {limit} bytes")
    metadata = read_metadata(call.headers.get(b"upload-metadata", b""))
    request = session_request(metadata)
    if named := metadata.get("session_id"):
        call.job = waiting_job(call, "upload", named)
    else:
        call.job = declare(tenant, VENDOR.lifecycles["upload"], request)
    files = tenant.partial_files
    name = draw.hexadecimal(FILE_ID_DIGITS, tenant.key(VENDOR.name, "file", files.begun))
    file = files.begin(name, length_bytes, call.job.id, metadata)
    await _hand_on(call, file)
    return Reply(201, headers=((b"location", call.url(f"/api/v3/files/{name}").encode()),))


@_resumable
async def get_offset(call: Call) -> Reply:
    """Say how much has arrived. Source: TUS, "HEAD": 200, 404; no cache may keep it."""
    file = _file(call)
    length = (b"upload-length", b"%d" % file.length_bytes)
    metadata = (b"upload-metadata", write_metadata(file.metadata))
    return Reply(200, headers=(_offset(file), length, metadata, (b"cache-control", b"no-store")))


@_resumable
async def append_to_file(call: Call) -> Reply:
    """Take more of a file; when that is all, its session has its media.

    Source: TUS, "PATCH": 204, 404, 409 for another offset, 415. Assumed: 400 without an offset, 413 beyond the end.
    """
    file, offset = _file(call), _number(call, "Upload-Offset")
    if content_type(call) != OFFSET_TYPE:
        raise Refused(Problem.MEDIA_TYPE, f"the body must be {OFFSET_TYPE}")
    if offset != file.arrived_bytes:
        reason = f"{file.arrived_bytes} bytes have arrived: go on there, not at {offset}"
        raise Refused(Problem.CONFLICT, reason, code="UPLOAD_OFFSET_MISMATCH")
    left_bytes = file.length_bytes - offset
    expect_at_most(call, left_bytes)
    try:
        if not file.is_taken:
            await file.append(chunks(call.receive, left_bytes))
    finally:
        await _hand_on(call, file)
    return Reply(204, headers=(_offset(file),))


def get_file(call: Call) -> Reply:
    """Say which session a file belongs to. Source: docs, "Retrieve results". Assumed: before its end, too; 404."""
    return Reply(200, rendering.file(_file(call), call.tenant.dialect(DIALECT)))


async def _hand_on(call: Call, file: PartialFile) -> None:
    """Give the session its media once the file is whole; that it is deleted by then is nobody's concern any more."""
    if not file.take():
        return
    try:
        job = waiting_job(call, "upload", file.job_id)
        name, kind = (file.metadata.get(key, "") for key in ("filename", "filetype"))
        take_in(call, job, "upload", await examine(file.path, name or file.name, kind))
    finally:
        file.discard()


def _file(call: Call) -> PartialFile:
    """Return the file of the call, and note its session. Raises Refused(NOT_FOUND)."""
    file = call.tenant.partial_files.get(call.values[0])
    if file is None:
        raise Refused(Problem.NOT_FOUND, "there is no such file for this credential", code="FILE_NOT_FOUND")
    call.job = call.find_job(file.job_id)
    return file


def _offset(file: PartialFile) -> tuple[bytes, bytes]:
    return (b"upload-offset", b"%d" % file.arrived_bytes)


def _number(call: Call, header: str) -> int:
    """Return a header that counts bytes. Raises Refused(MALFORMED)."""
    said = call.headers.get(header.lower().encode(), b"")
    if not said.isdigit() or len(said) > 18:
        raise Refused(Problem.MALFORMED, f"send the header {header}: a number of bytes, 0 or more")
    return int(said)
