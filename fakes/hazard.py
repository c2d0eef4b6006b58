"""Finds the fault that strikes a call, as the tenant's scenario has it.

Source: ours.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from understudy.contracts import Vendor
from understudy.fakes.call import Call
from understudy.fakes.faults import NO_FAULT, Fault, Place, Strike, fault_at
from understudy.fakes.reply import Problem, Refused, Reply, phrase
from understudy.fakes.tenant import Tenant

_PROBLEMS = {
    400: Problem.MALFORMED,
    401: Problem.UNAUTHORIZED,
    403: Problem.FORBIDDEN,
    404: Problem.NOT_FOUND,
    405: Problem.METHOD,
    409: Problem.CONFLICT,
    413: Problem.TOO_LARGE,
    415: Problem.MEDIA_TYPE,
    422: Problem.INVALID,
    429: Problem.TOO_MANY,
}
"""HTTP status that a fault asks for -> the problem whose words the vendor has for it"""


class Hazard:
    """What may strike at one vendor."""

    def __init__(self, vendor: Vendor, refuse: Callable[[Refused], Reply]) -> None:
        """`refuse` is how the vendor refuses, headers included."""
        self._vendor, self._refuse = vendor, refuse

    def fault(self, call: Call, tenant: Tenant) -> Fault:
        """Return the fault that strikes this call, and note in the call which job it is about; mostly `NO_FAULT`."""
        scenario = tenant.scenarios.get(self._vendor.name)
        if scenario is None or not scenario.faults:
            return NO_FAULT
        call.job = job = tenant.job_at(self._vendor, call.values)
        named = job.id if job else "/".join(call.values)
        there = tenant.jobs.get(job.id, call.now) if job else None
        place = Place(tenant, self._vendor.name, call.operation.id, named, there, call.now)
        strike = Strike(call.now, tenant.clock.pace, functools.partial(self.refusal, tenant))
        return fault_at(place, scenario.faults, strike)

    def refusal(self, tenant: Tenant, status: int, retry_after_s: int | None) -> Reply:
        """Return the vendor's own refusal with a status that a fault asks for."""
        hint = () if retry_after_s is None else ((b"retry-after", b"%d" % retry_after_s),)
        refused = Refused(_PROBLEMS.get(status, Problem.BROKEN), phrase(status), headers=hint)
        refused.tenant, refused.http = tenant, status
        return self._refuse(refused)._replace(status=status)


class Struck(Exception):  # noqa: N818 - it is a way out of a handler, not a mishap
    """A fault strikes a call whose tenant has just become known."""

    def __init__(self, fault: Fault, tenant: Tenant) -> None:
        """Remember both."""
        super().__init__(fault.name)
        self.fault, self.tenant = fault, tenant
