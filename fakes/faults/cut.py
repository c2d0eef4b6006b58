"""Send the first bytes of the reply's body, then drop the connection.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from understudy.fakes.faults.fault import require_socket


class Cut:
    """Drops the connection after `after_bytes` bytes of the body."""

    layer: ClassVar[Literal["reply", "wire"]] = "wire"

    def __init__(self, after_bytes: int) -> None:
        """`after_bytes` is 0 or more."""
        self.after_bytes, self.name = after_bytes, f"cut after {after_bytes} bytes"

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app, cut short. Calling it in process raises WireFaultInProcess."""

        async def cut(scope: Scope, receive: Receive, send: Send) -> None:
            require_socket(self, scope)

            async def send_some(message: Message) -> None:
                if message["type"] != "http.response.body":
                    await send(message)
                    return
                await send({**message, "body": message.get("body", b"")[: self.after_bytes], "more_body": True})
                raise ConnectionAbortedError(self.name)

            await app(scope, receive, send_some)

        return cut
