"""Lets a tenant's time pass with its polls, for clients whose own clock cannot be made fast.

Source: ours; how long a poll takes is the vendor's own advice.
"""

from __future__ import annotations

from understudy.contracts import Vendor
from understudy.fakes.clock import Clock
from understudy.fakes.job import Job


class PollTime:
    """When each job was looked at last."""

    def __init__(self) -> None:
        """Begin with no job looked at."""
        self._latest: dict[str, float] = {}

    def pass_before(self, job: Job, vendor: Vendor, clock: Clock) -> None:
        """Before a poll, go on to the vendor's advised interval after the job's poll before it, or its declaration.

        The clock never goes back: a client that waited longer finds the time that it is.
        """
        latest = self._latest.get(job.id, job.declared_at)
        clock.advance_to(latest + vendor.poll_interval_s(job.lifecycle.name, latest - job.declared_at))
        self._latest[job.id] = clock.now()
