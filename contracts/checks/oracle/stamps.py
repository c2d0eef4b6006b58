"""Moments as they stand in answers: what they say, how exactly, and whether they stay what they were.

Source: ours; ISO 8601 as RFC 3339 has it, with any number of digits in the fraction.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from understudy.contracts.protocol_form import FieldFact, at

EPSILON_S = 1e-6
"""what a moment of this century loses as a double"""
AHEAD_S = 1.0
"""how far ahead of the server's time a moment may be: that time was asked for a while ago"""
_FORM = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE)


class Stamp(NamedTuple):
    """One moment, as exactly as it was written."""

    at: float
    """Unix seconds"""
    precision_s: float
    """1 for whole seconds, 0.001 for milliseconds, and so on"""
    text: str

    @classmethod
    def parse(cls, text: object) -> Stamp | None:
        """Read an ISO 8601 moment; without an offset it is taken for UTC. None for anything else."""
        form = _FORM.fullmatch(text) if isinstance(text, str) else None
        if form is None:
            return None
        whole, fraction, offset = form[1].upper(), form[2] or "", (form[3] or "Z").upper()
        try:
            seconds = datetime.fromisoformat(whole + offset.replace("Z", "+00:00")).astimezone(UTC).timestamp()
        except (ValueError, OverflowError):  # a thirteenth month, or a day before all days
            return None
        return cls(seconds + (float(f"0.{fraction}") if fraction else 0.0), 10.0 ** -len(fraction), form[0])

    def is_same(self, other: Stamp) -> bool:
        """Say whether both may stand for one moment, the one written more coarsely than the other."""
        return abs(self.at - other.at) < max(self.precision_s, other.precision_s) - EPSILON_S or self.at == other.at

    def is_before(self, other: Stamp) -> bool:
        """Say whether it is earlier for certain, however coarsely either was written."""
        return self.at + max(self.precision_s, other.precision_s) - EPSILON_S <= other.at and not self.is_same(other)


class Stamps:
    """The moments that the answers about one job, or one lane of it, gave so far."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, Stamp] = {}

    def wrong(self, fact: FieldFact, body: object, now: float | None) -> str | None:
        """Remember the moment that a body has at a field; say what is wrong with it, None for nothing.

        `now` is the server's time in Unix seconds, where it is known.
        """
        value = at(body, (fact.at,))
        stamp = Stamp.parse(value)
        if stamp is None:
            return f"{value!r:.60} is no moment in ISO 8601"
        if reason := self._changed(fact.at, stamp):
            return reason
        if now is not None and stamp.at > now + AHEAD_S:
            return f"{stamp.text} is {stamp.at - now:.1f} s ahead of the server's own time"
        earlier = Stamp.parse(at(body, (fact.after,))) if fact.after else None
        if earlier and stamp.is_before(earlier):
            return f"{stamp.text} is before {fact.after} {earlier.text}"
        return None

    def _changed(self, name: str, stamp: Stamp) -> str | None:
        known = self._known.get(name)
        if known is None or not stamp.is_same(known):
            self._known[name] = stamp
            return known and f"changed from {known.text} to {stamp.text}; it is set once"
        self._known[name] = min(known, stamp, key=lambda each: each.precision_s)
        return None
