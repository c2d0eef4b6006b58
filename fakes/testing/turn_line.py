"""A script in one line: `fileUploading@2s, processing@30s, processingFailed`.

Source: ours. What stands after an `@` is how long the row lasts; a bare number there is a lane, as in a scenario file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from understudy.contracts import Lifecycle, Vendor, nearest
from understudy.scenarios.inline import BadScenario

_COMMA = re.compile(r",(?![^()]*\))")
"""outside parentheses"""
_NUMBER = re.compile(r"\d+(\.\d+)?")
_PLACE = re.compile(r"(?P<row>[^@\s]+)(?P<lane>@\d+)?(?:@(?P<stay>[^@]*[^@\d][^@]*))?")


class Place(NamedTuple):
    """One row that is named."""

    row: str
    lane: str
    """`@2`, or empty"""
    stay: str
    """or empty"""


def script_of(line: str, facts: Vendor) -> Mapping[str, Any]:
    """Return the `turns` and `stay` of a scenario's script. Raises BadScenario for what is no row, or leads nowhere.

    Rows between two that are named may be left out. A step that a command brings about, such as an upload, is the
    client's to take, and no turn.
    """
    __tracebackhide__ = True
    places = [_place(part, facts) for part in _parts(line)]
    turns: dict[str, list[str]] = {}
    for place, target in pairwise(places):
        for row, to in _way(place.row, target.row, facts.lifecycles.values(), facts):
            turns.setdefault(row + place.lane, []).append(to)
    if len(places) == 1 and not places[0].stay:
        turns = _ending_in(places[0], facts)
    return {"turns": turns, "stay": {place.row + place.lane: place.stay for place in places if place.stay}}


def _parts(line: object) -> list[str]:
    __tracebackhide__ = True
    if not isinstance(line, str):
        raise BadScenario(f'{line!r} is no script: write rows in order, as text, e.g. "processing@30s"')
    parts = [re.sub(r"\s*@\s*", "@", part.strip()) for part in _COMMA.split(line)]
    parts = parts if parts[-1] else parts[:-1]
    if not parts:
        raise BadScenario("this script is empty: write rows in order, e.g. processing@30s")
    return parts


def _ending_in(place: Place, facts: Vendor) -> dict[str, list[str]]:
    """Return the turns from the start to one row, in every lifecycle that has it. Raises BadScenario for no end."""
    __tracebackhide__ = True
    having = [each for each in facts.lifecycles.values() if place.row in each.rows]
    if not any(each.rows[place.row].ends for each in having):
        raise BadScenario(
            f"{place.row} alone says nothing, as no job ends there: say how long it lasts, {place.row}@30s, "
            "or where it goes from there"
        )
    turns: dict[str, list[str]] = {}
    for each in having:
        for row, to in _way(each.initial, place.row, [each], facts):
            turns.setdefault(row + place.lane, [to])
    return turns


def _place(part: str, facts: Vendor) -> Place:
    __tracebackhide__ = True
    found = _PLACE.fullmatch(part)
    if not found:
        raise BadScenario(f"{part!r} is no part of a script: write rows in order, e.g. processing@30s")
    rows = {row for each in facts.lifecycles.values() for row in each.rows}
    if found["row"] not in rows:
        near = ", ".join(nearest(found["row"], rows)) or ", ".join(sorted(rows))
        raise BadScenario(f"{found['row']!r} is no row of {facts.title}: did you mean {near}?")
    _check_stay(found, facts)
    return Place(found["row"], found["lane"] or "", found["stay"] or "")


def _check_stay(found: re.Match[str], facts: Vendor) -> None:
    """Refuse a number without a unit, and a stay in a row that has no end. Raises BadScenario."""
    __tracebackhide__ = True
    row, stay = found["row"], found["stay"] or ""
    has_lanes = any(each.role == "start" for each in facts.contract.operations.values())
    number = stay if has_lanes else stay or (found["lane"] or "")[1:]
    if _NUMBER.fullmatch(number):
        raise BadScenario(f"{row}@{number} is without a unit: write {number}s, or 500ms, 5m, 1h30m, 1d")
    if stay and all(each.rows[row].ends for each in facts.lifecycles.values() if row in each.rows):
        raise BadScenario(f"{row} is a last row, and a last row lasts for ever: leave out @{stay}")


def _way(start: str, end: str, lifecycles: Iterable[Lifecycle], facts: Vendor) -> Iterator[tuple[str, str]]:
    """Yield the turns of the shortest way from row to row, in whichever of the lifecycles has one."""
    __tracebackhide__ = True
    edges = {(row, to): command for each in lifecycles for row, to, command in each.edges()}
    known = {start}
    ways: list[tuple[tuple[str, str], ...]] = [((start, start),)]
    for way in ways:  # which grows while it is gone through
        *_, (_, at) = way
        if len(way) > 1 and at == end:
            return (edge for edge in way[1:] if not edges[edge])
        for row, to in edges:
            if row == at and (to not in known or to == end):
                known.add(to)
                ways.append((*way, (row, to)))
    raise BadScenario(f"{facts.title} never goes from {start} to {end}")
