"""One request as bytes over a raw socket, and the reply to it; nothing in between mends what is sent.

Source: ours.
"""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import socket
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

WAIT_S = 15.0
"""longest wait for any one piece of a reply"""
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Answer(NamedTuple):
    """One reply, or none: then the status is 0."""

    status: int
    media_type: str = ""
    content: bytes = b""
    headers: Mapping[str, str] = {}
    """names in lower case"""

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.content)


NOTHING = Answer(0)
"""the server hung up without a reply"""


def exchange(url: str, pieces: Iterable[bytes], hang_up: bool = False, method: str = "GET") -> Answer:
    """Send the pieces to the server at `url`, then read a reply; with `hang_up` nothing can follow the last piece.

    `method` matters for HEAD, whose reply has no body.
    A server may answer, or hang up, before it has everything: then the rest is not sent.
    """
    address = urlsplit(url)
    with socket.create_connection((address.hostname or "", address.port or 0), WAIT_S) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces:
                connection.sendall(piece)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
        return _reply(connection, method)


def exchange_expecting(url: str, head: bytes, body: bytes) -> Answer:
    """Send the head, wait for `100 Continue`, send the body; read the reply. Fails when no 100 comes."""
    address = urlsplit(url)
    with socket.create_connection((address.hostname or "", address.port or 0), WAIT_S) as connection:
        connection.sendall(head)
        interim = b""
        while len(interim) < len(CONTINUE) and (more := connection.recv(len(CONTINUE) - len(interim))):
            interim += more
        assert interim == CONTINUE
        connection.sendall(body)
        return _reply(connection)


def _reply(connection: socket.socket, method: str = "GET") -> Answer:
    response = http.client.HTTPResponse(connection, method=method)
    try:
        response.begin()
        content = response.read()
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return NOTHING
    finally:
        response.close()
    if response.headers.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status, headers.get("content-type", "").partition(";")[0], content, headers)
