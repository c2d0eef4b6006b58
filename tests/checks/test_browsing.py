"""What a list of jobs contradicts, by its pages."""

from __future__ import annotations

from typing import Any

import pytest

from understudy.contracts import vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.walks.browsing import Known, contradictions
from understudy.contracts.checks.walks.move import Browse
from understudy.contracts.protocol_form import ListForm

SCRIPTIX = vendor("scriptix")
FORM = SCRIPTIX.protocol.list
assert isinstance(FORM, ListForm)


def page(*ids: str, total: int) -> Exchange:
    """Return an answer with these sessions on it."""
    body: Any = {"count": len(ids), "total_results": total, "result": [{"session_id": each} for each in ids]}
    operation = SCRIPTIX.contract.operations["listSessions"]
    return Exchange(number=1, at_s=0, operation=operation, method="GET", url="/", status=200, body=body)


def said(*pages: Exchange, may_have_others: bool) -> list[str]:
    """Return what the pages contradict."""
    assert FORM
    known = Known([], may_have_others)
    return [each.message for _, each in contradictions(SCRIPTIX, FORM, Browse(limit=2), pages, known)]


def test_pages_of_a_list_that_stands_still_are_one_list() -> None:
    """A job on two of them is listed twice, and the total is what is on all of them."""
    found = said(page("a", "b", total=4), page("b", total=4), may_have_others=False)

    assert "b is listed 2 times" in found
    assert "says 4; 3 jobs are on all pages" in found


def test_pages_that_others_may_move_are_not() -> None:
    """Between two pages a job may have come, or gone from one status to another."""
    assert said(page("a", "b", total=4), page("b", total=4), may_have_others=True) == []


@pytest.mark.parametrize("may_have_others", [False, True])
def test_a_page_counts_what_is_on_it(may_have_others: bool) -> None:
    """Whatever others do, the answer is one."""
    wrong = page("a", total=1)
    wrong.body["count"] = 2

    assert "says 2; 1 jobs are on the page" in said(wrong, may_have_others=may_have_others)
