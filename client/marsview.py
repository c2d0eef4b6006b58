"""Marsview: save a file or a link, request models, look at every model's state, fetch the metadata.

Source: marsview.md 2 to 6 (the vendor's page "GET Request Output", its blog post on Agora, and its API
pages).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import msgspec

from understudy.client.attempt import attempt, create, once, pause
from understudy.client.audio import AudioFile
from understudy.client.bearer import Bearer, Grant
from understudy.client.context import Context
from understudy.client.deadline import along
from understudy.client.errors import ClientError, JobFailed, LinkExpired, UsageError
from understudy.client.flow import Flow
from understudy.client.job import Job, Kind
from understudy.client.look import look
from understudy.client.removal import remove
from understudy.client.request import Method, Part, Request
from understudy.client.response import Response
from understudy.client.result import Result
from understudy.client.source import Source
from understudy.client.status import Lane, Meaning, Status
from understudy.client.transaction import STATUSES, opened, standing
from understudy.client.transcript import Transcript, Utterance

INTERVAL_S = 300.0
"""marsview.md 4, both seed documents"""

LONGEST_S = ((0.0, 300.0), (3600.0, 1200.0))
"""60 minutes take 15 to 20 (marsview.md 4). Assumed: short ones take up to one polling interval"""

SPEECH_TO_TEXT = {"modelType": "speech_to_text", "modelConfig": {"speaker_seperation": {"num_speakers": -1}}}
"""what is requested unless the caller says otherwise; the misspelling is the vendor's (marsview.md 5)"""

LINK_EXPIRED = "AIRDOW002"
LINK_ADVICE = (
    "the link had run out when Marsview fetched the file. Make one that outlives the queue (20 minutes at"
    " least) and submit it as a new job, or send the file itself with audio="
)
"""marsview.md 6"""


class _Id(msgspec.Struct):
    txn: str = msgspec.field(name="txnId")


class _Saved(msgspec.Struct):
    data: _Id


class _Token(msgspec.Struct, rename="camel"):
    access_token: str
    expires_in: float = 3600.0


class _Granted(msgspec.Struct):
    data: _Token


class _Sentence(msgspec.Struct, rename="camel"):
    sentence: str
    start_time: float
    end_time: float
    speakers: list[str] = []


class _Outputs(msgspec.Struct):
    transcript: list[_Sentence] = []


class _Metadata(msgspec.Struct):
    data: _Outputs


