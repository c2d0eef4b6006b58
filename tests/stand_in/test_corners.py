"""What a stand-in's clock, patch, script and counts do in the corners: in every shape where shapes could differ."""

from __future__ import annotations

import asyncio
import os
import time

import pytest
from stand_in.conftest import Make, ask, client, declare, processed, status

from understudy.fakes import stand_in
from understudy.fakes.control.desk import BadClockChange
from understudy.fakes.journal import Journal
from understudy.fakes.testing.expectations import NotCalled, Unverified
from understudy.fakes.testing.shared_server import shared_server
from understudy.fakes.testing.standin import StandIn, StandInClosed
from understudy.scenarios.inline import BadScenario


def test_a_sleep_that_somebody_stubbed_is_patched_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """`time.sleep` stays synchronous, and the stub is put back."""

    def stub(_: float) -> None:
        """Do nothing."""

    monkeypatch.setattr(time, "sleep", stub)
    with stand_in("elevateai", shape="asgi") as elevateai:
        with elevateai.patch_sleep():
            time.sleep(5)
        assert elevateai.clock.elapsed_s == 5
    assert time.sleep is stub


def test_patches_may_overlap_and_end_with_their_stand_in() -> None:
    """Left in any order, or never: what was there at first is back; and a patch that was kept is of no use."""
    real = (time.sleep, asyncio.sleep)
    with stand_in("elevateai", shape="asgi") as elevateai:
        one, two, left = elevateai.patch_sleep(), elevateai.patch_sleep(), elevateai.patch_sleep()
        one.__enter__()
        two.__enter__()
        one.__exit__(None, None, None)
        time.sleep(5)
        two.__exit__(None, None, None)
        assert ((time.sleep, asyncio.sleep), elevateai.clock.elapsed_s) == (real, 5)
        left.__enter__()
    assert (time.sleep, asyncio.sleep) == real
    left.__exit__(None, None, None)
    with pytest.raises(StandInClosed):
        one.__enter__()
    assert (time.sleep, asyncio.sleep) == real


def test_a_kept_patch_is_refused_in_every_shape(make: Make) -> None:
    """Entered after its stand-in was closed, it says so, and patches nothing."""
    real = time.sleep
    with make() as opened:
        patch = opened.patch_sleep()
    with pytest.raises(StandInClosed), patch:
        pass
    assert time.sleep is real


def test_a_last_row_alone_is_where_the_job_ends() -> None:
    """The shortest way is taken to it."""
    with stand_in("elevateai", shape="asgi") as elevateai:
        elevateai.script("processingFailed")
        assert status(elevateai, processed(elevateai)) == "processingFailed"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "empty"),
        (None, "empty"),
        (30, "as text"),
        ("processing", "processing@30s"),
        ("processing@30", "write 30s"),
        ("processing@1.5", "write 1.5s"),
        ("processed@5s", "lasts for ever"),
        ("processing,,processed", "no part"),
    ],
)
def test_a_script_that_says_nothing_is_refused(line: str | None, reason: str) -> None:
    """With what to write instead."""
    with stand_in("elevateai", shape="asgi") as elevateai, pytest.raises(BadScenario, match=reason):
        elevateai.script(line)


def test_a_script_is_read_as_people_write_it() -> None:
    """Commas in parentheses, spaces about the `@` and a comma at the end are fine."""
    with stand_in("elevateai", shape="asgi") as elevateai:
        elevateai.script("processing @ lognormal(3m, 0.5), processed,")
        assert status(elevateai, processed(elevateai)) == "processed"


@pytest.mark.parametrize("far", [float("nan"), float("inf"), 1e10, 1e300])
def test_a_clock_goes_only_so_far(make: Make, far: float) -> None:
    """One typed error in every shape, and the clock stays where it is."""
    with make() as opened:
        for move in (opened.clock.advance, opened.clock.run, opened.clock.sleep):
            with pytest.raises(BadClockChange):
                move(far)
        opened.clock.advance(3e9)
        with pytest.raises(BadClockChange, match="ends at"):
            opened.clock.advance(3e9)
        assert opened.clock.elapsed_s == 3e9


def test_what_is_verified_needs_no_journal_that_kept_it() -> None:
    """Dropped calls count, and a dropped violation is told."""
    with pytest.raises(Unverified) as caught, stand_in("elevateai", shape="asgi") as elevateai:  # noqa: PT012
        shared_server().tenants.get(elevateai.key).journal._rows_max = 1
        elevateai.expect("getInteractionStatus", 3)
        ask(elevateai, "GET", "/nothing")
        for _ in range(3):
            ask(elevateai, "GET", "/interactions/x/status")
    assert [each.path for each in caught.value.exchanges] == ["/v1/nothing"]
    assert len(caught.value.reasons) == 1


def test_only_the_first_blamed_exchanges_are_kept() -> None:
    """However many there are."""
    journal = Journal(rows_max=2)
    for number in range(50):
        journal.add(float(number), "elevateai", "", "GET", "/", None, 404)
    assert ([row.number for row in journal.blamed()], journal.counts) == (list(range(1, 21)), {"": 50})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_is_told_to_take_url_and_key() -> None:
    """The stand-in and its clock are its parent's."""
    with stand_in("elevateai", shape="asgi") as elevateai:
        clock = elevateai.clock
        child = os.fork()
        if not child:
            told = 0
            for use in (lambda: elevateai.url, clock.now):
                try:
                    use()
                except StandInClosed as error:
                    told += "url and key" in str(error)
            os._exit(told)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2


def test_who_sleep_together_wake_each_at_its_own_moment(make: Make) -> None:
    """However they were started."""
    woken: list[tuple[int, float]] = []

    async def sleep(opened: StandIn, seconds: int) -> None:
        await opened.clock.sleep_async(seconds)
        woken.append((seconds, opened.clock.elapsed_s))

    async def all_of_them(opened: StandIn) -> None:
        await asyncio.gather(*(sleep(opened, seconds) for seconds in (30, 10, 20)))

    with make() as opened:
        asyncio.run(all_of_them(opened))
    assert woken == [(10, 10), (20, 20), (30, 30)]


def test_a_long_sleep_does_not_overtake_a_poller(make: Make) -> None:
    """Raced against a deadline of six hours, who polls every 30 seconds is done first."""

    async def race(opened: StandIn) -> float:
        async with client(opened) as http:

            async def poll() -> None:
                for _ in range(5):
                    await http.get("/interactions/x/status")
                    await opened.clock.sleep_async(30)

            deadline = asyncio.ensure_future(opened.clock.sleep_async(6 * 3600))
            await asyncio.wait({asyncio.ensure_future(poll()), deadline}, return_when=asyncio.FIRST_COMPLETED)
            deadline.cancel()
            return opened.clock.elapsed_s

    with make() as opened:
        assert asyncio.run(race(opened)) == 150


def test_whoever_stops_the_loop_by_waiting_is_told() -> None:
    """`wait_for` in a coroutine names the way out."""

    async def wait(opened: StandIn) -> None:
        opened.wait_for("declareInteraction", within_s=0.01)

    with stand_in("elevateai", shape="asgi") as opened, pytest.raises(NotCalled, match="wait_for_async"):
        asyncio.run(wait(opened))


def test_the_nearest_vendor_is_named() -> None:
    """A slip of the pen."""
    with pytest.raises(ValueError, match="did you mean elevateai"):
        stand_in("elevatai")


def test_a_declared_job_is_counted_once() -> None:
    """By its operation."""
    with stand_in("elevateai", shape="asgi") as opened:
        opened.expect("declareInteraction", 1)
        declare(opened)
