"""How long to wait before the same is asked again: as the answer says, or a little where it does not.

Source: RFC 9110, section 10.2.3 (Retry-After); the spans that no answer tells are ours.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from understudy.contracts import Operation
from understudy.contracts.checks.calls.exchange import Exchange

THROTTLED, SERVER_ERROR = 429, 500
WAIT_S, TROUBLE_S = 60.0, 5.0
"""how long is waited after a 429 that does not say, and after a documented trouble"""


def pause_s(operation: Operation, exchange: Exchange, now: float | None = None) -> float | None:
    """Return how many seconds to wait before the same is asked again; None where it is not to be.

    `now` is the server's time in Unix seconds, where it is known.
    """
    if exchange.status == THROTTLED:
        return throttled_s(exchange, now)
    is_safe = operation.method in ("GET", "HEAD")
    is_possible = exchange.status >= SERVER_ERROR and exchange.status in operation.responses
    return TROUBLE_S if is_safe and is_possible else None


def throttled_s(exchange: Exchange, now: float | None = None) -> float:
    """Return how many seconds to wait after a 429; `now` is the server's time in Unix seconds, where it is known."""
    return retry_after_s(exchange, now) or WAIT_S


def retry_after_s(exchange: Exchange, now: float | None = None) -> float:
    """Return how many seconds an answer asks to stay away, and one more; 0 where it does not say."""
    text = exchange.answer_headers.get("retry-after", "")
    if text.isdecimal():
        return float(text) + 1
    try:
        until = parsedate_to_datetime(text).timestamp()
        since = parsedate_to_datetime(exchange.answer_headers.get("date", "")).timestamp() if now is None else now
    except (ValueError, TypeError):
        return 0.0
    return max(0.0, until - since) + 1
