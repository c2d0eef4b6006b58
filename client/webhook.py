"""Receiving a webhook: who sent it, how old it is, whether it came before; and racing it with polling.

    receiver = WebhookReceiver(secret="...")
    job.wait(webhook=receiver)                  # in one thread
    receiver.receive(headers, body)             # in the web server's: the first to know the end wins, once

Source: scriptix.md 8: HMAC-SHA256 of the raw body, in hex, as `X-Scriptix-Signature: sha256=...`; six
attempts at 0, 1, 3, 8, 23 and 53 minutes; any 2xx within 20 s ends them. Where no signature comes, the
vendor's page says to have a header of one's own sent along (`webhook_headers`).
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from understudy.client.callback import Callback, read
from understudy.client.clock import SystemClock
from understudy.client.errors import UsageError, WebhookRefused
from understudy.client.job import Job
from understudy.client.status import Status

K = TypeVar("K")
V = TypeVar("V")

BODY_MAX_BYTES = 1024 * 1024
AHEAD_S = 300.0
"""how far the vendor's clock may be ahead of ours"""
TOLERANCE_S = 3600.0
"""the last of six attempts comes 53 minutes after the event, with the time of the event in it"""
REMEMBERED_MAX = 10_000


@dataclass(frozen=True)
class Delivery:
    """One call that may be believed. Answer it with 2xx, a repeated one too, or it is sent again."""

    session_id: str
    status: Status | None
    """None: it is not about the end of the job"""
    duplicate: bool
    """it came before; nothing was done"""
    first: bool
    """nobody knew of the end before, polling included"""


class WebhookReceiver:
    """Believes a call, or refuses it; knows which jobs have ended. Safe to use from several threads."""

    def __init__(
        self,
        *,
        secret: str | None = None,
        header: tuple[str, str] | None = None,
        now: Callable[[], float] | None = None,
        tolerance_s: float = TOLERANCE_S,
    ) -> None:
        """Take what proves the sender: the signing `secret`, or a `header` (name, value) agreed with the vendor.

        `now`: seconds since 1970; `tolerance_s`: age above which a call is refused (above 0). Raises
        UsageError without a proof: anybody could end a job.
        """
        if not secret and not (header and header[1]):
            raise UsageError("give secret= or header=: without a proof anybody could end a job")
        if not tolerance_s > 0:
            raise UsageError("tolerance_s: give a number of seconds above 0")
        self._secret, self._header = secret, header
        self._now, self._tolerance_s = now or SystemClock().now, tolerance_s
        self._lock = threading.Lock()
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._ends: OrderedDict[str, Status] = OrderedDict()

    def receive(self, headers: Mapping[str, str], body: bytes) -> Delivery:
        """Check one call and remember what it says. Raises WebhookRefused; answer that with 400 or 401."""
        named = {name.lower(): value for name, value in headers.items()}
        if len(body) > BODY_MAX_BYTES:
            raise WebhookRefused(f"longer than {BODY_MAX_BYTES} bytes")
        self._check_sender(named, body)
        callback = read(named, body)
        self._check_age(callback)
        with self._lock:
            return self._note(callback, hashlib.sha256(body).digest())

    def outcome(self, job: Job) -> Status | None:
        """Return the status with which `job` has ended, None when nothing is known of it."""
        with self._lock:
            return self._ends.get(job.id)

    def settle(self, job: Job, status: Status) -> Status:
        """Say that polling has seen the end of `job`; return the end that was known first."""
        with self._lock:
            return self._end(job.id, status)

    def _check_sender(self, headers: Mapping[str, str], body: bytes) -> None:
        if self._secret:
            mark = "sha256=" + hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
            if not _same(headers.get("x-scriptix-signature", ""), mark):
                raise WebhookRefused("the signature is missing or wrong")
        if self._header and not _same(headers.get(self._header[0].lower(), ""), self._header[1]):
            raise WebhookRefused(f"the header {self._header[0]} is missing or wrong")

    def _check_age(self, callback: Callback) -> None:
        if callback.sent_at_s is None:
            return
        age_s = self._now() - callback.sent_at_s
        # The comparison is written so that "not a number" fails it.
        if not -AHEAD_S <= age_s <= self._tolerance_s:
            raise WebhookRefused(f"stale: sent {age_s:.0f} s ago")

    def _note(self, callback: Callback, digest: bytes) -> Delivery:
        duplicate = digest in self._seen
        self._seen[digest] = None
        _forget(self._seen)
        status, first = callback.status, False
        if status and status.done:
            first = callback.session_id not in self._ends
            self._end(callback.session_id, status)
        return Delivery(callback.session_id, status, duplicate, first)

    def _end(self, job_id: str, status: Status) -> Status:
        first = self._ends.setdefault(job_id, status)
        _forget(self._ends)
        return first


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), wanted.encode())


def _forget(memory: OrderedDict[K, V]) -> None:
    while len(memory) > REMEMBERED_MAX:
        memory.popitem(last=False)
