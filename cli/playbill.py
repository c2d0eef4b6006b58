"""What a rehearsal shows: a live line for every job, and the table at the end.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from understudy.cli.act import Record
from understudy.scenarios import spoken

BAR_CELLS = 8


class Playbill:
    """One line for each job: drawn anew on a terminal, printed at each change of status elsewhere."""

    def __init__(self, console: Console, acts: int) -> None:
        """`acts` is how many jobs there will be."""
        self._console, self._acts = console, acts
        self._records: list[Record] = []
        self._printed: tuple[str, str, bool] | None = None
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None

    def __enter__(self) -> Self:
        """Begin."""
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the terminal as it was, the last lines above."""
        if self._live:
            self._live.stop()

    def show(self, record: Record) -> None:
        """Show the latest of one job."""
        if record not in self._records:
            self._records.append(record)
        if self._live:
            self._live.update(self._lines(), refresh=True)
        elif (step := (record.act.title, _status(record), record.deviations is not None)) != self._printed:
            self._printed = step
            self._console.print(_plain(record), highlight=False, soft_wrap=True)

    def _lines(self) -> Table:
        lines = Table.grid(padding=(0, 2))
        for number, record in enumerate(self._records, start=1):
            lines.add_row(
                f"{number:2}/{self._acts}",
                record.act.vendor,
                record.act.title,
                _bar(record),
                _status(record),
                spoken(record.virtual_s),
            )
        return lines


def _bar(record: Record) -> Text:
    """Return how far a job has come: a cell for each status seen, all of them at its end."""
    filled = BAR_CELLS if record.deviations is not None else min(len(record.statuses), BAR_CELLS - 1)
    return Text("█" * filled, style=_style(record)) + Text("░" * (BAR_CELLS - filled), style="dim")


def _status(record: Record) -> str:
    return record.statuses[-1] if record.statuses else "…"


def _style(record: Record) -> str:
    return "cyan" if record.deviations is None else "red" if record.deviations else "green"


def _plain(record: Record) -> str:
    """Return a line for a log, which gets one for each change of status and one for the end."""
    line = f"{record.act.vendor:10} {record.act.title:20} {_status(record)} at {spoken(record.virtual_s)}"
    return line if record.deviations is None else f"{line}, {verdict(record)}: {record.end}"


def verdict(record: Record) -> str:
    """Return the last column of the table."""
    return "NOT as documented" if record.deviations else "as documented"


def table(records: Sequence[Record]) -> Table:
    """Return what was seen of every job."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("vendor", "scenario", "statuses seen"):
        shown.add_column(column, overflow="fold")
    for column in ("polls", "virtual time", "real time"):
        shown.add_column(column, justify="right", no_wrap=True)
    shown.add_column("verdict", overflow="fold")
    for record in records:
        shown.add_row(
            record.act.vendor,
            record.act.title,
            " → ".join([*record.statuses, *([record.end] if record.act.scenario else [])]),
            str(record.polls),
            spoken(record.virtual_s),
            f"{record.real_s:.2f}s",
            Text(verdict(record), style=_style(record)),
        )
    virtual_s, real_s = sum(each.virtual_s for each in records), sum(each.real_s for each in records)
    shown.add_section()
    shown.add_row("", "", "", str(sum(each.polls for each in records)), spoken(virtual_s), f"{real_s:.2f}s", "")
    return shown