class Marsview:
    """The protocol of `https://api.marsview.ai/cb/v1`."""

    name = "marsview"
    statuses: Mapping[str, Meaning] = STATUSES

    def __init__(self, context: Context) -> None:
        """Raise UsageError without a secret or a user id: the token costs all three (marsview.md 3.1)."""
        self.context, self.access = context, context.access
        if not self.access.secret or not self.access.user_id:
            raise UsageError("Marsview needs key= (apiKey), secret= (apiSecret) and user_id= (the account's e-mail)")
        self.bearer = Bearer(context.now)

    def submit(self, source: Source, options: Mapping[str, object], *, resubmit: bool) -> Flow[Job]:
        """Save a file or a link, and request models for it.

        `options`: `title` and `description` (texts), `models` (enableModels, marsview.md 5; default
        speech_to_text).
        """
        if unknown := set(options) - {"title", "description", "models"}:
            raise UsageError(f"Marsview has no option {sorted(unknown)[0]!r}")
        models = cast("Sequence[object]", options.get("models", (SPEECH_TO_TEXT,)))
        if not models:
            raise UsageError("models=: request at least one model")
        response = yield from self._create(self._saving(source, options), resubmit=resubmit)
        job = self.context.new_job(self.name, response.read(_Saved).data.txn, source, response, len(models))
        yield from self._compute(job, models, resubmit)
        return job

    def _compute(self, job: Job, models: Sequence[object], resubmit: bool) -> Flow[None]:
        body = {"txnId": job.id, "enableModels": list(models)}
        request = self._request("compute", "POST", "compute", body)
        try:
            yield from self._create(request, job, resubmit=resubmit)
        except ClientError as error:
            if error.definite:
                raise
            yield pause(error, self.context, 1, request, job)
            if not (yield from self._requested(job)):
                raise

    def _requested(self, job: Job) -> Flow[bool]:
        """Say whether the vendor knows of requests for `job`; in doubt it does not."""
        try:
            status = yield from look(self, job, self.context)
        except ClientError:
            return False
        return bool(status.lanes)

    def _saving(self, source: Source, options: Mapping[str, object]) -> Request:
        title = str(options.get("title", source.audio.name if source.audio else "recording"))
        texts = {"title": title, "description": str(options.get("description", title))}
        if source.audio:
            return self._request("saveFile", "POST", "save_file", form=texts, file=Part("file", source.audio))
        if source.url is not None:
            return self._request("saveFileLink", "POST", "save_file_link", {**texts, "link": source.url})
        raise UsageError(f"Marsview takes audio= and url=, not {source.kind}=")

    def deliver(self, job: Job, audio: AudioFile) -> Flow[None]:  # noqa: ARG002
        """Raise UsageError: a file goes along when a job is made, never later."""
        raise UsageError(f"{job.id}: Marsview takes no second upload", job=job)

    def status(self, job: Job) -> Flow[Status]:
        """Look once, at every model."""
        request = self._request("getTxn", "GET", f"get_txn/{job.path_id}")
        response = yield from self.bearer.authorised(self._ask_once, lambda token: once(_signed(request, token), job))
        return standing(opened(response), job.lanes)

    def result(self, job: Job, status: Status, parts: Sequence[str]) -> Flow[Result]:  # noqa: ARG002
        """Fetch the output of every model that ended well. There are no extra `parts`."""
        if parts:
            raise UsageError(f"Marsview has no part {parts[0]!r}: its metadata is one reply", job=job)
        response = yield from self._send(self._request("fetchMetadata", "GET", f"fetch_metadata/{job.path_id}"), job)
        said = response.read(_Metadata).data.transcript
        return Result(job, Transcript(tuple(map(_utterance, said))), {"metadata": response.json()})

    def delete(self, job: Job) -> Flow[None]:
        """Delete the transaction and all its metadata."""
        request = self._request("deleteFile", "DELETE", f"delete_file/{job.path_id}")
        yield from self.bearer.authorised(self._ask, lambda token: remove(_signed(request, token), job, self.context))

    def failed(self, job: Job, status: Status) -> JobFailed:
        """Return LinkExpired for AIRDOW002, else JobFailed; `status.lanes` tells which models failed."""
        expired = next((lane for lane in status.lanes if lane.code == LINK_EXPIRED), None)
        bad = expired or next((lane for lane in status.lanes if lane.word == "error"), Lane("", status.word))
        text = f"{bad.name}: {bad.word}: {bad.code or 'no code'}: {bad.message or 'no reason given'}"
        text += f"; {LINK_ADVICE}" if expired else ""
        kind = LinkExpired if expired else JobFailed
        return kind(text, job=job, response=status.response, status=status, code=bad.code)

    def interval_s(self, kind: Kind, elapsed_s: float) -> float:  # noqa: ARG002
        """Return 300 s, whatever the kind and the age."""
        return INTERVAL_S

    def longest_s(self, kind: Kind, audio_s: float) -> float:  # noqa: ARG002
        """Return the documented longest for a recording of `audio_s`."""
        return along(LONGEST_S, audio_s)

    def _ask(self) -> Flow[Grant]:
        # Asking for a token twice buys nothing, and revokes nothing (marsview.md 3.1).
        return (yield from self._granted(attempt(self._token_request(), self.context)))

    def _ask_once(self) -> Flow[Grant]:
        # A look that fails, at its token too, is repeated by whoever looks: budgets must not multiply.
        return (yield from self._granted(once(self._token_request())))

    def _token_request(self) -> Request:
        body = {"apiKey": self.access.key, "apiSecret": self.access.secret, "userId": self.access.user_id}
        return Request("createAccessToken", "POST", f"{self.access.base_url}/auth/create_access_token", json=body)

    def _granted(self, asking: Flow[Response]) -> Flow[Grant]:
        asked_at_s = self.context.now()
        granted = opened((yield from asking)).read(_Granted).data
        return Grant(granted.access_token, granted.expires_in, asked_at_s)

    def _send(self, request: Request, job: Job) -> Flow[Response]:
        def act(token: str) -> Flow[Response]:
            return attempt(_signed(request, token), self.context, job)

        return opened((yield from self.bearer.authorised(self._ask, act)))

    def _create(self, request: Request, job: Job | None = None, *, resubmit: bool) -> Flow[Response]:
        def act(token: str) -> Flow[Response]:
            return create(_signed(request, token), self.context, resubmit=resubmit, job=job)

        return opened((yield from self.bearer.authorised(self._ask, act)))

    def _request(
        self,
        operation: str,
        method: Method,
        path: str,
        json: object = None,
        form: Mapping[str, str] | None = None,
        file: Part | None = None,
    ) -> Request:
        url = f"{self.access.base_url}/conversation/{path}"
        return Request(operation, method, url, json=json, form=form or {}, file=file)


def _signed(request: Request, token: str) -> Request:
    return replace(request, headers={"Authorization": f"Bearer {token}"})


def _utterance(said: _Sentence) -> Utterance:
    return Utterance(
        said.speakers[0] if said.speakers else "", said.start_time / 1000, said.end_time / 1000, said.sentence
    )


VENDOR = Marsview
