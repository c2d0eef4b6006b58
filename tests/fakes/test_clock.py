"""A tenant's clock: it runs at a rate, stops, jumps, and never goes back."""

from __future__ import annotations

import sys
import threading

import pytest

from understudy.fakes.clock import Clock


class Real:
    """A system clock that we turn by hand."""

    def __init__(self) -> None:
        """Begin at 1000."""
        self.at = 1000.0

    def __call__(self) -> float:
        """Read it."""
        return self.at


def test_it_starts_when_it_is_first_asked() -> None:
    """A clock that nobody read has not begun to run."""
    real = Real()
    clock = Clock(rate=60, system=real)
    real.at = 2000.0

    assert clock.now() == 2000.0


def test_the_rate_counts_from_the_moment_it_is_set() -> None:
    """A new rate leaves the time that has passed alone."""
    real = Real()
    clock = Clock(rate=1, system=real)
    clock.now()
    real.at += 10
    clock.run(60)
    real.at += 1

    assert clock.now() == 1000 + 10 + 60


def test_a_frozen_clock_stands_but_can_be_advanced() -> None:
    """Freezing stops it; advance works all the same; thawing goes on at the rate before."""
    real = Real()
    clock = Clock(rate=2, system=real)
    clock.freeze()
    real.at += 50
    clock.advance(5)
    assert clock.now() == 1005
    clock.thaw()
    real.at += 1

    assert clock.now() == 1007


def test_frozen_before_it_was_asked_it_begins_with_a_whole_second() -> None:
    """So what is rounded to seconds, as dates are, is the same each time it is played."""
    real = Real()
    real.at = 1000.75
    clock = Clock(rate=60, system=real)
    clock.freeze()

    assert (clock.now(), clock.start, clock.elapsed_s()) == (1000.0, 1000.0, 0.0)


def test_the_wire_keeps_the_pace_that_a_frozen_clock_had() -> None:
    """A client in virtual time perceives delays as it would at that rate."""
    clock = Clock(rate=60)
    clock.freeze()

    assert (clock.rate, clock.pace) == (0.0, 60.0)


def test_a_system_clock_set_back_does_not_take_it_along() -> None:
    """Virtual time does not go back when the machine's clock does."""
    real = Real()
    clock = Clock(system=real)
    before = clock.now()
    real.at -= 500

    assert clock.now() >= before


@pytest.mark.parametrize("seconds", [-1.0, -0.001])
def test_it_refuses_to_go_back(seconds: float) -> None:
    """Advancing by a negative span is a ValueError that says what to do."""
    with pytest.raises(ValueError, match="0 seconds or more"):
        Clock().advance(seconds)


@pytest.mark.parametrize("rate", [-1.0, float("inf"), float("nan")])
def test_it_refuses_an_impossible_rate(rate: float) -> None:
    """A rate is 0 or more, and finite."""
    with pytest.raises(ValueError, match="rate"):
        Clock(rate=rate)


def test_whoever_moves_it_it_never_goes_back() -> None:
    """Threads that go on to moments of their own at once: none finds it before where it was, or where it put it."""
    clock = Clock(rate=0, system=Real())
    start = threading.Barrier(4)
    wrong: list[tuple[float, float, float]] = []

    def move(offset: int) -> None:
        start.wait()
        for step in range(1000):
            before, moment = clock.now(), 1000.0 + step * 4 + offset
            clock.advance_to(moment)
            after = clock.now()
            if after < max(before, moment):
                wrong.append((before, moment, after))

    threads = [threading.Thread(target=move, args=(offset,)) for offset in range(4)]
    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval_s)

    assert (wrong, clock.now()) == ([], 1000.0 + 999 * 4 + 3)
