"""How many requests a plan allows: counted over the last minute and the last hour of the tenant's clock.

Source: facts/scriptix section 6 (docs, "RateLimits": numbers, headers, body of 429). Assumed: the windows slide, a
refused request does not count, and the headers tell of the window in which less is left, as the example fits neither.
"""

from __future__ import annotations

from bisect import bisect_right
from math import ceil
from typing import NamedTuple

from understudy.fakes.reply import Problem, Refused, ReplyHeaders
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.scriptix.refusal import VENDOR
from understudy.fakes.tenant import Tenant

MINUTE_S, HOUR_S = 60, 3600
PLANS = {"free": (10, 100), "bronze": (30, 500), "silver": (60, 2000), "gold": (120, 5000)}
"""requests a minute and an hour, by the dialect's `plan`. Source: docs, "RateLimits\""""
ROUNDING_S = 0.001
"""what adding seconds to a Unix time may lose, and more"""


class Window(NamedTuple):
    """What one window has left."""

    left: int
    limit: int
    resets_at: float
    """Unix seconds at which the oldest request counted leaves the window"""


def throttle(tenant: Tenant) -> ReplyHeaders:
    """Count one request, and return the headers about what is left; nothing of both without a plan.

    Raises Refused(TOO_MANY) with `Retry-After` when nothing was left.
    """
    limits = PLANS.get(tenant.dialect(DIALECT).plan)
    if limits is None:
        return ()
    now, times = tenant.clock.now(), tenant.request_times.setdefault(VENDOR.name, [])
    del times[: _first(times, now, HOUR_S)]
    windows = [_window(times, now, *each) for each in zip(limits, (MINUTE_S, HOUR_S), strict=True)]
    tightest = min(windows, key=lambda window: (window.left, -window.resets_at))
    if tightest.left <= 0:
        raise _too_many(tightest, now)
    times.append(now)
    return _headers(tightest, tightest.left - 1)


def _window(times: list[float], now: float, limit: int, span_s: int) -> Window:
    first = _first(times, now, span_s)
    oldest = times[first] if first < len(times) else now
    return Window(limit - (len(times) - first), limit, oldest + span_s)


def _first(times: list[float], now: float, span_s: int) -> int:
    """Return the index of the first request that still counts."""
    return bisect_right(times, now - span_s + ROUNDING_S)


def _too_many(window: Window, now: float) -> Refused:
    wait_s = max(1, ceil(window.resets_at - now - ROUNDING_S))
    reason = f"Too many requests. Please try again in {wait_s} seconds."
    headers = ((b"retry-after", b"%d" % wait_s), *_headers(window, 0))
    return Refused(Problem.TOO_MANY, reason, headers=headers)


def _headers(window: Window, left: int) -> ReplyHeaders:
    told = {b"limit": window.limit, b"remaining": left, b"reset": ceil(window.resets_at)}
    return tuple((b"x-ratelimit-" + name, b"%d" % value) for name, value in told.items())
