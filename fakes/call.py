"""One request as a handler sees it: the operation, the tenant, the decoded body, and one moment for all of it.

Source: ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.types import Receive

from understudy.contracts import Operation
from understudy.fakes.job import Job
from understudy.fakes.journal import NO_LANES
from understudy.fakes.reply import Problem, Refused, ReplyHeaders
from understudy.fakes.tenant import Tenant, Tenants

_AUTHORITY = re.compile(r"[A-Za-z0-9._~%-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")
_SCHEME = re.compile(r"https?", re.IGNORECASE)
_PREFIX = re.compile(r"(/[A-Za-z0-9._~%!$&'()*+,;=:@-]+)+")


class Call:
    """What a handler may know. It holds no clock: `now` is the moment of the whole exchange."""

    __slots__ = (
        "body",
        "findings",
        "headers",
        "job",
        "lanes",
        "now",
        "on_enter",
        "operation",
        "query",
        "raw",
        "receive",
        "said",
        "standing",
        "subject",
        "tenant_or_none",
        "tenants",
        "values",
    )

    def __init__(
        self,
        operation: Operation,
        tenants: Tenants,
        tenant: Tenant | None,
        values: tuple[str, ...],
        headers: Mapping[bytes, bytes],
        receive: Receive,
    ) -> None:
        """`tenant` is None only for an operation that needs no credential; `values` are the variable path segments."""
        self.operation, self.tenants, self.values = operation, tenants, values
        self.headers, self.receive = headers, receive
        self.tenant_or_none = tenant
        self.now = tenant.clock.now() if tenant else tenants.clock.now()
        self.query: dict[str, Any] = {}
        """the documented query parameters, as values of their types"""
        self.raw = b""
        self.body: Any = None
        """the decoded JSON body"""
        self.job: Job | None = None
        self.said: str | None = None
        """what the answer says of the job's status"""
        self.lanes: Mapping[str, str] = NO_LANES
        """lane -> what the answer says of its status, where there are several"""
        self.subject: str | None = None
        """what the request brought, named as `understudy.fakes.subject` does"""
        self.findings: tuple[str, ...] = ()
        """what the client does that the contract forbids"""
        self.on_enter: Callable[[Call], None] | None = None
        """what happens as soon as the tenant is known, where a request alone does not tell"""
        self.standing: ReplyHeaders = ()
        """headers that go with the answer, whatever it is"""

    @property
    def tenant(self) -> Tenant:
        """The tenant behind the credential. Raises Refused when the operation takes none."""
        if self.tenant_or_none is None:
            raise Refused(Problem.UNAUTHORIZED, "this operation knows no tenant")
        return self.tenant_or_none

    def enter(self, tenant: Tenant) -> None:
        """Go on as `tenant`, for an operation whose credential is in the body. Do so before anything else is done."""
        self.tenant_or_none, self.now = tenant, tenant.clock.now()
        if self.on_enter is not None:
            self.on_enter(self)

    def find_job(self, job_id: str | None = None) -> Job:
        """Return the job `job_id`, by default the first variable path segment. Raises Refused(NOT_FOUND)."""
        name = self.values[0] if job_id is None else job_id
        job = self.tenant.jobs.get(name, self.now)
        if job is None or job.vendor.contract.operations.get(self.operation.id) is not self.operation:
            raise Refused(Problem.NOT_FOUND, f"there is no {name[:80]!r} for this credential")
        self.job = job
        return job

    def status(self, job: Job) -> str:
        """Return the job's status now, and note that the answer says so."""
        self.job, self.said = job, job.status(self.now)
        return self.said

    def url(self, path: str) -> str:
        """Return the absolute URL of a path of ours as the caller reaches it, also behind a proxy.

        `Host` says where, unless a proxy's X-Forwarded-Host, -Proto and -Prefix say otherwise; what cannot stand in a
        URL is passed over. Source: ours; the names are the usual ones.
        """
        host = self._forwarded(b"x-forwarded-host", _AUTHORITY) or self._forwarded(b"host", _AUTHORITY) or "localhost"
        scheme = self._forwarded(b"x-forwarded-proto", _SCHEME) or "http"
        prefix = self._forwarded(b"x-forwarded-prefix", _PREFIX)
        return f"{scheme.lower()}://{host}{prefix}{path}"

    def _forwarded(self, name: bytes, pattern: re.Pattern[str]) -> str:
        """Return what the first of the proxies, which the caller sees, says; empty when it says nothing of use."""
        said = self.headers.get(name, b"").decode("latin-1").partition(",")[0].strip().removesuffix("/")
        return said if pattern.fullmatch(said) else ""
