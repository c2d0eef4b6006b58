"""The stand-ins and their control port on one event loop: sockets bound first, one uvicorn server behind all of them.

Source: ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.contracts import vendor_names
from understudy.fakes import port as ports
from understudy.fakes.intake import hear_out, is_sending
from understudy.fakes.listener import Listener
from understudy.fakes.registry import translation
from understudy.fakes.server_thread import ServerThread
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

    def __init__(self, apps: Mapping[int, ASGIApp]) -> None:
        """`apps` are by port number; more may join them later."""
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; an app that breaks is logged with its traceback and answered with 500 by the server."""
        if scope["type"] != "http":
            return
        try:
            app = self._apps[scope["server"][1]]
            await (hear_out(app, scope, receive, send) if is_sending(scope) else app(scope, receive, send))
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
        tenants: Tenants | None = None,
    ) -> None:
        """Bind at once, control first, the vendors on the next ports in alphabetical order; port 0 takes free ones.

        No `vendors` are all of them. `tenants` are given where others serve them as well.

        Raises OSError for a port that cannot be had, UnknownScenario for a scenario that is not there.
        """
        self.tenants = tenants or Tenants(settings)
        self._host, self._sockets, self._apps = host, list[socket.socket](), dict[int, ASGIApp]()
        self._adding = threading.Lock()
        try:
            control = self._bind(port)
            self._apps[ports.number(control)] = _Control(self, control_key)
            self.addresses = Addresses(ports.url(host, control), {})
            for offset, name in enumerate(sorted(vendors or vendor_names()), start=1):
                self._place(name, self._bind(port + offset if port else 0))
        except BaseException:
            self.close()
            raise
        self._server = Listener(Switchboard(self._apps), self._sockets)

    def _bind(self, port: int) -> socket.socket:
        bound = ports.bind(self._host, port)
        self._sockets.append(bound)
        return bound

    def _place(self, vendor: str, bound: socket.socket) -> None:
        app = VendorApp(translation(vendor), self.tenants)
        self._apps[ports.number(bound)] = app
        self.addresses.vendors[vendor] = ports.url(self._host, bound) + app.vendor.contract.base_path

    def add(self, vendor: str) -> str:
        """Serve one more vendor, on a free port, if it is not served yet; return its base URL. For other threads."""
        with self._adding:
            if vendor not in self.addresses.vendors:
                bound = ports.bind(self._host, 0)
                self._place(vendor, bound)
                self._server.add(bound)
            return self.addresses.vendors[vendor]

    def loop_factory(self) -> Callable[[], asyncio.AbstractEventLoop] | None:
        """Return what makes the event loop to serve on: uvloop's where it is installed."""
        return self._server.config.get_loop_factory()

    async def serve(self) -> None:
        """Serve until `stop` is called."""
        await self._server.listen()

    def stop(self) -> None:
        """Let `serve` end soon; may be called from another thread or a signal handler."""
        self._server.stop()

    def close(self) -> None:
        """Give the ports back."""
        for bound in self._sockets:
            bound.close()

    @contextlib.contextmanager
    def running(self) -> Generator[StandIns]:
        """Serve in a thread as long as the block lasts."""
        self.start(self.loop_factory())
        try:
            yield self
        finally:
            self.end()

    def start(self, loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None) -> None:
        """Begin to serve in a thread, on asyncio's own loop or another; return once it does."""
        self._thread = ServerThread(self.serve, loop_factory)
        self._thread.start()
        self._server.ready.wait(10)

    def end(self) -> None:
        """End the thread that `start` began, and give the ports back."""
        self.stop()
        self._thread.join()
        self.close()


class _Control:
    """The control port's app, made when it is first called: most tests never do."""

    def __init__(self, stand_ins: StandIns, key: str | None) -> None:
        self._stand_ins, self._key = stand_ins, key
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            from understudy.fakes.control.app import control_app  # here, as it brings Starlette's whole router

            self._app = control_app(self._stand_ins.tenants, self._key, lambda: self._stand_ins.addresses.vendors)
        await self._app(scope, receive, send)
