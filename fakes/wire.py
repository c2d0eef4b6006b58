"""The connection behind a request, for those who break it: the transport as either HTTP parser holds it.

Source: ours; RFC 9112 for the bytes; socket(7), SO_LINGER, for the reset.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import Callable, Iterable

from starlette.types import Scope

from understudy.fakes.reply import phrase

SOCKET = "understudy.wire"
"""key of the `state` in an ASGI scope that our own server sets: this request came over a socket, and here it is"""
_NO_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Wire:
    """One connection."""

    def __init__(self, transport: asyncio.Transport, refuse: Callable[[float], None]) -> None:
        """`refuse` closes the port on which the connection came in for so many seconds of real time."""
        self._transport, self.refuse = transport, refuse

    def write(self, data: bytes) -> None:
        """Send bytes past the HTTP parser. Hang up or reset afterwards: the parser does not know of them."""
        self._transport.write(data)

    def hang_up(self) -> None:
        """Close the connection in good order, once what was written has gone out."""
        self._transport.close()

    def reset(self) -> None:
        """Break the connection off: the other side gets a TCP reset."""
        bound = self._transport.get_extra_info("socket")
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self._transport.abort()


def wire_of(scope: Scope) -> Wire | None:
    """Return the connection of a request; None when it did not come over one."""
    wire: Wire | None = scope.get("state", {}).get(SOCKET)
    return wire


def head(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the head of an answer as bytes, after which the connection is closed."""
    lines = [b"HTTP/1.1 %d %s" % (status, phrase(status).encode())]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join([*lines, b"connection: close", b"", b""])
