"""Which sessions a list shows, and in what order.

Source: facts/scriptix section 2.2 (docs, "Filtering and sorting"). Assumed: `q` looks in the file name, in any case;
`name` is the file name; `updated_at` is when the session last changed its status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from understudy.fakes.job import Job

Key = Callable[[Job, float], Any]


def _filename(job: Job) -> str:
    return job.media.filename.casefold() if job.media else ""


KEYS: Mapping[str, Key] = {
    "created_at": lambda job, _: job.declared_at,
    "name": lambda job, _: _filename(job),
    "updated_at": lambda job, now: job.reached(job.row(now), now),
}
"""by the query parameter `sort`: (job, Unix seconds) -> what it is sorted by"""


def chosen(jobs: Sequence[Job], query: Mapping[str, Any], now: float) -> list[Job]:
    """Return the jobs that `status` and `q` leave, sorted; `jobs` come oldest first, which also decides a draw."""
    status, words = query.get("status"), query.get("q", "").casefold()
    found = [job for job in jobs if status in (None, job.status(now)) and words in _filename(job)]
    key = KEYS[query.get("sort", "created_at")]
    found.sort(key=lambda job: key(job, now))
    return found if query.get("direction") == "asc" else found[::-1]
