"""One row of a journal, as a judge reads it: over HTTP, from the control port of whatever server was called.

Source: ours; `control.yaml` of the fakes describes the form. What is not needed for a verdict is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request and what was answered. Times are virtual seconds since the tenant's clock began."""

    number: int
    """counted from 1 within the tenant"""
    at_s: float
    """when the request came"""
    answered_s: float
    """when its answer went out, or was broken off"""
    vendor: str
    operation: str
    """operationId; empty when no route took the request"""
    method: str
    path: str
    job: str | None = None
    """the job that the exchange made, looked at or changed"""
    http: int
    """status code of the answer; 0 when it was broken off"""
    said: str | None = None
    """the status that the answer gave for the job, that of the least settled lane where there are several"""
    lanes: Mapping[str, str] = {}
    """lane -> the status that the answer gave for it, where there are several"""
    retry_after_s: float | None = None
    """how long the answer asked the client to stay away"""
    subject: str | None = None
    """what a request brought that makes or feeds a job, or asks of it: `file:`, `link:`, `text:` or `request:`, and a
    digest"""
    fault: str | None = None
    """the name of the fault that struck"""
    findings: tuple[str, ...] = ()
    """what breaks the contract: `request: ...` by the client, `reply: ...` by the server, `secret: ...` in the URL"""
