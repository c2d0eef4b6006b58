"""The protocol's facts by their names, for a contradiction to rest on and for a check to have met.

Source: ours.
"""

from __future__ import annotations

import functools

from understudy.contracts import Vendor
from understudy.contracts.facts import Fact, facts


class KnownFacts:
    """The facts of one vendor."""

    def __init__(self, vendor: Vendor) -> None:
        """Read them."""
        self._by_name = facts(vendor)

    def of(self, name: str, lifecycle: str = "") -> Fact:
        """Return the protocol's fact of that name; that of the lifecycle where the protocol has none.

        Raises KeyError where there is neither.
        """
        return self._by_name.get(f"protocol {name}") or self._by_name[f"lifecycle {lifecycle}"]

    def met(self, name: str) -> set[str]:
        """Return the full name of the protocol's fact, if there is one."""
        return {f"protocol {name}"} & self._by_name.keys()


@functools.lru_cache(maxsize=16)
def known_facts(vendor: Vendor) -> KnownFacts:
    """Return the facts of a vendor, read once."""
    return KnownFacts(vendor)
