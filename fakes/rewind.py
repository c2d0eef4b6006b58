"""A request's body that can be taken in again from its beginning, for a handler that starts over.

Source: ours; needed only where the body itself says whose request it is.
"""

from __future__ import annotations

from starlette.types import Message, Receive


class Rewind:
    """A `receive` that keeps what it gave until it is told to stop."""

    def __init__(self, receive: Receive) -> None:
        """Keep everything for now."""
        self._receive = receive
        self._kept: list[Message] | None = []

    async def __call__(self) -> Message:
        """Return the next message."""
        message = await self._receive()
        if self._kept is not None:
            self._kept.append(message)
        return message

    def stop(self) -> None:
        """Keep nothing any more."""
        self._kept = None

    def again(self) -> Receive:
        """Return a `receive` that gives what was kept once more, and then the rest."""
        kept = iter(self._kept or ())

        async def receive() -> Message:
            message = next(kept, None)
            return await self._receive() if message is None else message

        return receive
