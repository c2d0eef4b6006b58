"""What a client can do, as flows: the one place that both the sync and the async client take theirs from.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from understudy.client.audio import AudioFile
from understudy.client.context import Context
from understudy.client.deadline import LEAST_S, UNKNOWN_AUDIO_S, Deadline, default_deadline_s, within
from understudy.client.errors import UsageError
from understudy.client.fetch import fetch
from understudy.client.flow import Flow
from understudy.client.hooks import Progress
from understudy.client.job import Job, Kind
from understudy.client.look import look
from understudy.client.result import Result
from understudy.client.source import Source
from understudy.client.status import Status
from understudy.client.vendor import Options, Vendor
from understudy.client.watch import Inbox, Watch
from understudy.client.wire import SLOWEST_UPLOAD_BYTES_PER_S

OnProgress = Callable[[Progress], object]
"""told of each look at a job"""

T = TypeVar("T")


class Desk:
    """One vendor's flows, with deadlines around them."""

    def __init__(self, vendor: Vendor, context: Context) -> None:
        """Keep both."""
        self.vendor, self.context = vendor, context

    def submit(self, given: Source, options: Options, deadline_s: float | None, *, resubmit: bool) -> Flow[Job]:
        """Hand in `given`."""
        upload_s = given.audio.size_bytes / SLOWEST_UPLOAD_BYTES_PER_S if given.audio else 0.0
        flow = self.vendor.submit(given, options, resubmit=resubmit)
        return within(Deadline.after(LEAST_S + upload_s if deadline_s is None else deadline_s, self.context), flow)

    def status(self, job: Job) -> Flow[Status]:
        """Look once."""
        return self._soon(job, look(self.vendor, job, self.context))

    def wait(
        self,
        job: Job,
        deadline_s: float | None,
        *,
        on_progress: OnProgress | None = None,
        audio: AudioFile | None = None,
        delivered: bool = True,
        webhook: Inbox | None = None,
    ) -> Flow[Status]:
        """Look until `job` has ended, or raise WaitTimeout."""
        watch = Watch(
            self.vendor,
            self.context,
            self.own(job),
            on_progress=on_progress,
            audio=audio,
            delivered=delivered,
            inbox=webhook,
        )
        return within(self._deadline(deadline_s, job.kind, job.audio_s, job), watch.run())

    def result(self, job: Job, parts: Sequence[str], partial: bool) -> Flow[Result]:
        """Fetch the result."""
        return self._soon(job, fetch(self.vendor, job, self.context, parts, partial=partial))

    def delete(self, job: Job) -> Flow[None]:
        """Delete the job."""
        return self._soon(job, self.vendor.delete(job))

    def transcribe(
        self,
        given: Source,
        options: Options,
        deadline_s: float | None,
        *,
        parts: Sequence[str],
        resubmit: bool,
        on_progress: OnProgress | None,
        webhook: Inbox | None,
    ) -> Flow[Result]:
        """Submit, wait and fetch inside one deadline."""

        def whole() -> Flow[Result]:
            job = yield from self.vendor.submit(given, options, resubmit=resubmit)
            watch = Watch(self.vendor, self.context, job, on_progress=on_progress, audio=given.audio, inbox=webhook)
            yield from watch.run()
            return (yield from fetch(self.vendor, job, self.context, parts))

        audio_s = given.audio.longest_s if given.audio else None
        return within(self._deadline(deadline_s, given.kind, audio_s), whole())

    def _soon(self, job: Job, flow: Flow[T]) -> Flow[T]:
        return within(Deadline.after(LEAST_S, self.context, self.own(job)), flow)

    def own(self, job: Job) -> Job:
        """Return `job`. Raises UsageError when it is another vendor's."""
        if job.vendor != self.vendor.name:
            raise UsageError(f"this client speaks to {self.vendor.name}, the job is {job.vendor}'s", job=job)
        return job

    def _deadline(
        self, deadline_s: float | None, kind: Kind, audio_s: float | None, job: Job | None = None
    ) -> Deadline:
        if deadline_s is None:
            longest_s = self.vendor.longest_s(kind, UNKNOWN_AUDIO_S if audio_s is None else audio_s)
            deadline_s = default_deadline_s(longest_s, self.vendor.interval_s(kind, longest_s))
        return Deadline.after(deadline_s, self.context, job)
