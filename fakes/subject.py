"""What a request brought that makes or feeds a job, in so few letters that two requests can be held against each other.

Source: ours. A link that was signed anew leads to the same recording, so what signs it does not count; the names are
those of Amazon S3, Google Cloud Storage and Azure.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

DIGEST_BYTES = 8
_SIGNING = re.compile(
    r"x-(amz|goog)-.*|expires|signature|awsaccesskeyid|googleaccessid|key-pair-id|policy|"
    r"s[eprtv]|sig|spr|sks?|skt|ske|skv|skoid|sktid",
    re.IGNORECASE,
)


def of_file(digest: str) -> str:
    """Name a recording by the digest of its bytes."""
    return f"file:{digest}"


def of_link(url: str) -> str:
    """Name what a link leads to, whoever signed it and until when."""
    try:
        parts = urlsplit(url)
        kept = [(name, value) for name, value in parse_qsl(parts.query) if not _SIGNING.fullmatch(name)]
    except ValueError:
        return f"link:{_digest(url)}"
    return f"link:{_digest(urlunsplit(parts._replace(query=urlencode(kept), fragment='')))}"


def of_text(text: str) -> str:
    """Name a text."""
    return f"text:{_digest(text)}"


def of_request(body: object) -> str:
    """Name what a JSON body asks for, whatever the order of its keys."""
    return f"request:{_digest(msgspec.json.encode(body, order='sorted').decode())}"


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).hexdigest()
