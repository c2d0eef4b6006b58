"""The list of sessions: pages, the status filter, and what is not in it."""

from __future__ import annotations

from typing import Any

import pytest
from scriptix.caller import Caller, refusal, silence


def ids(scriptix: Caller, **query: Any) -> list[str]:
    """Return the session_ids on a page."""
    return [session["session_id"] for session in scriptix.get(**query).json()["result"]]


def test_an_empty_list_is_a_page(scriptix: Caller) -> None:
    """Without sessions the list answers 200 with nothing in it."""
    answer = scriptix.get()

    assert (answer.status_code, answer.json()) == (200, {"count": 0, "total_results": 0, "result": []})


def test_the_newest_session_comes_first(scriptix: Caller) -> None:
    """Sessions are listed from the newest to the oldest."""
    created = [scriptix.create() for _ in range(3)]

    assert ids(scriptix) == created[::-1]


def test_a_listed_session_is_the_session(scriptix: Caller) -> None:
    """An item of the list is what its own GET answers."""
    session = scriptix.complete()

    assert scriptix.get().json()["result"] == [session]


def test_pages_follow_one_another(scriptix: Caller) -> None:
    """offset and limit cut pages out of the same list; count is the page's, total_results the list's."""
    created = [scriptix.create() for _ in range(5)][::-1]

    pages = [scriptix.get(offset=offset, limit=2).json() for offset in (0, 2, 4, 6)]

    assert [session["session_id"] for page in pages for session in page["result"]] == created
    assert [(page["count"], page["total_results"]) for page in pages] == [(2, 5), (2, 5), (1, 5), (0, 5)]


def test_a_page_has_25_sessions_unless_asked_otherwise(scriptix: Caller) -> None:
    """The default limit is 25, the largest 100."""
    for _ in range(101):
        scriptix.create()

    assert scriptix.get().json()["count"] == 25
    assert scriptix.get(limit=100).json()["count"] == 100


def test_the_status_filter_keeps_one_status(scriptix: Caller) -> None:
    """status=... lists the sessions that are there now, and total_results counts after the filter."""
    done = scriptix.complete()["session_id"]
    waiting = scriptix.start()
    scriptix.create()

    assert ids(scriptix, status="completed") == [done]
    assert ids(scriptix, status="queued") == [waiting]
    assert ids(scriptix, status="failed") == []
    assert scriptix.get(status="completed").json()["total_results"] == 1
    assert scriptix.get().json()["total_results"] == 3


def _named(scriptix: Caller, *filenames: str) -> dict[str, str]:
    """Upload recordings of these names, a second apart; return name -> session_id."""
    found: dict[str, str] = {}
    for filename in filenames:
        found[filename] = scriptix.create()
        scriptix.upload(found[filename], silence(2), filename)
        scriptix.tenant().clock.advance(1)
    return found


def test_q_looks_in_the_file_names(scriptix: Caller) -> None:
    """q=... keeps the sessions in whose file name the text stands, in any case; total_results counts those."""
    found = _named(scriptix, "Board Meeting.wav", "call.wav", "meeting-2.wav")
    scriptix.create()

    assert ids(scriptix, q="MEETING") == [found["meeting-2.wav"], found["Board Meeting.wav"]]
    assert scriptix.get(q="meeting", limit=1).json()["total_results"] == 2
    assert ids(scriptix, q="nothing like it") == []
    assert len(ids(scriptix, q="")) == 4


def test_the_filters_hold_together(scriptix: Caller) -> None:
    """q and status are both kept to."""
    found = _named(scriptix, "a.wav", "b.wav")
    scriptix.finish(found["a.wav"])
    waiting = scriptix.create()
    scriptix.upload(waiting, silence(2), "a.wav")

    assert ids(scriptix, q="a.wav", status="queued") == [waiting]


@pytest.mark.parametrize("sort", ["created_at", "name", "updated_at"])
def test_the_direction_turns_the_list_round(scriptix: Caller, sort: str) -> None:
    """asc is the very reverse of desc, which is the default, even where the keys are equal."""
    for _ in range(2):
        _named(scriptix, "b.wav", "a.wav")

    down = ids(scriptix, sort=sort)

    assert len(down) == 4
    assert ids(scriptix, sort=sort, direction="desc") == down
    assert ids(scriptix, sort=sort, direction="asc") == down[::-1]


def test_a_list_can_be_sorted_by_name(scriptix: Caller) -> None:
    """sort=name goes by the file name without regard to case; a session without a file comes first."""
    found = _named(scriptix, "b.wav", "C.wav", "a.wav")
    empty = scriptix.create()

    ascending = ids(scriptix, sort="name", direction="asc")

    assert ascending == [empty, found["a.wav"], found["b.wav"], found["C.wav"]]


def test_a_list_can_be_sorted_by_the_last_change(scriptix: Caller) -> None:
    """sort=updated_at puts the session first whose status changed last, which need not be the newest one."""
    oldest = scriptix.create()
    scriptix.tenant().clock.advance(1)
    newest = scriptix.create()
    scriptix.tenant().clock.advance(1)
    before = ids(scriptix, sort="updated_at")
    scriptix.upload(oldest, silence(2))

    assert before == [newest, oldest]
    assert ids(scriptix, sort="updated_at") == [oldest, newest]
    assert ids(scriptix, sort="created_at") == [newest, oldest]


def test_another_tenants_sessions_are_not_listed(scriptix: Caller) -> None:
    """Each credential lists its own sessions."""
    scriptix.create("other")

    assert ids(scriptix) == []


def test_deleted_sessions_are_not_listed(scriptix: Caller) -> None:
    """A deleted session is out of the list and out of its count."""
    kept, deleted = scriptix.create(), scriptix.create()
    scriptix.call("DELETE", f"/api/v3/speech-to-text/session/{deleted}")

    assert ids(scriptix) == [kept]
    assert scriptix.get().json()["total_results"] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "101"), ("limit", "-1"), ("limit", "ten"), ("limit", ""), ("limit", "1.5"),
        ("limit", "--5"), ("limit", "9" * 30), ("offset", "-1"), ("offset", "x"), ("status", "done"),
        ("status", "COMPLETED"), ("status", ""), ("sort", "id"), ("sort", ""), ("direction", "down"),
        ("direction", "DESC"),
    ],
)  # fmt: skip
def test_a_bad_parameter_is_refused_by_name(scriptix: Caller, name: str, value: str) -> None:
    """A bad limit, offset or status gets 422, and `details` names it."""
    answer = scriptix.get(**{name: value})

    assert refusal(answer) == (422, "VALIDATION_ERROR", "Validation Error")
    assert list(answer.json()["details"]) == [name]


def test_a_hundred_and_one_parameters_are_refused(scriptix: Caller) -> None:
    """A query with more than 100 parameters gets 422."""
    answer = scriptix.call("GET", "/api/v3/speech-to-text/session?" + "&".join(["a=1"] * 101))

    assert refusal(answer)[0] == 422
