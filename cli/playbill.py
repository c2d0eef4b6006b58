"""What a rehearsal shows: a live line for every scenario that is played, and the table at the end.

Source: ours.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich import box
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from understudy.contracts import vendor
from understudy.contracts.printable import discreet, printable, shortened
from understudy.scenarios import spoken
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.rehearsal.scene import Scene
from understudy.scenarios.report.again import again

BAR_CELLS = 8
REDRAWS_PER_S = 8
STATUSES_MAX = 160
"""letters of the statuses seen, beyond which their middle is left out"""
STYLES = {"pass": "green", "fail": "red", "not-applicable": "dim"}


class Playbill:
    """One line for each scenario that is played: drawn anew on a terminal, printed when it is over elsewhere."""

    def __init__(self, console: Console, scenarios: int) -> None:
        """`scenarios` is how many there will be."""
        self._console, self._scenarios = console, scenarios
        self._playing: dict[str, Scene] = {}
        self._played = self._failed = 0
        self._lock = threading.Lock()
        self._live: Live | None = None
        if console.is_terminal:
            self._live = Live(
                console=console, refresh_per_second=REDRAWS_PER_S, transient=True, get_renderable=self.lines
            )

    def __enter__(self) -> Self:
        """Begin."""
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the terminal as it was."""
        if self._live:
            self._live.stop()

    def show(self, scene: Scene) -> None:
        """Take note of the latest of one scenario; may be called by several threads."""
        with self._lock:
            self._playing[scene.name] = scene
            if scene.evidence is None:
                return
            del self._playing[scene.name]
            self._played += 1
            self._failed += scene.evidence.result.verdict == "fail"
            if not self._live:
                self._console.print(_plain(scene, scene.evidence), highlight=False, markup=False, soft_wrap=True)

    def lines(self) -> Table:
        """Return a line for each scenario that is played now, and the count."""
        lines = Table.grid(padding=(0, 2))
        with self._lock:
            playing, played, failed = list(self._playing.values()), self._played, self._failed
        for scene in playing:
            status = scene.statuses[-1] if scene.statuses else "…"
            lines.add_row(scene.vendor, scene.title, _bar(scene), printable(status), spoken(scene.virtual_s))
        count = f"{played}/{self._scenarios}"
        lines.add_row(count, Text(f"{failed} failed", style="red") if failed else "played", "", "", "")
        return lines


def _bar(scene: Scene) -> Text:
    """Return how far a scenario has come: a cell for each status seen."""
    filled = min(len(scene.statuses), BAR_CELLS - 1)
    return Text("█" * filled, style="cyan") + Text("░" * (BAR_CELLS - filled), style="dim")


def _plain(scene: Scene, evidence: Evidence) -> str:
    """Return a line for a log."""
    status = printable(scene.statuses[-1]) if scene.statuses else "no status"
    return f"{scene.name:32} {status} at {spoken(scene.virtual_s)}, {_verdict(evidence)}"


def _verdict(evidence: Evidence) -> str:
    """Return the verdict, and the rule of the first finding."""
    result = evidence.result
    more = f" and {len(result.findings) - 1} more" if len(result.findings) > 1 else ""
    return f"{result.verdict}: {result.findings[0].rule}{more}" if result.findings else result.verdict


def table(evidences: Sequence[Evidence]) -> Table:
    """Return what was seen in every scenario that was played."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("vendor", "scenario", "statuses seen"):
        shown.add_column(column, overflow="fold")
    for column in ("polls", "virtual", "real"):
        shown.add_column(column, justify="right", no_wrap=True)
    shown.add_column("verdict", overflow="fold")
    for evidence in evidences:
        result = evidence.result
        shown.add_row(
            *result.scenario.split("/", 1),
            printable(_statuses(evidence)),
            str(result.polls),
            spoken(result.virtual_s),
            f"{result.real_s:.2f}s",
            Text(_verdict(evidence), style=STYLES[result.verdict]),
        )
    results = [each.result for each in evidences]
    virtual_s, real_s = sum(each.virtual_s for each in results), sum(each.real_s for each in results)
    shown.add_section()
    shown.add_row("", "", "", str(sum(each.polls for each in results)), spoken(virtual_s), f"{real_s:.2f}s", "")
    return shown


def _statuses(evidence: Evidence) -> str:
    scene = Scene(evidence.result.scenario)
    scene.take_in(evidence.exchanges, vendor(evidence.scenario.vendor))
    text = " → ".join(scene.statuses)
    return text if len(text) <= STATUSES_MAX else f"{text[: STATUSES_MAX // 2]} … {text[-STATUSES_MAX // 2 :]}"


def explanation(evidence: Evidence) -> str:
    """Return everything that a scenario found, a line each, what else must be known, and how to play it again.

    Nothing for a scenario that passed, unless there is something to know of its verdict.
    """
    result = evidence.result
    lines = [
        f"{result.scenario}: {finding.rule}: {finding.message}"
        + ("" if finding.exchange is None else f" (exchange {finding.exchange})")
        for finding in result.findings
    ]
    if result.findings:
        lines += [f"  {each}" for each in _more(evidence)]
    if evidence.note:
        lines.append(f"{result.scenario}: {evidence.note}")
    return "\n".join(lines)


def _more(evidence: Evidence) -> list[str]:
    """Return how the client ended where a signal ended it, the last that it printed, and how to play it again."""
    last = evidence.performance.output.strip().splitlines()[-1:]
    said = [f"it said: {shortened(discreet(printable(each)), 200)}" for each in last]
    return [*filter(None, [evidence.performance.ending]), *said, f"again: {again(evidence)}"]
