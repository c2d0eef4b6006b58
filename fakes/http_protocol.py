"""The fast HTTP parser for everybody, and the patient one for clients that offer to upgrade to HTTP/2.

Source: facts/elevateai section 11.3, point 6: httptools drops the body of a request that carries `Upgrade: h2c`, which
every Java `HttpClient` sends over plain HTTP; h11 does not.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Mapping
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from understudy.fakes.intake import LINGER_BYTES_MAX, LINGER_S
from understudy.fakes.wire import SOCKET, Wire

REFUSE = "understudy.refuse"
"""key of the app's state under which the server says how a port is closed for some seconds of real time"""
HEAD_BYTES_MAX = 64 * 1024
"""Longest request line with its headers; also of trailers, and of whatever else belongs to no body."""


class SniffingProtocol(HttpToolsProtocol):
    """httptools, unless the first request of the connection asks for h2c: then h11 takes the connection over.

    httptools itself would collect a header without end.
    """

    _head: bytes | None = b""
    _unparsed_bytes = 0
    """received since the parser last had something to say"""
    _dropped_bytes: int | None = None
    """received after a refusal"""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let every request on this connection bring the connection itself along, in its state."""
        super().connection_made(transport)
        state: Mapping[str, Any] = self.app_state
        refuse: Callable[[int, float], None] = state[REFUSE]
        port = (self.server and self.server[1]) or 0
        self.app_state = {**state, SOCKET: Wire(transport, functools.partial(refuse, port))}

    def data_received(self, data: bytes) -> None:
        """Collect the first request's head, look at it once, and pass everything on."""
        if self._dropped_bytes is not None:
            self._drop(data)
        elif self._head is None:
            self._pass_on(data)
        else:
            self._sniff(self._head + data)

    def _sniff(self, head: bytes) -> None:
        is_http = head[:1].isalpha()  # else it may be TLS: no end of a head is going to come
        if is_http and b"\r\n\r\n" not in head:
            self._head = head
            if len(head) > HEAD_BYTES_MAX:
                self.send_400_response("The head of the request is too long.")
            return
        self._head = None
        if b"h2c" in head.partition(b"\r\n\r\n")[0].lower():
            self._hand_over(head)
        else:
            self._pass_on(head)

    def _pass_on(self, data: bytes) -> None:
        self._unparsed_bytes += len(data)
        super().data_received(data)
        if self._unparsed_bytes > HEAD_BYTES_MAX:
            self.send_400_response("The head of the request is too long.")

    def on_headers_complete(self) -> None:
        """Refuse a head that is too long even though it came in one piece."""
        self._unparsed_bytes = 0
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES_MAX:
            raise ValueError("the head of the request is too long")  # the parser makes it a refusal
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note that the parser goes on."""
        self._unparsed_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the parser goes on."""
        self._unparsed_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse, and hang up soon, if the client does not: at once could take the refusal away from it."""
        if self._dropped_bytes is not None or self.transport.is_closing():
            return
        self._dropped_bytes, self._head = 0, None
        self.transport.write(_refusal(msg))
        if self.cycle is not None:  # pyright: ignore[reportUnnecessaryComparison] - uvicorn begins with None
            # whoever waits for the rest of the body need not
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.loop.call_later(LINGER_S, self.transport.close)

    def _drop(self, data: bytes) -> None:
        self._dropped_bytes = (self._dropped_bytes or 0) + len(data)
        if self._dropped_bytes > LINGER_BYTES_MAX:
            self.transport.close()

    def _hand_over(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        from uvicorn.protocols.http.h11_impl import H11Protocol  # here, as it brings h11, and few clients ask for h2c

        patient = H11Protocol(config=self.config, server_state=self.server_state, app_state=self.app_state)
        patient.connection_made(self.transport)
        self.transport.set_protocol(patient)
        patient.data_received(data)


def _refusal(text: str) -> bytes:
    return (
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
        f"Content-Length: {len(text)}\r\n\r\n{text}"
    ).encode()
