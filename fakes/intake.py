"""A request's body as it comes in, and what is left of it when the answer has been decided already.

Source: ours; ASGI 3.0, "HTTP connection scope". Who is refused in the middle of an upload must hear it: a connection
that is closed while bytes are still arriving is reset, and the reset can overtake the answer.
"""

from __future__ import annotations

from math import inf

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from understudy.fakes.clock import within

SENDING = frozenset({"POST", "PUT", "PATCH"})
"""the methods whose requests have a body"""
LINGER_BYTES_MAX = 16 * 1024 * 1024
LINGER_S = 2.0
"""How much, and how long, is still read and dropped after an answer, so that it reaches a client that is sending."""


class Intake:
    """A request's `receive` that knows whether the body is over."""

    def __init__(self, receive: Receive) -> None:
        """Nothing has been received yet."""
        self._receive, self.is_over = receive, False

    async def __call__(self) -> Message:
        """Return the next message, as `receive` does."""
        message = await self._receive()
        self.is_over = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def rest(self, bytes_max: float = inf) -> None:
        """Take in what is left of the body, or so much of it: a connection closed before that would be reset."""
        while not self.is_over and bytes_max > 0:
            bytes_max -= len((await self()).get("body", b""))

    async def end(self) -> None:
        """Wait until the connection has ended."""
        while (await self())["type"] != "http.disconnect":
            pass

    async def pause(self, seconds: float, name: str) -> None:
        """Let real time pass. Raises ConnectionAbortedError(name) when the client hangs up meanwhile."""
        if await within(seconds, self.end()):
            raise ConnectionAbortedError(name)


async def hear_out(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let the app answer; before the answer ends, take in what its client is still sending, within bounds."""
    intake = Intake(receive)

    async def send_when_heard(message: Message) -> None:
        is_last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if is_last and not intake.is_over:
            await within(LINGER_S, intake.rest(LINGER_BYTES_MAX))
        await send(message)

    await app(scope, intake, send_when_heard)


def is_sending(scope: Scope) -> bool:
    """Say whether a body may still be arriving; one that waits to be asked for is not."""
    return scope["method"] in SENDING and not any(name == b"expect" for name, _ in scope["headers"])
