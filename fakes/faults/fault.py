"""What every fault is: a callable that takes an ASGI app and returns one. "No fault" is a fault, too.

Source: ours. A `reply` fault answers something else; a `wire` fault breaks the exchange itself and so needs a socket.
"""

from __future__ import annotations

from typing import ClassVar, Literal, Protocol

from starlette.types import ASGIApp, Scope


class Fault(Protocol):
    """Wraps an app."""

    name: str
    layer: ClassVar[Literal["reply", "wire"]]

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app with the fault around it."""
        ...


class NoFault:
    """Leaves the exchange as it is."""

    name = ""
    layer: ClassVar[Literal["reply", "wire"]] = "reply"

    def __call__(self, app: ASGIApp) -> ASGIApp:
        """Return the app itself."""
        return app


class WireFaultInProcess(RuntimeError):  # noqa: N818 - it says what was asked for
    """A wire fault was asked for where there is no wire."""

    def __init__(self, fault: Fault) -> None:
        """Say what to do instead."""
        super().__init__(
            f"the fault {fault.name!r} breaks the connection, and in process there is none: "
            "run the fake on a socket (understudy serve, or the server in a thread)"
        )


SOCKET = "understudy.socket"
"""key of an ASGI scope that our own server sets: this request came over a socket"""


def require_socket(fault: Fault, scope: Scope) -> None:
    """Raise WireFaultInProcess unless the request came over a socket."""
    if not scope.get(SOCKET):
        raise WireFaultInProcess(fault)
