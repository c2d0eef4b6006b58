"""gzip on answers, for clients that ask for it.

Source: RFC 9110 section 12.5.3 (Accept-Encoding); ElevateAI recommends `gzip, deflate, br` on every GET
(facts/elevateai section 1). Ours: which answers are worth it.
"""

from __future__ import annotations

import gzip

BYTES_MIN = 500
"""an answer below this many bytes goes out as it is: a status poll costs nothing more"""
VARY = (b"vary", b"accept-encoding")
_GZIP = (b"content-encoding", b"gzip")
_NAMES = (b"gzip", b"x-gzip", b"*")


def compressed(
    content: bytes, media_type: str, accept_encoding: bytes
) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """Return the body as it goes out and the headers that say so. The same body always gives the same bytes.

    Only texts and JSON of `BYTES_MIN` bytes and more are compressed, and for them alone `Vary` is told.
    """
    if len(content) < BYTES_MIN or not _shrinks(media_type):
        return content, ()
    if not accepts_gzip(accept_encoding):
        return content, (VARY,)
    return gzip.compress(content, compresslevel=6, mtime=0), (VARY, _GZIP)


def accepts_gzip(accept_encoding: bytes) -> bool:
    """Say whether a request's Accept-Encoding (empty when there is none) takes gzip; a weight of 0 refuses it."""
    weights: dict[bytes, float] = {}
    for each in accept_encoding.lower().split(b",")[:20]:
        name, _, weight = each.partition(b";")
        weights[name.strip()] = _weight(weight.strip())
    return next((weights[name] > 0 for name in _NAMES if name in weights), False)


def _weight(parameter: bytes) -> float:
    """Return a `q=0.5`; what cannot be read counts as 1."""
    try:
        return float(parameter.removeprefix(b"q=") or 1)
    except ValueError:
        return 1.0


def _shrinks(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type.endswith("json")
