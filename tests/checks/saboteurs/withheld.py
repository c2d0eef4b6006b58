"""An answer that was held back, to be changed before it goes out.

Source: ours.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer

_UNREAD: Any = object()


class Withheld:
    """Status, headers and body; whoever changes `json` need not care for the rest."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        self._answer, self._json = answer, _UNREAD
        self.status = int(answer.start["status"])
        self.body = answer.body
        self.is_chunked = False
        """whether the length of the body is not told"""

    @classmethod
    async def of(cls, app: ASGIApp, scope: Scope, receive: Receive) -> Withheld:
        """Let the app answer, uncompressed, and keep the answer back."""
        plain = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
        return cls(await Answer.of(app, {**scope, "headers": plain}, receive))

    @property
    def json(self) -> Any:
        """The decoded body, which may be changed."""
        if self._json is _UNREAD:
            self._json = json.loads(self.body)
        return self._json

    @json.setter
    def json(self, value: Any) -> None:
        self._json = value
        self.set_header("content-type", "application/json")

    def write(self, body: bytes, media_type: str | None = None) -> None:
        """Let another body go out, of another type if one is given."""
        self.body, self._json = body, _UNREAD
        if media_type:
            self.set_header("content-type", media_type)

    def set_header(self, name: str, value: str) -> None:
        """Set one header, its name in lower case."""
        self._answer.set_header(name.encode(), value.encode())

    def drop_header(self, name: str) -> None:
        """Leave one header out, its name in lower case."""
        start = self._answer.start
        start["headers"] = [each for each in start["headers"] if each[0] != name.encode()]

    async def send(self, send: Send) -> None:
        """Send it as it now is."""
        body = self.body if self._json is _UNREAD else json.dumps(self._json).encode()
        self._answer.start["status"] = self.status
        if not self.is_chunked:
            await self._answer.send(send, body)
            return
        self.drop_header("content-length")
        await send(self._answer.start)
        for part in (body[:10], body[10:]):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
