"""What every flow of one client shares: its access to the vendor, its time, its patience and its memory.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from understudy.client.clock import Draw
from understudy.client.errors import BadReply, UsageError
from understudy.client.hooks import Hooks
from understudy.client.job import Job
from understudy.client.ledger import Ledger
from understudy.client.policy import Policy
from understudy.client.response import Response
from understudy.client.source import Source


@dataclass(frozen=True)
class Access:
    """Where the vendor is, and who asks. Only the address shows in `repr`."""

    base_url: str
    """kept without a slash at its end"""
    key: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    user_id: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raise UsageError when the address is none, there is no key, or it could not stand in a header."""
        if not self.base_url.lower().startswith(("http://", "https://")):
            raise UsageError(f"{self.base_url!r}: give the vendor's address, with http:// or https://")
        object.__setattr__(self, "base_url", self.base_url.rstrip("/"))
        if not (self.key and self.key.isascii() and self.key.isprintable()):
            raise UsageError("key=: give the vendor's key, in printable ASCII")


@dataclass(frozen=True)
class Context:
    """Handed to a vendor's protocol when a client is made."""

    access: Access
    now: Callable[[], float]
    """the client's clock, seconds since 1970"""
    draw: Draw
    """random numbers from 0 to 1, for jitter"""
    policy: Policy = field(default_factory=Policy)
    hooks: Hooks = field(default_factory=Hooks)
    ledger: Ledger = field(default_factory=Ledger)

    def new_job(self, vendor: str, job_id: str, source: Source, response: Response, lanes: int = 1) -> Job:
        """Return the job that `response` has just named, after telling the caller of it.

        Raises BadReply when the id could not be one.
        """
        audio_s = source.audio.longest_s if source.audio else None
        try:
            job = Job(vendor, job_id, source.kind, self.now(), audio_s, lanes)
        except UsageError as error:
            raise BadReply(str(error), response=response) from error
        if self.hooks.on_job:
            self.hooks.on_job(job)
        return job
