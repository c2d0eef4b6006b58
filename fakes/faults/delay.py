"""Let the answer come late; the vendor does its work at once.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake


class Delay:
    """Keeps the whole answer back for a while."""

    layer: ClassVar[Layer] = "wire"

    def __init__(self, span: str, real_s: float) -> None:
        """`span` is what the rule says, `real_s` how long that is on the wire."""
        self.name, self._real_s = f"delay {span}", real_s

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app, late. Calling it in process raises WireFaultInProcess."""

        async def delay(scope: Scope, receive: Receive, send: Send) -> None:
            wire_for(self, scope)
            intake = Intake(receive)
            answer = await Answer.of(app, scope, intake)
            await intake.pause(self._real_s, self.name)
            await answer.send(send)

        return delay

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says everything
        """Say yes: nothing is missing."""
        return True
