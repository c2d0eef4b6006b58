"""The server that is checked, made of what a caller gives, and whether anybody answers there.

Source: ours.
"""

from __future__ import annotations

import httpx

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.sender import http_client
from understudy.contracts.checks.target import Target

KEY, SECRET = "understudy-check", "understudy-check-secret"
"""of a stand-in that takes any credential"""


class Unreachable(ConnectionError):  # noqa: N818 - it says what is the case
    """Nothing answers at the URL; the message says why."""


def _check_word(name: str, word: str | None) -> None:
    if word is not None and not (word and word.isascii() and word.isprintable() and word == word.strip()):
        raise ValueError(f"{name} cannot be sent in a header: it is empty, or not printable ASCII")


def reached(
    url: str,
    vendor: Vendor,
    *,
    key: str | None = None,
    secret: str | None = None,
    other_key: str | None = None,
    user: str = "understudy",
    control: str | None = None,
    control_key: str | None = None,
    link: str | None = None,
    audio: bytes | None = None,
) -> Target:
    """Return the server at a URL, where somebody answers; the arguments are those of `check`.

    Raises Unreachable, or ValueError for a credential that cannot be sent.
    """
    for name, word in (("key", key), ("secret", secret), ("other_key", other_key)):
        _check_word(name, word)
    if other_key is not None and other_key == (key or KEY):
        raise ValueError("other_key is another tenant's, who must see nothing of the first: give another one than key")
    target = Target(
        url=url.rstrip("/"), vendor=vendor, key=key or KEY, secret=secret or SECRET,
        other_key=other_key or f"{key or KEY}-other", user=user, control=control, control_key=control_key, link=link,
        audio=audio,
    )  # fmt: skip
    try:
        with http_client() as http:
            http.get(target.url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"nothing answers at {target.url}: {error or type(error).__name__}") from error
    return target
