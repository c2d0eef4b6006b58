"""Lets the traceback of a mistake end at the line of the test that made it, not somewhere within us.

Source: ours. An error that is none of our types is a defect of ours, and keeps its whole traceback.
"""

from __future__ import annotations

from types import TracebackType

OURS = "understudy."
OTHERS = ("understudy.client", "understudy.fakes.testing.pytest_plugin")
"""code under test, as any client is; and what stands around every test"""


def end_at_own_line(error: BaseException) -> None:
    """Cut off the frames of ours at the end of an error of ours, and what it was made from."""
    if not _is_ours(type(error).__module__):
        return
    last: TracebackType | None = None
    entry = error.__traceback__
    while entry is not None and not _is_ours(str(entry.tb_frame.f_globals.get("__name__", ""))):
        last, entry = entry, entry.tb_next
    if last is not None and entry is not None:
        last.tb_next = None
        error.__cause__, error.__suppress_context__ = None, True


def _is_ours(module: str) -> bool:
    return module.startswith(OURS) and not module.startswith(OTHERS)
