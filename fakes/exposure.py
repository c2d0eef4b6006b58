"""Finds credentials, secrets and tokens where they do not belong: in the path or the query of a request.

Source: ours. URLs end in logs and in browser histories; all three vendors take their credentials in headers or bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl

from understudy.contracts import Operation
from understudy.fakes.tenant import Tenant

REDACTED = "[redacted]"
_PIECE = re.compile(r"[^/=:;,&]+")
_LONG = 12
"""letters from which on a secret is looked for inside of words, too: a short one may be part of a word by chance"""
_TOKEN = re.compile(r"eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*")
"""a JSON Web Token. Source: RFC 7519 section 3.1"""
_NAME = re.compile(r"(x[-_]?)?(api|access|auth|refresh)?[-_]?(token|secret|password|key)|authorization", re.IGNORECASE)
_HEADER = re.compile(rb"authorization|x-.*(token|key|secret)")
FIELDS_MAX = 100


class Exposure(NamedTuple):
    """A path without its secrets, and what was found."""

    path: str
    findings: tuple[str, ...]


def exposure(
    tenant: Tenant, operation: Operation | None, headers: Mapping[bytes, bytes], path: str, query: bytes
) -> Exposure:
    """Look for the tenant's credential, its secret and its tokens, and in the query for whatever is called like one."""
    literal = operation.path.split("/") if operation else ()
    secrets = {tenant.name, *_presented(headers)} - {"", *literal}
    clean = _redacted(path, secrets, tenant)
    findings = [] if clean == path else ["secret: a credential stands in the path"]
    documented = {parameter.name for parameter in operation.query} if operation else set[str]()
    for name, value in _parameters(query):
        if _redacted(name, secrets, tenant) != name:
            findings.append("secret: a credential stands in the query")
        elif name not in documented and value and _NAME.fullmatch(name):
            findings.append(f"secret: the query parameter {name!r} carries a credential")
        elif _redacted(value, secrets, tenant) != value:
            findings.append(f"secret: a credential stands in the query parameter {name[:40]!r}")
    return Exposure(clean, tuple(dict.fromkeys(findings)))


def words_in(path: str, query: bytes) -> set[str]:
    """Return the words of a URL that may be a credential; none where there are none to speak of."""
    words = {word for pair in _parameters(query) for word in pair}
    return words | {piece[0] for piece in _PIECE.finditer(path)} - {""}


def _redacted(text: str, secrets: set[str], tenant: Tenant) -> str:
    """Return the text with every secret in it replaced."""
    clean = _TOKEN.sub(REDACTED, text)
    for secret in secrets:
        if len(secret) >= _LONG:
            clean = clean.replace(secret, REDACTED)
    return _PIECE.sub(lambda piece: REDACTED if piece[0] in secrets or tenant.is_secret(piece[0]) else piece[0], clean)


def _presented(headers: Mapping[bytes, bytes]) -> Iterator[str]:
    """Yield the credentials that the request brings in its headers, as it should."""
    for name, value in headers.items():
        if _HEADER.fullmatch(name):
            yield value.decode("latin-1").strip().rpartition(" ")[2]


def _parameters(query: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        return []
