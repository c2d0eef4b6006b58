"""Waiting for a job: look, report, pause, until it has ended. The same for every vendor.

Source: ours; issue "The reference client", "Waiting"; the advised intervals and meanings come from the
vendor's module.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from understudy.client.attempt import pause_s
from understudy.client.audio import AudioFile
from understudy.client.context import Context
from understudy.client.errors import ClientError, ExchangeError, NotSent, RateLimited, UnknownStatus, WaitTimeout
from understudy.client.flow import Flow, Wait
from understudy.client.hint import hint_s
from understudy.client.hooks import Progress
from understudy.client.job import Job
from understudy.client.look import interval_s, look, too_soon_s
from understudy.client.status import Meaning, Status
from understudy.client.vendor import Vendor

logger = logging.getLogger(__name__)


class Inbox(Protocol):
    """Where news of a job may arrive by another way (a webhook) while it is polled."""

    def outcome(self, job: Job) -> Status | None:
        """Return the status with which the job has ended, as far as the news goes."""
        ...

    def settle(self, job: Job, status: Status) -> Status:
        """Say that polling has seen the end; return the end that was known first."""
        ...


class Watch:
    """One wait for one job."""

    def __init__(
        self,
        vendor: Vendor,
        context: Context,
        job: Job,
        *,
        on_progress: Callable[[Progress], object] | None = None,
        audio: AudioFile | None = None,
        delivered: bool = True,
        inbox: Inbox | None = None,
    ) -> None:
        """Prepare. `audio` is the job's file, for sending it again; `delivered`: it has been sent before."""
        self.vendor, self.context, self.job = vendor, context, job
        self.on_progress = on_progress or context.hooks.on_progress
        self.audio, self.delivered, self.inbox = audio, delivered, inbox
        self.started_s = context.now()
        self.looks = self.not_done = self.faults = self.limited = self.resends = 0

    def run(self) -> Flow[Status]:
        """Return the good end. Raises JobFailed at a bad one, another ClientError when it can't be known."""
        if (ended := self.context.ledger.ended(self.job)) and not self._resendable(ended):
            return self._end(ended)
        if not self._news():
            yield from self._pause(too_soon_s(self.job, self.context), "not too soon after the last look")
        while True:
            if news := self._news():
                self._report(news, None)
                return self._end(news)
            status, pause, fault = yield from self._look()
            if status and self._resendable(status):
                yield from self._resend()
            elif status and status.done:
                return self._end(self.inbox.settle(self.job, status) if self.inbox else status)
            yield from self._pause(pause, status.word if status else "the last look failed", fault)

    def _look(self) -> Flow[tuple[Status | None, float, ClientError | None]]:
        """Look once; return the status, the seconds until the next look, and what went wrong instead."""
        self.looks += 1
        try:
            status = yield from look(self.vendor, self.job, self.context)
        except ExchangeError as error:
            pause = self._after(error)
            self._report(None, pause, error)
            return None, pause, error
        self.faults = self.limited = 0
        pause = self._between(status)
        self._report(status, None if status.done and not self._resendable(status) else pause)
        self._check(status)
        return status, pause, None

    def _between(self, status: Status) -> float:
        hint = hint_s(status.response, self.context.now()) if status.response else None
        advice = interval_s(self.vendor, self.job, self.context, self.started_s)
        return self.context.policy.pause_s(advice, hint, 0, self.context.draw())

    def _after(self, error: ExchangeError) -> float:
        """Return the pause after a look that failed; raise `error` when looking again will not help."""
        if not error.passing:
            raise error
        advice = interval_s(self.vendor, self.job, self.context, self.started_s)
        if isinstance(error, RateLimited):
            self.limited += 1
            return pause_s(error, self.context, self.limited, advice)
        self.faults += 1
        if self.faults > self.context.policy.faults_max:
            raise error
        # What was not sent did not trouble the vendor, so only our own backoff counts.
        return pause_s(error, self.context, self.faults, 0.0 if isinstance(error, NotSent) else advice)

    def _check(self, status: Status) -> None:
        policy = self.context.policy
        if not status.known and not policy.wait_on_unknown_status:
            text = f"{self.job.vendor} shows the status {status.word!r}, which it does not document"
            raise UnknownStatus(text, job=self.job, response=status.response, status=status)
        self.not_done += not status.done
        if not status.done and policy.polls_max is not None and self.not_done >= policy.polls_max:
            text = f"still {status.word} after {self.not_done} looks"
            raise WaitTimeout(text, job=self.job, response=status.response, status=status)

    def _report(self, status: Status | None, next_poll_s: float | None, fault: ClientError | None = None) -> None:
        elapsed_s = self.context.now() - self.started_s
        if fault or (status and not status.known):
            logger.warning("%s %s: %s", self.job.vendor, self.job.id, fault or f"unknown status {status}")
        else:
            logger.info("%s %s: %s after %.1f s", self.job.vendor, self.job.id, status and status.word, elapsed_s)
        if self.on_progress:
            self.on_progress(Progress(self.job, status, elapsed_s, next_poll_s, self.looks, fault))

    def _resendable(self, status: Status) -> bool:
        wanted = status.meaning is Meaning.RESEND or (status.meaning is Meaning.NEEDS_FILE and not self.delivered)
        return wanted and self.audio is not None and self.resends < self.context.policy.resends_max

    def _resend(self) -> Flow[None]:
        if self.audio is None:
            return
        self.resends += 1
        self.delivered = True
        yield from self.vendor.deliver(self.job, self.audio)
        self.context.ledger.reopen(self.job)

    def _pause(self, seconds: float, reason: str, fault: ClientError | None = None) -> Flow[None]:
        if seconds > 0:
            yield Wait(seconds, reason, self.job, fault, self._woken if self.inbox else None)

    def _woken(self) -> bool:
        return self._news() is not None

    def _news(self) -> Status | None:
        news = self.inbox.outcome(self.job) if self.inbox else None
        if news:
            self.context.ledger.note(self.job, self.context.now(), news)
        return news

    def _end(self, status: Status) -> Status:
        if status.ok:
            return status
        raise self.vendor.failed(self.job, status)
