"""The only module with randomness, and it has none: each draw is derived from what it decides.

Source: ours. The same words give the same draw, whatever was drawn before.
"""

from __future__ import annotations

import hashlib
import math
import random
import uuid

from understudy.scenarios.duration import SIGMAS, Stay

_TWO_TO_53 = float(1 << 53)
"""as many steps as a float below 1 has, so that no draw is rounded up to 1"""

Chance = random.Random
"""draws one after the other, all derived from one seed"""


def fraction(*what: object) -> float:
    """Return a number from 0 up to 1, but not 1 itself, that depends on nothing but `what`."""
    return (int.from_bytes(_digest(8, what), "big") >> 11) / _TWO_TO_53


def between(low: float, high: float, *what: object) -> float:
    """Return a number from `low` to `high` that depends on nothing but `what`."""
    return low + (high - low) * fraction(*what)


def stay_s(stay: Stay, *what: object) -> float:
    """Return how long a stay lasts, in seconds, that depends on nothing but `what`; infinity for one without end."""
    if stay.is_forever:
        return math.inf
    if not stay.sigma:
        return between(stay.low_s, stay.high_s, *what)
    from statistics import NormalDist  # here, as it brings fractions and decimals, and few scenarios draw so

    normal = NormalDist()
    # within the SIGMAS, and with no heap of draws at either end: the chance itself is drawn between those of the ends
    chance = between(normal.cdf(-SIGMAS), normal.cdf(SIGMAS), *what)
    return stay.median_s * math.exp(stay.sigma * normal.inv_cdf(chance))


def hexadecimal(length: int, *what: object) -> str:
    """Return `length` hexadecimal digits (at most 128)."""
    return _digest(64, what).hex()[:length]


def guid(*what: object) -> str:
    """Return a random-looking UUID of version 4, in lower case."""
    return str(uuid.UUID(bytes=_digest(16, what), version=4))


def generator(*what: object) -> Chance:
    """Return a generator of its own, for a decision that needs many draws."""
    return Chance(_digest(32, what))


def _digest(size: int, what: tuple[object, ...]) -> bytes:
    return hashlib.blake2b("/".join(map(str, what)).encode(), digest_size=size).digest()
