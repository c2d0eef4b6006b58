"""Send the body in small pieces, with a pause between each and the next; the vendor does its work at once.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake


class Drip:
    """Sends the head and the first piece at once, and then a piece each span."""

    layer: ClassVar[Layer] = "wire"

    def __init__(self, piece_bytes: int, every: str, real_s: float) -> None:
        """`every` is what the rule says, `real_s` how long that is on the wire."""
        self.name = f"drip {piece_bytes} bytes every {every}"
        self._piece_bytes, self._real_s = piece_bytes, real_s

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app, dripping. Calling it in process raises WireFaultInProcess."""

        async def drip(scope: Scope, receive: Receive, send: Send) -> None:
            wire_for(self, scope)
            intake = Intake(receive)
            answer = await Answer.of(app, scope, intake)
            await send(answer.start)
            size, left = self._piece_bytes, answer.body
            while len(left) > size:
                await send({"type": "http.response.body", "body": left[:size], "more_body": True})
                left = left[size:]
                await intake.pause(self._real_s, self.name)
            await send({"type": "http.response.body", "body": left})

        return drip

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says everything
        """Say yes: nothing is missing."""
        return True
