"""What an account has used this calendar month: requests against its quota, and what it would be billed for.

Source: facts/elevateai section 12. All of it is counted from the tenant's interactions; nothing is kept aside.
Assumed: months are UTC's; an interaction is billed in the month in which it is processed, deleted since or not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from understudy.fakes.elevateai.declaration import declared, words
from understudy.fakes.elevateai.dialect import DIALECT
from understudy.fakes.elevateai.refusal import VENDOR
from understudy.fakes.job import Job
from understudy.fakes.reply import Problem, Refused
from understudy.fakes.tenant import Tenant

WORDS_STEP: int = VENDOR.contract.openapi["x-limits"]["cx_ai_words_step"]["value"]


def check_quota(tenant: Tenant, now: float) -> None:
    """Raise Refused(TOO_MANY) when the month's declarations have reached the quota."""
    quota = tenant.dialect(DIALECT).monthly_quota
    if quota and requests(tenant, now) >= quota:
        raise Refused(Problem.TOO_MANY, f"the monthly quota of {quota} requests is used up")


def requests(tenant: Tenant, now: float) -> int:
    """Return how many interactions were declared in the month of `now`, whatever became of them."""
    start = _month(now).timestamp()
    used_before = tenant.dialect(DIALECT).requests_used if start <= tenant.clock.start else 0
    return used_before + sum(1 for job in _interactions(tenant) if job.declared_at >= start)


def usage(tenant: Tenant, now: float) -> dict[str, Any]:
    """Return the month's requests and billing: hours of audio, and words of chats and transcripts, for CX AI."""
    billed = list(_billed(tenant, now))
    asked = [job for job in billed if declared(job).get("includeAiResults")]
    return {
        "month": f"{_month(now):%Y-%m}",
        "requests": requests(tenant, now),
        "monthly_quota": tenant.dialect(DIALECT).monthly_quota,
        "billed": {
            "interactions": len(billed),
            "audio_hours": _hours(billed),
            "cx_ai_hours": _hours(asked),
            "cx_ai_words": sum(_rounded_up(words(declared(job))) for job in asked),
        },
    }


def _interactions(tenant: Tenant) -> Iterator[Job]:
    return (job for job in tenant.jobs if job.vendor is VENDOR)


def _billed(tenant: Tenant, now: float) -> Iterator[Job]:
    """Yield what was processed this month; what was deleted before it was processed never was."""
    start = _month(now).timestamp()
    for job in _interactions(tenant):
        processed_at = job.reached("processed", now)
        if processed_at is not None and start <= processed_at <= (job.deleted_at or now):
            yield job


def _hours(jobs: list[Job]) -> float:
    return round(sum(job.media.duration_s or 0.0 for job in jobs if job.media) / 3600, 6)


def _rounded_up(count: int) -> int:
    return -(-count // WORDS_STEP) * WORDS_STEP


def _month(now: float) -> datetime:
    """Return the start of the month of a Unix time."""
    return datetime.fromtimestamp(now, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
