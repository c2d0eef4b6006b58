"""Let the vendor's port refuse every new connection for a while, and close those that there are.

Source: ours. A port has no tenants: whoever else uses it meets the same, as with a vendor that is down. The request
that met it gets no answer, and the vendor does nothing.
"""

from __future__ import annotations

from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.fault import Layer, wire_for
from understudy.fakes.intake import Intake


class Refuse:
    """Closes the port on which the request came in, and opens it again after the span."""

    layer: ClassVar[Layer] = "wire"

    def __init__(self, span: str, real_s: float) -> None:
        """`span` is what the rule says, `real_s` how long that is on the wire."""
        self.name, self._real_s = f"refuse {span}", real_s

    def __call__(self, app: ASGIApp) -> ASGIApp:  # noqa: ARG002 - it never gets there
        """Return an app that is out of reach. Calling it in process raises WireFaultInProcess."""

        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - it never answers
            wire, intake = wire_for(self, scope), Intake(receive)
            await intake.rest()
            wire.refuse(self._real_s)
            await intake.end()
            raise ConnectionAbortedError(self.name)

        return refuse

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says nothing
        """Say no: nothing goes out."""
        return False
