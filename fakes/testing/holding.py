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
from understudy.fakes.testing.pytest_plugin import HELD, LAST_WORDS, MARKS, PASSED, URL_OPTION
from understudy.fakes.testing.standin import StandIn, stand_in

NAME_LENGTH_MAX = 60
DIGEST_BYTES = 6


def key_of(node_id: str, vendor: str) -> str:
    """Return the credential for a test: the same in every run, another for every test and vendor."""
    digest = hashlib.blake2b(node_id.encode(), digest_size=DIGEST_BYTES).hexdigest()
    name = re.sub(r"[^A-Za-z0-9_]+", "-", node_id.rpartition("::")[2])[:NAME_LENGTH_MAX].strip("-")
    return f"{vendor}-{name}-{digest}"


def held(request: pytest.FixtureRequest, vendor: str) -> Generator[StandIn]:
    """Yield the stand-in of a vendor for the test that asks; afterwards the test fails for what went wrong unseen."""
    item: pytest.Item = request.node
    marks = item.stash.get(MARKS, None) or Marks()
    mine = _begun(item, vendor, marks)
    everybody = item.stash[HELD]
    everybody[vendor] = mine
    try:
        yield mine
        if item.stash[PASSED]:
            _verify(item, mine)
    finally:
        del everybody[vendor]
        mine.close()


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
        hint = (
            f"; is that the control URL of an `understudy serve` that runs? ({URL_OPTION} {server})" if server else ""
        )
        reason = f"{type(error).__name__}: {error}"
        pytest.fail(f"{place_of(item)}: {vendor} cannot begin: {reason}{hint}", pytrace=False)


def _verify(item: pytest.Item, mine: StandIn) -> None:
    try:
        mine.verify()
    except AssertionError as unverified:
        item.stash.setdefault(LAST_WORDS, []).append(last_words(item, mine))
        pytest.fail(f"{place_of(item)}: {unverified}", pytrace=False)


def last_words(item: pytest.Item, mine: StandIn) -> tuple[str, str]:
    """Return a section for a failed test's report: its title and its text."""
    marks = item.stash.get(MARKS, None) or Marks()
    try:
        text = postmortem(mine, marks.seed)
    except Exception as error:  # the test's own failure must be told, whatever else broke
        text = f"nothing can be told: {type(error).__name__}: {error}"
    return f"understudy: {mine.vendor}", text
