"""What a check can do next, as data: a play is a list of moves, drawn or planned, that can be shortened and replayed.

Source: ours. A job is named by the play (`a`, `b`, ...), not by its id; a move on a job that is not there does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Material = Literal["sound", "unreadable", "too_short", "link_expired", "dependency_missing"]
"""what is sent: a recording that can be worked on, or a failure's cause"""


@dataclass(frozen=True)
class Submit:
    """Begin a job, by the way of that number (from 0) of the lifecycle's."""

    job: str
    lifecycle: str
    way: int = 0
    material: Material = "sound"


@dataclass(frozen=True)
class Command:
    """Give a command, by the way of that number, whether the job waits for it or not."""

    job: str
    command: str
    way: int = 0
    material: Material = "sound"


@dataclass(frozen=True)
class Look:
    """Ask for a view: the poll, unless another is named."""

    job: str
    operation: str = ""


@dataclass(frozen=True)
class Read:
    """Ask for results."""

    job: str
    operation: str


@dataclass(frozen=True)
class Delete:
    """Delete the job, for the first time or again."""

    job: str


@dataclass(frozen=True)
class Trespass:
    """Ask for a job with a credential that is not its own: other, wrong, missing or stale."""

    job: str
    operation: str
    credential: Literal["other", "wrong", "missing", "stale"] = "other"


@dataclass(frozen=True)
class Browse:
    """List the jobs by pages of that size (None: as the vendor has it), those of one status only."""

    limit: int | None = None
    status: str | None = None


@dataclass(frozen=True)
class Elapse:
    """Let time pass: seconds, to the next step of any job, or past whatever can still happen."""

    span_s: float | None = None
    to: Literal["", "next", "end"] = ""


Move = Submit | Command | Look | Read | Delete | Trespass | Browse | Elapse
Play = tuple[Move, ...]
