"""Let the vendor do its work, and answer that it failed.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer
from understudy.fakes.faults.strike import Strike


class Ghost:
    """Answers `status`, in the vendor's own words, whatever the vendor has just done."""

    layer: ClassVar[Layer] = "reply"

    def __init__(self, status: int, strike: Strike) -> None:
        """`status` is 400 to 599."""
        self.name, self._status, self._strike = f"ghost {status}", status, strike

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return an app that answers something else than `app` does."""

        async def ghost(scope: Scope, receive: Receive, send: Send) -> None:
            await Answer.of(app, scope, receive)
            await self._strike.refusal(self._status, None).send(self._strike.now, scope, send)

        return ghost

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says nothing
        """Say no: nothing of the vendor's answer goes out."""
        return False
