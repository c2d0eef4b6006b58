"""The fast HTTP parser for everybody, and the patient one for clients that offer to upgrade to HTTP/2.

Source: facts/elevateai section 11.3, point 6: httptools drops the body of a request that carries `Upgrade: h2c`, which
every Java `HttpClient` sends over plain HTTP; h11 does not.
"""

from __future__ import annotations

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES_MAX = 64 * 1024


class SniffingProtocol(HttpToolsProtocol):
    """httptools, unless the first request of the connection asks for h2c: then h11 takes the connection over."""

    _head: bytes | None = b""

    def data_received(self, data: bytes) -> None:
        """Collect the first request's head, look at it once, and pass everything on."""
        if self._head is None:
            super().data_received(data)
            return
        self._head += data
        if b"\r\n\r\n" not in self._head and len(self._head) < HEAD_BYTES_MAX:
            return
        head, self._head = self._head, None
        if b"h2c" in head.partition(b"\r\n\r\n")[0].lower():
            self._hand_over(head)
        else:
            super().data_received(head)

    def _hand_over(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        self.connections.discard(self)
        patient = H11Protocol(config=self.config, server_state=self.server_state, app_state=self.app_state)
        patient.connection_made(self.transport)
        self.transport.set_protocol(patient)
        patient.data_received(data)
