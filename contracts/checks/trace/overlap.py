"""Which exchanges of a recording were under way at the same time: nobody can say in which order they were served.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

ROUNDING_S = 0.001
"""how far one exchange may seem to run into the next, as recorders round"""


class Span(NamedTuple):
    """When one exchange was under way, in seconds."""

    job: str | None
    asked_s: float
    answered_s: float


def overlapping(spans: Sequence[Span]) -> set[int]:
    """Return the indices of the exchanges that overlap another one about the same job."""
    found: set[int] = set()
    under_way: dict[str, list[int]] = {}
    for index in sorted(range(len(spans)), key=lambda each: spans[each].asked_s):
        job, asked_s, _ = spans[index]
        if job is None:
            continue
        others = [each for each in under_way.get(job, ()) if spans[each].answered_s > asked_s + ROUNDING_S]
        found.update([index, *others] if others else ())
        under_way[job] = [*others, index]
    return found
