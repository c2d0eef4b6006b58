"""The files that a rehearsal is asked for: tried before anything is played, and written each for itself.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec

from understudy.scenarios import junit
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.report import page


@dataclass(frozen=True)
class Outputs:
    """Where to write what; None: not at all."""

    report: Path | None = None
    """the page's folder"""
    junit: Path | None = None
    results: Path | None = None

    def check(self) -> None:
        """Try to write every file, and make its folder if need be. Raises click.BadParameter."""
        page_file = self.report and self.report / "index.html"
        for option, path in (("--results", self.results), ("--junit", self.junit), ("--report", page_file)):
            if path:
                try_file(option, path)

    def write(self, evidences: Sequence[Evidence]) -> bool:
        """Write every file, and say on standard error which could not be; return whether all could."""
        done = [write(evidences) for write in (self._results, self._junit, self._report)]
        return all(done)

    def _results(self, evidences: Sequence[Evidence]) -> bool:
        lines = b"".join(msgspec.json.encode(each.result) + b"\n" for each in evidences)
        return written(self.results, lambda path: path.write_bytes(lines))

    def _junit(self, evidences: Sequence[Evidence]) -> bool:
        return written(self.junit, lambda path: junit.write(path, evidences))

    def _report(self, evidences: Sequence[Evidence]) -> bool:
        return written(self.report, lambda path: click.echo(f"report: {page.write(path, evidences)}"))


def try_file(option: str, path: Path) -> None:
    """Try to write a file, and make its folder if need be; what is there stays. Raises click.BadParameter."""
    try:
        _try(path)
    except OSError as error:
        raise click.BadParameter(_said(error, path), param_hint=option) from error


def _try(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    was_there = path.exists()
    path.open("ab").close()
    if not was_there:
        path.unlink()


def written(path: Path | None, write: Callable[[Path], object]) -> bool:
    """Write a file, if there is one to write, and say on standard error if it cannot be; return whether all is well."""
    if path is None:
        return True
    try:
        write(path)
    except OSError as error:
        click.echo(f"cannot be written: {_said(error, path)}", err=True)
        return False
    return True


def _said(error: OSError, path: Path) -> str:
    return f"{error.filename or path}: {error.strerror or error}"
