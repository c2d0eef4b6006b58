"""The protocol's facts by their names, for a contradiction to rest on and for a check to have met.

Source: ours.
"""

from __future__ import annotations

import functools
import itertools

from understudy.contracts import Vendor
from understudy.contracts.facts import Fact, facts


class KnownFacts:
    """The facts of one vendor."""

    def __init__(self, vendor: Vendor) -> None:
        """Read them."""
        self._by_name = facts(vendor)

    def of(self, *names: str, lifecycle: str = "") -> Fact:
        """Return the first of the protocol's facts of these names; that of the lifecycle where the protocol has none.

        Raises KeyError where there is neither.
        """
        known = (self._by_name.get(f"protocol {name}") for name in names)
        return next(filter(None, known), None) or self._by_name[f"lifecycle {lifecycle}"]

    def met(self, *names: str) -> set[str]:
        """Return the full name of the first of the protocol's facts of these names, if there is one."""
        known = (f"protocol {name}" for name in names)
        return set(itertools.islice((name for name in known if name in self._by_name), 1))


@functools.lru_cache(maxsize=16)
def known_facts(vendor: Vendor) -> KnownFacts:
    """Return the facts of a vendor, read once."""
    return KnownFacts(vendor)
