"""Spans of time as people write them: `2s`, `1m..5m`, `1h30m`.

Source: ours.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
PATTERN = r"^((\d+(\.\d+)?(ms|s|m|h|d))+)(\.\.((\d+(\.\d+)?(ms|s|m|h|d))+))?$"


class Stay(NamedTuple):
    """How long a status lasts, in seconds: anywhere from `low_s` to `high_s`."""

    low_s: float
    high_s: float

    @classmethod
    def parse(cls, text: str) -> Stay:
        """Read `2s` or `1m..5m`. Raises ValueError."""
        low, _, high = text.partition("..")
        low_s = seconds(low)
        high_s = seconds(high) if high else low_s
        if high_s < low_s:
            raise ValueError(f"{text!r}: the second time must not be shorter than the first")
        return cls(low_s, high_s)


def seconds(text: str) -> float:
    """Return the seconds of `90s`, `1.5m`, `1h30m`. Raises ValueError."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is no span of time: write 500ms, 2s, 5m, 1h30m or 1d")
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)


def spoken(span_s: float) -> str:
    """Return a span for people: `2h 05m`, `3m 20s`, `4.2s`."""
    if span_s < 60:
        return f"{span_s:.1f}s"
    minutes, rest_s = divmod(round(span_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes:02}m" if hours else f"{minutes}m {rest_s:02}s"
