"""Plays a scenario with a program of the user's: starts it, watches its tenant, and ends it when it never ends.

Source: ours. Exit code 0 is success, any other failure. Only here real time is measured and waited for.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from understudy.scenarios.duration import spoken
from understudy.scenarios.rehearsal import faketime
from understudy.scenarios.rehearsal.deadline import grace_s
from understudy.scenarios.rehearsal.output import Output
from understudy.scenarios.rehearsal.part import Part, Time
from understudy.scenarios.rehearsal.performance import SIGNALLED, Performance, Report
from understudy.scenarios.rehearsal.silence import Silence

LOOK_REAL_S = 0.1
"""how often a program that runs is looked at"""
SILENT_LIMIT_S = 30.0
"""real time in which a first request must come"""
TERM_LIMIT_S = 1.0
"""real time between SIGTERM and SIGKILL"""


class Stopped(Exception):  # noqa: N818 - it is what was asked for
    """The rehearsal was interrupted: what this program did is worth nothing."""


class Command:
    """A command line that is run once for each scenario."""

    def __init__(self, arguments: Sequence[str], speed: float | None, silent_limit_s: float = SILENT_LIMIT_S) -> None:
        """`arguments` may hold placeholders. `speed` is virtual seconds per real second (above 0); None: poll time."""
        self.arguments, self._speed, self._silent_limit_s = list(arguments), speed, silent_limit_s
        self._stopped = threading.Event()

    @property
    def time(self) -> Time:
        """How the program's time passes."""
        return "poll" if self._speed is None else "faketime"

    @property
    def speed(self) -> float:
        """Virtual seconds per real second of the program's clock."""
        return self._speed or 1.0

    def stop(self) -> None:
        """End every program that runs, and start none any more."""
        self._stopped.set()

    def perform(self, part: Part) -> Performance:
        """Run the program through one scenario. Raises OSError when it cannot be started, Stopped after `stop`."""
        if self._stopped.is_set():
            raise Stopped
        began = time.monotonic()
        line = part.environment.filled(self.arguments)
        # The program's clock begins when it starts, so its tenant's is set off at the same moment.
        if self._speed is None:
            part.tenant.clock(rate=self.speed, on_poll=True)
        else:
            line = faketime.sped_up(line, self._speed)
            part.tenant.clock(rate=self.speed)
        with _started(line, part.environment.variables()) as process:
            output = Output(_pipe(process))
            why = self._watched(process, part, began)
            code = None if why else _exit_code(process)
            _end(process)
            text = output.text()
        return Performance(_report(code), code, text, real_s=time.monotonic() - began, ended=why)

    def _watched(self, process: subprocess.Popen[bytes], part: Part, began: float) -> str:
        """Return why the program is to be ended, or nothing when it has ended. Raises Stopped after `stop`."""
        silence = Silence(part, self._silent_limit_s, began)
        while not self._stopped.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_REAL_S)
                return ""
            seen, state = part.scene.latest, part.tenant.state()
            if state["exchanges"] > seen:
                part.show()
                silence.broken(part.scene.exchanges, time.monotonic())
            if why := self._late(part, state["clock"]["elapsed_s"], silence):
                return why
        raise Stopped

    def _late(self, part: Part, elapsed_s: float, silence: Silence) -> str:
        """Return why a program is late; nothing when it is not. `elapsed_s`: virtual, since the clock began."""
        if part.scene.latest and elapsed_s - part.scene.began_s > part.deadline_s + grace_s(part.facts, self.speed):
            return f"it had not ended after {spoken(part.deadline_s)}"
        # Fast time passes for whoever is silent, too, and brings the deadline; poll time does not.
        watched = self._speed is None or not part.scene.latest
        return silence.too_long(time.monotonic()) if watched else ""


def _exit_code(process: subprocess.Popen[bytes]) -> int:
    """Return the exit code as a shell does: 128 more than the number of the signal that ended the program."""
    code = process.wait()
    return code if code >= 0 else SIGNALLED - code


def _report(code: int | None) -> Report:
    return "none" if code is None else "failure" if code else "success"


@contextlib.contextmanager
def _started(line: Sequence[str], variables: Mapping[str, str]) -> Generator[subprocess.Popen[bytes]]:
    """Start the program as the leader of a process group, and leave nothing of it behind."""
    process = subprocess.Popen(  # noqa: S603 - it is what the user asked for
        line,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **variables},
        start_new_session=True,
    )
    try:
        with process:
            try:
                yield process
            finally:
                _end(process)
    finally:
        faketime.tidy(process.pid)


def _pipe(process: subprocess.Popen[bytes]) -> Any:
    return process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and whatever it has started: ask first, then insist."""
    if process.poll() is None:
        _signal(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(TERM_LIMIT_S)
    _signal(process, signal.SIGKILL)
    process.wait()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
