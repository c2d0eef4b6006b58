"""Fixtures of the Marsview tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from marsview.caller import Caller, calling


@pytest.fixture
def marsview() -> Iterator[Caller]:
    """A fresh fake; at the end of the test every answer that it gave must conform to the contract."""
    with calling() as caller:
        yield caller
