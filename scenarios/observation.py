"""What a client saw of one job, held against what the vendor documents and what the scenario promises.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from understudy.contracts import Lifecycle
from understudy.scenarios.scenario import Expect

Outcome = Literal["transcribed", "failed", "not_found", "broken"]
"""`broken`: the client met something that it could make nothing of"""


class Observation(NamedTuple):
    """One job as its client saw it."""

    lanes: Mapping[str, tuple[str, ...]]
    """the statuses in the order in which they were seen, for each of the job's lanes"""
    outcome: Outcome
    code: str | None = None
    """the vendor's error code, as the client surfaced it"""
    message: str | None = None
    """the vendor's error text, as the client surfaced it"""

    def deviations(self, lifecycle: Lifecycle, expect: Expect) -> Iterator[str]:
        """Yield everything that did not go as documented, a sentence each."""
        if self.outcome != expect.outcome:
            said = f" ({self.code or self.message})" if self.code or self.message else ""
            yield f"the client reports {self.outcome}{said}, expected {expect.outcome}"
        if not self.lanes or not all(self.lanes.values()):
            yield "no status was seen"
        for lane, statuses in self.lanes.items():
            if not lifecycle.explains(statuses):
                yield f"{lane or 'the job'}: {' -> '.join(statuses)} is no path of the lifecycle {lifecycle.name!r}"
        for what, expected, surfaced in (("code", expect.code, self.code), ("message", expect.message, self.message)):
            if expected is not None and expected != surfaced:
                yield f"the {what} is {surfaced!r}, expected {expected!r}"
