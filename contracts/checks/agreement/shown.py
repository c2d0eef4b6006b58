"""Where in an operation's answer a status stands, the lanes' own included.

Source: each vendor's `protocol.yaml`, views.
"""

from __future__ import annotations

from understudy.contracts.protocol import Protocol
from understudy.contracts.protocol_form import Paths


def statuses_in(protocol: Protocol, operation: str) -> frozenset[str]:
    """Return the paths, without indices, at which an operation's answer shows statuses; none where it is no view."""
    view = protocol.view(operation)
    if view is None:
        return frozenset()
    lanes: Paths = (f"{view.lanes.each}.{view.lanes.status}",) if view.lanes else ()
    return frozenset(f"{body}.{path}".strip(".") for body in view.body for path in (*view.status, *lanes))
