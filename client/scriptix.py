"""Scriptix: create a session, send its file, look at its status, fetch words and documents.

Source: scriptix.md 2 to 7 (the vendor's page "Check Session Status", and for what it leaves open its older
pages).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec

from understudy.client.attempt import attempt, create, once
from understudy.client.audio import AudioFile
from understudy.client.context import Context
from understudy.client.deadline import along
from understudy.client.delivery import deliver
from understudy.client.errors import BadReply, JobFailed, UsageError
from understudy.client.flow import Flow
from understudy.client.job import Job, Kind
from understudy.client.removal import remove
from understudy.client.request import Method, Part, Request
from understudy.client.response import Response
from understudy.client.result import Result
from understudy.client.source import Source
from understudy.client.status import Meaning, Status
from understudy.client.transcript import Transcript, Utterance

STATUSES: Mapping[str, Meaning] = {
    "new": Meaning.NEEDS_FILE,
    "queued": Meaning.RUNNING,
    "processing": Meaning.RUNNING,
    "completed": Meaning.ENDED_WELL,
    "failed": Meaning.ENDED_BADLY,
}
"""scriptix.md 2.3; "new" is what creating a session answers before its file is there"""

INTERVALS_S = ((60.0, 3.0), (300.0, 5.0))
"""younger than so many seconds -> look every so many (scriptix.md 7)"""
LAST_INTERVAL_S = 10.0

LONGEST_S = ((300.0, 180.0), (1800.0, 720.0), (3600.0, 1320.0), (10800.0, 3900.0))
"""the vendor's table of typical durations, its upper ends (scriptix.md 7)"""

FORMATS = ("json", "srt", "vtt", "txt")
"""of a document (scriptix.md 4.2)"""


class _Created(msgspec.Struct):
    session_id: str


class _Envelope(msgspec.Struct):
    result: _Created


class _Document(msgspec.Struct):
    id: int | str


class _Session(msgspec.Struct):
    status: str
    error: str | None = None
    document: _Document | None = None


class _Item(msgspec.Struct):
    text: str
    result: list[tuple[str, float, float, float]]
    """word, start and end in milliseconds, confidence"""
    speaker: str = ""


class _Items(msgspec.Struct):
    results: list[_Item]


class _Words(msgspec.Struct):
    result: _Items


class Scriptix:
    """The protocol of `https://api.scriptix.io`."""

    name = "scriptix"
    statuses: Mapping[str, Meaning] = STATUSES

    def __init__(self, context: Context) -> None:
        """Keep the context; the key is the Batch token."""
        self.context = context
        self.root = f"{context.access.base_url}/api/v3/speech-to-text/session"

    def submit(self, source: Source, options: Mapping[str, object], *, resubmit: bool) -> Flow[Job]:
        """Create a session, and send its file if there is one.

        `options` are fields of the session (scriptix.md 3.1), `webhook_url` among them; `language` is "en" by
        default.
        """
        if source.kind not in {"audio", "link"}:
            raise UsageError(f"Scriptix takes audio= and url=, not {source.kind}=")
        link = {} if source.url is None else {"media_source": source.url}
        request = self._request("createSession", "POST", "", json={"language": "en", **link, **options})
        response = yield from create(request, self.context, resubmit=resubmit)
        job = self.context.new_job(self.name, response.read(_Envelope).result.session_id, source, response)
        if source.audio:
            yield from self.deliver(job, source.audio)
        return job

    def deliver(self, job: Job, audio: AudioFile) -> Flow[None]:
        """Send the file as multipart part `upload` (scriptix.md 3.2 d)."""
        request = self._request("uploadMedia", "POST", f"/{job.path_id}", file=Part("upload", audio))
        yield from deliver(self, request, job, self.context)

    def status(self, job: Job) -> Flow[Status]:
        """Look once."""
        response = yield from once(self._request("getSession", "GET", f"/{job.path_id}"), job)
        session = response.read(_Session)
        return Status(session.status, STATUSES.get(session.status), message=session.error, response=response)

    def result(self, job: Job, status: Status, parts: Sequence[str]) -> Flow[Result]:
        """Fetch the words, and the document in each of the formats `parts` ("json", "srt", "vtt", "txt")."""
        if unknown := set(parts) - set(FORMATS):
            raise UsageError(f"no part {sorted(unknown)[0]!r}; there are {', '.join(FORMATS)}", job=job)
        response = yield from self._fetch(job, "getResult", "result")
        transcript = _transcript(response)
        raw: dict[str, object] = {"result": response.json()}
        documents: dict[str, str] = {}
        document_id = (yield from self._document_id(job, status)) if parts else ""
        for form in parts:
            document = yield from self._fetch(job, "getDocument", f"document/{document_id}?format={form}")
            documents[form] = _text(document)
        return Result(job, transcript, raw, documents)

    def _document_id(self, job: Job, status: Status) -> Flow[str]:
        document = _document(status)
        if document is None:
            # A webhook need not name the document, so the session is asked for it.
            status = yield from self.status(job)
            document = _document(status)
        if document is None:
            raise BadReply("the session has ended well but names no document", job=job, response=status.response)
        return quote(str(document.id), safe="")

    def delete(self, job: Job) -> Flow[None]:
        """Delete the session and its documents."""
        yield from remove(self._request("deleteSession", "DELETE", f"/{job.path_id}"), job, self.context)

    def failed(self, job: Job, status: Status) -> JobFailed:
        """Return JobFailed with the vendor's error text."""
        text = f"{status.word}: {status.message or 'the vendor gives no reason'}"
        return JobFailed(text, job=job, response=status.response, status=status)

    def interval_s(self, kind: Kind, elapsed_s: float) -> float:  # noqa: ARG002
        """Return 3 s in the first minute, 5 s up to the fifth, then 10 s."""
        return next((interval_s for below_s, interval_s in INTERVALS_S if elapsed_s < below_s), LAST_INTERVAL_S)

    def longest_s(self, kind: Kind, audio_s: float) -> float:  # noqa: ARG002
        """Return the documented longest for a recording of `audio_s`."""
        return along(LONGEST_S, audio_s)

    def _fetch(self, job: Job, operation: str, path: str) -> Flow[Response]:
        request = self._request(operation, "GET", f"/{job.path_id}/{path}")
        return (yield from attempt(request, self.context, job))

    def _request(
        self, operation: str, method: Method, path: str, *, json: object = None, file: Part | None = None
    ) -> Request:
        headers = {"Authorization": f"Bearer {self.context.access.key}", "Accept": "application/json"}
        return Request(operation, method, self.root + path, headers, json, file=file)


def _transcript(response: Response) -> Transcript:
    items = [item for item in response.read(_Words).result.results if item.result]
    return Transcript(
        tuple(Utterance(item.speaker, item.result[0][1] / 1000, item.result[-1][2] / 1000, item.text) for item in items)
    )


def _document(status: Status) -> _Document | None:
    return status.response.read(_Session).document if status.response else None


def _text(response: Response) -> str:
    try:
        return response.body.decode()
    except UnicodeDecodeError as error:
        raise BadReply(f"the document is not UTF-8: {error}", response=response) from error


VENDOR = Scriptix
