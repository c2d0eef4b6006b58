"""The time of a live run: one clock for all its visits, each of which waits for so long and no longer.

Source: ours.
"""

from __future__ import annotations

import contextlib
import dataclasses
import math
from collections.abc import Generator
from dataclasses import dataclass

from understudy.contracts.checks.calls.exchange import Passage
from understudy.contracts.checks.calls.pace import Pace, Waited
from understudy.contracts.checks.rig import Rig, rig
from understudy.contracts.checks.target import Options, Target


class GivenUp(Exception):  # noqa: N818 - nothing is wrong with what was asked for
    """A visit that does not go on; the message says why."""


class SentAway(GivenUp):
    """The server does not want to be asked for longer than anybody waits."""


@dataclass
class Patient:
    """The time of one visit, on a clock that other visits have gone before; it waits for so long and no longer."""

    clock: Pace
    until_s: float
    """no wait begins after that"""
    _began_s: float = 0.0

    @property
    def is_still(self) -> bool:
        """Whether nothing moves unless it is told to."""
        return self.clock.is_still

    @property
    def is_over(self) -> bool:
        """Whether no wait may begin any more."""
        return self.elapsed_s() >= self.until_s

    def begin(self, seed: int) -> None:
        """Count from now on; what other visits made stays as it is."""
        del seed
        self._began_s = self.clock.elapsed_s()

    def elapsed_s(self) -> float:
        """Return the seconds since the visit began."""
        return self.clock.elapsed_s() - self._began_s

    def now(self) -> float | None:
        """Return the server's time, if it is known."""
        return self.clock.now()

    def elapse(self, span_s: float) -> Passage:
        """Let seconds pass. Raises GivenUp when there are none left, or more are asked for than there ever were."""
        if self.is_over:
            raise GivenUp(f"{self.elapsed_s():.0f} s have passed")
        if span_s > self.until_s:
            raise SentAway(f"the server asks to stay away for {span_s:.0f} s")
        return dataclasses.replace(self.clock.elapse(span_s), at_s=self.elapsed_s())

    def jump(self, least_s: float) -> Passage:
        """Let `least_s` pass: a live clock knows no steps."""
        return self.elapse(least_s)


@dataclass(frozen=True)
class PatientRig(Rig):
    """A rig whose walks share a clock, and wait for so long and no longer."""

    clock: Pace

    def pace(self) -> Pace:
        """Return the time of one walk."""
        return Patient(self.clock, self.options.wait_s)


@contextlib.contextmanager
def patient_rig(target: Target) -> Generator[PatientRig]:
    """Yield what all visits of a run share, its clock begun. Raises NoControl."""
    with rig(target, Options()) as shared:
        clock = shared.pace() if target.control else Waited(math.inf)
        clock.begin(0)
        yield PatientRig(**vars(shared), clock=clock)
