"""What each vendor's module provides, and how it is found: a fourth vendor is a fourth module, no more.

Source: ours; DESIGN "decisions" 11.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from understudy.client.audio import AudioFile
from understudy.client.context import Context
from understudy.client.errors import JobFailed, UsageError
from understudy.client.flow import Flow
from understudy.client.job import Job, Kind
from understudy.client.result import Result
from understudy.client.source import Source
from understudy.client.status import Meaning, Status

Options = Mapping[str, object]
"""a caller's options, in the vendor's own words"""


class Vendor(Protocol):
    """One vendor's protocol, as flows. Nothing in it waits for a job: that is the same for all (`watch`)."""

    name: str
    statuses: Mapping[str, Meaning]
    """every status word that this client knows"""

    def __init__(self, context: Context) -> None:
        """Raise UsageError when the credential is not complete."""
        ...

    def submit(self, source: Source, options: Options, *, resubmit: bool) -> Flow[Job]:
        """Hand in `source`. Repeats an indefinite failure that could buy a second job only if `resubmit`."""
        ...

    def deliver(self, job: Job, audio: AudioFile) -> Flow[None]:
        """Send the file of a job that waits for it."""
        ...

    def status(self, job: Job) -> Flow[Status]:
        """Look once."""
        ...

    def result(self, job: Job, status: Status, parts: Sequence[str]) -> Flow[Result]:
        """Fetch the result of a job that has ended with `status`, and the extra `parts`."""
        ...

    def delete(self, job: Job) -> Flow[None]:
        """Delete the job."""
        ...

    def failed(self, job: Job, status: Status) -> JobFailed:
        """Return the error that this bad end means."""
        ...

    def interval_s(self, kind: Kind, elapsed_s: float) -> float:
        """Return the advised seconds between two looks, `elapsed_s` after the job was submitted."""
        ...

    def longest_s(self, kind: Kind, audio_s: float) -> float:
        """Return the longest that the vendor documents for a recording of `audio_s` seconds."""
        ...


@cache
def vendors() -> Mapping[str, type[Vendor]]:
    """Return every vendor that has a module here, by name."""
    folder = str(Path(__file__).parent)
    modules = (importlib.import_module(f"{__package__}.{found.name}") for found in pkgutil.iter_modules([folder]))
    found = [cast("type[Vendor]", module.VENDOR) for module in modules if hasattr(module, "VENDOR")]
    return {vendor.name: vendor for vendor in found}


def vendor_class(name: str) -> type[Vendor]:
    """Return the vendor's protocol. Raises UsageError, with the nearest name, when there is none."""
    if name in vendors():
        return vendors()[name]
    near = get_close_matches(name, vendors(), n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(vendors()))}"
    raise UsageError(f"no vendor {name!r}; {hint}")
