"""What every fault is: a callable that takes an ASGI app and returns one. "No fault" is a fault, too.

Source: ours. A `reply` fault answers something else; a `wire` fault breaks the exchange itself and so needs a socket.
Whatever breaks an exchange off raises ConnectionAbortedError once the connection has ended.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Protocol

from starlette.types import ASGIApp, Scope

from understudy.fakes.wire import Wire, wire_of

Layer = Literal["reply", "wire"]


class Fault(Protocol):
    """Wraps an app, for one exchange."""

    name: str
    """as it stands in the journal"""
    layer: ClassVar[Layer]

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app with the fault around it."""
        ...

    def still_says(self, word: str) -> bool:
        """Say whether an answer that went out with this fault still has a word that the vendor's own answer has."""
        ...


class NoFault:
    """Leaves the exchange as it is."""

    name = ""
    layer: ClassVar[Layer] = "reply"

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app itself."""
        return app

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says everything
        """Say yes."""
        return True


class WireFaultInProcess(RuntimeError):  # noqa: N818 - it says what was asked for
    """A wire fault was asked for where there is no wire."""

    def __init__(self, fault: str) -> None:
        """Say what to do instead of this fault."""
        super().__init__(
            f"the fault {fault!r} needs a connection, and in process there is none: "
            'run the vendor on a socket (stand_in(..., shape="thread"), or understudy serve)'
        )


def wire_for(fault: Fault, scope: Scope) -> Wire:
    """Return the connection of a request. Raises WireFaultInProcess when there is none."""
    wire = wire_of(scope)
    if wire is None:
        raise WireFaultInProcess(fault.name)
    return wire
