"""The client for asyncio programs: the same calls as `Client`, each to be awaited.

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
from understudy.client.driver import Line, run_async
from understudy.client.job import Job
from understudy.client.result import Result
from understudy.client.source import source
from understudy.client.status import Status
from understudy.client.watch import Inbox


class AsyncClient:
    """One account at one vendor. Made by `connect_async`; use it in `async with`, or await `close()`."""

    def __init__(self, desk: Desk, line: Line[httpx.AsyncClient], *, owns_http: bool) -> None:
        """Take the flows and the way to carry them out."""
        self._desk, self._line, self._owns_http = desk, line, owns_http

    async def submit(
        self,
        audio: str | os.PathLike[str] | None = None,
        *,
        url: str | None = None,
        chat: object = None,
        transcript: object = None,
        resubmit: bool = False,
        deadline_s: float | None = None,
        **options: object,
    ) -> AsyncJobHandle:
        """Hand in a file, a link to one, a chat or a transcript (exactly one), and return its job.

        `resubmit`: after a failure that may have gone through (`definite` is False), try again nevertheless,
        at the risk of a second, paid job. `deadline_s`: seconds above 0; by default ten minutes, and the time
        of the upload. `options` are the vendor's own, see its module. Raises UsageError, ExchangeError (with
        `job` once the vendor has named one), WaitTimeout.
        """
        given = source(audio, url, chat, transcript)
        job = await run_async(self._desk.submit(given, options, deadline_s, resubmit=resubmit), self._line, "submit")
        return AsyncJobHandle(self, job, given.audio)

    def resume(self, job: Job | str, *, audio: str | os.PathLike[str] | None = None) -> AsyncJobHandle:
        """Return a handle on a job of this or another process, from its value or its text. Sends nothing.

        `audio`: its file, in case the vendor still waits for it. Raises UsageError for another vendor's job,
        or for text that is no job.
        """
        found = self._desk.own(Job.from_string(job) if isinstance(job, str) else job)
        return AsyncJobHandle(self, found, None if audio is None else audio_file(audio), delivered=False)

    async def status(self, job: Job | AsyncJobHandle) -> Status:
        """Look once. Raises ExchangeError."""
        return await run_async(self._desk.status(value(job)), self._line, "status")

    async def wait(
        self,
        job: Job | AsyncJobHandle,
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
        audio, delivered = (job.audio, job.delivered) if isinstance(job, AsyncJobHandle) else (None, True)
        flow = self._desk.wait(
            value(job), deadline_s, on_progress=on_progress, audio=audio, delivered=delivered, webhook=webhook
        )
        return await run_async(flow, self._line, "wait")

    async def result(self, job: Job | AsyncJobHandle, parts: Sequence[str] = (), *, partial: bool = False) -> Result:
        """Fetch the result of a job that has ended.

        `parts` are extras by the vendor's name, see its module; `partial`: also what a job that ended badly
        has left. Raises ResultNotReady, JobFailed, NotFound, ExchangeError.
        """
        return await run_async(self._desk.result(value(job), parts, partial), self._line, "result")

    async def delete(self, job: Job | AsyncJobHandle) -> None:
        """Delete the job and its results. Raises NotFound when there is none, ExchangeError."""
        await run_async(self._desk.delete(value(job)), self._line, "delete")

    async def transcribe(
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
        return await run_async(flow, self._line, "transcribe")

    async def close(self) -> None:
        """Close the connections, unless they belong to an httpx client of the caller's."""
        if self._owns_http:
            await self._line.http.aclose()

    async def __aenter__(self) -> Self:
        """Return the client."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.close()


@dataclass(frozen=True)
class AsyncJobHandle:
    """A job and the client that knows it. `job` is the value, `to_string()` its text for another process."""

    client: AsyncClient
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
        """Return the job as text, for `AsyncClient.resume` in any process."""
        return self.job.to_string()

    async def status(self) -> Status:
        """Look once; see `AsyncClient.status`."""
        return await self.client.status(self)

    async def wait(
        self, deadline_s: float | None = None, *, on_progress: OnProgress | None = None, webhook: Inbox | None = None
    ) -> Status:
        """Look until the job has ended well; see `AsyncClient.wait`."""
        return await self.client.wait(self, deadline_s, on_progress=on_progress, webhook=webhook)

    async def result(self, parts: Sequence[str] = (), *, partial: bool = False) -> Result:
        """Fetch the result; see `AsyncClient.result`."""
        return await self.client.result(self, parts, partial=partial)

    async def delete(self) -> None:
        """Delete the job; see `AsyncClient.delete`."""
        await self.client.delete(self)


def value(job: Job | AsyncJobHandle) -> Job:
    """Return the value behind a handle."""
    return job.job if isinstance(job, AsyncJobHandle) else job
