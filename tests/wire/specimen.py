"""One recorded request of one known client, and what that client needs of the answer.

Source: ours. `<<NAME>>` in the bytes is a placeholder: see `stage.Stage`. Lines of a head end with CRLF on the wire.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import NoneType
from typing import Any, NamedTuple

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SOME = re.compile(r".+", re.DOTALL)
NULL = NoneType
SIZED = "Content-Length: <<LENGTH>>"


class Need(NamedTuple):
    """What a client reads."""

    status: int
    reads: Mapping[str, Any] = {}
    """dotted path in the JSON body -> the exact type, a pattern for a text, or the value itself"""
    media_type: str = "application/json"
    """empty when the client expects no body"""
    leaves: str | None = None
    """status in which the newest job is afterwards"""
    takes_file: bool = False
    """whether every byte of the recording must have arrived"""
    headers: Mapping[str, Any] = {}
    """header in lower case -> a pattern, or the value itself"""
    lacks: tuple[str, ...] = ()
    """top-level keys that the client takes for a failure"""


class Specimen(NamedTuple):
    """One request."""

    vendor: str
    client: str
    does: str
    head: bytes
    body: bytes
    need: Need

    @property
    def name(self) -> str:
        """Return the name of the test."""
        return f"{self.vendor}-{self.client}-{self.does}".replace(" ", "_")


def head(text: str) -> bytes:
    """Return the head of a request from its lines."""
    return text.strip().replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n"


def part(headers: str, boundary: str, content: bytes, end: bytes = b"\r\n") -> bytes:
    """Return a form with one part; `end` follows the closing delimiter."""
    lines = headers.strip().replace("\n", "\r\n")
    return f"--{boundary}\r\n{lines}\r\n\r\n".encode() + content + f"\r\n--{boundary}--".encode() + end


def chunked(content: bytes, size: int) -> bytes:
    """Return the content in chunks of `size` bytes and the last chunk."""
    cut = [content[start : start + size] for start in range(0, len(content), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in cut) + b"0\r\n\r\n"


def mismatch(value: Any, wanted: Any) -> bool:
    """Say whether a value is not what a client reads; True is no 1, and 1.0 is no 1."""
    if isinstance(wanted, type):
        return type(value) is not wanted
    if isinstance(wanted, re.Pattern):
        return not (isinstance(value, str) and wanted.fullmatch(value))
    return bool(type(value) is not type(wanted) or value != wanted)


def at(body: Any, path: str) -> Any:
    """Return the value at a dotted path; a number is an index. Raises KeyError, IndexError or TypeError."""
    for step in path.split("."):
        body = body[int(step)] if step.isdigit() else body[step]
    return body
