"""Send the first bytes of the answer's body, then close the connection; the vendor has done its work.

Source: ours.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake


class Cut:
    """Closes the connection after `after_bytes` bytes of the body; a shorter body is whole."""

    layer: ClassVar[Layer] = "wire"

    def __init__(self, after_bytes: int) -> None:
        """`after_bytes` is 0 or more."""
        self.after_bytes, self.name = after_bytes, f"cut after {after_bytes} bytes"

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app, cut short. Calling it in process raises WireFaultInProcess."""

        async def cut(scope: Scope, receive: Receive, send: Send) -> None:
            wire, intake = wire_for(self, scope), Intake(receive)
            answer = await Answer.of(app, scope, intake)
            await intake.rest()
            is_whole = len(answer.body) <= self.after_bytes
            await send(answer.start)
            await send(
                {"type": "http.response.body", "body": answer.body[: self.after_bytes], "more_body": not is_whole}
            )
            wire.hang_up()
            await intake.end()
            if not is_whole:
                raise ConnectionAbortedError(self.name)

        return cut

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says everything, or is broken off
        """Say yes, of a body that was not cut at all."""
        return True
