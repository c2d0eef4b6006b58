"""What the control port shows of a tenant, its clock and its jobs.

Source: ours; `control.yaml` describes the forms.
"""

from __future__ import annotations

from typing import Any

import msgspec

from understudy.contracts import vendor_names
from understudy.fakes.job import Job, Lane
from understudy.fakes.registry import translation
from understudy.fakes.tenant import Tenant


def clock_view(tenant: Tenant) -> dict[str, Any]:
    """Show the tenant's clock."""
    clock = tenant.clock
    now = clock.now()
    return {
        "now": now,
        "elapsed_s": round(now - clock.start, 6),
        "rate": clock.rate,
        "frozen": clock.rate == 0,
        "on_poll": tenant.poll_time is not None,
    }


def tenant_view(tenant: Tenant) -> dict[str, Any]:
    """Show the tenant as a whole."""
    return {
        "tenant": tenant.name,
        "clock": clock_view(tenant),
        "scenarios": {vendor: scenario.title for vendor, scenario in tenant.scenarios.items()},
        "dialects": {name: _dialect_view(tenant, name) for name in vendor_names()},
        "jobs": len(tenant.jobs),
        "exchanges": tenant.journal.count,
    }


def _dialect_view(tenant: Tenant, vendor: str) -> dict[str, Any]:
    return msgspec.structs.asdict(tenant.dialect(translation(vendor).dialect))


def jobs_view(tenant: Tenant) -> list[dict[str, Any]]:
    """Show the tenant's jobs: their status now, and their timeline past and planned."""
    now = tenant.clock.now()
    return [_job_view(job, tenant, now) for job in tenant.jobs]


def _job_view(job: Job, tenant: Tenant, now: float) -> dict[str, Any]:
    lanes = [{"name": lane.name, **_lane_view(lane, tenant, now)} for lane in job.lanes]
    own = {} if lanes else _lane_view(job, tenant, now)
    deleted_at = None if job.deleted_at is None else round(job.deleted_at - tenant.clock.start, 3)
    return {
        "id": job.id,
        "vendor": job.vendor.name,
        "lifecycle": job.lifecycle.name,
        "deleted_at_s": deleted_at,
        **own,
        **({"lanes": lanes} if lanes else {}),
    }


def _lane_view(lane: Lane, tenant: Tenant, now: float) -> dict[str, Any]:
    steps = [
        {
            "at_s": round(start - tenant.clock.start, 3),
            "row": row,
            "status": lane.shown(row),
            "planned": start > now,
        }
        for row, start in zip(lane.rows, lane.starts, strict=True)
    ]
    return {"status": lane.status(now) or None, "timeline": steps}


def journal_view(tenant: Tenant, after: int = 0) -> dict[str, Any]:
    """Show the exchanges whose number is above `after`."""
    journal = tenant.journal
    return {
        "count": journal.count,
        "dropped": journal.dropped,
        "counts": dict(journal.counts),
        "blamed": [row._asdict() for row in journal.blamed()],
        "exchanges": [row._asdict() for row in journal.after(after)],
    }


def usage_view(tenant: Tenant) -> dict[str, Any]:
    """Show what the tenant has used, by vendor, where the vendor counts it."""
    now = tenant.clock.now()
    counted = {name: translation(name).usage for name in vendor_names()}
    return {name: usage(tenant, now) for name, usage in counted.items() if usage}
