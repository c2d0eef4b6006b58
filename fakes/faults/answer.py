"""An answer that is held back, so that a fault can send it otherwise.

Source: ours; ASGI 3.0, "HTTP connection scope".
"""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Answer:
    """The whole answer of an app."""

    def __init__(self) -> None:
        """Nothing was answered yet."""
        self.start: dict[str, Any] = {}
        self.body = b""

    @classmethod
    async def of(cls, app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
        """Let the app answer, and keep the answer back."""
        answer = cls()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.start = dict(message)
            else:
                answer.body += message.get("body", b"")

        await app(scope, receive, keep)
        return answer

    def set_header(self, name: bytes, value: bytes) -> None:
        """Set one header, its name in lower case, in the place of the one that was there."""
        kept = [header for header in self.start["headers"] if header[0] != name]
        self.start["headers"] = [*kept, (name, value)]

    async def send(self, send: Send, body: bytes | None = None) -> None:
        """Send it, with another body if one is given, whose length is told."""
        if body is not None:
            self.body = body
            self.set_header(b"content-length", b"%d" % len(body))
        await send(self.start)
        await send({"type": "http.response.body", "body": self.body})
