"""ElevateAI: declare an interaction, upload its file, look at its status, fetch transcripts and scores.

Source: elevateai.md 2 to 8 (the vendor's page "Check the Processing Status" and its tutorials).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from understudy.client.attempt import attempt, create, once
from understudy.client.audio import AudioFile
from understudy.client.context import Context
from understudy.client.deadline import along
from understudy.client.delivery import deliver
from understudy.client.errors import JobFailed, NotFound, UploadFailed, UsageError
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
    "declared": Meaning.RUNNING,
    "filePendingUpload": Meaning.NEEDS_FILE,
    "fileUploading": Meaning.RUNNING,
    "fileUploaded": Meaning.RUNNING,
    "fileUploadFailed": Meaning.RESEND,
    "filePendingDownload": Meaning.RUNNING,
    "fileDownloading": Meaning.RUNNING,
    "fileDownloaded": Meaning.RUNNING,
    "fileDownloadFailed": Meaning.ENDED_BADLY,
    "pendingProcessing": Meaning.RUNNING,
    "processing": Meaning.RUNNING,
    "processed": Meaning.ENDED_WELL,
    "processingFailed": Meaning.ENDED_BADLY,
}
"""elevateai.md 5.2"""

AUDIO_KINDS: frozenset[Kind] = frozenset({"audio", "link"})
AUDIO_INTERVAL_S, TEXT_INTERVAL_S = 30.0, 5.0
"""at most one status call in so many seconds (elevateai.md 5.4)"""

LONGEST_S = ((0.0, 360.0), (3600.0, 3600.0))
"""Assumed: no page gives durations; the one sample took 107 s to download, 251 s to process (5.1)"""

PARTS = {"phrase": "transcript", "ai": "ai"}
"""beside the punctuated transcript: our name -> the vendor's path (elevateai.md 7.1, 8)"""


class _Declared(msgspec.Struct, rename="camel"):
    interaction_identifier: str


class _Status(msgspec.Struct, rename="camel"):
    status: str
    error_message: str | None = None


class _Sentence(msgspec.Struct, rename="camel"):
    participant: str
    start_time_offset: float
    end_time_offset: float
    phrase: str


class _Punctuated(msgspec.Struct, rename="camel"):
    sentence_segments: list[_Sentence]


class ElevateAI:
    """The protocol of `https://api.elevateai.com/v1`."""

    name = "elevateai"
    statuses: Mapping[str, Meaning] = STATUSES

    def __init__(self, context: Context) -> None:
        """Keep the context; the key is the API token."""
        self.context = context
        self.root = f"{context.access.base_url}/interactions"

    def submit(self, source: Source, options: Mapping[str, object], *, resubmit: bool) -> Flow[Job]:
        """Declare an interaction, and upload its file if there is one.

        `options` are fields of the declaration (elevateai.md 3.1); `language` stands for languageTag.
        """
        request = self._request("declareInteraction", "POST", "", json=_declaration(source, dict(options)))
        # Each declaration counts against the monthly quota: not to be repeated in doubt (elevateai.md 3.4).
        response = yield from create(request, self.context, resubmit=resubmit)
        declared = response.read(_Declared)
        job = self.context.new_job(self.name, declared.interaction_identifier, source, response)
        if source.audio:
            yield from self.deliver(job, source.audio)
        return job

    def deliver(self, job: Job, audio: AudioFile) -> Flow[None]:
        """Upload the file; the field's name carries the extension (elevateai.md 4). 200 or 201 is success."""
        part = Part(f"filename{audio.path.suffix}", audio)
        request = self._request("uploadInteraction", "POST", f"/{job.path_id}/upload", file=part)
        yield from deliver(self, request, job, self.context)

    def status(self, job: Job) -> Flow[Status]:
        """Look once."""
        request = self._request("getInteractionStatus", "GET", f"/{job.path_id}/status")
        response = yield from once(request, job)
        body = response.read(_Status)
        return Status(body.status, STATUSES.get(body.status), message=body.error_message, response=response)

    def result(self, job: Job, status: Status, parts: Sequence[str]) -> Flow[Result]:
        """Fetch the punctuated transcript and `parts` ("phrase", "ai"; of a chat or a transcript: "ai")."""
        if unknown := set(parts) - set(PARTS):
            raise UsageError(f"no part {sorted(unknown)[0]!r}; there are {', '.join(PARTS)}", job=job)
        punctuated = yield from self._fetch(job, "getPunctuatedTranscript", "transcripts/punctuated")
        if punctuated is None and job.kind in AUDIO_KINDS:
            raise NotFound(
                "processed, but its results are gone (they are kept for up to 45 days)", job=job, status=status
            )
        raw: dict[str, object] = {"punctuated": punctuated.json() if punctuated else None}
        for part in parts or (() if punctuated else ("ai",)):
            reply = yield from self._fetch(job, f"get_{part}", PARTS[part])
            raw[part] = reply.json() if reply else None
        return Result(job, _transcript(punctuated), raw)

    def delete(self, job: Job) -> Flow[None]:
        """Delete all results."""
        yield from remove(self._request("deleteInteraction", "DELETE", f"/{job.path_id}"), job, self.context)

    def failed(self, job: Job, status: Status) -> JobFailed:
        """Return UploadFailed, which the same job survives, or JobFailed."""
        kind = UploadFailed if status.meaning is Meaning.RESEND else JobFailed
        text = f"{status.word}: {status.message or 'the vendor gives no reason'}"
        return kind(text, job=job, response=status.response, status=status)

    def interval_s(self, kind: Kind, elapsed_s: float) -> float:  # noqa: ARG002
        """Return 30 s for audio, 5 s for a chat or a transcript, whatever the age."""
        return AUDIO_INTERVAL_S if kind in AUDIO_KINDS else TEXT_INTERVAL_S

    def longest_s(self, kind: Kind, audio_s: float) -> float:
        """Return our guess for a recording of `audio_s`."""
        return along(LONGEST_S, audio_s if kind in AUDIO_KINDS else 0.0)

    def _fetch(self, job: Job, operation: str, path: str) -> Flow[Response | None]:
        """Return the reply, None for 204 and 404: both mean there is no such result (elevateai.md 7.3)."""
        request = self._request(operation, "GET", f"/{job.path_id}/{path}")
        try:
            response = yield from attempt(request, self.context, job)
        except NotFound:
            return None
        return response if response.status != 204 else None

    def _request(
        self, operation: str, method: Method, path: str, *, json: object = None, file: Part | None = None
    ) -> Request:
        headers = {"X-API-Token": self.context.access.key, "Accept": "application/json"}
        return Request(operation, method, self.root + path, headers, json, file=file)


def _declaration(source: Source, options: dict[str, object]) -> dict[str, object]:
    body: dict[str, object] = {"type": "audio" if source.kind in AUDIO_KINDS else source.kind}
    body |= {"languageTag": options.pop("language", "en-us"), "vertical": "default"}
    if source.audio:
        body["originalFileName"] = source.audio.name
    elif source.url is not None:
        body["downloadUri"] = source.url
    else:
        body[source.kind] = source.content
    return body | options


def _transcript(response: Response | None) -> Transcript:
    sentences = response.read(_Punctuated).sentence_segments if response else []
    return Transcript(
        tuple(
            Utterance(said.participant, said.start_time_offset / 1000, said.end_time_offset / 1000, said.phrase)
            for said in sentences
        )
    )


VENDOR = ElevateAI
