"""A job that a walk has made: what was sent for it, what it said last, and every state it can be in.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.calls.material import carried
from understudy.contracts.checks.oracle.oracle import Oracle
from understudy.contracts.checks.walks.move import Command, Submit
from understudy.contracts.protocol_form import MISSING, Paths, Request, View, at


@dataclass
class KnownJob:
    """One job of a walk."""

    name: str
    """the play's"""
    id: str
    lifecycle: str
    oracle: Oracle
    material: str
    """what it was given last: sound, or a failure's cause"""
    fed_at_s: float
    """when it was given something last"""
    declared: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """the JSON of its submit"""
    link: str | None = None
    """where it has its recording from, if from a link"""
    is_deleted: bool = False
    lane_materials: dict[str, str] = field(default_factory=dict[str, str])
    """lane -> what it was asked for with"""
    views: dict[str, Any] = field(default_factory=dict[str, Any])
    """operation -> the job as that view showed it last"""

    @classmethod
    def begun(cls, vendor: Vendor, move: Submit, way: Request, job_id: str, at_s: float) -> KnownJob:
        """Return the job that a submit made at a moment; one that gives no recording is sound so far."""
        return cls(
            move.job, job_id, move.lifecycle, Oracle(vendor, [move.lifecycle]), carried(way, move.material), at_s
        )

    def fed(self, way: Request, move: Command, lanes: set[str], at_s: float) -> None:
        """Note a command that was taken, and the lanes it made."""
        if "audio" in way.takes:
            self.material = carried(way, move.material)
        is_first = len(lanes) == len(self.oracle.lanes)  # what an earlier command made may be what is missing
        given = move.material if is_first and move.material in way.bring_about else "sound"
        self.lane_materials |= dict.fromkeys(lanes, given)
        self.fed_at_s = at_s

    def saw(self, view: View, exchange: Exchange) -> None:
        """Note what a view showed."""
        self.views[view.operation] = at(exchange.body, view.body)

    def told(self, paths: Paths) -> str | None:
        """Return what the latest views say at a path, as text; None where they say nothing."""
        for view in self.views.values():
            if (found := at(view, paths)) is not MISSING and found is not None:
                return str(found)
        return None
