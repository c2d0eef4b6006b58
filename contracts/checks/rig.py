"""What the walks of one case share: a connection, the links, the judge of single answers.

Source: ours.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from dataclasses import dataclass

import httpx

from understudy.contracts.checks.agreement.agreement import Agreement
from understudy.contracts.checks.calls.link_server import LinkServer
from understudy.contracts.checks.calls.pace import Controlled, Pace, Waited
from understudy.contracts.checks.calls.sender import http_client
from understudy.contracts.checks.oracle.reader import Reader
from understudy.contracts.checks.target import Options, Target

WAITS = 8
"""times at least that a job can be looked at while it is waited for"""


@dataclass(frozen=True)
class Rig:
    """Made once for a case; a walk leaves nothing behind in it."""

    target: Target
    options: Options
    http: httpx.Client
    agreement: Agreement
    reader: Reader
    links: LinkServer | None

    @property
    def link(self) -> str | None:
        """The link of a sound recording; None where the server cannot be given any."""
        return self.target.link or (self.links.url if self.links else None)

    waited: Waited
    """what all walks of the case may wait together, where there is no clock to move"""

    def pace(self) -> Pace:
        """Return the time of one walk."""
        if self.target.control:
            return Controlled(self.http, self.target.control, self.target.key, self.target.control_key)
        return self.waited

    def was_fetched(self, link: str) -> bool | None:
        """Say whether the server has asked for a link; None where nobody can know."""
        return None if self.links is None or self.target.link else bool(self.links.fetched[link])


@contextlib.contextmanager
def rig(target: Target, options: Options) -> Generator[Rig]:
    """Yield what a case needs. Links on loopback are offered to a server that is there, too."""
    agreement, reader = Agreement(target.vendor, options.strict), Reader(target.vendor)
    with http_client() as http, contextlib.ExitStack() as stack:
        links = stack.enter_context(LinkServer(target.audio).running()) if target.is_local else None
        waited = Waited(options.wait_s, longest_s=options.wait_s / WAITS)
        yield Rig(target, options, http, agreement, reader, links, waited)
