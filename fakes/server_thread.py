"""A thread of ours with an event loop of its own: whoever patches sleep for a test leaves it alone.

Source: ours.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine


class ServerThread(threading.Thread):
    """Runs one coroutine on a new event loop; it does not keep the process alive."""

    def __init__(
        self,
        serve: Callable[[], Coroutine[object, object, None]],
        loop_factory: Callable[[], asyncio.AbstractEventLoop] | None,
    ) -> None:
        """`serve` makes the coroutine."""
        super().__init__(name="understudy", daemon=True)
        self._serve, self._loop_factory = serve, loop_factory

    def run(self) -> None:
        """Run it to its end."""
        with asyncio.Runner(loop_factory=self._loop_factory) as runner:
            runner.run(self._serve())


def is_ours() -> bool:
    """Say whether the thread that asks is one of these."""
    return isinstance(threading.current_thread(), ServerThread)
