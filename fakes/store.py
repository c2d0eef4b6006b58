"""Jobs in memory, by id: what the client did and the seed. No status is stored anywhere.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.fakes.job import Job


class MemoryStore:
    """The jobs of one tenant, in the order in which they were declared."""

    def __init__(self) -> None:
        """Start empty."""
        self._jobs: dict[str, Job] = {}
        self.declared = 0
        """jobs ever declared; the next job's ordinal, so that ids can be drawn"""

    def add(self, job: Job) -> None:
        """Keep a job."""
        self._jobs[job.id] = job
        self.declared += 1

    def get(self, job_id: str, now: float) -> Job | None:
        """Return a job that is there at `now`; None when it is unknown, deleted or has vanished."""
        job = self._jobs.get(job_id)
        if job is None or job.deleted_at is not None or not job.row(now):
            return None
        return job

    def tombstone(self, job_id: str) -> Job | None:
        """Return a job even if it was deleted."""
        return self._jobs.get(job_id)

    def __iter__(self) -> Iterator[Job]:
        """Yield every job, deleted ones too, oldest first."""
        return iter(tuple(self._jobs.values()))  # as they are now: a client may declare another one meanwhile

    def __len__(self) -> int:
        """Return how many jobs are kept."""
        return len(self._jobs)
