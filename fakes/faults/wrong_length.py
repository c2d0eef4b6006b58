"""Announce another length than the body has, send the whole body, and close; the vendor has done its work.

Source: ours. The bytes go past the HTTP parser, which would not send an answer that is wrong.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.answer import Answer
from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake
from understudy.fakes.wire import head


class WrongLength:
    """Adds `bytes_more`, which may be below 0, to `Content-Length`, which is never below 0."""

    layer: ClassVar[Layer] = "wire"

    def __init__(self, bytes_more: int) -> None:
        """`bytes_more` is not 0."""
        self.name, self._bytes_more = f"wrong length {bytes_more:+d}", bytes_more

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app, misannounced. Calling it in process raises WireFaultInProcess."""

        async def misannounce(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - it goes past `send`
            wire, intake = wire_for(self, scope), Intake(receive)
            answer = await Answer.of(app, scope, intake)
            await intake.rest()
            answer.set_header(b"content-length", b"%d" % max(0, len(answer.body) + self._bytes_more))
            wire.write(head(answer.start["status"], answer.start["headers"]))
            wire.write(b"" if scope["method"] == "HEAD" else answer.body)
            wire.hang_up()
            await intake.end()
            raise ConnectionAbortedError(self.name)

        return misannounce

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says nothing
        """Say no: nobody can rely on a body that is not as long as it was said to be."""
        return False
