"""Let one thing be wrong with an answer that is the vendor's otherwise.

Source: ours. A dotted path leads through objects by name and through lists by number; without a number, through each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, cast

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer
from understudy.scenarios.fault_rule import Alter as Asked

Change = Callable[[dict[str, Any], str], None]


class Alter:
    """Changes the body, or its type; an answer without what is to be changed goes out as it is."""

    layer: ClassVar[Layer] = "reply"

    def __init__(self, asked: Asked) -> None:
        """`asked` says exactly one thing."""
        self._asked, self._sent = asked, b""
        self.name = f"alter {asked.kind}{_detail(asked)}"

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return an app whose answer is not quite that of `app`; it is never compressed."""

        async def alter(scope: Scope, receive: Receive, send: Send) -> None:
            plain = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
            answer = await Answer.of(app, {**scope, "headers": plain}, receive)
            if self._asked.content_type:
                answer.set_header(b"content-type", self._asked.content_type.encode())
            self._sent = altered(answer.body, self._asked)
            await answer.send(send, self._sent)

        return alter

    def still_says(self, word: str) -> bool:
        """Say whether the body that went out can be read, and has the word as a value."""
        try:
            return word in _values(msgspec.json.decode(self._sent))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return False


def altered(body: bytes, asked: Asked) -> bytes:
    """Return the body as it goes out."""
    if asked.malformed:
        return body[:-1] + b","
    if asked.truncate is not None:
        return body[: asked.truncate]
    if asked.empty:
        return b""
    return _with_other_fields(body, asked)


def _with_other_fields(body: bytes, asked: Asked) -> bytes:
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body  # no JSON, so no fields either
    if asked.drop:
        _change(value, asked.drop.split("."), _drop)
    elif asked.null:
        _change(value, asked.null.split("."), _null)
    elif asked.add and isinstance(value, dict):
        value = {**cast("dict[str, Any]", value), **asked.add}
    else:
        return body
    return msgspec.json.encode(value)


def _change(value: Any, path: list[str], change: Change) -> None:
    """Change the field at the end of `path`, wherever that leads."""
    if isinstance(value, list):
        members = cast("list[object]", value)
        if path[0].isdecimal():
            members, path = members[int(path[0]) :][:1], path[1:]
        for member in members if path else ():
            _change(member, path, change)
    elif isinstance(value, dict) and path[0] in value:
        fields = cast("dict[str, Any]", value)
        if len(path) == 1:
            change(fields, path[0])
        else:
            _change(fields[path[0]], path[1:], change)


def _drop(fields: dict[str, Any], name: str) -> None:
    del fields[name]


def _null(fields: dict[str, Any], name: str) -> None:
    fields[name] = None


def _values(value: Any) -> Iterator[Any]:
    """Yield every value in a JSON value that holds no other."""
    if isinstance(value, dict):
        value = list(cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        for member in cast("list[object]", value):
            yield from _values(member)
    else:
        yield value


def _detail(asked: Asked) -> str:
    """Return what stands behind the kind in the fault's name."""
    said = getattr(asked, asked.kind)
    return "" if said is True else f" {', '.join(said) if asked.kind == 'add' else said}"
