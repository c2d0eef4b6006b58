"""What a check shows: the cases, each finding with how it is brought about again, coverage, assumptions.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.coverage import Coverage
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.outputs.text import covered, headline, lines, missing, number, percent, summary
from understudy.contracts.checks.report import Report
from understudy.contracts.moment import moment
from understudy.contracts.printable import shortened

FINDINGS_MAX = 20
"""so many are told in full; all of them with -v, and in the reports"""
WARNINGS_MAX, UNREACHED_MAX = 5, 12
"""so many are told at all without -v"""
RECORDED = ("trace", "drift")
"""ways to check what is not there to reach anything"""
LINE_MAX = 160
"""letters of what is told in one line without -v"""


class CheckView:
    """Prints to one console."""

    def __init__(self, console: Console, *, verbose: bool) -> None:
        """`verbose` tells everything."""
        self._console, self._verbose = console, verbose

    def show(self, report: Report) -> None:
        """Print everything, the verdict last: it is what is still seen when the rest has scrolled away."""
        self._console.print(cases(report))
        shown = report.findings if self._verbose else report.findings[:FINDINGS_MAX]
        for each in shown:
            self._finding(each)
        self._further(report.findings[len(shown) :])
        self._warnings(report)
        self._coverage(report)
        self._assumptions(report)
        self._line("")
        self._line(summary(report), "bold green" if report.conforms else "bold red")

    def _line(self, text: str, style: str = "") -> None:
        """Print a line as it is: what is to be copied must not be broken."""
        self._console.print(Text(text, style=style), soft_wrap=True)

    def _finding(self, finding: Finding) -> None:
        head, *rest = lines(finding)
        self._line(head, "bold red")
        for line in rest:
            self._line(line)
        self._line("")

    def _further(self, findings: Sequence[Finding]) -> None:
        """Tell in a line each what is not told in full."""
        for each in findings:
            self._line(shortened(headline(each), LINE_MAX), "red")
        if findings:
            self._line("  (-v tells these in full, and so do the reports)", "dim")
            self._line("")

    def _warnings(self, report: Report) -> None:
        shown = report.warnings if self._verbose else report.warnings[:WARNINGS_MAX]
        for each in shown:
            self._line(f"warning: {each.contradiction}", "yellow")
        if left := len(report.warnings) - len(shown):
            self._line(f"... and {number(left, 'more warning')} (-v lists all)", "dim")
        if shown:
            self._line("")

    def _coverage(self, report: Report) -> None:
        coverage = report.coverage
        self._line(f"Coverage: {covered(coverage)}", "bold")
        self._line(f"  {parts(coverage)}")
        unreached = [missing(each) for each in coverage.unreached if self._verbose or not each.is_beyond]
        told = [*report.untried, *unreached]
        few = 0 if report.way in RECORDED else UNREACHED_MAX
        shown = told if self._verbose else told[:few]
        for each in shown:
            text = each if self._verbose else shortened(each, LINE_MAX)
            self._line(f"  not reached: {text}", "dim")
        if left := len(told) - len(shown):
            self._line(f"  ... and {left} more (-v lists all)", "dim")

    def _assumptions(self, report: Report) -> None:
        confirmed = [f"{name}: {known.source}" for name, known in report.confirmed.items()]
        self._list(f"Confirmed: {number(len(confirmed), 'fact')} that no source states, seen to hold", confirmed)
        found = [f"{fact.name}: {fact.provenance.source}" for fact in report.assumptions]
        self._list(f"Assumptions: the check relied on {number(len(found), 'fact')} that no source states", found)

    def _list(self, title: str, entries: Sequence[str]) -> None:
        if not entries:
            return
        self._line(title if self._verbose else f"{title} (-v lists them)", "bold")
        for each in entries if self._verbose else ():
            self._line(f"  {each}", "dim")


def cases(report: Report) -> Table:
    """Return the table of cases."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("case", overflow="fold")
    for column in ("exchanges", "server's time"):
        shown.add_column(column, justify="right", no_wrap=True)
    shown.add_column("verdict", no_wrap=True)
    for each in report.results:
        shown.add_row(Text(each.case), str(each.exchanges), moment(each.virtual_s), _verdict(each))
    shown.add_section()
    shown.add_row("", str(report.exchanges), moment(report.virtual_s), "")
    return shown


def _verdict(result: CaseResult) -> Text:
    if result.findings:
        return Text(number(len(result.findings), "finding"), style="red")
    if result.warnings:
        return Text(number(len(result.warnings), "warning"), style="yellow")
    return Text("as documented", style="green")


def parts(coverage: Coverage) -> str:
    """Return what was reached of each kind."""
    return ", ".join(
        f"{part.title} {len(part.reached)}/{part.total}" for part in coverage.parts if part.reached or part.unreached
    )


def shortfalls(report: Report, fail_under: float | None, fail_on_assumed: bool) -> list[str]:
    """Return what the caller asked for and did not get, a sentence each."""
    found: list[str] = []
    share = report.coverage.percent
    if fail_under is not None and share < fail_under:
        found.append(f"coverage is {percent(share)}, under the {fail_under:g} % of --fail-under")
    if fail_on_assumed and report.assumptions:
        count = number(len(report.assumptions), "assumed fact")
        found.append(f"--fail-on assumed: the check relied on {count} (-v lists them)")
    return found
