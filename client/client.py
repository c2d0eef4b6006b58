"""The client for programs that block: submit, wait, fetch, or all three in one call.

Source: ours; issue "The reference client".
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

from understudy.client.audio import AudioFile, audio_file
from understudy.client.desk import Desk, OnProgress
from understudy.client.driver import Line, run
from understudy.client.job import Job
from understudy.client.result import Result
from understudy.client.source import source
from understudy.client.status import Status
from understudy.client.watch import Inbox


class Client:
    """One account at one vendor. Made by `connect`; use it in a `with` block, or `close()` it."""

    def __init__(self, desk: Desk, line: Line[httpx.Client], *, owns_http: bool) -> None:
        """Take the flows and the way to carry them out."""
        self._desk, self._line, self._owns_http = desk, line, owns_http

    def submit(
        self,
        audio: str | os.PathLike[str] | None = None,
        *,
        url: str | None = None,
        chat: object = None,
        transcript: object = None,
        resubmit: bool = False,
        deadline_s: float | None = None,
        **options: object,
    ) -> JobHandle:
        """Hand in a file, a link to one, a chat or a transcript (exactly one), and return its job.

        `resubmit`: after a failure that may have gone through (`definite` is False), try again nevertheless,
        at the risk of a second, paid job. `deadline_s`: seconds above 0; by default ten minutes, and the time
        of the upload. `options` are the vendor's own, see its module. Raises UsageError, ExchangeError (with
        `job` once the vendor has named one), WaitTimeout.
        """
        given = source(audio, url, chat, transcript)
        job = run(self._desk.submit(given, options, deadline_s, resubmit=resubmit), self._line, "submit")
        return JobHandle(self, job, given.audio)

    def resume(self, job: Job | str, *, audio: str | os.PathLike[str] | None = None) -> JobHandle:
        """Return a handle on a job of this or another process, from its value or its text. Sends nothing.

        `audio`: its file, in case the vendor still waits for it. Raises UsageError for another vendor's job,
        or for text that is no job.
        """
        found = self._desk.own(Job.from_string(job) if isinstance(job, str) else job)
        return JobHandle(self, found, None if audio is None else audio_file(audio), delivered=False)

    def status(self, job: Job | JobHandle) -> Status:
        """Look once. Raises ExchangeError."""
        return run(self._desk.status(value(job)), self._line, "status")

    def wait(
        self,
        job: Job | JobHandle,
        deadline_s: float | None = None,
        *,
        on_progress: OnProgress | None = None,
        webhook: Inbox | None = None,
    ) -> Status:
        """Look, no more often than the vendor advises, until the job has ended well; return its last status.

        `deadline_s` (seconds above 0) bounds everything, the last request included; by default three times
        the longest that the vendor documents for such a job. `on_progress` is called at each look. `webhook`:
        a receiver that may learn of the end first. Raises JobFailed, UnknownStatus, WaitTimeout, NotFound, or
        the ExchangeError that used up the budget of faults.
        """
        audio, delivered = (job.audio, job.delivered) if isinstance(job, JobHandle) else (None, True)
        flow = self._desk.wait(
            value(job), deadline_s, on_progress=on_progress, audio=audio, delivered=delivered, webhook=webhook
        )
        return run(flow, self._line, "wait")

    def result(self, job: Job | JobHandle, parts: Sequence[str] = (), *, partial: bool = False) -> Result:
        """Fetch the result of a job that has ended.

        `parts` are extras by the vendor's name, see its module; `partial`: also what a job that ended badly
        has left. Raises ResultNotReady, JobFailed, NotFound, ExchangeError.
        """
        return run(self._desk.result(value(job), parts, partial), self._line, "result")

    def delete(self, job: Job | JobHandle) -> None:
        """Delete the job and its results. Raises NotFound when there is none, ExchangeError."""
        run(self._desk.delete(value(job)), self._line, "delete")

    def transcribe(
        self,
        audio: str | os.PathLike[str] | None = None,
        *,
        url: str | None = None,
        chat: object = None,
        transcript: object = None,
        deadline_s: float | None = None,
        parts: Sequence[str] = (),
        resubmit: bool = False,
        on_progress: OnProgress | None = None,
        webhook: Inbox | None = None,
        **options: object,
    ) -> Result:
        """Submit, wait and fetch in one call, inside one deadline. Arguments and errors are theirs.

        Every error after the submission carries `job`, which `resume` takes.
        """
        flow = self._desk.transcribe(
            source(audio, url, chat, transcript),
            options,
            deadline_s,
            parts=parts,
            resubmit=resubmit,
            on_progress=on_progress,
            webhook=webhook,
        )
        return run(flow, self._line, "transcribe")

    def close(self) -> None:
        """Close the connections, unless they belong to an httpx client of the caller's."""
        if self._owns_http:
            self._line.http.close()

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connections."""
        self.close()


@dataclass(frozen=True)
class JobHandle:
    """A job and the client that knows it. `job` is the value, `to_string()` its text for another process."""

    client: Client
    job: Job
    audio: AudioFile | None = None
    """its file, for sending it again"""
    delivered: bool = True
    """whether this process has sent the file"""

    @property
    def id(self) -> str:
        """The vendor's own id."""
        return self.job.id

    def to_string(self) -> str:
        """Return the job as text, for `Client.resume` in any process."""
        return self.job.to_string()

    def status(self) -> Status:
        """Look once; see `Client.status`."""
        return self.client.status(self)

    def wait(
        self, deadline_s: float | None = None, *, on_progress: OnProgress | None = None, webhook: Inbox | None = None
    ) -> Status:
        """Look until the job has ended well; see `Client.wait`."""
        return self.client.wait(self, deadline_s, on_progress=on_progress, webhook=webhook)

    def result(self, parts: Sequence[str] = (), *, partial: bool = False) -> Result:
        """Fetch the result; see `Client.result`."""
        return self.client.result(self, parts, partial=partial)

    def delete(self) -> None:
        """Delete the job; see `Client.delete`."""
        self.client.delete(self)


def value(job: Job | JobHandle) -> Job:
    """Return the value behind a handle."""
    return job.job if isinstance(job, JobHandle) else job
