"""What a call from Scriptix says, in whichever of its four documented forms it comes.

Source: scriptix.md 8: W1 flat (the seed document), W2 event and data, W3 sessionId of a success, W4 of a
document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from understudy.client.errors import WebhookRefused
from understudy.client.scriptix import STATUSES
from understudy.client.status import Status

EVENTS = {"transcription.completed": "completed", "transcription.failed": "failed"}
"""scriptix.md 8, W2"""


@dataclass(frozen=True)
class Callback:
    """One call, read."""

    session_id: str
    status: Status | None
    """None: the call is about a document, not about the session's end"""
    sent_at_s: float | None
    """seconds since 1970 by the vendor's clock; None where the form has no time"""


class _Data(msgspec.Struct):
    id: str
    status: str | None = None


class _Body(msgspec.Struct):
    session_id: str | None = None
    status: str | None = None
    error: str | None = None
    event: str | None = None
    timestamp: str | int | float | None = None
    data: _Data | None = None
    old_id: str | None = msgspec.field(name="sessionId", default=None)
    document_id: object = msgspec.field(name="documentId", default=None)


def read(headers: Mapping[str, str], body: bytes) -> Callback:
    """Return what the call says; `headers` have lower-case names. Raises WebhookRefused if nothing."""
    try:
        found = msgspec.json.decode(body, type=_Body)
        sent_at_s = _seconds(found.timestamp)
    except (ValueError, OverflowError, RecursionError) as error:
        raise WebhookRefused(f"not a call that Scriptix documents: {error}") from error
    session_id = found.data.id if found.data else found.session_id or found.old_id
    session_id = session_id or headers.get("x-scriptix-session")
    if not session_id:
        raise WebhookRefused("not a call that Scriptix documents: it names no session")
    word = _word(found)
    status = None if word is None else Status(word, STATUSES.get(word), message=found.error)
    return Callback(session_id, status, sent_at_s)


def _word(body: _Body) -> str | None:
    if body.data:
        return EVENTS.get(body.event or "") or body.data.status
    if body.status or body.document_id is not None:
        return body.status
    # The old form is sent for successes only.
    return "completed" if body.old_id else None


def _seconds(timestamp: str | float | None) -> float | None:
    if not isinstance(timestamp, str):
        return timestamp
    moment = datetime.fromisoformat(timestamp)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
