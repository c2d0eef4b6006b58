"""What a vendor says about a job: its own words, and what they mean to somebody who waits.

Source: ours; the words and their meanings stand in each vendor's module.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from understudy.client.response import Response


class Meaning(Enum):
    """What a status asks of the client."""

    NEEDS_FILE = "the vendor waits for the file"
    RUNNING = "look again later"
    ENDED_WELL = "fetch the result"
    ENDED_BADLY = "it failed"
    RESEND = "the file did not arrive; send it again, for the same job"


@dataclass(frozen=True)
class Lane:
    """One of several results that are made side by side (Marsview: one requested model)."""

    name: str
    word: str
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class Status:
    """One look at a job."""

    word: str
    """the vendor's own word"""
    meaning: Meaning | None
    """None: the vendor documents no such word"""
    code: str | None = None
    """the vendor's error code, when it gave one"""
    message: str | None = None
    """the vendor's error text, when it gave one"""
    lanes: tuple[Lane, ...] = ()
    response: Response | None = field(default=None, repr=False, compare=False)
    """the reply it stands in; None when it came by a webhook"""

    @property
    def known(self) -> bool:
        """Whether the vendor documents this status."""
        return self.meaning is not None

    @property
    def done(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.meaning in {Meaning.ENDED_WELL, Meaning.ENDED_BADLY, Meaning.RESEND}

    @property
    def ok(self) -> bool:
        """Whether the result can be fetched."""
        return self.meaning is Meaning.ENDED_WELL
