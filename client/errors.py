"""Everything this client raises, and whether the work may have happened.

    ClientError
    ├── UsageError            the call makes no sense; nothing was sent (also a ValueError)
    ├── ExchangeError         a request and its reply
    │   ├── NotSent           the vendor was never reached
    │   ├── NoReply           sent, at least in part, but no whole reply came        *indefinite*
    │   ├── VendorFault       5xx, or 408/425: the vendor or a gateway gave up       *indefinite*
    │   ├── BadReply          a reply that is not what the vendor documents          *indefinite*
    │   └── Refused           the vendor said no
    │       ├── Unauthorized  401, 403: the credential is missing, wrong or used up
    │       ├── NotFound      404, 410: no such job for this credential (deleted, expired, another's)
    │       ├── Conflict      409: the job is not in a status that allows this
    │       ├── TooLarge      413: the file is too large
    │       └── RateLimited   429: too many requests, or a quota is used up
    ├── JobFailed             the job has ended, badly
    │   ├── LinkExpired       the link had run out when the vendor fetched it
    │   └── UploadFailed      the file did not arrive; the same job waits for it again
    ├── ResultNotReady        the job has not ended yet
    ├── UnknownStatus         the vendor shows a status that it does not document    *indefinite*
    ├── WaitTimeout           the deadline has passed (also a TimeoutError)          *indefinite*
    └── WebhookRefused        a webhook call that must not be believed

`definite` is True when what was asked has certainly not happened or can no longer happen, so asking again
cannot buy it twice; False when it may have happened, or still may. Every error carries `job` and the last
`response` where there is one: no error loses a job that has been paid for.

Source: ours (names); issue "The reference client". The status codes are those the vendors list (elevateai.md
2, marsview.md 6, scriptix.md 5).
"""

# ruff: noqa: N818 - a name that says what happened needs no suffix

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from understudy.client.job import Job
    from understudy.client.response import Response
    from understudy.client.status import Status


class ClientError(Exception):
    """Whatever this client raises."""

    definite: ClassVar[bool] = True
    """whether what was asked has certainly not happened"""
    passing: ClassVar[bool] = False
    """whether the same request may well succeed a little later"""

    def __init__(
        self,
        message: str,
        *,
        job: Job | None = None,
        response: Response | None = None,
        status: Status | None = None,
        code: str | None = None,
    ) -> None:
        """Keep what is known: the job, the last reply, the last status seen, the vendor's error code."""
        super().__init__(message)
        self.job, self.response, self.status, self.code = job, response, status, code

    def about(self, job: Job | None) -> ClientError:
        """Name the job, unless one is named already; return self."""
        self.job = self.job or job
        return self


class UsageError(ClientError, ValueError):
    """The call makes no sense; nothing was sent."""


class ExchangeError(ClientError):
    """One request did not get the reply it was sent for."""


class NotSent(ExchangeError):
    """The vendor was never reached."""

    passing = True


class NoReply(ExchangeError):
    """The request went out, at least in part, and no whole reply came back."""

    definite, passing = False, True


class VendorFault(ExchangeError):
    """The vendor, or something in front of it, gave up; the work may have been done nevertheless."""

    definite, passing = False, True


class BadReply(ExchangeError):
    """A reply came, but not one that the vendor documents."""

    definite, passing = False, True


class Refused(ExchangeError):
    """The vendor said no, and will say so again."""


class Unauthorized(Refused):
    """The credential is missing, wrong or used up."""


class NotFound(Refused):
    """No such job for this credential: deleted, expired, another's, or never there."""


class Conflict(Refused):
    """The job is not in a status that allows this."""


class TooLarge(Refused):
    """The file is larger than the vendor takes."""


class RateLimited(Refused):
    """Too many requests, or a quota is used up."""

    passing = True


class JobFailed(ClientError):
    """The job has ended, badly. `status` says what the vendor said."""


class LinkExpired(JobFailed):
    """The link had run out when the vendor fetched it."""


class UploadFailed(JobFailed):
    """The file did not arrive. The same job waits for it again: wait with `audio=` to send it."""


class ResultNotReady(ClientError):
    """The job has not ended yet."""


class UnknownStatus(ClientError):
    """The vendor shows a status that it does not document; the job may be running, or ended."""

    definite = False


class WaitTimeout(ClientError, TimeoutError):
    """The deadline has passed. The job goes on: `job` can be waited for again, here or in another process."""

    definite = False


class WebhookRefused(ClientError):
    """A webhook call that must not be believed: forged, stale or garbled."""
