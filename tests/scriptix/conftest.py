"""Fixtures of the Scriptix tests."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from scriptix.caller import Caller, calling


@pytest.fixture
def scriptix() -> Generator[Caller]:
    """A fresh fake; at the end of the test every answer that it gave must conform to the contract."""
    with calling() as caller:
        yield caller
