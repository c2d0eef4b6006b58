"""The server that is checked, and how thoroughly.

Source: ours.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from understudy.contracts import Vendor


def is_loopback(url: str) -> bool:
    """Say whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True, kw_only=True)
class Target:
    """One vendor's server, and whose jobs are made there."""

    url: str
    """base URL, as `serve` prints it and a client is configured with: the contract's base path included"""
    vendor: Vendor
    key: str
    secret: str
    other_key: str
    """of a tenant who must not see what the first one has"""
    user: str = "understudy"
    control: str | None = None
    """base URL of what moves the server's clock; None: time passes by waiting"""
    control_key: str | None = None
    link: str | None = None
    """of a recording that the server can fetch; None: one on loopback, where the server is there, too"""
    audio: bytes | None = None
    """a recording; None: a short one that we make"""

    @property
    def is_local(self) -> bool:
        """Whether the server is on this machine."""
        return is_loopback(self.url)

    def at(self, path: str) -> str:
        """Return the URL of an operation's path, which starts with the contract's base path."""
        return self.url.rstrip("/") + path.removeprefix(self.vendor.contract.base_path)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How thoroughly."""

    examples: int = 30
    """random walks of each lifecycle, and calls of each operation"""
    seed: int = 0
    strict: bool = False
    """hold to the default side of each documented disagreement, and warn of undocumented keys"""
    wait_s: float = 20.0
    """real seconds that each case may wait, where there is no clock to move"""
