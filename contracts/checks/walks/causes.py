"""Whether what is documented to make a job fail has made it fail, with the code that is documented.

Source: each vendor's `lifecycle.yaml`, failures. Where only an assumption says so, the difference is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from understudy.contracts import Failure, Lifecycle, Sureness, Vendor
from understudy.contracts.checks.calls.words import words
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.walks.known_job import KnownJob
from understudy.contracts.facts import facts
from understudy.contracts.protocol_form import at

OURS = "understudy:"
"""how error codes begin that no vendor has"""


def undone(vendor: Vendor, job: KnownJob, was_fetched: Callable[[str], bool | None]) -> list[Contradiction]:
    """Return what a cause should have brought about in a job that has ended; `was_fetched` asks about a link."""
    if job.is_deleted or _is_moot(job, was_fetched):
        return []
    if job.oracle.lanes:
        return [found for key in job.oracle.lanes for found in _of_lane(vendor, job, key)]
    lifecycle = vendor.lifecycles[job.lifecycle]
    return list(_of(vendor, lifecycle, job.material, job.oracle.has_ended, list(job.views.values())))


def _is_moot(job: KnownJob, was_fetched: Callable[[str], bool | None]) -> bool:
    """Say whether the server cannot know what lies behind the link."""
    return job.link is not None and job.material != "link_expired" and not was_fetched(job.link)


def _of_lane(vendor: Vendor, job: KnownJob, key: str) -> Iterator[Contradiction]:
    form = vendor.protocol.poll.lanes
    if form:
        lane, lifecycle = job.oracle.lanes[key], vendor.lifecycles[form.lifecycle]
        shown = [each for view in job.views.values() for each in _lanes_in(view, form.each, form.key, key)]
        material = job.lane_materials.get(key, "sound") if job.material == "sound" else job.material
        yield from _of(vendor, lifecycle, material, lane.has_ended, shown)


def _lanes_in(view: object, each: str, key_name: str, key: str) -> list[Any]:
    lanes = at(view, (each,))
    if not isinstance(lanes, list):
        return []
    return [lane for lane in cast("list[object]", lanes) if at(lane, (key_name,)) == key]


def _of(
    vendor: Vendor, lifecycle: Lifecycle, cause: str, ended: str | None, shown: Sequence[Any]
) -> Iterator[Contradiction]:
    name, failure = _failure(vendor, lifecycle, cause)
    if failure is None or ended is None:
        return
    fact = facts(vendor)[f"failure {name}"]
    is_warning = fact.provenance.sureness is Sureness.ASSUMED
    if ended == "well":
        edge = ", ".join(f"{row} -> {target}" for row, target in failure.edge.items())
        message = f"a job with {cause.replace('_', ' ')} ended well; documented is {edge}"
        yield contradiction("cause", "status", message, fact, is_warning=is_warning)
    elif failure.code and not failure.code.startswith(OURS) and not _codes(vendor) & set(words(shown)):
        message = f"a job failed for {cause.replace('_', ' ')} without the code {failure.code}"
        yield contradiction("cause", "error", message, fact, is_warning=is_warning)


def _failure(vendor: Vendor, lifecycle: Lifecycle, cause: str) -> tuple[str, Failure | None]:
    """Return the failure that a cause brings about in a lifecycle, by name."""
    edges = {(row, target) for row, target, _ in lifecycle.edges()}
    for name, failure in vendor.failures.items():
        if failure.cause == cause and not edges.isdisjoint(failure.edge.items()):
            return name, failure
    return "", None


def _codes(vendor: Vendor) -> set[str]:
    """Return the codes of all failures: what fails for one reason may fail for another one first."""
    return {failure.code for failure in vendor.failures.values() if failure.code}
