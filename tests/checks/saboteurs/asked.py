"""One request to a wrong server, with the job it is about and all tenants, whoever asks.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.types import Scope

from understudy.contracts import Operation
from understudy.fakes.job import Job
from understudy.fakes.marsview import access_token
from understudy.fakes.tenant import Tenant, Tenants


class Asked:
    """A request before it is answered; its scope may be changed."""

    def __init__(
        self,
        vendor: str,
        operation: Operation | None,
        values: tuple[str, ...],
        scope: Scope,
        tenants: Tenants,
        memory: dict[Any, Any],
    ) -> None:
        """`values` are the variable path segments; `memory` is the server's own, kept from request to request."""
        self.vendor, self.operation, self.values = vendor, operation, values
        self.scope, self.tenants, self.memory = scope, tenants, memory
        self.owner, self.job = self.find(values[0] if values else "")

    def find(self, job_id: str) -> tuple[Tenant | None, Job | None]:
        """Return a job of that id, even a deleted one, and its tenant."""
        for tenant in self.tenants:
            if job := tenant.jobs.tombstone(job_id):
                return tenant, job
        return None, None

    def is_of(self, operations: str) -> bool:
        """Say whether it is one of some operations (several words, `*` for all)."""
        return operations == "*" or (self.operation is not None and self.operation.id in operations.split())

    @property
    def now(self) -> float:
        """The time of the job's tenant, in Unix seconds."""
        return self.owner.clock.now() if self.owner else self.tenants.clock.now()

    def jobs(self) -> list[Job]:
        """Return the jobs of the job's tenant that are not deleted, oldest first."""
        return [job for job in self.owner.jobs if job.deleted_at is None] if self.owner else []

    def header(self, name: bytes) -> bytes:
        """Return a header of the request; empty when there is none."""
        return dict(self.scope["headers"]).get(name, b"")

    def set_header(self, name: bytes, value: bytes) -> None:
        """Set one header, its name in lower case."""
        self.scope["headers"] = [each for each in self.scope["headers"] if each[0] != name] + [(name, value)]

    def come_as(self, tenant: Tenant) -> None:
        """Let the request come with this tenant's credential."""
        word = tenant.name.encode()
        if self.vendor == "elevateai":
            self.set_header(b"x-api-token", word)
            return
        if self.vendor == "marsview":
            word = access_token.issue(tenant.name, "someone", tenant.clock.now(), self.tenants.settings.seed).encode()
        self.set_header(b"authorization", b"Bearer " + word)

    def come_as_owner(self, may: Callable[[Tenant], bool] = lambda _: True) -> None:
        """Let the request come with the credential of the job's tenant."""
        if self.owner is not None and may(self.owner):
            self.come_as(self.owner)
