"""Makes a program's own clock run fast, with libfaketime: its sleeps and time-outs shrink, and it notices nothing.

Source: ours; libfaketime's README (`+0 xN`), Debian package `faketime`. Its own command is used rather than LD_PRELOAD
alone: only then do all processes of one program, a shell and its `sleep` for one, share one beginning of time.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

COMMAND = "faketime"
LIMIT_S = 10
SHELL = ("/bin/sh", "-c", 'exec 3>&2 2>/dev/null; (exec "$@" 2>&3 3>&-); exit $?', "sh")
"""runs a command and ends with its exit code, 128 more than the number where a signal ended it: the wrapper makes 1 of
every signal; the shell's own word of it is not the program's and goes nowhere"""
SHARED = Path("/dev/shm")  # noqa: S108 - where the C library keeps what processes share


@cache
def is_installed() -> bool:
    """Say whether programs can be sped up here."""
    if shutil.which(COMMAND) is None:
        return False
    try:
        tried = subprocess.run(sped_up(["true"], 2.0), capture_output=True, timeout=LIMIT_S, check=False)  # noqa: S603
        return tried.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def sped_up(command: Sequence[str], speed: float) -> list[str]:
    """Return the command line that runs `command` with `speed` virtual seconds per real second (above 0).

    `-m` is the library for programs with threads, which Node and many Python programs are.
    """
    return [COMMAND, "-m", "-f", f"+0 x{speed:g}", *SHELL, *command]


def tidy(pid: int) -> None:
    """Remove what the wrapper with this process id shared with its children, which it cannot do when it is killed."""
    for name in (f"faketime_shm_{pid}", f"sem.faketime_sem_{pid}"):
        with contextlib.suppress(OSError):
            (SHARED / name).unlink()
