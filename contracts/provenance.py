"""Where a vendor fact comes from, and how sure we are of it.

Source: ours. In the files it is one string: `documented: SOURCE`, `observed: SOURCE` or `assumed: REASON`.
"""

from __future__ import annotations

import enum
from typing import Annotated, NamedTuple

import msgspec

PATTERN = r"^(documented|observed|assumed): \S"
ProvenanceText = Annotated[str, msgspec.Meta(pattern=PATTERN)]


class Sureness(enum.StrEnum):
    """How sure we are of a fact, surest first."""

    DOCUMENTED = "documented"  # the vendor says so
    OBSERVED = "observed"  # the vendor's own or a public client relies on it, or it was seen on the wire
    ASSUMED = "assumed"  # no source says so


class Provenance(NamedTuple):
    """How sure we are of one fact, and its source (for an assumption: the reason)."""

    sureness: Sureness
    source: str

    @classmethod
    def parse(cls, text: str) -> Provenance:
        """Read `documented: SOURCE` and its kin. Raises ValueError."""
        word, separator, source = text.partition(": ")
        if not separator or not source.strip() or word not in set(Sureness):
            raise ValueError(
                f"{text!r} is no provenance: write 'documented: SOURCE', 'observed: ...' or 'assumed: ...'"
            )
        return cls(Sureness(word), source.strip())
