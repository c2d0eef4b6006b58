"""All wrong servers: those generated from the edges of the lifecycles, and those written by hand.

Source: ours.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator

from checks.saboteurs import answers, bodies, commands, deletes, lists, moments, played, results, statuses, tenants
from checks.saboteurs.edges import EQUIVALENT, GENERATED
from checks.saboteurs.sabotage import NAMED, Saboteur
from checks.saboteurs.server import WrongServer

__all__ = ["ALL", "EQUIVALENT", "GENERATED", "NAMED", "WRITTEN", "serving"]
WRITTEN = (answers, bodies, commands, deletes, lists, moments, played, results, statuses, tenants)
"""the modules in which they stand"""
ALL = [*NAMED, *(each for each in GENERATED if str(each) not in EQUIVALENT)]
"""what a check must find"""


@contextlib.contextmanager
def serving(saboteur: Saboteur) -> Generator[WrongServer]:
    """Serve a wrong server as long as the block lasts."""
    server = WrongServer(saboteur.vendor, saboteur.make())
    with server.running():
        yield server
