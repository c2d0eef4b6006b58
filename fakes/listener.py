"""uvicorn's server, started and stopped by hand: no tick, no sleep at its end, no signal handlers.

Source: ours. uvicorn 0.54 looks every 0.1 s whether it should stop, and then waits another 0.1 s: 200 ms for each test.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading

import uvicorn
from starlette.types import ASGIApp

from understudy.fakes import port
from understudy.fakes.clock import wire_sleep
from understudy.fakes.http_protocol import REFUSE, SniffingProtocol

TURNS = 10
"""of the event loop, in which whoever served a connection that was hung up may come to an end by himself"""


class Listener(uvicorn.Server):
    """Serves one app on some sockets, to which others can be added."""

    def __init__(self, app: ASGIApp, sockets: list[socket.socket]) -> None:
        """`sockets` are listening already, and are closed at the end; it is kept, and changed by `refuse`."""
        super().__init__(_config(app))
        self.ready = threading.Event()
        self._sockets, self._is_over = sockets, False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()
        self._refusing: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """Serve until `stop` is called."""
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        self._loop = asyncio.get_running_loop()
        await self.startup()
        self.ready.set()
        if not self._is_over:
            await self._end.wait()
        await self.shutdown()

    def stop(self) -> None:
        """Let `listen` end soon; may be called from another thread or a signal handler, before it has begun, too."""
        self._is_over = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: it has ended
                self._loop.call_soon_threadsafe(self._end.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept on all sockets there are."""
        self.lifespan.state[REFUSE] = self.refuse
        self.servers = [await self._accepting(bound) for bound in sockets or self._sockets]
        self.started = True

    def add(self, bound: socket.socket) -> None:
        """Serve one more socket from now on; called from another thread, it returns when that is so."""
        if self._loop is None:
            self._sockets.append(bound)
        else:
            asyncio.run_coroutine_threadsafe(self._add(bound), self._loop).result()

    async def _add(self, bound: socket.socket) -> None:
        self.servers.append(await self._accepting(bound))
        self._sockets.append(bound)

    async def _accepting(self, bound: socket.socket) -> asyncio.base_events.Server:
        loop = asyncio.get_running_loop()
        return await loop.create_server(self._protocol, sock=bound, backlog=port.BACKLOG)

    def _protocol(self) -> asyncio.Protocol:
        return SniffingProtocol(self.config, self.server_state, self.lifespan.state)

    def refuse(self, at_port: int, real_s: float) -> None:
        """Close a port and the connections on it, and open it again after so many seconds of real time."""
        at = next((at for at, bound in enumerate(self._sockets) if port.is_at(bound, at_port)), None)
        if at is not None:
            task = asyncio.get_running_loop().create_task(self._refuse(at, real_s))
            self._refusing.add(task)
            task.add_done_callback(self._refusing.discard)
        for connection in list(self.server_state.connections):
            address: tuple[str, int] | None = getattr(connection, "server", None)
            if address and address[1] == at_port:
                connection.transport.close()

    async def _refuse(self, at: int, real_s: float) -> None:
        address, family = self._sockets[at].getsockname(), self._sockets[at].family
        self.servers[at].close()
        self._sockets[at].close()
        # Bound again at once, but not listening: so nobody else gets the port, and whoever connects is refused.
        self._sockets[at] = bound = await port.bind_again(family, address)
        await wire_sleep(real_s)
        self.servers[at] = await self._accepting(bound)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nobody any more, and hang up: whoever is still being served is not waited for."""
        for server in self.servers:
            server.close()
        for bound in sockets or self._sockets:
            bound.close()
        state = self.server_state
        for connection in list(state.connections):
            connection.transport.close()
        for _ in range(TURNS):
            if state.connections or state.tasks:
                await wire_sleep(0)
        for connection in list(state.connections):  # what it has still to say, nobody reads
            connection.transport.abort()
        await wire_sleep(0)


def _config(app: ASGIApp) -> uvicorn.Config:
    """Return uvicorn's settings: whatever would halve a poll's speed is off, and `Date` is ours."""
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    return uvicorn.Config(
        app,
        http=SniffingProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        date_header=False,
        server_header=False,
        timeout_keep_alive=75,
    )
