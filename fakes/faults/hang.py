"""Take the request and never answer.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.fault import require_socket


class Hang:
    """Waits until the client gives up."""

    name = "hang"
    layer: ClassVar[Literal["reply", "wire"]] = "wire"

    def __call__(self, app: ASGIApp) -> ASGIApp:  # noqa: ARG002 - it never gets there
        """Return an app that waits for the disconnect. Calling it in process raises WireFaultInProcess."""

        async def hang(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - it never answers
            require_socket(self, scope)
            while (await receive())["type"] != "http.disconnect":
                pass
            raise ConnectionAbortedError(self.name)

        return hang
