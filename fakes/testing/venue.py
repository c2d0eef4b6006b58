"""Where a stand-in's vendor is, and what is done there with its tenant: the same here and elsewhere.

Source: ours.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from understudy.scenarios.record import Record
from understudy.scenarios.rehearsal.evidence import JobSeen

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_taken: set[tuple[str, str]] = set()
_taking = threading.Lock()


class ClockInUse(RuntimeError):  # noqa: N818 - it says what it met
    """Two want one clock: two stand-ins on one key, or two `patch_sleep` at once."""


class StandInClosed(RuntimeError):  # noqa: N818 - it says what it met
    """A stand-in is used outside its `with` block, or after its test."""


class InAnotherProcess(StandInClosed):
    """A stand-in is used in a process that was forked from the one that opened it."""

    def __init__(self) -> None:
        """Say what to do instead."""
        super().__init__(
            "this stand-in was opened in another process, where its server, clock and journal are: "
            "pass its url and key, read there, to this one"
        )


class Desk(Protocol):
    """What a stand-in does with its tenant, here or over HTTP."""

    def choose(self, *, scenario: Any = ..., transcript: Any = ...) -> None:
        """Choose `scenario` (a name, or the form of a file) or `transcript`."""
        ...

    def speak(self, vendor: str, fields: Mapping[str, Any]) -> None:
        """Set fields of a vendor's dialect."""
        ...

    def clock(self, **change: Any) -> Mapping[str, Any]:
        """Change the clock, and return how it stands."""
        ...

    def jobs(self) -> tuple[JobSeen, ...]:
        """Return the jobs."""
        ...

    def record(self, after: int = 0) -> Record:
        """Return what was asked."""
        ...


class Venue(Protocol):
    """Where one vendor is."""

    @property
    def has_wire(self) -> bool:
        """Whether its clients come over connections that can be broken."""
        ...

    @property
    def url(self) -> str:
        """The vendor's base URL."""
        ...

    @property
    def control_url(self) -> str:
        """The control port's URL; empty where there is none."""
        ...

    @property
    def app(self) -> ASGIApp:
        """The vendor's app. Raises AttributeError where it is not in this process without a socket."""
        ...

    def take(self, key: str | None) -> str:
        """Take a key, or one that nobody has, for one stand-in alone. Raises ClockInUse."""
        ...

    def desk(self, key: str, seed: int) -> Desk:
        """Begin with a tenant anew."""
        ...

    def leave(self, key: str) -> None:
        """Forget the tenant and give its key back."""
        ...


def take(server: str, key: str | None, made_up: str) -> str:
    """Take a key at a server for one stand-in of this process, or the first of a made-up name that is free.

    Raises ClockInUse.
    """
    __tracebackhide__ = True
    with _taking:
        if key is None:
            names = (made_up if number == 1 else f"{made_up}-{number}" for number in count(1))
            key = next(name for name in names if (server, name) not in _taken)
        elif (server, key) in _taken:
            raise ClockInUse(
                f"another stand-in that is still open has the key {key!r}, and so the same clock: "
                "give each a key of its own, or leave `key` out"
            )
        _taken.add((server, key))
        return key


def give_back(server: str, key: str) -> None:
    """Let another one have the key."""
    _taken.discard((server, key))


def held_keys(server: str) -> frozenset[str]:
    """Return the keys that stand-ins of this process hold at a server now."""
    with _taking:
        return frozenset(key for at, key in _taken if at == server)
