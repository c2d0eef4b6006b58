"""A listening socket of ours: bound with its protocol named, closed and bound again in its place.

Source: ours. A socket is made with IPPROTO_TCP, without which every answer on a kept-alive connection waits 45 ms.
"""

from __future__ import annotations

import socket
from typing import Any

from understudy.fakes.clock import wire_sleep

BACKLOG = 2048
"""connections that may wait to be accepted"""


def bind(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises OSError, naming the port, when it cannot be had."""
    bound = _unbound(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise OSError(error.errno, f"{host}:{port}: {error.strerror}") from error
    except BaseException:
        bound.close()
        raise
    return bound


async def bind_again(family: socket.AddressFamily, address: Any) -> socket.socket:
    """Bind a new socket, not listening yet, as soon as the one before has let the address go."""
    while True:
        bound = _unbound(family)
        try:
            bound.bind(address)
        except OSError:
            bound.close()
            await wire_sleep(0.001)
        else:
            return bound


def number(bound: socket.socket) -> int:
    """Return the port."""
    return int(bound.getsockname()[1])


def is_at(bound: socket.socket, port: int) -> bool:
    """Say whether a socket is open, and at this port."""
    return bound.fileno() >= 0 and number(bound) == port


def url(host: str, bound: socket.socket) -> str:
    """Return the URL of what listens there."""
    return f"http://[{host}]:{number(bound)}" if ":" in host else f"http://{host}:{number(bound)}"


def _unbound(family: socket.AddressFamily) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return made
