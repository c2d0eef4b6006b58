"""How long things take at most, and whether a job that has had that long is still not at an end.

Source: each vendor's `lifecycle.yaml`, durations; that ten times as long is too long is ours.
"""

from __future__ import annotations

import functools

from understudy.contracts import Vendor
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.walks.known_job import KnownJob
from understudy.contracts.facts import facts

TIMES = 10
LEAST_BOUND_S = 86_400.0
"""a day"""


@functools.cache
def longest_s(vendor: Vendor) -> float:
    """Return the seconds that the longest documented stays take together, for the longest recordings."""
    return sum(max(point.high_s for point in duration.points) for duration in vendor.durations.values())


def bound_s(vendor: Vendor) -> float:
    """Return the seconds after which a job must have come to an end."""
    return max(LEAST_BOUND_S, TIMES * longest_s(vendor))


def step_s(vendor: Vendor) -> float:
    """Return the seconds of a step that misses no status: the shortest documented stay, at least one."""
    stays = [point.low_s for duration in vendor.durations.values() for point in duration.points]
    return max(1.0, min(stays, default=1.0))


def endless(vendor: Vendor, job: KnownJob, now_s: float) -> list[Contradiction]:
    """Return that a job (or a lane of it) still moves by itself, so long after it was given something last."""
    since_s = now_s - job.fed_at_s
    if since_s < bound_s(vendor) or job.is_deleted:
        return []
    found: list[Contradiction] = []
    for name, standing in job.oracle.unsettled():
        known = f"at most {longest_s(vendor):g} s" if vendor.durations else "no duration"
        message = f"{name} is still {standing} {since_s:g} s after it was given something last; documented is {known}"
        found.append(contradiction("end", "status", message, facts(vendor)[f"lifecycle {job.lifecycle}"]))
    return found
