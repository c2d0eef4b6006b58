"""Spans of time as people write them: `2s`, `1m..5m`, `40%..80%` of the audio, `lognormal(3m, 0.5)`, `forever`.

Source: ours.
"""

from __future__ import annotations

import functools
import math
import re
from typing import NamedTuple

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_NUMBER = r"\d+(\.\d+)?"
_SPAN = rf"(({_NUMBER}(ms|s|m|h|d))+)"
_SHARE = rf"({_NUMBER}%)"
SPAN_PATTERN = rf"^{_SPAN}$"
"""one span, e.g. `90s`"""
PATTERN = rf"^(forever|{_SPAN}(\.\.{_SPAN})?|{_SHARE}(\.\.{_SHARE})?|lognormal\({_SPAN}, ?{_NUMBER}\))$"
"""a stay in any of its forms"""
_LOGNORMAL = re.compile(rf"lognormal\((?P<median>{_SPAN}), ?(?P<sigma>{_NUMBER})\)")
SIGMA_MAX = 3.0
"""a wider spread would put the longest stay at 8000 times the median"""
SIGMAS = 3.0
"""how many sigmas from the median the shortest and the longest stay lie, so that no draw is absurd"""


class Stay(NamedTuple):
    """How long a status lasts, in seconds: anywhere from `low_s` to `high_s`."""

    low_s: float
    """with `is_share`, a part of the audio's length, 1 being all of it"""
    high_s: float
    sigma: float = 0.0
    """above 0: log-normally distributed about the geometric middle of the two, otherwise evenly between them"""
    is_share: bool = False

    @classmethod
    def parse(cls, text: str) -> Stay:
        """Read `2s`, `1m..5m`, `40%`, `40%..80%`, `lognormal(3m, 0.5)` (median, sigma) or `forever`.

        Raises ValueError.
        """
        if text == "forever":
            return FOREVER
        if found := _LOGNORMAL.fullmatch(text):
            return _lognormal(seconds(found["median"]), float(found["sigma"]))
        low, _, high = text.partition("..")
        is_share = low.endswith("%")
        read = _share if is_share else seconds
        low_s = read(low)
        high_s = read(high) if high else low_s
        if high_s < low_s:
            raise ValueError(f"{text!r}: the second time must not be shorter than the first")
        return cls(low_s, high_s, is_share=is_share)

    @property
    def is_forever(self) -> bool:
        """Whether the status never ends."""
        return self.low_s == math.inf

    @property
    def median_s(self) -> float:
        """The middle of a log-normal stay."""
        return math.sqrt(self.low_s * self.high_s)

    def of_audio(self, audio_s: float) -> Stay:
        """Return the stay in seconds for a recording of `audio_s` seconds."""
        return Stay(self.low_s * audio_s, self.high_s * audio_s) if self.is_share else self


FOREVER = Stay(math.inf, math.inf)


def _lognormal(median_s: float, sigma: float) -> Stay:
    if not 0 < sigma <= SIGMA_MAX:
        raise ValueError(f"the sigma of a log-normal stay is above 0 and at most {SIGMA_MAX:g}, not {sigma:g}")
    spread = math.exp(SIGMAS * sigma)
    return Stay(median_s / spread, median_s * spread, sigma)


def _share(text: str) -> float:
    if not re.fullmatch(_SHARE, text):
        raise ValueError(f"{text!r} is no share of the audio's length: write 40%, or 40%..80%")
    return float(text.removesuffix("%")) / 100


@functools.lru_cache(maxsize=1024)
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
