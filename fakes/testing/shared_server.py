"""The one server of this process: started when it is first needed, its vendors loaded when they are first asked for.

Source: ours.
"""

from __future__ import annotations

import atexit
import os
import threading
from typing import TYPE_CHECKING

from understudy.contracts import vendor
from understudy.fakes.tenant import Settings, Tenants

if TYPE_CHECKING:
    from understudy.fakes.server import StandIns
    from understudy.fakes.vendor_app import VendorApp


class SharedServer:
    """Tenants that every stand-in of this process shares, with a socket for those that want one."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self.tenants = Tenants(Settings())
        self._apps: dict[str, VendorApp] = {}
        self._server: StandIns | None = None
        self._lock = threading.RLock()

    def app(self, name: str) -> VendorApp:
        """Return a vendor's app."""
        with self._lock:
            if name not in self._apps:
                # here, so that whoever uses one vendor does not wait for the others
                from understudy.fakes.registry import translation
                from understudy.fakes.vendor_app import VendorApp

                self._apps[name] = VendorApp(translation(name), self.tenants)
            return self._apps[name]

    def nowhere(self, name: str) -> str:
        """Return a vendor's base URL at a host that cannot exist. Source: RFC 2606, section 2."""
        return f"http://{name}.invalid{vendor(name).contract.base_path}"

    def url(self, name: str) -> str:
        """Return a vendor's base URL on a socket. Starts the server."""
        with self._lock:
            return self._started(name).add(name)

    @property
    def control_url(self) -> str:
        """The control port's URL; empty before the server is started."""
        return self._server.addresses.control if self._server else ""

    def _started(self, name: str) -> StandIns:
        if self._server is None:
            from understudy.fakes.server import StandIns  # here, as an app in process needs no server

            self._server = StandIns(self.tenants.settings, [name], tenants=self.tenants)
            self._server.start()
            atexit.register(self.stop)
        return self._server

    def stop(self) -> None:
        """End the server, if it was started; the next who needs it starts another one."""
        with self._lock:
            if self._server is not None:
                self._server.end()
                self._server = None
                atexit.unregister(self.stop)


_shared: list[SharedServer] = []
_making = threading.Lock()


def shared_server() -> SharedServer:
    """Return this process's own."""
    with _making:
        if not _shared:
            _shared.append(SharedServer())
        return _shared[0]


if hasattr(os, "register_at_fork"):
    # the thread does not live on in a child process, which starts its own
    os.register_at_fork(after_in_child=_shared.clear)
