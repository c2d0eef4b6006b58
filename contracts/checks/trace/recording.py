"""A recording as a file: a journal, an HTTP Archive or evidence, told apart by what stands in it.

Source: ours.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from understudy.contracts import Vendor, vendor_names
from understudy.contracts import vendor as vendor_of
from understudy.contracts.checks.calls.decode import NotJson, decode
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.evidence.restored import restored
from understudy.contracts.checks.trace import journal
from understudy.contracts.checks.trace.har import Archive
from understudy.contracts.evidence import FORMAT, Evidence


def read(path: Path, vendor: Vendor | None = None) -> tuple[Vendor, list[Exchange]]:
    """Return the exchanges of a recording and the vendor they are with, which is found out where none is given.

    Takes a journal as the control port gives it, a list or lines of its exchanges, HAR 1.2, or evidence. Raises
    ValueError with the file, the place and the reason.
    """
    value = _value(path)
    table = cast("dict[str, object]", value) if isinstance(value, dict) else {"exchanges": value}
    if "log" in table:
        return _of_archive(Archive(table["log"], str(path)), vendor)
    if table.get("format") == FORMAT:
        return _of_evidence(path, vendor)
    listed = table.get("exchanges")
    if not isinstance(listed, list):
        raise ValueError(f"{path}: neither a journal, nor an HTTP Archive (HAR 1.2), nor evidence")
    return _of_journal(journal.rows(cast("list[object]", listed), str(path)), path, vendor)


def _value(path: Path) -> object:
    """Return the JSON of a file, or a list of its lines' JSON. Raises ValueError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        value: object = decode(raw)
    except NotJson as error:
        return _lines(raw, path, error)
    is_row = isinstance(value, dict) and "http" in value  # a journal of one line
    return cast("list[object]", [value]) if is_row else value  # pyright: ignore[reportUnknownVariableType]


def _lines(raw: bytes, path: Path, reason: NotJson) -> list[Any]:
    lines = [(number, line) for number, line in enumerate(raw.splitlines(), 1) if line.strip()]
    found: list[Any] = []
    for number, line in lines:
        try:
            found.append(decode(line))
        except NotJson as error:
            is_lines = bool(found) and isinstance(found[0], dict)
            raise ValueError(f"{path}:{number}: {error}" if is_lines else f"{path}: {reason}") from error
    return found[1:] if found and _is_head(found[0]) else found


def _is_head(value: object) -> bool:
    """Say whether a line counts the exchanges that follow, as our own export does first."""
    return isinstance(value, dict) and "dropped" in value and "number" not in value


def _of_archive(archive: Archive, vendor: Vendor | None) -> tuple[Vendor, list[Exchange]]:
    if vendor is None:
        counts = {name: archive.count(vendor_of(name)) for name in vendor_names()}
        best = [name for name, count in counts.items() if count and count == max(counts.values())]
        if len(best) != 1:
            raise ValueError(
                f"{archive.file}: whose API is called is not clear ({best or 'no known one'}): name the vendor"
            )
        vendor = vendor_of(best[0])
    return vendor, archive.exchanges(vendor)


def _of_evidence(path: Path, vendor: Vendor | None) -> tuple[Vendor, list[Exchange]]:
    evidence = Evidence.read(path)
    known = vendor or _vendor(evidence.vendor, path)
    # what is redacted was not recorded whole: its shape is judged by `--compare`, which knows what is left of it
    return known, [replace(each, is_recorded_whole=False) for each in restored(evidence, known)]


def _of_journal(rows: list[journal.Row], path: Path, vendor: Vendor | None) -> tuple[Vendor, list[Exchange]]:
    names = list(dict.fromkeys(row.vendor for row in rows))
    if vendor is None:
        if len(names) != 1:
            raise ValueError(f"{path}: exchanges with {' and '.join(names) or 'nobody'}: name the vendor")
        vendor = _vendor(names[0], path)
    elif names and vendor.name not in names:
        raise ValueError(f"{path}: exchanges with {' and '.join(names)}, none with {vendor.name}")
    return vendor, journal.exchanges(rows, vendor)


def _vendor(name: str, path: Path) -> Vendor:
    try:
        return vendor_of(name)
    except KeyError as error:
        raise ValueError(f"{path}: {error.args[0]}") from error
