"""Marsview's operations: each handler translates between its HTTP and a transaction, and does nothing else.

Source: 000_71f19198a8891c3f.txt ("GET Request Output"), 001_6ae91c801f00b466.txt (steps 5 to 8) and facts/marsview
sections 1 to 6. A transaction is one job; each model requested on it is a lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from understudy.contracts import vendor
from understudy.fakes.body import Form
from understudy.fakes.call import Call
from understudy.fakes.job import Job, Lane
from understudy.fakes.link import follow, parse
from understudy.fakes.marsview import access_token, authentication, custom_input, rendering
from understudy.fakes.marsview.credentials import with_misspelt_json
from understudy.fakes.marsview.dialect import DIALECT
from understudy.fakes.marsview.generation import mid_2021, mid_2021_stream
from understudy.fakes.marsview.identifier import identifier
from understudy.fakes.marsview.lane import ModelLane, request
from understudy.fakes.marsview.metadata import metadata
from understudy.fakes.marsview.refusal import BadToken, refuse
from understudy.fakes.recording import examine
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants
from understudy.fakes.translation import Translation

VENDOR = with_misspelt_json(vendor("marsview"))
TRANSACTION = VENDOR.lifecycles["transaction"]
_SETTLED = {None: 0, "badly": 1, "well": 2}
"""how an end is ranked when one lane has to stand for all: the least settled one does"""


def admit(headers: Mapping[bytes, bytes], tenants: Tenants) -> Tenant:
    """Return the tenant whom the access token names. Source: facts sections 2 and 3.2: 403."""
    claims = access_token.claims_of(headers, tenants.settings.seed)
    try:
        tenant = tenants.get(claims.api_key, VENDOR.name)
    except NotAdmitted as reason:
        raise BadToken(f"jwt subject invalid: {reason}") from reason
    try:
        access_token.check_type(headers, tenant.dialect(DIALECT))
        access_token.check_life(claims, tenant.clock.now())
    except BadToken as refused:
        refused.tenant = tenant
        raise
    return tenant


async def save_file(call: Call) -> Reply:
    """Source: docs, "File handling": 200, 403.

    Assumed: 400 for a missing part, 413 for a file over the limit; a file that is not audio is saved, and fails later.
    """
    content_type = call.headers.get(b"content-type", b"").decode("latin-1")
    async with Form(call.receive, content_type, call.tenant.settings.max_upload_bytes) as form:
        part = form.file("file")
        texts = {name: _text(form, name) for name in ("title", "description")}
        media = await examine(part.path, part.filename or "", part.content_type)
    call.job = call.tenant.declare(VENDOR, TRANSACTION, _new_id(call), msgspec.json.encode(texts), media=media)
    return Reply(200, rendering.envelope({"txnId": call.job.id}))


async def save_file_link(call: Call) -> Reply:
    """Source: docs, "File handling"; 001_6ae91c801f00b466.txt, step 5.

    The vendor fetches the file when a request is picked up; whether the link lives so long is seen then.
    """
    link = parse(call.body["link"])
    media = await follow(link, call.tenant)
    call.job = call.tenant.declare(VENDOR, TRANSACTION, _new_id(call), call.raw, link, media)
    return Reply(200, rendering.envelope({"txnId": call.job.id}))


def compute(call: Call) -> Reply:
    """Source: docs, "Compute metadata"; 001_6ae91c801f00b466.txt, step 6.

    Assumed: a second request appends models; 400 for a model that does not exist, 404 for an unknown transaction.
    """
    job = _transaction(call, call.body["txnId"])
    lanes = request(job, call.body["enableModels"], call.now)
    _check_dependencies(call, lanes)
    call.tenant.command(job, "compute")
    job.lanes = (*job.lanes, *lanes)
    _say(call, lanes)
    return Reply(200, rendering.envelope(rendering.requested(job, lanes, _user_id(call), call.now)))


def get_txn(call: Call) -> Reply:
    """Source: 000_71f19198a8891c3f.txt, "Get Processing State"."""
    job = _transaction(call)
    _say(call, job.lanes)
    return Reply(200, rendering.envelope(rendering.transaction(job, _user_id(call), call.now)))


def fetch_metadata(call: Call) -> Reply:
    """Source: 000_71f19198a8891c3f.txt, "Get Request Metadata". Assumed: before the end, 200 with what is ready."""
    job = _transaction(call)
    return Reply(200, rendering.envelope(metadata(job, call.now, custom_input.names(call.tenant))))


def delete_file(call: Call) -> Reply:
    """Source: docs, "File handling". Assumed: the answer; allowed at any time; afterwards 404."""
    job = _transaction(call)
    job.deleted_at = call.now
    return Reply(200, rendering.envelope({"txnId": job.id}))


def _text(form: Form, name: str) -> str:
    text = form.text(name)
    if text is None:
        raise Refused(Problem.INVALID, f"the form has no field {name!r}")
    return text


def _new_id(call: Call) -> str:
    return identifier("txn", call.tenant.key(VENDOR.name, call.tenant.jobs.declared))


def _transaction(call: Call, txn_id: str | None = None) -> Job:
    """Return the transaction, by default the one that ends the path; it is gone as soon as one of its lanes is.

    Raises Refused(NOT_FOUND).
    """
    job = call.find_job(call.values[-1] if txn_id is None else txn_id)
    if not all(lane.row(call.now) for lane in job.lanes):
        raise Refused(Problem.NOT_FOUND, f"there is no {job.id!r} any more")
    return job


def _check_dependencies(call: Call, lanes: Sequence[ModelLane]) -> None:
    """Raise Refused in the dialect in which compute itself refuses a missing dependency."""
    lane = next((lane for lane in lanes if lane.missing), None)
    if lane and call.tenant.dialect(DIALECT).missing_dependency == 400:
        raise Refused(Problem.INVALID, lane.complaint(), code="MCST07")


def _say(call: Call, lanes: Sequence[Lane]) -> None:
    """Note for the journal what the answer says: the status of the least settled lane stands for all."""
    if lanes:
        least = min(lanes, key=lambda lane: _SETTLED[lane.ended(call.now)])
        call.said = least.status(call.now)


def _user_id(call: Call) -> str:
    return access_token.claims_of(call.headers, call.tenants.settings.seed).user_id


MARSVIEW = Translation(
    vendor=VENDOR,
    dialect=DIALECT,
    handlers={
        "compute": compute,
        "getTxn": get_txn,
        "fetchMetadata": fetch_metadata,
        "deleteFile": delete_file,
        "computeForUser": mid_2021(compute),
        "getTxnOfUser": mid_2021(get_txn),
        "fetchMetadataOfUser": mid_2021(fetch_metadata),
        **custom_input.HANDLERS,
    },
    streams={
        "createAccessToken": authentication.create_access_token,
        "getAccessToken": authentication.get_access_token,
        "saveFile": save_file,
        "saveFileLink": save_file_link,
        "saveFileLinkForUser": mid_2021_stream(save_file_link),
    },
    admit=admit,
    refuse=refuse,
)
