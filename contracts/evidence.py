"""What was seen of a real vendor, redacted and dated: a file that can turn what is assumed into what is observed.

Source: ours. `understudy check --live` writes it (JSON, readable by its owner alone); `understudy explain --evidence`
reads what it confirms, `understudy check --compare` says where it differs from the contract.
"""

from __future__ import annotations

import contextlib
import datetime
import itertools
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from understudy.contracts.facts import facts
from understudy.contracts.provenance import Provenance, Sureness
from understudy.contracts.vendor import Vendor

FORMAT: Literal["understudy evidence 1"] = "understudy evidence 1"
OWNER_ONLY = 0o600


class _Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Read strictly; what is not said is left out."""


class Record(_Form, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One exchange without anything that is secret, personal or said in a recording."""

    number: int
    at_s: float
    """seconds since the run began"""
    operation: str
    job: str | None = None
    """`job-1`, `job-2`, ..."""
    status: int = 0
    broken: str = ""
    json: Any = msgspec.UNSET
    multipart: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}
    """of the answer, those that the contract can speak of"""
    body: Any = msgspec.UNSET


class Difference(_Form, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """What contradicted the contract when it was seen; the message is left out, as it may repeat what was answered."""

    rule: str
    where: str
    fact: str
    number: int | None = None
    """of the exchange"""


class Evidence(_Form, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One run against one server."""

    format: Literal["understudy evidence 1"]
    vendor: str
    date: datetime.date
    """UTC"""
    origin: str
    """host that was asked: evidence of a stand-in is none of the vendor"""
    understudy: str
    """version that wrote it"""
    ended_early: str = ""
    """why the run did not come to its end, if it did not"""
    ids: Mapping[str, str] = {}
    """`job-1` and its kin -> the form of what it stands for"""
    exchanges: tuple[Record, ...] = ()
    met: tuple[str, ...] = ()
    """names of the facts that were seen to hold"""
    differences: tuple[Difference, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Evidence:
        """Read a file. Raises ValueError with the file and the place in it."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except OSError as error:
            raise ValueError(f"{path}: cannot be read: {error.strerror or error}") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"{path}: is no evidence of this version: {error}") from error

    def write(self, folder: Path, file: Path | None = None) -> Path:
        """Write it into a folder under a name of its own, or as `file`; return where. Only its owner can read it.

        Raises OSError, FileExistsError for a `file` that is there already.
        """
        path, handle = (file, _made(file)) if file else _named(folder, self.vendor, self.date)
        with os.fdopen(handle, "wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n")
        return path

    def observed(self, vendor: Vendor) -> dict[str, Provenance]:
        """Return the assumed facts that were seen to hold, by name, as what they are now.

        Raises ValueError for a vendor that this is not evidence about.
        """
        if vendor.name != self.vendor:
            raise ValueError(f"this is evidence about {self.vendor}, not about {vendor.name}")
        return {
            name: Provenance(
                Sureness.OBSERVED, f"seen at {self.origin} on {self.date}; before: {fact.provenance.source}"
            )
            for name, fact in facts(vendor).items()
            if name in self.met and fact.provenance.sureness is Sureness.ASSUMED
        }


def _named(folder: Path, vendor: str, date: datetime.date) -> tuple[Path, int]:
    stem = f"evidence-{re.sub(r'[^A-Za-z0-9_-]', '-', vendor)}-{date.isoformat()}"
    folder.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}.json"
        with contextlib.suppress(FileExistsError):
            return path, _made(path)
    raise AssertionError("numbers do not end")


def _made(path: Path) -> int:
    """Make a file that was not there before: no other evidence is overwritten, and no link is followed."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
