"""Finds the fault that strikes one call: by operation and, for each job, by the number of the call.

Source: ours.
"""

from __future__ import annotations

from understudy.contracts import Operation
from understudy.fakes.faults.cut import Cut
from understudy.fakes.faults.fault import Fault, NoFault
from understudy.fakes.faults.hang import Hang
from understudy.fakes.faults.respond import Respond
from understudy.fakes.tenant import Tenant
from understudy.scenarios import FaultRule

NO_FAULT = NoFault()


def fault_at(tenant: Tenant, vendor: str, operation: Operation, job_id: str) -> Fault:
    """Return the fault of the tenant's scenario for this call, and count the call; `NoFault` when none strikes."""
    scenario = tenant.scenarios.get(vendor)
    if scenario is None or not scenario.faults:
        return NO_FAULT
    place = (operation.id, job_id)
    call = tenant.calls[place] = tenant.calls.get(place, 0) + 1
    for rule in scenario.faults:
        if rule.operation == operation.id and (not rule.calls or call in rule.calls):
            return _fault(rule)
    return NO_FAULT


def _fault(rule: FaultRule) -> Fault:
    if rule.respond is not None:
        return Respond(rule.respond)
    return Hang() if rule.hang else Cut(rule.cut_after_bytes or 0)
