"""A vendor in this process: on the server in its own thread, or only its app.

Source: ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from understudy.fakes.control.desk import TenantDesk
from understudy.fakes.testing import venue
from understudy.fakes.testing.shared_server import SharedServer, shared_server

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class Here:
    """This process: the server in its own thread, or only the vendor's app."""

    def __init__(self, vendor: str, shape: str) -> None:
        """Start nothing yet. `shape` is `thread` or `asgi`."""
        self.has_wire = shape == "thread"
        self._vendor = vendor

    @property
    def _server(self) -> SharedServer:
        return shared_server()

    @property
    def url(self) -> str:
        """The vendor's base URL; in process its host is one that cannot exist, so that no client goes astray."""
        return self._server.url(self._vendor) if self.has_wire else self._server.nowhere(self._vendor)

    @property
    def control_url(self) -> str:
        """The control port's URL; empty in process."""
        return self._server.control_url if self.has_wire else ""

    @property
    def app(self) -> ASGIApp:
        """The vendor's app. Raises AttributeError for a socket."""
        if self.has_wire:
            raise AttributeError('this stand-in has a socket: ask for its app with stand_in(..., shape="asgi")')
        return self._server.app(self._vendor)

    def take(self, key: str | None) -> str:
        """Take a key; a made-up one is the same again once it is free, so that draws repeat."""
        __tracebackhide__ = True
        return venue.take("", key, "stand-in")

    def desk(self, key: str, seed: int) -> TenantDesk:
        """Begin with a tenant anew. Starts the server where a socket is wanted."""
        if self.has_wire:
            self._server.url(self._vendor)
        tenants = self._server.tenants
        tenant = tenants.begin(key, seed)
        tenant.clock.freeze()
        return TenantDesk(tenant, tenants.library)

    def leave(self, key: str) -> None:
        """Forget the tenant and give its key back."""
        self._server.tenants.reset(key)
        venue.give_back("", key)
