"""The files that a check is asked for: tried before anything is sent, and written each for itself.

Source: ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from understudy.cli.outputs import try_file, written
from understudy.contracts.checks.outputs import junit, page, record, sarif
from understudy.contracts.checks.report import Report


@dataclass(frozen=True)
class CheckOutputs:
    """Where to write what; None: not at all."""

    report: Path | None = None
    """the page's folder"""
    json: Path | None = None
    junit: Path | None = None
    sarif: Path | None = None

    def check(self) -> None:
        """Try to write every file, and make its folder if need be. Raises click.BadParameter."""
        page_file = self.report and self.report / "index.html"
        asked = {"--json": self.json, "--junit": self.junit, "--sarif": self.sarif, "--report": page_file}
        for option, path in asked.items():
            if path:
                try_file(option, path)

    def write(self, report: Report) -> bool:
        """Write every file, and say on standard error which could not be; return whether all could."""
        return all(
            [
                written(self.json, lambda path: record.write(path, report)),
                written(self.junit, lambda path: junit.write(path, report)),
                written(self.sarif, lambda path: sarif.write(path, report)),
                written(self.report, lambda path: click.echo(f"report: {page.write(path, report)}")),
            ]
        )
