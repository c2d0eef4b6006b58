"""A vendor of a server in another process, on whatever machine.

Source: ours.
"""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

from understudy.fakes.testing import venue
from understudy.fakes.testing.away_desk import AwayDesk

if TYPE_CHECKING:
    from starlette.types import ASGIApp


class Elsewhere:
    """A server in another process, on whatever machine."""

    has_wire = True

    def __init__(self, vendor: str, control_url: str) -> None:
        """`control_url` is its control port's; the vendors' are asked there."""
        self._vendor, self.control_url = vendor, control_url.rstrip("/")
        self._url = ""
        self._desk: AwayDesk | None = None

    @property
    def url(self) -> str:
        """The vendor's base URL."""
        return self._url

    @property
    def app(self) -> ASGIApp:
        """There is none in this process. Raises AttributeError."""
        raise AttributeError(f'the app is in the server at {self.control_url}: leave `server` out, with shape="asgi"')

    def take(self, key: str | None) -> str:
        """Take a key; a made-up one names this machine and process, as others may use the same server."""
        __tracebackhide__ = True
        return venue.take(self.control_url, key, f"stand-in-{platform.node()}-{os.getpid()}")

    def desk(self, key: str, seed: int) -> AwayDesk:
        """Begin with a tenant anew. Raises ServerUnusable when the server does not answer, or lacks the vendor."""
        __tracebackhide__ = True
        self._desk = AwayDesk(self.control_url, key)
        self._url = self._desk.vendor_url(self._vendor)
        self._desk.begin(seed)
        return self._desk

    def leave(self, key: str) -> None:
        """Forget the tenant and give its key back."""
        if self._desk is not None:
            self._desk.close()
        self._desk = None
        venue.give_back(self.control_url, key)
