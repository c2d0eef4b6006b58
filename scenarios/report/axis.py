"""Virtual time laid along a line: where a moment stands, and which moments are written below.

Source: ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from understudy.contracts.moment import moment

LABELS_MAX = 9
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


class Axis(NamedTuple):
    """From `start_s` to `end_s` in virtual seconds, drawn from `left` to `right`."""

    start_s: float
    end_s: float
    left: float
    right: float

    @property
    def length_s(self) -> float:
        """How much time it shows."""
        return self.end_s - self.start_s

    def x(self, at_s: float) -> float:
        """Return where a moment stands; what lies outside is put on the edge."""
        share = min(max((at_s - self.start_s) / self.length_s, 0.0), 1.0)
        return round(self.left + share * (self.right - self.left), 1)

    def labels(self) -> Iterator[tuple[float, str]]:
        """Yield the moments to write below, with their text, in steps that people count in."""
        step_s = next((step for step in _STEPS_S if self.length_s / step <= LABELS_MAX), _days_s(self.length_s))
        first, last = math.ceil(self.start_s / step_s - 1e-9), math.floor(self.end_s / step_s + 1e-9)
        for number in range(first, last + 1):
            yield number * step_s, moment(number * step_s)


def _days_s(length_s: float) -> float:
    """Return a whole number of days that fits, for a rehearsal longer than the table of steps knows."""
    return 86400.0 * math.ceil(length_s / 86400.0 / LABELS_MAX)
