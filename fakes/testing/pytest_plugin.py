"""The pytest plugin `understudy`: a fixture for each vendor, markers, checks at the end, a section in failure reports.

Source: ours. It costs a suite that does not use it next to nothing: everything else is imported with the first fixture
(`bench/plugin.py` measures it).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from understudy.fakes.testing.marks import Marks
    from understudy.fakes.testing.standin import StandIn
    from understudy.fakes.testing.strays import Strays

URL_OPTION = "--understudy-url"
MARKERS = (
    "scenario(name): what the stand-in's jobs meet, `elevateai/processing_failed`; several allowed, one a vendor",
    "understudy(seed=0, strict=True): what everything is drawn from; whether a request that breaks the contract fails "
    "the test",
)
MARKS: pytest.StashKey[Marks] = pytest.StashKey()
HELD: pytest.StashKey[dict[str, StandIn]] = pytest.StashKey()
"""vendor -> the stand-in that the test holds now"""
STRAYS: pytest.StashKey[dict[str, Strays]] = pytest.StashKey()
"""vendor -> what came to this process's server since, and belongs to no stand-in"""
PASSED: pytest.StashKey[bool] = pytest.StashKey()
LAST_WORDS: pytest.StashKey[list[tuple[str, str]]] = pytest.StashKey()
"""what the report of a failed teardown shows of stand-ins that are closed by then"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our one option."""
    parser.getgroup("understudy").addoption(
        URL_OPTION,
        metavar="URL",
        help="control URL of a running `understudy serve`, the first that it prints (default: one server a process)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and look at the option. Raises pytest.UsageError."""
    for line in MARKERS:
        config.addinivalue_line("markers", line)
    url = config.getoption(URL_OPTION)
    if url is not None and not url.startswith(("http://", "https://")):
        raise pytest.UsageError(f"{URL_OPTION} {url}: give the control URL that `understudy serve` prints first")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Read the test's markers. A test whose markers say nothing that can be done fails here."""
    item.stash[PASSED], item.stash[HELD], item.stash[STRAYS] = False, {}, {}
    item.stash[LAST_WORDS] = []
    if item.get_closest_marker("scenario") or item.get_closest_marker("understudy"):
        from understudy.fakes.testing.marks import Marks

        item.stash[MARKS] = Marks.of(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test whose marker named a vendor that the test did not hold."""
    yield
    if MARKS in item.stash:
        marks, held = item.stash[MARKS], item.stash[HELD]
        marks.check_used(item, held)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Close what the test held when all of its fixtures have ended; note what there is to tell if that went wrong."""
    try:
        yield
    except BaseException:
        if item.stash.get(HELD, None):
            from understudy.fakes.testing.holding import last_words

            item.stash[LAST_WORDS] = last_words(item)
        raise
    finally:
        if item.stash.get(HELD, None):
            from understudy.fakes.testing.holding import let_go

            let_go(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Point at the line that made a mistake, and add to the report of a failed test what its stand-ins saw."""
    if call.excinfo is not None and call.excinfo.type.__module__.startswith("understudy."):
        from understudy.fakes.testing.own_line import end_at_own_line

        if not item.config.getoption("fulltrace"):
            end_at_own_line(call.excinfo.value)
    report = yield
    if call.when == "call":
        item.stash[PASSED] = call.excinfo is None
    if not report.failed:
        return report
    if call.when == "teardown" and LAST_WORDS in item.stash:
        told = item.stash[LAST_WORDS]  # in two steps, or mypy takes the key's type from `extend`
        report.sections.extend(told)
    elif item.stash.get(HELD, None):
        from understudy.fakes.testing.holding import last_words

        report.sections.extend(last_words(item))
    return report


@pytest.fixture
def elevateai(request: pytest.FixtureRequest) -> Generator[StandIn]:
    """ElevateAI for this test alone: credential, journal, a clock that stands still; `url`, `key`, `env`, `clock`."""
    yield from _held(request, "elevateai")


@pytest.fixture
def marsview(request: pytest.FixtureRequest) -> Generator[StandIn]:
    """Marsview for this test alone: credential, journal, a clock that stands still; `url`, `key`, `env`, `clock`."""
    yield from _held(request, "marsview")


@pytest.fixture
def scriptix(request: pytest.FixtureRequest) -> Generator[StandIn]:
    """Scriptix for this test alone: credential, journal, a clock that stands still; `url`, `key`, `env`, `clock`."""
    yield from _held(request, "scriptix")


def _held(request: pytest.FixtureRequest, vendor: str) -> Generator[StandIn]:
    from understudy.fakes.testing.holding import held

    yield from held(request, vendor)
