"""A client that does everything right is found by no rule, whatever it meets."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verdict.perfect import WAYS, PerfectClient

from understudy.scenarios.verdict.verdict import judge


@given(st.sampled_from(WAYS), st.integers(0, 2**32), st.sampled_from([0.0, 1.0, 120.0]))
def test_a_perfect_client_breaks_no_rule(way: tuple[str, str, str], seed: int, speed: float) -> None:
    """Any way, any walk through the lifecycle, any faults, at any speed."""
    conduct = PerfectClient(way, random.Random(seed), speed).play()

    assert judge(conduct) == ("pass", ())


@pytest.mark.parametrize("way", WAYS, ids=["/".join(way) for way in WAYS])
def test_the_perfect_client_sees_something_of_the_world(way: tuple[str, str, str]) -> None:
    """Its walks end well and badly, and meet faults: else the test above would promise little."""
    conducts = [PerfectClient(way, random.Random(seed), 0.0).play() for seed in range(40)]

    assert {each.performance.report for each in conducts} == {"success", "failure"}
    met = {row.http for each in conducts for row in each.exchanges}
    assert {0, 200, 429, 500} <= met
