"""How long results are kept: some weeks from the moment of processing, on the tenant's clock.

Source: facts/elevateai section 12, docs start page: up to 45 days. What was sent in is never kept here: a recording is
measured and forgotten, and the declared texts are told to nobody (facts section 6).
Assumed: the status and the declared parameters outlive the results.
"""

from __future__ import annotations

from understudy.fakes.elevateai.refusal import VENDOR
from understudy.fakes.job import Job

KEPT_DAYS: int = VENDOR.contract.openapi["x-limits"]["results_kept_days"]["value"]
_DAY_S = 86_400.0


def is_over(job: Job, now: float) -> bool:
    """Say whether the results of an interaction are gone at `now`; never before it is processed."""
    processed_at = job.reached("processed", now)
    return processed_at is not None and now >= processed_at + KEPT_DAYS * _DAY_S
