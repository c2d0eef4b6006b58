"""What happened to one job, as far as an exchange tells: what the oracle narrows its possible states with.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Begun:
    """The job was submitted; `lifecycles` are those it can have (one, where it is known)."""

    lifecycles: tuple[str, ...]
    operation: str = ""


@dataclass(frozen=True)
class Commanded:
    """A command was given. `taken`: yes, no, or None where nobody can know (no answer, 5xx)."""

    command: str
    taken: bool | None
    operation: str


@dataclass(frozen=True)
class LaneSeen:
    """One lane as an answer showed it."""

    key: str
    name: str
    word: str
    body: Any = None
    """the lane's own object, for its fields; None where only the word was recorded"""


@dataclass(frozen=True)
class Seen:
    """An answer showed the job: its status, or its lanes, and its fields."""

    operation: str
    word: str | None
    """the status with aliases resolved; None where the answer shows none"""
    body: Any = None
    """the job's object, for its fields; None where only the word was recorded"""
    lanes: tuple[LaneSeen, ...] | None = None
    """None where the vendor has no lanes"""
    are_all: bool = True
    """whether the answer shows every lane (a poll does, the answer to a command its own only)"""


@dataclass(frozen=True)
class Results:
    """Results were asked for. `are_there`: yes, or no; `lanes`: name of a lane -> whether its own are."""

    operation: str
    are_there: bool | None
    lanes: Mapping[str, bool] = field(default_factory=dict[str, bool])
    may_be_unknown: bool = False
    """whether a job that is not known gets the same answer"""


@dataclass(frozen=True)
class Deleted:
    """The job was deleted; `taken` as for a command."""

    taken: bool | None


@dataclass(frozen=True)
class Unknown:
    """An operation said that there is no such job."""

    operation: str


Event = Begun | Commanded | Seen | Results | Deleted | Unknown
