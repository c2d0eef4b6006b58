"""The document of a finished session: as JSON with times in milliseconds, or as srt, vtt or txt.

Source: facts/scriptix section 4.2 (docs, "Retrieve", "Export"); SubRip and WebVTT as those formats are. No
sample of srt, vtt or txt is shown, so where the speaker and, in txt, the time stand is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from understudy.fakes.job import Job
from understudy.fakes.reply import JSON, Reply
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.scriptix.rendering import document_name, number, speaker, spoken


class Segment(NamedTuple):
    """One sentence with its speaker; times in whole milliseconds from the start of the recording."""

    start_ms: int
    stop_ms: int
    speaker: str
    text: str


def _segments(job: Job) -> list[Segment]:
    """Return the sentences of a session; each lasts a millisecond at least, as WebVTT wants it."""
    return [
        Segment(each.start_ms, max(each.end_ms, each.start_ms + 1), speaker(each), each.text) for each in spoken(job)
    ]


def as_json(job: Job, created_at: float) -> dict[str, Any]:
    """Return the enveloped JSON document; `created_at` in Unix seconds. Assumed: never modified since."""
    created = datetime.fromtimestamp(created_at, UTC).isoformat(timespec="microseconds")
    segments = [
        {"start": each.start_ms, "stop": each.stop_ms, "speaker": each.speaker, "text": each.text}
        for each in _segments(job)
    ]
    return {
        "result": {
            "id": number(job, "document"),
            "created": created,
            "last_modified": created,
            "filename": document_name(job),
            "type": DIALECT.document_type,
            "document": segments,
        }
    }


def as_srt(job: Job, _: float) -> str:
    """Return SubRip subtitles."""
    return "\n".join(
        f"{index}\n{_times(each, ',')}\n{each.speaker}: {each.text}\n"
        for index, each in enumerate(_segments(job), start=1)
    )


def as_vtt(job: Job, _: float) -> str:
    """Return WebVTT subtitles, each cue in a voice span."""
    cues = [f"{_times(each, '.')}\n<v {each.speaker}>{_escaped(each.text)}\n" for each in _segments(job)]
    return "\n".join(["WEBVTT\n", *cues])


def as_txt(job: Job, _: float) -> str:
    """Return plain text, a line for each sentence."""
    lines = [f"[{_clock(each.start_ms, '.')}] {each.speaker}: {each.text}\n" for each in _segments(job)]
    return "".join(lines)


def _times(segment: Segment, point: str) -> str:
    return f"{_clock(segment.start_ms, point)} --> {_clock(segment.stop_ms, point)}"


def _clock(at_ms: int, point: str) -> str:
    seconds, rest_ms = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest_ms:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Format(NamedTuple):
    """One way to have a document."""

    media_type: str
    render: Callable[[Job, float], object]
    """(job, Unix seconds of the document's making) -> body"""


FORMATS: Mapping[str, Format] = {
    "json": Format(JSON, as_json),
    "srt": Format("text/plain", as_srt),
    "vtt": Format("text/vtt", as_vtt),
    "txt": Format("text/plain", as_txt),
}
"""by the query parameter `format`; text/plain for srt is docs, "Export", the other media types are assumed"""


def document(job: Job, form: Format, created_at: float) -> Reply:
    """Return the answer with a document; `created_at` in Unix seconds."""
    return Reply(200, form.render(job, created_at), form.media_type)
