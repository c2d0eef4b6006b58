"""A lifecycle: an illegal table is refused, and a legal one can tell a path from what is none."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from harness import LIFECYCLES
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.contracts import Lifecycle, vendor
from understudy.contracts.lifecycle import LifecycleTable

Rows = dict[str, dict[str, Any]]
UPLOAD: Rows = {
    "pending": {"waits": {"upload": "uploading"}},
    "uploading": {"then": ["processed", "failed"]},
    "failed": {"ends": "badly", "redo": {"upload": "uploading"}},
    "processed": {"ends": "well"},
}


def lifecycle(rows: Rows) -> Lifecycle:
    """Make a lifecycle of these rows."""
    table = {"about": "a test", "provenance": "assumed: for a test", "rows": rows}
    return Lifecycle("upload", msgspec.convert(table, LifecycleTable))


REFUSALS: dict[str, tuple[Rows, str]] = {
    "no row": ({}, "a lifecycle needs at least one row"),
    "an undeclared target": (
        UPLOAD | {"uploading": {"then": ["processed", "failed", "done"]}},
        "uploading: 'done' is not a row of this lifecycle",
    ),
    "an undeclared redo": (
        UPLOAD | {"failed": {"ends": "badly", "redo": {"upload": "elsewhere"}}},
        "failed: 'elsewhere' is not a row of this lifecycle",
    ),
    "an unreachable row": (UPLOAD | {"lost": {"ends": "well"}}, "lost: no row leads here from pending"),
    "no end": (
        {"a": {"waits": {"go": "b"}}, "b": {"waits": {"back": "a"}}},
        "a: no end can be reached from here",
    ),
    "a cycle that never waits": (
        {"a": {"then": ["b"]}, "b": {"then": ["a", "end"]}, "end": {"ends": "well"}},
        "a: a cycle in which nothing waits would never end",
    ),
    "nothing of the three": (
        UPLOAD | {"processed": {}},
        "processed: give exactly one of waits, then and ends (given: none)",
    ),
    "two of the three": (
        UPLOAD | {"uploading": {"then": ["processed", "failed"], "waits": {"x": "failed"}}},
        "uploading: give exactly one of waits, then and ends (given: waits, then)",
    ),
    "a way on that leads nowhere": (
        UPLOAD | {"uploading": {"then": []}},
        "uploading: give exactly one of waits, then and ends (given: none)",
    ),
    "a redo without an end": (
        UPLOAD | {"pending": {"waits": {"upload": "uploading"}, "redo": {"upload": "uploading"}}},
        "pending: a redo belongs to a row that ends",
    ),
}


@pytest.mark.parametrize(("rows", "reason"), REFUSALS.values(), ids=REFUSALS.keys())
def test_an_illegal_table_is_refused(rows: Rows, reason: str) -> None:
    """Whoever holds a lifecycle need not check it: an illegal one was refused, by row and reason."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        lifecycle(rows)

    assert reason == str(caught.value)


def test_a_redo_may_close_a_cycle() -> None:
    """A cycle with a command in it is legal, as it waits for the client."""
    edges = list(lifecycle(UPLOAD).edges())

    assert edges == [
        ("pending", "uploading", "upload"),
        ("uploading", "processed", None),
        ("uploading", "failed", None),
        ("failed", "uploading", "upload"),
    ]


@pytest.mark.parametrize(
    "seen",
    [
        [],
        ["pending", "uploading", "processed"],
        ["pending", "pending", "processed", "processed"],
        ["processed"],
        ["pending", "failed", "uploading", "failed", "processed"],
        ["failed", "failed", "processed"],
    ],
    ids=["nothing", "all", "some missed, some twice", "only the end", "redone twice", "the redo missed"],
)
def test_a_path_is_explained(seen: list[str]) -> None:
    """Polls see a path, whatever they miss and however often they look."""
    assert lifecycle(UPLOAD).explains(seen)


@pytest.mark.parametrize(
    "seen",
    [
        ["uploading", "pending"],
        ["processed", "failed"],
        ["processed", "uploading"],
        ["pending", "deleted"],
        [""],
    ],
    ids=["backwards", "from one end to another", "out of an end", "a word of its own", "no word"],
)
def test_what_is_no_path_is_not_explained(seen: list[str]) -> None:
    """A step back, out of an end, or to an unknown word is no path."""
    assert not lifecycle(UPLOAD).explains(seen)


def test_rows_that_show_the_same_are_one_status() -> None:
    """Two rows with one word look like a single status, and a row that shows none is no status."""
    table = lifecycle({
        "saved": {"shows": "", "waits": {"compute": "queued"}},
        "queued": {"shows": "uploaded", "then": ["worked_on"]},
        "worked_on": {"shows": "uploaded", "then": ["processed"]},
        "processed": {"ends": "well"},
    })  # fmt: skip

    assert table.statuses == {"uploaded", "processed"}
    assert table.explains(["uploaded", "uploaded", "uploaded", "processed"])
    assert not table.explains(["processed", "uploaded"])


@pytest.mark.parametrize(("vendor_name", "name"), LIFECYCLES, ids=["-".join(each) for each in LIFECYCLES])
@settings(max_examples=40, deadline=None, database=None)
@given(data=st.data())
def test_every_walk_is_explained(vendor_name: str, name: str, data: st.DataObject) -> None:
    """Whatever way a job takes, and whichever of its rows polls see, the lifecycle explains it."""
    table = vendor(vendor_name).lifecycles[name]
    walk = [table.initial]
    for _ in range(data.draw(st.integers(0, 12))):
        if targets := table.rows[walk[-1]].targets:
            walk.append(data.draw(st.sampled_from(targets)))
    seen = [table.shown(row) for row in walk if data.draw(st.booleans())]

    assert table.explains(seen)
