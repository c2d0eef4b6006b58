"""When a program that runs is taken for one that hangs: figures only, no time passes."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import pytest

from understudy.contracts import vendor
from understudy.scenarios import find
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.part import Part
from understudy.scenarios.rehearsal.silence import ANSWER_LIMIT_S, Silence

ADVISED_S, LIMIT_S = 30.0, 10.0
"""what ElevateAI advises between two looks; the limit given here"""


@dataclasses.dataclass
class Played:
    """As much of a part as is looked at."""

    scenario: Any
    facts: Any


def silence(name: str = "elevateai/happy") -> Silence:
    """A silence that begins at 100 s."""
    return Silence(cast("Part", Played(find(name), vendor(name.partition("/")[0]))), LIMIT_S, 100.0)


def exchange(number: int, retry_after_s: float | None = None) -> Exchange:
    """One exchange."""
    return Exchange(
        number=number, at_s=0, answered_s=0, vendor="elevateai", operation="getInteractionStatus", method="GET",
        path="/", http=200, retry_after_s=retry_after_s,
    )  # fmt: skip


def test_a_first_request_must_come_within_the_limit() -> None:
    """A program that never calls is ended soon."""
    assert silence().too_long(100.0 + LIMIT_S) == ""
    assert silence().too_long(100.1 + LIMIT_S) == "it had sent nothing after 10.1s of real time"


@pytest.mark.parametrize(("name", "more_s"), [("elevateai/happy", 0.0), ("elevateai/hangs", ANSWER_LIMIT_S)])
def test_the_interval_that_the_vendor_advises_is_waited_for(name: str, more_s: float) -> None:
    """In real time, as a client in poll time waits it; and an answer that a fault keeps back."""
    found = silence(name)
    found.broken([exchange(1)], 100.0)

    assert found.too_long(100.0 + LIMIT_S + ADVISED_S + more_s) == ""
    assert found.too_long(100.1 + LIMIT_S + ADVISED_S + more_s).startswith("it had sent nothing more for ")


def test_what_the_last_answers_asked_for_is_waited_for_until_others_come() -> None:
    """Retry-After is added, and forgotten when the client has come back."""
    found = silence()
    found.broken([exchange(1), exchange(2, 600.0)], 100.0)
    assert found.too_long(100.0 + 600.0 + LIMIT_S + ADVISED_S) == ""

    found.broken([exchange(1), exchange(2, 600.0), exchange(3)], 100.0)
    assert found.too_long(100.1 + LIMIT_S + ADVISED_S)


def test_a_client_that_backs_off_may_pause_longer_each_time() -> None:
    """30, 60, 120 s: each pause doubles, and is not taken for a hang."""
    found, now_s, seen = silence(), 100.0, list[Exchange]()
    for number, pause_s in enumerate((0.0, 30.0, 60.0, 120.0), start=1):
        assert found.too_long(now_s + pause_s) == ""
        now_s += pause_s
        seen.append(exchange(number))
        found.broken(seen, now_s)
