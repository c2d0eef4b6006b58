"""Reset the connection, before the answer or between its head and its body; the vendor has done its work.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake

HEAD_START_S = 0.05
"""real time between the head and the reset, as a reset may overtake what was sent before it"""


class Reset:
    """Answers with a TCP reset."""

    layer: ClassVar[Layer] = "wire"

    def __init__(self, where: Literal["before_head", "after_head"]) -> None:
        """`where` it breaks off."""
        self.name, self._where = f"reset {where}", where

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app, broken off. Calling it in process raises WireFaultInProcess."""

        async def reset(scope: Scope, receive: Receive, send: Send) -> None:
            wire, intake = wire_for(self, scope), Intake(receive)
            answer = await Answer.of(app, scope, intake)
            if self._where == "after_head":
                await send(answer.start)
                await intake.pause(HEAD_START_S, self.name)
            wire.reset()
            await intake.end()
            raise ConnectionAbortedError(self.name)

        return reset

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says nothing
        """Say no: no body goes out."""
        return False
