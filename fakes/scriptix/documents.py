"""The document of a finished session: as JSON with times in milliseconds, as subtitles, as text or as a page.

Source: facts/scriptix section 4.2 (docs, "Retrieve", "Export"); SubRip, WebVTT and SubViewer as those formats are. No
sample of a format but JSON is shown, so where the speaker and, in txt and html, the time stand is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from understudy.fakes.body import decode_json
from understudy.fakes.job import Job
from understudy.fakes.reply import JSON, Reply
from understudy.fakes.scriptix.dialect import Dialect
from understudy.fakes.scriptix.rendering import document_name, document_type, number, speaker, spoken


class Segment(NamedTuple):
    """One sentence with its speaker; times in whole milliseconds from the start of the recording."""

    start_ms: int
    stop_ms: int
    speaker: str
    text: str


class Wish(NamedTuple):
    """How a document is to be written. Assumed: JSON always has its times and speakers, subtitles their times."""

    format: str = "json"
    with_times: bool = True
    with_speakers: bool = True


def document(job: Job, wish: Wish, created_at: float, dialect: Dialect) -> Reply:
    """Return the answer with a document; `created_at` in Unix seconds, `wish.format` one of FORMATS."""
    if wish.format == JSON_NAME:
        return Reply(200, as_json(job, created_at, dialect))
    form = FORMATS[wish.format]
    segments = _segments(job)
    if not wish.with_speakers:
        segments = [each._replace(speaker="") for each in segments]
    return Reply(200, form.write(segments, wish.with_times), form.media_type)


def _segments(job: Job) -> list[Segment]:
    """Return the sentences of a session; each lasts a millisecond at least, as WebVTT wants it."""
    return [
        Segment(each.start_ms, max(each.end_ms, each.start_ms + 1), speaker(each), each.text) for each in spoken(job)
    ]


def as_json(job: Job, created_at: float, dialect: Dialect) -> dict[str, Any]:
    """Return the enveloped JSON document; `created_at` in Unix seconds. Assumed: never modified since."""
    created = datetime.fromtimestamp(created_at, UTC).isoformat(timespec="microseconds")
    segments = [
        {"start": each.start_ms, "stop": each.stop_ms, "speaker": each.speaker, "text": each.text}
        for each in _segments(job)
    ]
    later = _later_fields(job, segments) if dialect.document_object == "long" else {}
    return {
        "result": {
            "id": number(job, "document"),
            "created": created,
            "last_modified": created,
            "filename": document_name(job),
            "type": document_type(job, dialect),
            **later,
            "document": segments,
        }
    }


def _later_fields(job: Job, segments: object) -> dict[str, Any]:
    """Return what the later revision of the page adds. Assumed: of the JSON document itself."""
    return {
        "language": decode_json(job.request)["language"],
        "finished": False,
        "timecode_offset": "00:00:00:00",
        "content_type": JSON,
        "size_bytes": len(msgspec.json.encode(segments)),
    }


def as_srt(segments: Sequence[Segment], _: bool) -> str:
    """Return SubRip subtitles."""
    return "\n".join(f"{index}\n{_times(each, ',')}\n{_spoken(each)}\n" for index, each in enumerate(segments, start=1))


def as_vtt(segments: Sequence[Segment], _: bool) -> str:
    """Return WebVTT subtitles, each cue in a voice span."""
    cues = [
        f"{_times(each, '.')}\n{f'<v {each.speaker}>' if each.speaker else ''}{_escaped(each.text)}\n"
        for each in segments
    ]
    return "\n".join(["WEBVTT\n", *cues])


def as_sbv(segments: Sequence[Segment], _: bool) -> str:
    """Return SubViewer subtitles as YouTube writes them: hours of one digit, a comma between the times."""
    return "\n".join(
        f"{_clock(each.start_ms, '.', 1)},{_clock(each.stop_ms, '.', 1)}\n{_spoken(each)}\n" for each in segments
    )


def as_txt(segments: Sequence[Segment], with_times: bool) -> str:
    """Return plain text, a line for each sentence."""
    return "".join(f"{_at(each) if with_times else ''}{_spoken(each)}\n" for each in segments)


def as_html(segments: Sequence[Segment], with_times: bool) -> str:
    """Return a page with a paragraph for each sentence."""
    lines = [f"<p>{_at(each) if with_times else ''}{_escaped(_spoken(each))}</p>\n" for each in segments]
    return f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{"".join(lines)}</body>\n</html>\n'


def _spoken(segment: Segment) -> str:
    return f"{segment.speaker}: {segment.text}" if segment.speaker else segment.text


def _at(segment: Segment) -> str:
    return f"[{_clock(segment.start_ms, '.')}] "


def _times(segment: Segment, point: str) -> str:
    return f"{_clock(segment.start_ms, point)} --> {_clock(segment.stop_ms, point)}"


def _clock(at_ms: int, point: str, hour_digits: int = 2) -> str:
    seconds, rest_ms = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:0{hour_digits}}:{minutes:02}:{seconds:02}{point}{rest_ms:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Format(NamedTuple):
    """One way to have a document that is no JSON."""

    media_type: str
    write: Callable[[Sequence[Segment], bool], str]
    """(sentences, whether with times) -> text"""


JSON_NAME = "json"
FORMATS: Mapping[str, Format] = {
    "srt": Format("text/plain", as_srt),
    "vtt": Format("text/vtt", as_vtt),
    "sbv": Format("text/plain", as_sbv),
    "txt": Format("text/plain", as_txt),
    "html": Format("text/html", as_html),
}
"""by the query parameter `format`; text/plain for srt is docs, "Export", the other media types are assumed"""
NAMES = (JSON_NAME, *FORMATS)
