"""What this client last saw of each job: a second wait neither hurries the vendor nor asks what has ended.

Source: ours.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from understudy.client.job import Job
from understudy.client.status import Status

JOBS_MAX = 10_000
"""entries kept; the oldest goes first, and is then merely asked for again"""


@dataclass(frozen=True)
class Entry:
    """The last look at a job."""

    next_at_s: float
    """when the next look is allowed, on the client's clock"""
    status: Status | None = None
    """the last status seen; a look that failed leaves it as it was"""
    deleted: bool = False


class Ledger:
    """The last look at each of the newest jobs."""

    def __init__(self) -> None:
        """Start empty."""
        self._entries: OrderedDict[tuple[str, str], Entry] = OrderedDict()

    def last(self, job: Job) -> Entry | None:
        """Return the last look at `job`, None when there was none."""
        return self._entries.get((job.vendor, job.id))

    def note(self, job: Job, next_at_s: float, status: Status | None = None) -> None:
        """Write down a look at `job`, and when the next one is allowed; it failed when `status` is None."""
        before = self.last(job)
        self._put(job, Entry(next_at_s, status or (before.status if before else None)))

    def ended(self, job: Job) -> Status | None:
        """Return the status with which `job` has ended, None when it is not known to have ended."""
        entry = self.last(job)
        return entry.status if entry and entry.status and entry.status.done else None

    def delete(self, job: Job) -> None:
        """Write down that `job` was deleted by us."""
        self._put(job, Entry(0.0, deleted=True))

    def reopen(self, job: Job) -> None:
        """Write down that `job` goes on after all: its file was sent again."""
        if entry := self.last(job):
            self._put(job, Entry(entry.next_at_s))

    def _put(self, job: Job, entry: Entry) -> None:
        self._entries[job.vendor, job.id] = entry
        self._entries.move_to_end((job.vendor, job.id))
        while len(self._entries) > JOBS_MAX:
            self._entries.popitem(last=False)
