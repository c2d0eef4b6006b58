"""A contract told to people: as text, as a diagram, and as a page that is kept current."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.contracts import vendor, vendor_names
from understudy.contracts.explain import advice_lines, markdown, mermaid, sureness_table, text, transitions

DOCS = Path(__file__).parents[2] / "docs" / "vendors"


@pytest.mark.parametrize("name", vendor_names())
@pytest.mark.skipif(not DOCS.is_dir(), reason="the docs folder is not beside the tests")
def test_the_page_of_a_vendor_is_current(name: str) -> None:
    """`docs/vendors/NAME.md` is what `understudy explain NAME --markdown` prints now."""
    page = DOCS / f"{name}.md"

    assert page.read_text(encoding="utf-8") == markdown(vendor(name))


@pytest.mark.parametrize("name", vendor_names())
def test_the_text_names_everything(name: str) -> None:
    """Every status, operation, failure and error code is told."""
    facts, told = vendor(name), text(vendor(name))

    words = [*facts.statuses, *facts.contract.operations, *facts.failures, *facts.error_codes]
    assert [word for word in words if word not in told] == []


@pytest.mark.parametrize("name", vendor_names())
def test_the_diagram_has_every_edge(name: str) -> None:
    """The diagram shows each lifecycle's rows and the ways between them."""
    drawn = [line.strip() for line in mermaid(vendor(name)).splitlines()]
    edges = [
        f"{each.name}_{row} --> {each.name}_{target}" + (f": {command}" if command else "")
        for each in vendor(name).lifecycles.values()
        for row, target, command in each.edges()
    ]

    assert drawn[0] == "stateDiagram-v2"
    assert [edge for edge in edges if edge not in drawn] == []


@pytest.mark.parametrize("name", vendor_names())
def test_the_last_row_of_the_count_is_the_sum(name: str) -> None:
    """How much is documented, observed and assumed adds up."""
    *rows, total = sureness_table(vendor(name))

    assert total == ("all", *(sum(row[column] for row in rows) for column in (1, 2, 3)))


def test_a_row_is_told_in_words() -> None:
    """A row's line says what it waits for, where it moves, how it ends and the documented way out."""
    assert transitions(vendor("elevateai").lifecycles["upload"])[:3] == [
        "filePendingUpload: waits for upload -> fileUploading",
        "fileUploading: moves on to fileUploaded or fileUploadFailed",
        "fileUploadFailed: ends badly; documented redo: upload -> fileUploading",
    ]


def test_the_poll_advice_is_told_in_words() -> None:
    """Advice that changes as time goes by says until when and from when it holds."""
    lines = [line.partition(": ")[0] for line in advice_lines(vendor("scriptix"))]

    assert lines == ["every 3 s until 60 s have passed", "every 5 s until 300 s have passed", "every 10 s after 300 s"]
