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
from understudy.fakes.partial_file import PartialFile
from understudy.fakes.plan import TEXT_S
from understudy.fakes.reply import Reply
from understudy.fakes.scriptix.dialect import Dialect
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


def reference(job: Job, word: str, is_created: bool = False) -> dict[str, Any]:
    """Return the answer of create and upload. Source: docs, "Direct upload", "Create"; for upload assumed.

    The creation of a session to align has a word of its own, and says its mode.
    """
    if is_created and _mode(job) == "align":
        return {"result": {"session_id": job.id, "status": "created", "session_mode": "align"}}
    return {"result": {"session_id": job.id, "status": word}}


def upload_url(job: Job, url: str, expires_at: str, limit_bytes: int) -> dict[str, Any]:
    """Return where the file may be PUT. Source: docs, "Direct upload"; the form of `expires_at` is assumed."""
    return {"result": {"upload_url": url, "expires_at": expires_at, "session_id": job.id, "max_file_size": limit_bytes}}


def _mode(job: Job) -> str:
    return str(decode_json(job.request).get("session_mode") or "decode")


def one_session(job: Job, word: str, now: float, dialect: Dialect) -> dict[str, Any]:
    """Return the answer to a poll: the session alone, or in the older envelope."""
    alone = session(job, word, now, dialect)
    return alone if dialect.session_shape == "bare" else _enveloped(alone)


def _enveloped(one: dict[str, Any]) -> dict[str, Any]:
    return {"count": 1, "total_results": 1, "result": one}


def session(job: Job, word: str, now: float, dialect: Dialect) -> dict[str, Any]:
    """Return the session object, names and order as in the seed.

    `word` is the status at `now` (Unix seconds); `duration` is in seconds, 0 until the session is completed.
    Assumed: null where nothing has happened yet.
    """
    if dialect.failed_session == "short" and job.ended(now) == "badly":
        return _failed(job, word, now)
    given = decode_json(job.request)
    is_done = completed_at(job, now) is not None
    return {
        "id": number(job, "session"),
        "session_id": job.id,
        "status": dialect.session_done if is_done else word,
        "filename": job.media.filename if job.media else None,
        "duration": _duration_s(job, now),
        "language": given["language"],
        "media_type": job.media.content_type if job.media else None,
        "media_url": _media_url(job),
        "error": _error(job, now),
        "created_at": stamp(job.declared_at),
        "started_at": stamp(job.reached("processing", now)),
        "finished_at": stamp(_ended_at(job, now)),
        **_document(job, is_done, dialect),
        "session_mode": _mode(job),
        "custom_model_id": given.get("custom_model_id"),
    }


def _failed(job: Job, word: str, now: float) -> dict[str, Any]:
    """Return the five fields of the seed's failed example."""
    return {
        "id": number(job, "session"),
        "session_id": job.id,
        "status": word,
        "error": _error(job, now),
        "filename": job.media.filename if job.media else None,
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


def _document(job: Job, is_done: bool, dialect: Dialect) -> dict[str, Any]:
    """Return the member `document`; before the end there is none, or null."""
    if is_done:
        kind = document_type(job, dialect)
        return {"document": {"id": number(job, "document"), "name": document_name(job), "type": kind}}
    return {} if dialect.document_before == "absent" else {"document": None}


def document_type(job: Job, dialect: Dialect) -> str:
    """Return the kind of document that was asked for at creation, else the dialect's. Assumed: it is kept to."""
    wishes: dict[str, Any] = decode_json(job.request).get("document") or {}
    asked = str(wishes.get("document_type"))
    return asked if asked in ("caption", "document") else dialect.document_type


def document_name(job: Job) -> str:
    """Return the name of the session's document: the seed's example adds " Transcript" to the file's name."""
    return f"{job.media.filename if job.media else ''} Transcript"


def download_name(form: str) -> str:
    """Return the name of a downloaded document. Source: docs, "Export", whose example is transcript.srt."""
    return f"transcript.{form}"


def download(url: str, life_s: int, form: str, file: Reply) -> dict[str, Any]:
    """Return where the document, which is `file`, can be had for `life_s` seconds. Source: docs, "Export"."""
    return {
        "result": {
            "download_url": url,
            "expires_in": life_s,
            "filename": download_name(form),
            "content_type": file.media_type,
            "size_bytes": len(file.content()),
        }
    }


def file(of: PartialFile, dialect: Dialect) -> dict[str, Any]:
    """Return which session a file belongs to, with what was told of it. Source: docs, "Retrieve results".

    Assumed: every key that was told but the session's id is told again.
    """
    none = None if dialect.folder_absent == "null" else "null"
    metadata = {"folder_id": none, **{key: value for key, value in of.metadata.items() if key != "session_id"}}
    return _enveloped({"session_id": of.job_id, "metadata": metadata})


def page(jobs: Sequence[Job], offset: int, limit: int, now: float, dialect: Dialect) -> dict[str, Any]:
    """Return one page of the sessions: `count` of this page, `total_results` of all `jobs`.

    Source: the seed, "List All Sessions"; docs, "Pagination".
    """
    shown = [session(job, job.status(now), now, dialect) for job in jobs[offset : offset + limit]]
    return {"count": len(shown), "total_results": len(jobs), "result": shown}


def result(job: Job, word: str, now: float, dialect: Dialect) -> dict[str, Any]:
    """Return the result word by word, in its envelope; times in the dialect's unit, by default milliseconds.

    Source: apidocs, "Results". Assumed: before the end the status and no results; one channel, 0.
    """
    is_done = job.ended(now) == "well"
    return _enveloped(
        {
            "duration": _duration_s(job, now),
            "error": _error(job, now),
            "filename": job.media.filename if job.media else None,
            "media_type": ("video" if job.media.has_video else "audio") if job.media else None,
            "media_url": _media_url(job),
            "session_id": job.id,
            "status": dialect.result_done if is_done else word,
            "results": [_item(utterance, dialect.result_unit_ms) for utterance in spoken(job)] if is_done else [],
        }
    )


def spoken(job: Job) -> Transcript:
    """Return what is said in a finished session."""
    duration_s = job.media.duration_s if job.media and job.media.duration_s else TEXT_S
    return transcribe(duration_s, job.key, job.scenario.transcript)


def speaker(utterance: Utterance) -> str:
    """Return a speaker as the vendor calls them: M1, M2 and so on."""
    return f"M{utterance.speaker + 1}"


def _item(utterance: Utterance, unit_ms: int) -> dict[str, Any]:
    words = [
        [word.text, _time(word.start_ms, unit_ms), _time(word.end_ms, unit_ms), word.confidence]
        for word in utterance.words
    ]
    return {
        "result": words,
        "speaker": speaker(utterance),
        "text": utterance.text,
        "sconf": utterance.confidence,
        "channel": 0,
    }


def _time(at_ms: int, unit_ms: int) -> float:
    return at_ms if unit_ms == 1 else at_ms / unit_ms
