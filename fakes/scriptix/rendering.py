"""A session in Scriptix's shapes: the bare object of the seed, and the older enveloped result with its words.

Source: 003_cabc99013b70539f.txt, "Session Object"; facts/scriptix sections 2.1, 2.2, 4.1 and 9.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from understudy.fakes import draw
from understudy.fakes.body import decode_json
from understudy.fakes.job import Job
from understudy.fakes.plan import TEXT_S
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.transcript import Transcript, Utterance, transcribe

NUMBERS = (10_000, 2**31 - 1)
"""Assumed: the range of the numeric ids; the seed shows 12345 and 67890."""
STORAGE = "https://storage.scriptix.io/media"


def number(job: Job, what: str) -> int:
    """Return the numeric id of the session or of its document: the same whenever it is asked for."""
    return _number(job.key, what)


@functools.lru_cache(maxsize=4096)
def _number(key: str, what: str) -> int:
    return int(draw.between(*NUMBERS, key, what, "number"))


@functools.lru_cache(maxsize=4096)
def stamp(at: float | None) -> str | None:
    """Return a Unix time as ISO 8601 UTC in whole seconds with `Z`, as the seed's example has it."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def reference(job: Job, word: str) -> dict[str, Any]:
    """Return the answer of create and upload. Source: docs, "Direct upload", "Create"; for upload assumed."""
    return {"result": {"session_id": job.id, "status": word}}


def session(job: Job, word: str, now: float) -> dict[str, Any]:
    """Return the session object, names and order as in the seed.

    `word` is the status at `now` (Unix seconds); `duration` is in seconds, 0 until the session is completed.
    Assumed: null where nothing has happened yet, and `document` left out rather than null.
    """
    given = decode_json(job.request)
    return {
        "id": number(job, "session"),
        "session_id": job.id,
        "status": word,
        "filename": job.media.filename if job.media else None,
        "duration": _duration_s(job, now),
        "language": given["language"],
        "media_type": job.media.content_type if job.media else None,
        "media_url": _media_url(job),
        "error": _error(job, now),
        "created_at": stamp(job.declared_at),
        "started_at": stamp(job.reached("processing", now)),
        "finished_at": stamp(_ended_at(job, now)),
        **({} if completed_at(job, now) is None else {"document": _document(job)}),
        "session_mode": given.get("session_mode") or "decode",
        "custom_model_id": given.get("custom_model_id"),
    }


def completed_at(job: Job, now: float) -> float | None:
    """Return when the session was completed, in Unix seconds; None when that is not so by `now`."""
    return _ended_at(job, now) if job.ended(now) == "well" else None


def _ended_at(job: Job, now: float) -> float | None:
    return job.reached(job.row(now), now) if job.ended(now) else None


def _duration_s(job: Job, now: float) -> float:
    return (job.media.duration_s or 0) if job.media and job.ended(now) == "well" else 0


def _media_url(job: Job) -> str | None:
    return f"{STORAGE}/{job.id}/{quote(job.media.filename, safe='')}" if job.media else None


def _error(job: Job, now: float) -> str | None:
    failure = job.failure(now)
    return failure.message if failure else None


def _document(job: Job) -> dict[str, Any]:
    return {"id": number(job, "document"), "name": document_name(job), "type": DIALECT.document_type}


def document_name(job: Job) -> str:
    """Return the name of the session's document: the seed's example adds " Transcript" to the file's name."""
    return f"{job.media.filename if job.media else ''} Transcript"


def page(jobs: Sequence[Job], offset: int, limit: int, now: float) -> dict[str, Any]:
    """Return one page of the sessions: `count` of this page, `total_results` of all `jobs`.

    Source: the seed, "List All Sessions"; docs, "Pagination".
    """
    shown = [session(job, job.status(now), now) for job in jobs[offset : offset + limit]]
    return {"count": len(shown), "total_results": len(jobs), "result": shown}


def result(job: Job, word: str, now: float) -> dict[str, Any]:
    """Return the result word by word, in its envelope; times in the dialect's unit, by default milliseconds.

    Source: apidocs, "Results". Assumed: before the end the status and no results; one channel, 0.
    """
    is_done = job.ended(now) == "well"
    return {
        "count": 1,
        "total_results": 1,
        "result": {
            "duration": _duration_s(job, now),
            "error": _error(job, now),
            "filename": job.media.filename if job.media else None,
            "media_type": ("video" if job.media.has_video else "audio") if job.media else None,
            "media_url": _media_url(job),
            "session_id": job.id,
            "status": DIALECT.result_done if is_done else word,
            "results": [_item(utterance) for utterance in spoken(job)] if is_done else [],
        },
    }


def spoken(job: Job) -> Transcript:
    """Return what is said in a finished session."""
    duration_s = job.media.duration_s if job.media and job.media.duration_s else TEXT_S
    return transcribe(duration_s, job.key, job.scenario.transcript)


def speaker(utterance: Utterance) -> str:
    """Return a speaker as the vendor calls them: M1, M2 and so on."""
    return f"M{utterance.speaker + 1}"


def _item(utterance: Utterance) -> dict[str, Any]:
    return {
        "result": [[word.text, _time(word.start_ms), _time(word.end_ms), word.confidence] for word in utterance.words],
        "speaker": speaker(utterance),
        "text": utterance.text,
        "sconf": utterance.confidence,
        "channel": 0,
    }


def _time(at_ms: int) -> float:
    return at_ms if DIALECT.result_unit_ms == 1 else at_ms / DIALECT.result_unit_ms
