"""Take the request and never answer; the vendor does nothing.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake


class Hang:
    """Waits until the client gives up."""

    name = "hang"
    layer: ClassVar[Layer] = "wire"

    def __call__(self, app: ASGIApp) -> ASGIApp:  # noqa: ARG002 - it never gets there
        """Return an app that waits for the disconnect. Calling it in process raises WireFaultInProcess."""

        async def hang(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - it never answers
            wire_for(self, scope)
            await Intake(receive).end()
            raise ConnectionAbortedError(self.name)

        return hang

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says nothing
        """Say no: nothing goes out."""
        return False
