"""What a client did with a scenario, seen from outside: how it ended, and what it printed.

Source: ours.
"""

from __future__ import annotations

import contextlib
import signal
from typing import Literal, NamedTuple

Report = Literal["success", "failure", "none"]
"""what the client reports of its job; `none`: it did not end and was ended"""
SIGNALLED = 128
"""a shell adds it to the number of the signal that ended a program"""


class Performance(NamedTuple):
    """One client's run through one scenario."""

    report: Report
    exit_code: int | None = None
    """of a command; None for the reference client, and for a command that was ended"""
    output: str = ""
    """standard output and error of a command, or the reference client's error"""
    deviations: tuple[str, ...] = ()
    """what else the one who ran the client saw go wrong, a sentence each"""
    real_s: float = 0.0
    ended: str = ""
    """why a command was ended that did not end by itself; empty when it did"""

    @property
    def signal(self) -> str:
        """The name of the signal that the exit code of a command stands for; empty when it stands for none."""
        with contextlib.suppress(ValueError):
            if self.exit_code is not None and self.exit_code > SIGNALLED:
                return signal.Signals(self.exit_code - SIGNALLED).name
        return ""

    @property
    def ending(self) -> str:
        """What to say of a command that a signal ended, as a sentence; empty for any other."""
        return f"the client died of {self.signal} (exit code {self.exit_code})" if self.signal else ""
