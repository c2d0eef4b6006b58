"""Ctrl-C and SIGTERM: the first one ends what is going on, and what comes after it changes nothing.

Source: ours.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Generator, Mapping
from typing import Any


@contextlib.contextmanager
def interruptible() -> Generator[None]:
    """Let SIGTERM do what Ctrl-C does: the programs that were started must not go on alone.

    What is signalled after that is passed over: they are being ended, and what has finished is being written.
    """

    def interrupt(*_: object) -> None:
        for number in before:
            signal.signal(number, _pass_over)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException:
        _restored(before)
        raise
    _restored(before)


def _pass_over(*_: object) -> None:
    """Do nothing; unlike SIG_IGN, also for a signal that has come already and is yet to be handled."""


def _restored(handlers: Mapping[signal.Signals, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)
