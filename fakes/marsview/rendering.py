"""A transaction and its models in Marsview's shapes.

Source: 000_71f19198a8891c3f.txt ("Get Processing State") and facts/marsview sections 2, 3.5 and 3.6.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from understudy.fakes.body import decode_json
from understudy.fakes.job import Job
from understudy.fakes.marsview.lane import ModelLane, lanes_of


def envelope(data: object) -> dict[str, object]:
    """Return the answer to a request that succeeded; `status` is a boolean."""
    return {"status": True, "data": data}


def transaction(job: Job, user_id: str, now: float) -> dict[str, Any]:
    """Return the answer of "Get Processing State"; `enableModels` is empty before anything is requested."""
    return {
        "txnId": job.id,
        "userId": user_id,
        "file": _file(job, user_id, now),
        "enableModels": [_model(lane, job, now) for lane in lanes_of(job)],
    }


def requested(job: Job, lanes: Iterable[ModelLane], user_id: str, now: float) -> dict[str, Any]:
    """Return the answer to a compute request (assumed): the models it asked for."""
    return {"txnId": job.id, "userId": user_id, "enableModels": [_model(lane, job, now) for lane in lanes]}


def _file(job: Job, user_id: str, now: float) -> dict[str, Any]:
    """Return what is known of the file. Assumed: of a link only once it was picked up."""
    title, description = _texts(job.request)
    is_there = job.link is None or any(lane.reached("picked_up", now) is not None for lane in lanes_of(job))
    duration_s = job.media.duration_s if job.media and is_there else None
    return {
        "title": title,
        "description": description,
        "userId": user_id,
        "type": "link" if job.link else "file",
        "deleted": False,
        "s3Availability": is_there,
        "fileMetadata": {} if duration_s is None else {"duration": round(duration_s)},
    }


@functools.lru_cache(maxsize=256)
def _texts(request: bytes) -> tuple[str, str]:
    declared: dict[str, Any] = decode_json(request)
    return declared["title"], declared["description"]


def _model(lane: ModelLane, job: Job, now: float) -> dict[str, Any]:
    state = {"status": lane.status(now)}
    view: dict[str, Any] = {
        "modelType": lane.name,
        "modelConfig": lane.config,
        "requestId": lane.request_id,
        "state": state,
        "processId": lane.process_id,
        "requestDate": stamp(lane.requested_at),
    }
    if reason := lane.reason(job, now):
        state |= {"error": reason.code, "message": reason.message}
        view |= {"err": reason.code, "msg": reason.message}
    return view


@functools.lru_cache(maxsize=4096)
def stamp(at: float) -> str:
    """Return a Unix time as ISO 8601 UTC with milliseconds and `Z` (assumed: as JavaScript writes it)."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
