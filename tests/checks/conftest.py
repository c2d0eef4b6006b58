"""One server for the tests of a module, and its addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings


@pytest.fixture(scope="module")
def addresses() -> Iterator[Mapping[str, str]]:
    """Yield vendor, or `control`, -> URL of a running stand-in."""
    with StandIns(Settings()).running() as stand_ins:
        yield stand_ins.addresses.as_dict()
