"""From a reply to the error it means; the vendors' several error bodies read in one place.

Source: elevateai.md 1 ("errorMessage"), marsview.md 2 and 6 (status/error/message), scriptix.md 5.1 (five
shapes).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from understudy.client.errors import (
    BadReply,
    ClientError,
    Conflict,
    NotFound,
    RateLimited,
    Refused,
    TooLarge,
    Unauthorized,
    VendorFault,
)
from understudy.client.response import Response

MESSAGE_KEYS = ("errorMessage", "message", "error_message", "error_description", "detail", "msg")
CODE_KEYS = ("error_code", "code", "name", "err")

BY_STATUS: Mapping[int, type[ClientError]] = {
    401: Unauthorized,
    403: Unauthorized,
    404: NotFound,
    408: VendorFault,
    409: Conflict,
    410: NotFound,
    413: TooLarge,
    425: VendorFault,
    429: RateLimited,
}


def accept(response: Response) -> Response:
    """Return a 2xx reply. Raises the error that any other status means."""
    if 200 <= response.status < 300:
        return response
    raise refusal(response)


def refusal(response: Response) -> ClientError:
    """Return the error that this reply means, in the vendor's own words where it has any."""
    code, message = words(response)
    kind = BY_STATUS.get(response.status) or _by_hundred(response.status)
    text = ": ".join(part for part in (f"HTTP {response.status}", code, message) if part)
    return kind(text, response=response, code=code)


def _by_hundred(status: int) -> type[ClientError]:
    if status >= 500:
        return VendorFault
    return Refused if status >= 400 or 200 <= status < 300 else BadReply


def words(response: Response) -> tuple[str | None, str | None]:
    """Return the vendor's error code and message, as far as the body has them."""
    try:
        body = response.json()
    except BadReply:
        return None, None
    error = _get(body, "error")
    if isinstance(error, str):
        return _first(body, CODE_KEYS) or error, _first(body, MESSAGE_KEYS)
    return _first(body, CODE_KEYS) or _first(error, CODE_KEYS), _first(error, MESSAGE_KEYS) or _first(
        body, MESSAGE_KEYS
    )


def _first(body: object, keys: tuple[str, ...]) -> str | None:
    found = (_get(body, key) for key in keys)
    return next((str(value) for value in found if isinstance(value, str | int) and value != ""), None)


def _get(body: object, key: str) -> object:
    return cast("dict[str, object]", body).get(key) if isinstance(body, dict) else None
