"""What a client saw of one job, held against what the vendor documents and what the scenario promises.

Source: ours. The journal shows what a client did; this is what it made of it, which only its own words tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from understudy.contracts import Vendor
from understudy.scenarios.scenario import Scenario


class Observation(NamedTuple):
    """One job as its client saw it."""

    lanes: Mapping[str, tuple[str, ...]]
    """the statuses in the order in which they were seen, for each of the job's lanes"""
    code: str | None = None
    """the vendor's error code, as the client surfaced it"""
    message: str | None = None
    """the vendor's error text, as the client surfaced it"""

    def deviations(self, scenario: Scenario, facts: Vendor) -> Iterator[str]:
        """Yield everything that did not go as documented, a sentence each."""
        names = [scenario.lifecycle] if scenario.lifecycle else list(facts.lifecycles)
        for lane, statuses in self.lanes.items():
            known = [status for status in statuses if status in facts.statuses]
            if not any(facts.lifecycles[name].explains(known) for name in names):
                yield f"{lane or 'the job'}: {' -> '.join(known)} is no path of the lifecycle {' or '.join(names)}"
        expect = scenario.expect
        for what, expected, surfaced in (("code", expect.code, self.code), ("message", expect.message, self.message)):
            if expected is not None and expected != surfaced:
                yield f"the {what} is {surfaced!r}, expected {expected!r}"
