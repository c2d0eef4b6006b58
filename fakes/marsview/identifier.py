"""Marsview's ids, `KIND-HOSTCOUNTER-MILLISECONDS`; all parts are drawn, so that the same seed gives the same ids.

Source: facts/marsview section 2: the counter is the last eight digits of the middle part; read to the base 36 it is
the milliseconds, or one more.
"""

from __future__ import annotations

from understudy.fakes import draw

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FIRST_MS, _LAST_MS = 1_622_505_600_000, 1_640_995_199_999
"""Assumed: the second half of 2021, from which the vendor's samples are; the clock is not read."""


def identifier(kind: str, *what: object, later: int = 0) -> str:
    """Return an id that depends on nothing but `what`; `later` moves the counter on for a sister of the same moment."""
    host = int(draw.between(0, 36**10 - 1, *what, "host"))
    milliseconds = int(draw.between(_FIRST_MS, _LAST_MS, *what, "milliseconds"))
    return f"{kind}-{_base36(host, 10)}{_base36(milliseconds + later, 8)}-{milliseconds}"


def _base36(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
