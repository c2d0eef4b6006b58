"""What holds for every lifecycle of every vendor, whoever looks and however often; each promise with a planted bug."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from harness import LIFECYCLES, World
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from understudy.contracts import vendor
from understudy.fakes.job import Job

waits_s = st.lists(st.floats(0, 60), min_size=1, max_size=15)
seeds = st.integers(0, 2**32)
ids = [f"{name}-{lifecycle}" for name, lifecycle in LIFECYCLES]
Promise = Callable[..., None]


class MovesWhenPolled(World):
    """Planted: a look at the job moves it one step."""

    def status(self, job: Job) -> str:
        """Poll, and push."""
        now = self.tenant.clock.now()
        status = super().status(job)
        ahead = [index for index, start in enumerate(job.starts) if start > now]
        skipped = job.starts[ahead[0]] - now if ahead else 0.0
        for index in ahead:
            job.starts[index] -= skipped
        return status


class GoesBack(World):
    """Planted: every third poll shows where the job began."""

    def status(self, job: Job) -> str:
        """Poll, now and then wrongly."""
        self.polls = getattr(self, "polls", 0) + 1
        return job.lifecycle.shown(job.lifecycle.initial) if self.polls % 3 == 0 else super().status(job)


class EndsOnlyForAWhile(World):
    """Planted: an ended job begins anew a minute later."""

    def status(self, job: Job) -> str:
        """Poll; a long-ended job is where it began."""
        now = self.tenant.clock.now()
        if job.ended(now) and now - job.starts[-1] > 60:
            return job.lifecycle.shown(job.lifecycle.initial)
        return super().status(job)


class OneGeneratorForAll(World):
    """Planted: all jobs draw from one generator, in the order in which they come."""

    generator = random.Random(0)

    def __init__(self, seed: int = 0) -> None:
        """Begin with a generator that the other world of the same test gets, too."""
        super().__init__(seed)
        OneGeneratorForAll.generator = random.Random(seed)

    def declare(self, vendor_name: str, lifecycle: str, number: int = 0) -> Job:
        """Start a job, its delays drawn in turn."""
        return self._drawn_in_turn(super().declare(vendor_name, lifecycle, number))

    def command(self, job: Job) -> bool:
        """Do what the job waits for, its delays drawn in turn."""
        done = super().command(job)
        self._drawn_in_turn(job)
        return done

    def _drawn_in_turn(self, job: Job) -> Job:
        for index in range(1, len(job.starts)):
            job.starts[index] = job.starts[index - 1] + self.generator.uniform(1, 100)
        return job


def steps_s(job: Job) -> list[float]:
    """Return when each row starts, in seconds after the job was declared."""
    return [start - job.starts[0] for start in job.starts]


def run(promise: Promise) -> None:
    """Run a promise as a Hypothesis test, without a database."""
    few = settings(
        max_examples=60,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    few(given(seeds, waits_s)(promise))()


def polling_moves_nothing(world: type[World], vendor_name: str, lifecycle: str) -> Promise:
    """A job polled often and a job polled once agree on where they are."""

    def promise(seed: int, waits: list[float]) -> None:
        watched, unwatched = world(seed), world(seed)
        polled, left_alone = watched.declare(vendor_name, lifecycle), unwatched.declare(vendor_name, lifecycle)
        watched.command(polled), unwatched.command(left_alone)
        for wait in waits:
            watched.advance(wait), unwatched.advance(wait)
            watched.status(polled)
        assert unwatched.status(left_alone) == watched.status(polled)

    return promise


def jobs_do_not_disturb_each_other(world: type[World], vendor_name: str, lifecycle: str) -> Promise:
    """A job does the same whether others are declared before it or not."""

    def promise(seed: int, waits: list[float]) -> None:
        alone, crowded = world(seed), world(seed)
        for number in range(1, 4):
            crowded.command(crowded.declare(vendor_name, lifecycle, number))
        a, b = alone.declare(vendor_name, lifecycle), crowded.declare(vendor_name, lifecycle)
        alone.command(a), crowded.command(b)
        for wait in waits:
            alone.advance(wait), crowded.advance(wait)
            assert alone.status(a) == crowded.status(b)
        assert steps_s(a) == pytest.approx(steps_s(b), abs=1e-3)

    return promise


def statuses_are_a_path(world: type[World], vendor_name: str, lifecycle: str) -> Promise:
    """Whatever is seen can be explained by the lifecycle."""

    def promise(seed: int, waits: list[float]) -> None:
        here = world(seed)
        job = here.declare(vendor_name, lifecycle)
        seen = [here.status(job)]
        here.command(job)
        for wait in waits:
            here.advance(wait)
            seen.append(here.status(job))
        assert vendor(vendor_name).lifecycles[lifecycle].explains([status for status in seen if status])

    return promise


def an_end_is_an_end(world: type[World], vendor_name: str, lifecycle: str) -> Promise:
    """An ended job shows the same for ever, unless its client takes the documented redo."""

    def promise(seed: int, waits: list[float]) -> None:
        here = world(seed)
        job = here.declare(vendor_name, lifecycle)
        here.command(job)
        while (event := here.tenant.next_event()) is not None:
            here.tenant.clock.advance_to(event)
        ended = here.status(job)
        for wait in waits:
            here.advance(wait)
            assert here.status(job) == ended

    return promise


every_lifecycle = pytest.mark.parametrize(("vendor_name", "lifecycle"), LIFECYCLES, ids=ids)
moving = [(name, lifecycle) for name, lifecycle in LIFECYCLES if len(vendor(name).lifecycles[lifecycle].statuses) > 2]
a_moving_lifecycle = pytest.mark.parametrize(("vendor_name", "lifecycle"), moving)


@every_lifecycle
def test_polling_does_not_move_a_job(vendor_name: str, lifecycle: str) -> None:
    """A job polled often and a job polled once agree on where they are."""
    run(polling_moves_nothing(World, vendor_name, lifecycle))


@a_moving_lifecycle
def test_a_fake_that_moves_when_polled_is_caught(vendor_name: str, lifecycle: str) -> None:
    """The planted bug breaks the promise."""
    with pytest.raises(AssertionError):
        run(polling_moves_nothing(MovesWhenPolled, vendor_name, lifecycle))


@every_lifecycle
def test_other_jobs_do_not_disturb_a_job(vendor_name: str, lifecycle: str) -> None:
    """A job does the same whether others are declared before it or not."""
    run(jobs_do_not_disturb_each_other(World, vendor_name, lifecycle))


@a_moving_lifecycle
def test_one_generator_for_all_jobs_is_caught(vendor_name: str, lifecycle: str) -> None:
    """The planted bug breaks the promise."""
    with pytest.raises(AssertionError):
        run(jobs_do_not_disturb_each_other(OneGeneratorForAll, vendor_name, lifecycle))


@every_lifecycle
def test_the_statuses_seen_are_a_path(vendor_name: str, lifecycle: str) -> None:
    """Whatever is seen can be explained by the lifecycle."""
    run(statuses_are_a_path(World, vendor_name, lifecycle))


@a_moving_lifecycle
def test_a_fake_that_goes_back_is_caught(vendor_name: str, lifecycle: str) -> None:
    """The planted bug breaks the promise."""
    with pytest.raises(AssertionError):
        run(statuses_are_a_path(GoesBack, vendor_name, lifecycle))


@every_lifecycle
def test_an_ended_job_stays_ended(vendor_name: str, lifecycle: str) -> None:
    """An ended job shows the same for ever, unless its client takes the documented redo."""
    run(an_end_is_an_end(World, vendor_name, lifecycle))


@a_moving_lifecycle
def test_an_end_that_does_not_last_is_caught(vendor_name: str, lifecycle: str) -> None:
    """The planted bug breaks the promise."""
    with pytest.raises(AssertionError):
        run(an_end_is_an_end(EndsOnlyForAWhile, vendor_name, lifecycle))


def test_ten_thousand_jobs_in_flight_make_no_illegal_step() -> None:
    """10,000 jobs of every kind, each polled at random virtual times, only ever move along their lifecycle."""
    world, chance = World(seed=3), random.Random(3)
    jobs = [world.declare(*chance.choice(moving), number=number) for number in range(10_000)]
    for job in jobs:
        world.command(job)
    seen = {job.id: [world.status(job)] for job in jobs}
    for _ in range(40):
        world.advance(chance.expovariate(1 / 30))
        for job in chance.sample(jobs, 1_500):
            seen[job.id].append(world.status(job))

    assert all(job.lifecycle.explains(seen[job.id]) for job in jobs)
    assert sum(len(set(statuses)) > 1 for statuses in seen.values()) > 9_000
