"""When the server wants us back: `Retry-After` in both forms, rate-limit headers, the body's `retry_after`.

Source: RFC 9110 10.2.3 (Retry-After); scriptix.md 6 (X-RateLimit-*, Retry-After and the body's retry_after on
429).
"""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime

import msgspec

from understudy.client.errors import BadReply
from understudy.client.response import Response

RESET_IS_A_DATE_FROM_S = 10_000_000
"""Assumed: a smaller X-RateLimit-Reset counts from now, as elsewhere; Scriptix sends unix time"""


class _Body(msgspec.Struct):
    retry_after: float | None = None


def hint_s(response: Response, now_s: float) -> float | None:
    """Return for how many seconds (0 or more) the server asks us to stay away; None when it does not say.

    `now_s` is the client's clock, seconds since 1970. A date is compared with the reply's own `Date` where
    there is one, so that a clock which is wrong, ours or theirs, does no harm.
    """
    server_now_s = _date_s(response.headers.get("date")) or now_s
    for waits_s in (_retry_after_s(response, server_now_s), _reset_s(response, server_now_s), _body_s(response)):
        if waits_s is not None and math.isfinite(waits_s):
            return max(waits_s, 0.0)
    return None


def _retry_after_s(response: Response, now_s: float) -> float | None:
    text = response.headers.get("retry-after", "")
    if (seconds := _number(text)) is not None:
        return seconds
    until_s = _date_s(text)
    return None if until_s is None else until_s - now_s


def _reset_s(response: Response, now_s: float) -> float | None:
    if response.status != 429 and _number(response.headers.get("x-ratelimit-remaining", "")) != 0:
        return None
    reset = _number(response.headers.get("x-ratelimit-reset", ""))
    if reset is None:
        return None
    return reset - now_s if reset >= RESET_IS_A_DATE_FROM_S else reset


def _body_s(response: Response) -> float | None:
    if response.status != 429:
        return None
    try:
        return response.read(_Body).retry_after
    except BadReply:
        return None


def _number(text: str) -> float | None:
    # `float` would also take "nan", "1e9" and "1_000"; the header is digits.
    whole, _, part = text.strip().partition(".")
    if not (whole.isascii() and whole.isdigit() and (part or "0").isascii() and (part or "0").isdigit()):
        return None
    return float(text)


def _date_s(text: str | None) -> float | None:
    try:
        date = parsedate_to_datetime(text or "")
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
