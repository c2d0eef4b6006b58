"""`understudy exec`: run a command beside stand-ins of its own, and end as it ends.

Source: ours. Exit codes 126 (cannot be executed), 127 (not found) and 128 + N (ended by signal N) are the shell's.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from types import FrameType

import click

from understudy.cli.call_sheet import call_sheet
from understudy.cli.serve_options import ServeOptions, serve_options

NOT_FOUND, NOT_EXECUTABLE, KILLED = 127, 126, 128
SIGNALS = [signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name)]
"""what asks us to end, as far as the platform has it"""
BY_KEY = ("SIGINT", "SIGQUIT")
"""those that a terminal sends to everybody in the foreground"""


@click.command(name="exec")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@serve_options(port=0)
def exec_(options: ServeOptions, command: tuple[str, ...]) -> None:
    """Run COMMAND beside stand-ins of its own, e.g. `understudy exec --speed 60 -- npm test`.

    They listen on free ports, and stop when it ends. It finds them, a credential and a recording in its environment or
    as placeholders in its arguments; the names are those of `understudy rehearse`. SIGINT, SIGTERM, SIGHUP
    and SIGQUIT are passed on.

    Exit code: the command's; 127 when it is not found, 126 when it cannot be executed, 2 for wrong usage.
    """
    stand_ins = options.stand_ins()
    # before anything is started, and until all of it has stopped
    with (
        _passed_on() as relay,
        stand_ins.running(),
        call_sheet(options, stand_ins.addresses.as_dict()) as sheet,
    ):
        code = _run(sheet.filled(command), sheet.variables, relay)
    sys.exit(code)


def _run(line: Sequence[str], variables: Mapping[str, str], relay: _Relay) -> int:
    """Run the command with our standard streams, and return the exit code that a shell would."""
    try:
        process = subprocess.Popen(line, env={**os.environ, **variables})  # noqa: S603 - it is what the user asked for
    except FileNotFoundError:
        click.echo(f"{line[0]}: command not found", err=True)
        return NOT_FOUND
    except OSError as error:
        click.echo(f"{line[0]}: {error.strerror}", err=True)
        return NOT_EXECUTABLE
    try:
        relay.lead_to(process)
        code = process.wait()
    finally:
        process.kill()  # it has ended, unless we are breaking off ourselves
    return KILLED - code if code < 0 else code


class _Relay:
    """Hands signals on to the command, even those that come before it has started."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def lead_to(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        for number in self._early:
            process.send_signal(number)

    def __call__(self, number: int, _: FrameType | None) -> None:
        if signal.Signals(number).name in BY_KEY and _is_at_terminal():
            return  # the terminal has told the command already, and twice means "at once" to many
        if self._process is None:
            self._early.append(number)
        else:
            self._process.send_signal(number)


def _is_at_terminal() -> bool:
    """Say whether Ctrl-C reaches us, and so whatever we have started."""
    with contextlib.suppress(OSError, AttributeError):  # no terminal; no process groups
        return os.tcgetpgrp(0) == os.getpgrp()
    return False


def _is_muted(number: signal.Signals) -> bool:
    """Say whether a hang-up is to be survived, as `nohup` has it; the command has inherited that."""
    return number.name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN


@contextlib.contextmanager
def _passed_on() -> Generator[_Relay]:
    relay = _Relay()
    before = {number: signal.signal(number, relay) for number in SIGNALS if not _is_muted(number)}
    try:
        yield relay
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
