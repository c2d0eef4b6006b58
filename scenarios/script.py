"""What the vendor's status machine will do: which turns, how long, what is shown, and what runs out when.

Source: ours. A row of one lane only (a model of a Marsview transaction) is written `row@2`: the second one requested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from typing import Annotated, TypeVar

import msgspec

from understudy.contracts import Document, Vendor, nearest
from understudy.contracts.strict_yaml import Step
from understudy.scenarios.duration import PATTERN, SPAN_PATTERN, Stay, seconds

T = TypeVar("T")
StayText = Annotated[
    str, msgspec.Meta(pattern=PATTERN, description="2s, 1m..5m, 40%..80%, lognormal(3m, 0.5), forever")
]
SpanText = Annotated[str, msgspec.Meta(pattern=SPAN_PATTERN, description="a span of time: 500ms, 2s, 5m, 1h30m, 1d")]
LANE = "@"
"""stands between a row and the number of a lane, counted from 1"""


class Vanish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"in_row": "in"}):
    """The job is gone half-way through its stay in this row: from then on nobody has heard of it."""

    in_row: str


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the vendor's status machine will do."""

    fail: str | None = None
    """the failure that is taken, by its name in the vendor's contract"""
    turns: Mapping[str, tuple[str, ...]] = {}
    """row -> the rows it goes to, one a visit; the last one repeats"""
    stay: Mapping[str, StayText] = {}
    """row -> how long it lasts"""
    shows: Mapping[str, Annotated[str, msgspec.Meta(min_length=1)]] = {}
    """row -> a word that the vendor does not document, shown instead of the row's status"""
    vanish: Vanish | None = None
    results_late: SpanText | None = None
    """how long after the good end there are no results yet"""
    token_life: SpanText | None = None
    """after how long an access token is refused, whatever the vendor says of its life"""
    link_life: SpanText | None = None
    """every link expires so long after its job was declared, if not before"""
    audio: SpanText | None = None
    """the recording is taken to be this long, whatever was sent"""

    @property
    def results_late_s(self) -> float:
        """Seconds between a good end and its results; 0 unless scripted."""
        return seconds(self.results_late) if self.results_late else 0.0

    def life_s(self, vendors_s: float) -> float:
        """Return the seconds that an access token is good for; by the vendor's word they are `vendors_s`."""
        return seconds(self.token_life) if self.token_life else vendors_s

    def expiry(self, declared_at: float, told: float | None) -> float | None:
        """Return when a link expires (Unix seconds) of which `told` is known; None for never."""
        if self.link_life is None:
            return told
        scripted = declared_at + seconds(self.link_life)
        return scripted if told is None else min(told, scripted)

    def audio_s(self, measured_s: float | None) -> float | None:
        """Return the recording's length in seconds of which `measured_s` was measured; None when it is no audio."""
        return seconds(self.audio) if self.audio else measured_s


def of_lane(table: Mapping[str, T], lane: int = 0) -> dict[str, T]:
    """Return row -> value for the lane of this number; what is said of the lane itself beats what is said of all."""
    found = {row: value for row, value in table.items() if LANE not in row}
    mine = f"{LANE}{lane}"
    return found | {row.removesuffix(mine): value for row, value in table.items() if row.endswith(mine)}


def lanes_named(script: Script) -> list[int]:
    """Return the numbers of the lanes of which the script says something of their own, in order."""
    keys = [*script.turns, *script.stay, *script.shows]
    return sorted({int(key.partition(LANE)[2]) for key in keys if LANE in key})


def check(document: Document, script: Script, facts: Vendor) -> None:
    """Check the `script` of a scenario file against the vendor's contract. Raises DocumentError with file and line."""
    moving = {row for each in facts.lifecycles.values() for row, table in each.rows.items() if table.then}
    if script.fail:
        known(document, ["script", "fail"], script.fail, facts.failures.keys())
    _check_vanish(document, script, moving)
    for row, text in script.stay.items():
        _row(document, ["script", "stay", row], facts, moving)
        try:
            Stay.parse(text)
        except ValueError as error:
            raise document.error(["script", "stay", row], str(error)) from error
    _check_turns(document, script, facts)
    _check_shows(document, script, facts)
    _check_lives(document, script, facts)


def _check_vanish(document: Document, script: Script, moving: Set[str]) -> None:
    if script.vanish is None:
        return
    known(document, ["script", "vanish", "in"], script.vanish.in_row, moving)
    if script.stay.get(script.vanish.in_row) == "forever":
        reason = "a job vanishes half-way through its stay, and half-way through for ever never comes"
        raise document.error(["script", "vanish", "in"], reason)


def _check_turns(document: Document, script: Script, facts: Vendor) -> None:
    edges = {
        (row, target) for each in facts.lifecycles.values() for row, target, command in each.edges() if not command
    }
    for key, targets in script.turns.items():
        row = _row(document, ["script", "turns", key], facts, {edge[0] for edge in edges})
        for index, target in enumerate(targets):
            known(document, ["script", "turns", key, index], target, {t for r, t in edges if r == row})
        if not targets:
            raise document.error(["script", "turns", key], "give at least one row to go to")


def _check_shows(document: Document, script: Script, facts: Vendor) -> None:
    lifecycles = facts.lifecycles.values()
    rows = {row for each in lifecycles for row in each.rows if each.shown(row) and not each.rows[row].ends}
    for key, word in script.shows.items():
        _row(document, ["script", "shows", key], facts, rows)
        if word in facts.statuses:
            reason = f"{word!r} is a status that {facts.title} documents: `turns` leads to it, `shows` is for others"
            raise document.error(["script", "shows", key], reason)


def _check_lives(document: Document, script: Script, facts: Vendor) -> None:
    """Refuse what this vendor has not got: a life of links or of tokens, or one of no length."""
    if script.link_life and not any(failure.cause == "link_expired" for failure in facts.failures.values()):
        raise document.error(["script", "link_life"], f"no source says what {facts.title} does with an expired link")
    if script.token_life and "authenticate" not in _roles(facts):
        raise document.error(["script", "token_life"], f"{facts.title} has no access tokens that run out")
    if script.token_life and seconds(script.token_life) < 1:
        raise document.error(["script", "token_life"], "a token lives for whole seconds: give 1s or more")


def _roles(facts: Vendor) -> Set[str]:
    return {each.role for each in facts.contract.operations.values()}


def _row(document: Document, where: list[Step], facts: Vendor, rows: Set[str]) -> str:
    """Return the row of a key, `row` or `row@2`. Raises DocumentError."""
    row, separator, lane = str(where[-1]).partition(LANE)
    known(document, where, row, rows)
    if separator and not re.fullmatch(r"[1-9]\d{0,2}", lane):
        raise document.error(where, f"{lane!r} is no lane: give its number, from 1, e.g. {row}@2")
    if separator and "start" not in _roles(facts):  # what is started apart from being submitted has lanes
        raise document.error(where, f"{facts.title} has no lanes: leave out {LANE}{lane}")
    return row


def known(document: Document, where: list[Step], word: str, words: Set[str]) -> None:
    """Raise DocumentError unless `word` is one of `words`."""
    if word not in words:
        near = ", ".join(nearest(word, words)) or ", ".join(sorted(words))
        raise document.error(where, f"{word!r} is not known here: did you mean {near}?")
