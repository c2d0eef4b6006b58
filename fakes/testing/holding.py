"""How a test comes to hold a stand-in, and how it lets go of it: at once for pytest, with its markers and its report.

Source: ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator

import pytest

from understudy.fakes.testing.marks import Marks, place_of
from understudy.fakes.testing.postmortem import postmortem
from understudy.fakes.testing.pytest_plugin import HELD, MARKS, PASSED, STRAYS, URL_OPTION
from understudy.fakes.testing.shared_server import shared_server
from understudy.fakes.testing.standin import StandIn, stand_in
from understudy.fakes.testing.strays import Strays

NAME_LENGTH_MAX = 60
DIGEST_BYTES = 6


def key_of(node_id: str, vendor: str) -> str:
    """Return the credential for a test: the same in every run, another for every test and vendor."""
    digest = hashlib.blake2b(node_id.encode(), digest_size=DIGEST_BYTES).hexdigest()
    name = re.sub(r"[^A-Za-z0-9_]+", "-", node_id.rpartition("::")[2])[:NAME_LENGTH_MAX].strip("-")
    return f"{vendor}-{name}-{digest}"


def held(request: pytest.FixtureRequest, vendor: str) -> Generator[StandIn]:
    """Yield the stand-in of a vendor for the test that asks; afterwards the test fails for what went wrong unseen.

    It is closed by `let_go`, when all of the test's fixtures have ended: only then it is known whether that went well.
    """
    item: pytest.Item = request.node
    marks = item.stash.get(MARKS, None) or Marks()
    if not item.config.getoption(URL_OPTION):
        item.stash[STRAYS][vendor] = Strays(vendor, shared_server().tenants)
    mine = _begun(item, vendor, marks)
    item.stash[HELD][vendor] = mine
    yield mine
    if item.stash[PASSED] and (reasons := _unverified(mine, item.stash[STRAYS].get(vendor))):
        pytest.fail(f"{place_of(item)}: {reasons}", pytrace=False)


def let_go(item: pytest.Item) -> None:
    """Close what the test held."""
    everybody = item.stash[HELD]
    while everybody:
        everybody.popitem()[1].close()


def _begun(item: pytest.Item, vendor: str, marks: Marks) -> StandIn:
    """Return the stand-in, open; where that cannot be, the test fails and is named."""
    server: str | None = item.config.getoption(URL_OPTION)
    mine = stand_in(
        vendor,
        scenario=marks.scenarios.get(vendor),
        seed=marks.seed,
        key=key_of(item.nodeid, vendor),
        server=server and server.rstrip("/"),
        strict=marks.strict,
    )
    try:
        return mine.open()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
    # out here, so that it is not told a second time as what the failure was made from
    asked = f"; is that the control URL of an `understudy serve` that runs? ({URL_OPTION} {server})"
    hint = asked if server and not reason.endswith("?") else ""
    pytest.fail(f"{place_of(item)}: {vendor} cannot begin: {reason}{hint}", pytrace=False)


def _unverified(mine: StandIn, strays: Strays | None) -> str:
    """Return what went wrong without the test's noticing; empty when nothing did."""
    reasons: list[str] = []
    try:
        mine.verify()
    except AssertionError as unverified:
        reasons.append(str(unverified))
    if strays is not None and (reasons or (mine.strict and strays.strangers)):
        reasons.append(strays.told())
    return "\n".join(filter(None, reasons))


def last_words(item: pytest.Item) -> list[tuple[str, str]]:
    """Return a section for each stand-in that a failed test holds, for its report: its title and its text."""
    return [(f"understudy: {vendor}", _last_words(item, mine)) for vendor, mine in item.stash[HELD].items()]


def _last_words(item: pytest.Item, mine: StandIn) -> str:
    marks = item.stash.get(MARKS, None) or Marks()
    strays = item.stash[STRAYS].get(mine.vendor)
    try:
        return postmortem(mine, marks.seed, strays.told() if strays else "")
    except Exception as error:  # the test's own failure must be told, whatever else broke
        return f"nothing can be told: {type(error).__name__}: {error}"
