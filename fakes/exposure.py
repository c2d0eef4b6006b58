"""Finds credentials, secrets and tokens where they do not belong: in a request's URL, and in what is told of it.

Source: ours. URLs end in logs and in browser histories; all three vendors take their credentials in headers or bodies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
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
_BEGUN_TOKEN = re.compile(r"eyJ[\w-]{5,}(\.[\w-]*){0,2}")
"""the same where a text was cut off"""
_QUOTED = re.compile(r'(?<=")[^"]+(?=")')
_WORD = re.compile(r"""[^\s/=:;,&"'\[\]{}()]{4,}""")
_BEGUN = 6
"""letters of a secret at the end of a text from which on they are no chance"""
_PLAIN = re.compile(r"([A-Za-z][A-Za-z._-]{0,23}|v\d+)?")
"""a part of a path that anybody may see"""
SEGMENTS_MAX = 10
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


def discreet(tenant: Tenant, headers: Mapping[bytes, bytes], findings: Iterable[str]) -> tuple[str, ...]:
    """Return findings, which may quote what a client has sent, with every secret in them replaced."""
    secrets = {tenant.name, *_presented(headers)} - {""}
    return tuple(_silenced(finding, secrets, tenant) for finding in findings)


def path_of_stranger(headers: Mapping[bytes, bytes], path: str) -> str:
    """Return a path that no operation has, of a client that nobody knows: only its plain words, `…` for the others."""
    presented = set(_presented(headers))
    segments = path.split("/")[:SEGMENTS_MAX]
    return "/".join(each if _PLAIN.fullmatch(each) and each not in presented - {""} else "…" for each in segments)


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


def _silenced(finding: str, secrets: set[str], tenant: Tenant) -> str:
    """Return a finding with every secret replaced, also where it is quoted as JSON, or cut off at the end."""
    kind, separator, text = finding.partition(": ")
    text = _BEGUN_TOKEN.sub(REDACTED, text)
    for secret in sorted(secrets, key=len, reverse=True):
        for form in {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}:
            if len(form) >= _LONG:
                text = _without_beginning(text.replace(form, REDACTED), form)

    def hidden(word: re.Match[str]) -> str:
        return REDACTED if word[0] in secrets or tenant.is_secret(word[0]) else word[0]

    return kind + separator + _WORD.sub(hidden, _QUOTED.sub(hidden, text))


def _without_beginning(text: str, secret: str) -> str:
    for length in range(len(secret) - 1, _BEGUN - 1, -1):
        if text.endswith(secret[:length]):
            return text[:-length] + REDACTED
    return text


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
