"""A list of jobs by its pages, held to what is known of each job.

Source: each vendor's `protocol.yaml`, list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.checks.walks.known_job import KnownJob
from understudy.contracts.checks.walks.move import Browse
from understudy.contracts.facts import facts
from understudy.contracts.protocol_form import ListForm, at

PAGES_MAX = 12
Told = tuple[Exchange, Contradiction]


class Known:
    """What is known of the jobs that a list can show."""

    def __init__(self, jobs: Iterable[KnownJob], may_have_others: bool) -> None:
        """`may_have_others`: jobs can be there, or move, that the walk has not made or moved."""
        jobs = list(jobs)
        self.there = {job.id: job for job in jobs if not job.is_deleted}
        self.deleted = {job.id for job in jobs if job.is_deleted}
        self.may_have_others = may_have_others


def items(form: ListForm, page: Exchange) -> list[dict[str, Any]]:
    """Return the jobs on a page."""
    found = at(page.body, (form.items,))
    if not isinstance(found, list):
        return []
    return [cast("dict[str, Any]", each) for each in cast("list[object]", found) if isinstance(each, dict)]


def queries(form: ListForm, move: Browse, pages: Sequence[Exchange]) -> Iterator[dict[str, str]]:
    """Yield the query of each page, as long as the answers (which join `pages`) say that there are more."""
    seen = 0
    for _ in range(PAGES_MAX):
        query = {form.filter: move.status} if form.filter and move.status else {}
        if move.limit and form.limit and form.offset:
            query |= {form.limit: str(move.limit), form.offset: str(seen)}
        yield query
        seen += (found := len(items(form, pages[-1])))
        if not move.limit or not form.total or not found or seen >= _number(form.total, pages[-1]):
            return


def _number(path: str, page: Exchange) -> int:
    value = at(page.body, (path,))
    return value if isinstance(value, int) else 0


def contradictions(
    vendor: Vendor, form: ListForm, move: Browse, pages: Sequence[Exchange], known: Known
) -> Iterator[Told]:
    """Yield what the pages of one list contradict, each with its page."""
    if not pages or not all(page.status == 200 for page in pages):
        return
    by_name = facts(vendor)
    filtered = by_name.get(f"protocol list by {form.filter}") if move.status else None
    fact = filtered or by_name["protocol list"]
    # where others may move the jobs between two pages, the pages need not make one list
    is_one = len(pages) == 1 or not known.may_have_others
    for page, where, message in (
        *_counts(form, move, pages, is_one),
        *_members(vendor, form, move, pages, known, is_one),
    ):
        yield page, contradiction("list", where, message, fact)


Complaint = tuple[Exchange, str, str]


def _counts(form: ListForm, move: Browse, pages: Sequence[Exchange], is_one: bool) -> Iterator[Complaint]:
    there = sum(len(items(form, page)) for page in pages)
    for page in pages:
        count = len(items(form, page))
        if form.count and (told := _number(form.count, page)) != count:
            yield page, form.count, f"says {told}; {count} jobs are on the page"
        if move.limit and form.limit and count > move.limit:
            yield page, form.limit, f"{count} jobs are on a page of {move.limit}"
    is_whole = is_one and (move.limit is not None or len(pages) > 1) and len(pages) < PAGES_MAX
    if form.total and is_whole and (told := _number(form.total, pages[-1])) != there:
        yield pages[-1], form.total, f"says {told}; {there} jobs are on all pages"


def _members(
    vendor: Vendor, form: ListForm, move: Browse, pages: Sequence[Exchange], known: Known, is_one: bool
) -> Iterator[Complaint]:
    ids = Counter(str(at(each, (form.id,))) for page in pages for each in items(form, page))
    page, is_whole = pages[-1], is_one and move.limit is not None and len(pages) < PAGES_MAX
    for job_id, count in ids.items():
        if count > 1 and is_one:
            yield page, form.id, f"{job_id} is listed {count} times"
        if job_id in known.deleted:
            yield page, form.id, f"{job_id} is listed, though it is deleted"
        elif job_id not in known.there and not known.may_have_others:
            yield page, form.id, f"{job_id} is listed, though this tenant has no such job"
    if is_whole:
        for job_id in _expected(move, known).keys() - ids.keys():
            yield page, form.id, f"{job_id} is not listed"
    if move.status:
        yield from _strays(vendor, form, move, pages)


def _expected(move: Browse, known: Known) -> dict[str, KnownJob]:
    """Return the jobs that must be listed: with a filter those whose status is certain."""
    if not move.status:
        return known.there
    if known.may_have_others:
        return {}
    return {job_id: job for job_id, job in known.there.items() if job.oracle.words == {move.status}}


def _strays(vendor: Vendor, form: ListForm, move: Browse, pages: Sequence[Exchange]) -> Iterator[Complaint]:
    for page in pages:
        for each in items(form, page):
            word = at(each, form.status)
            if vendor.protocol.aliases.get(str(word), word) != move.status:
                yield page, form.filter or "", f"a job that is {word} is listed among those that are {move.status}"
