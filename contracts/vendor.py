"""A vendor's documented facts as data: lifecycles, statuses, failures, durations and poll advice, with provenance.

Source: each vendor's `lifecycle.yaml` and `openapi.yaml`; this module only reads and checks them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from understudy.contracts.contract import Contract
from understudy.contracts.lifecycle import Cause, Lifecycle, LifecycleTable
from understudy.contracts.protocol import Protocol
from understudy.contracts.provenance import ProvenanceText
from understudy.contracts.strict_yaml import Document, nearest


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Anything that carries its source."""

    provenance: ProvenanceText


class Status(Fact, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One word of the vendor's status machine."""

    means: str


class Failure(Fact, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A documented way to fail: the edge it takes, what causes it, and what the vendor says then."""

    edge: Mapping[str, str]
    """row -> row"""
    cause: Cause = "asked"
    """what brings it about by itself"""
    code: str | None = None
    message: str | None = None


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a row takes for audio of one length, in seconds."""

    audio_s: float
    low_s: float
    high_s: float


class Duration(Fact, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a row typically takes, given at some lengths of audio and read off straight lines between them."""

    points: tuple[Point, ...]

    def range_s(self, audio_s: float) -> tuple[float, float]:
        """Return (low, high) seconds for audio of `audio_s` seconds."""
        points = self.points
        if len(points) == 1:
            return points[0].low_s, points[0].high_s
        upper = next((i for i, point in enumerate(points) if point.audio_s >= audio_s), len(points) - 1)
        a, b = points[max(upper, 1) - 1], points[max(upper, 1)]
        share = (audio_s - a.audio_s) / (b.audio_s - a.audio_s)
        return a.low_s + share * (b.low_s - a.low_s), a.high_s + share * (b.high_s - a.high_s)


class PollAdvice(Fact, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How often the vendor wants to be asked, for one kind of job and time since it began."""

    lifecycles: tuple[str, ...] = ()
    """the lifecycles meant; none means all"""
    until_elapsed_s: float | None = None
    interval_s: float
    least_s: float | None = None
    """the shortest interval that the vendor still calls good, where it is shorter than the advised one"""


class ErrorCode(Fact, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One error the vendor answers a request with."""

    http: int
    message: str | None = None
    means: str


class LifecycleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The form of `lifecycle.yaml`."""

    vendor: str
    title: str
    source: str
    sources: dict[str, str] = {}
    """what the short names in square brackets stand for"""
    statuses: dict[str, Status]
    lifecycles: dict[str, LifecycleTable]
    failures: dict[str, Failure]
    error_codes: dict[str, ErrorCode]
    durations: dict[str, Duration]
    poll_advice: tuple[PollAdvice, ...]
    minimum_audio_s: float = 0.0


class Vendor:
    """Everything documented about one vendor, loaded once and checked."""

    def __init__(self, document: Document, contract: Contract, folder: Traversable | Path) -> None:
        """Check `lifecycle.yaml` against itself. Raises DocumentError with file, line and reason."""
        self._folder = folder
        table = document.convert(LifecycleFile)
        self.name, self.title, self.contract = table.vendor, table.title, contract
        self.source, self.sources = table.source, table.sources
        self.statuses, self.failures, self.error_codes = table.statuses, table.failures, table.error_codes
        self.durations, self.poll_advice = table.durations, table.poll_advice
        self.minimum_audio_s = table.minimum_audio_s
        self.lifecycles = {name: _lifecycle(document, name, each) for name, each in table.lifecycles.items()}
        self._check(document)

    def _check(self, document: Document) -> None:
        lifecycles = self.lifecycles.values()
        shown = {status for lifecycle in lifecycles for status in lifecycle.statuses}
        for name in sorted(shown ^ set(self.statuses)):
            where = "has no meaning under statuses" if name in shown else "is in no lifecycle"
            raise document.error(["statuses", name], f"the status {name!r} {where}")
        edges = {(row, target) for lifecycle in lifecycles for row, target, _ in lifecycle.edges()}
        for name, failure in self.failures.items():
            if missing := [edge for edge in failure.edge.items() if edge not in edges]:
                raise document.error(["failures", name], f"no lifecycle has the edge {missing[0]} of failure {name!r}")
        named = {edge for failure in self.failures.values() for edge in failure.edge.items()}
        for lifecycle in lifecycles:
            for row, target, command in lifecycle.edges():
                if not command and lifecycle.rows[target].ends == "badly" and (row, target) not in named:
                    raise document.error(["failures"], f"no failure names the edge {row} -> {target}")
        rows = {row for lifecycle in lifecycles for row in lifecycle.rows}
        for name, duration in self.durations.items():
            if name not in rows:
                near = nearest(name, rows, 1)
                raise document.error(["durations", name], f"{name!r} is no row: did you mean {near}?")
            lengths = [point.audio_s for point in duration.points]
            if not lengths or lengths != sorted(set(lengths)):
                raise document.error(["durations", name], "points must be given with growing audio_s")

    @functools.cached_property
    def protocol(self) -> Protocol:
        """How its jobs are brought about and looked at; read when first asked. Raises DocumentError."""
        document = Document.read(self._folder.joinpath("protocol.yaml"))
        protocol = Protocol(document, self.contract, self.lifecycles)
        if protocol.vendor != self.name:
            raise document.error(["vendor"], f"the vendor of this folder is {self.name}, not {protocol.vendor}")
        return protocol

    def poll_interval_s(self, lifecycle: str, elapsed_s: float) -> float:
        """Return the advised seconds between two polls, `elapsed_s` after the job began."""
        return self._advice(lifecycle, elapsed_s).interval_s

    def least_interval_s(self, lifecycle: str, elapsed_s: float) -> float:
        """Return the least seconds between two polls that the vendor calls good, `elapsed_s` after the job began."""
        advice = self._advice(lifecycle, elapsed_s)
        return advice.interval_s if advice.least_s is None else advice.least_s

    def _advice(self, lifecycle: str, elapsed_s: float) -> PollAdvice:
        for advice in self.poll_advice:
            if advice.lifecycles and lifecycle not in advice.lifecycles:
                continue
            if advice.until_elapsed_s is None or elapsed_s < advice.until_elapsed_s:
                return advice
        return self.poll_advice[-1]


def _lifecycle(document: Document, name: str, table: LifecycleTable) -> Lifecycle:
    try:
        return Lifecycle(name, table)
    except ValueError as error:
        row = str(error).partition(":")[0]
        raise document.error(["lifecycles", name, "rows", row], f"lifecycle {name!r}: {error}") from error


@functools.cache
def vendor_names() -> tuple[str, ...]:
    """Return the vendors we have a contract for, in alphabetical order: the folders that hold a lifecycle."""
    folders = files("understudy.contracts").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.joinpath("lifecycle.yaml").is_file()))


@functools.cache
def vendor(name: str) -> Vendor:
    """Return one vendor's facts. Raises KeyError for an unknown name, DocumentError for a bad file."""
    if name not in vendor_names():
        raise KeyError(f"no vendor {name!r}: choose from {', '.join(vendor_names())}")
    # a test makes every schema that ships
    return read_vendor(files("understudy.contracts").joinpath(name), is_known_good=True)


def read_vendor(folder: Traversable | Path, *, is_known_good: bool = False) -> Vendor:
    """Return the facts that stand in a folder's `openapi.yaml`, `lifecycle.yaml` and `protocol.yaml`.

    The schemas of what is known to be good are looked at when they are first used. Raises DocumentError.
    """
    contract = Contract(Document.read(folder.joinpath("openapi.yaml")), is_known_good=is_known_good)
    return Vendor(Document.read(folder.joinpath("lifecycle.yaml")), contract, folder)
