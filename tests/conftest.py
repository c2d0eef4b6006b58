"""One server for the whole run, in a thread of its own; every test takes a credential of its own.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings


@pytest.fixture(scope="session")
def stand_ins() -> Iterator[StandIns]:
    """All vendors on free loopback ports, links fetched from loopback."""
    with StandIns(Settings(seed=7, fetch_links=True)).running() as running:
        yield running


@pytest.fixture
def credential(request: pytest.FixtureRequest) -> str:
    """A credential that no other test uses."""
    return f"key-of-{request.node.nodeid.replace('@', '-at-')}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests want to be told whether they pass or not: counts."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    for report in reports:
        for name, text in report.user_properties:
            if name == "told" and report.when == "call":
                terminalreporter.write_line(str(text))
