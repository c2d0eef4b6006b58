"""What a person sees while a job is waited for: on a terminal one line that changes, elsewhere a line for each status.

Source: ours.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console

from understudy.client import Job, Progress
from understudy.scenarios import spoken


class Watcher:
    """Follows one job on standard error."""

    def __init__(self, console: Console) -> None:
        """Show nothing yet."""
        self._console = console
        self._spinner = console.status("submitting") if console.is_terminal else None
        self._last = ""
        self.job: Job | None = None
        """the job, as soon as the vendor has named it"""

    def __enter__(self) -> Self:
        """Begin."""
        if self._spinner:
            self._spinner.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Clear the line."""
        if self._spinner:
            self._spinner.stop()

    def named(self, job: Job) -> None:
        """The vendor has named the job."""
        self.job = job

    def looked(self, progress: Progress) -> None:
        """Show one look: time passed, status, time to the next poll."""
        self.job = progress.job
        word = progress.status.word if progress.status else str(progress.fault)
        line = f"{spoken(progress.elapsed_s)}  {word}"
        if self._spinner:
            wait = "" if progress.next_poll_s is None else f", next poll in {spoken(progress.next_poll_s)}"
            self._spinner.update(f"{line}{wait}")
        elif word != self._last:
            self._console.print(line, highlight=False, markup=False)
        self._last = word

    def farewell(self, reason: str, job: Job | None) -> None:
        """Say why nothing more will be shown and, where a job goes on, how to go on with it."""
        self._console.print(reason, highlight=False, markup=False, soft_wrap=True)
        if job:
            line = f"resume with: understudy transcribe --vendor {job.vendor} --resume '{job.to_string()}'"
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)
