"""Requests that no schema describes: a body that breaks off, or is of another kind than the operation takes.

Source: ours. How they are refused is documented by the operation's 4xx; only the form of the answer is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from understudy.contracts import Operation
from understudy.contracts.contract import JSON

FORM = "multipart/form-data"


class Mistake(NamedTuple):
    """One such body."""

    media_type: str
    content: bytes


def mistakes(operation: Operation) -> Iterator[Mistake]:
    """Yield the mistakes that can be made with an operation that takes a body."""
    if not operation.request:
        return
    if JSON in operation.request:
        yield Mistake(JSON, b'{"')
        yield Mistake(JSON, b"[]")
    else:
        yield Mistake(JSON, b"{}")
    if FORM in operation.request:
        yield Mistake(FORM, b"--of which no boundary is told")
        yield Mistake(f"{FORM}; boundary=end", b"--end--\r\n")
    yield Mistake("application/xml", b"<nothing/>")
