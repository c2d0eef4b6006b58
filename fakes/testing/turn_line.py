"""A script in one line: `fileUploading@2s, processing@30s, processingFailed`.

Source: ours. What stands after an `@` is how long the row lasts; a bare number there is a lane, as in a scenario file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from understudy.contracts import Vendor, nearest
from understudy.scenarios.inline import BadScenario

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
    places = [_place(part.strip(), facts) for part in line.split(",")]
    turns: dict[str, list[str]] = {}
    for place, target in pairwise(places):
        for row, to in _way(place.row, target.row, facts):
            turns.setdefault(row + place.lane, []).append(to)
    return {"turns": turns, "stay": {place.row + place.lane: place.stay for place in places if place.stay}}


def _place(part: str, facts: Vendor) -> Place:
    __tracebackhide__ = True
    found = _PLACE.fullmatch(part)
    if not found:
        raise BadScenario(f"{part!r} is no part of a script: write rows in order, e.g. processing@30s")
    rows = {row for each in facts.lifecycles.values() for row in each.rows}
    if found["row"] not in rows:
        near = ", ".join(nearest(found["row"], rows)) or ", ".join(sorted(rows))
        raise BadScenario(f"{found['row']!r} is no row of {facts.title}: did you mean {near}?")
    return Place(found["row"], found["lane"] or "", found["stay"] or "")


def _way(start: str, end: str, facts: Vendor) -> Iterator[tuple[str, str]]:
    """Yield the turns of the shortest way from row to row, in whichever lifecycle has one."""
    __tracebackhide__ = True
    edges = {(row, to): command for each in facts.lifecycles.values() for row, to, command in each.edges()}
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
