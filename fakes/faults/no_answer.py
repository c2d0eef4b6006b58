"""Close the connection in good order without a byte of an answer; the vendor has done its work.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake


class NoAnswer:
    """Hangs up instead of answering."""

    name = "no answer"
    layer: ClassVar[Layer] = "wire"

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app, unheard. Calling it in process raises WireFaultInProcess."""

        async def no_answer(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - it never answers
            wire, intake = wire_for(self, scope), Intake(receive)
            await Answer.of(app, scope, intake)
            await intake.rest()
            wire.hang_up()
            await intake.end()
            raise ConnectionAbortedError(self.name)

        return no_answer

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says nothing
        """Say no: nothing goes out."""
        return False
