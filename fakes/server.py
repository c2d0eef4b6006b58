"""The stand-ins and their control port on one event loop: sockets bound first, one uvicorn server behind all of them.

Source: ours. A socket is made with IPPROTO_TCP, without which every answer on a kept-alive connection waits 45 ms.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.contracts import vendor_names
from understudy.fakes.control import control_app
from understudy.fakes.faults.fault import SOCKET
from understudy.fakes.http_protocol import SniffingProtocol
from understudy.fakes.registry import translation
from understudy.fakes.tenant import Settings, Tenants
from understudy.fakes.vendor_app import VendorApp

log = logging.getLogger("understudy.fakes")


class Addresses(NamedTuple):
    """Where everything listens."""

    control: str
    vendors: dict[str, str]
    """vendor -> the base URL that its client is configured with"""

    def as_dict(self) -> dict[str, str]:
        """Return what `understudy serve --json` prints."""
        return {"control": self.control, **self.vendors}


class Switchboard:
    """Leads each request to the app of the port on which it came in."""

    def __init__(self, apps: dict[int, ASGIApp]) -> None:
        """`apps` are by port number."""
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; an app that breaks is logged with its traceback and answered with 500 by the server."""
        if scope["type"] != "http":
            return
        scope[SOCKET] = True
        try:
            await self._apps[scope["server"][1]](scope, receive, send)
        except Exception:
            log.exception("the fake broke on %s %s", scope["method"], scope["path"])
            raise


class StandIns:
    """Fakes of some vendors, bound to their ports and ready to serve."""

    def __init__(
        self,
        settings: Settings,
        vendors: Sequence[str] = (),
        host: str = "127.0.0.1",
        port: int = 0,
        control_key: str | None = None,
    ) -> None:
        """Bind at once, control first, the vendors on the next ports in alphabetical order; port 0 takes free ones.

        Raises OSError for a port that cannot be had, UnknownScenario for a scenario that is not there.
        """
        names = sorted(vendors or vendor_names())
        self.tenants = Tenants(settings)
        self._sockets: list[socket.socket] = []
        apps: dict[int, ASGIApp] = {}
        try:
            control = self._bind(host, port)
            apps[_port(control)] = control_app(self.tenants, control_key)
            bases: dict[str, str] = {}
            for offset, name in enumerate(names, start=1):
                bound = self._bind(host, port + offset if port else 0)
                app = VendorApp(translation(name), self.tenants)
                apps[_port(bound)] = app
                bases[name] = _url(host, _port(bound)) + _base_path(app)
        except BaseException:
            self.close()
            raise
        self.addresses = Addresses(_url(host, _port(control)), bases)
        self._server = _Server(_config(Switchboard(apps)))

    def _bind(self, host: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._sockets.append(bound)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
            bound.listen(2048)
        except OSError as error:
            raise OSError(error.errno, f"{host}:{port}: {error.strerror}") from error
        return bound

    def loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop] | None:
        """Return what makes the event loop to serve on: uvloop's where it is installed."""
        return self._server.config.get_loop_factory()

    async def serve(self) -> None:
        """Serve until `stop` is called."""
        await self._server.serve(sockets=self._sockets)

    def stop(self) -> None:
        """Let `serve` end soon; may be called from another thread or a signal handler."""
        self._server.should_exit = True
        self._server.force_exit = True

    def close(self) -> None:
        """Give the ports back."""
        for bound in self._sockets:
            bound.close()

    @contextlib.contextmanager
    def running(self) -> Generator[StandIns]:
        """Serve in a thread as long as the block lasts."""
        thread = threading.Thread(target=self._server.run, args=(self._sockets,), name="understudy", daemon=True)
        thread.start()
        try:
            self._server.ready.wait(10)
            yield self
        finally:
            self.stop()
            thread.join()
            self.close()


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers, which belong to the command line, and with an event for "serving"."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Hang up first: else a client that still waits is answered 500, or, from Python 3.12 on, waited for.
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await super().shutdown(sockets)


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


def _port(bound: socket.socket) -> int:
    return int(bound.getsockname()[1])


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _base_path(app: VendorApp) -> str:
    return app.vendor.contract.base_path
