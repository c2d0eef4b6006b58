"""One scenario: what the vendor will do, and what a good client does.

Source: ours (the form); each scenario file names the source of what it plays.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from understudy.contracts import Document, Vendor, nearest, vendor, vendor_names
from understudy.contracts.strict_yaml import Step
from understudy.scenarios.duration import PATTERN, Stay

Span = Annotated[str, msgspec.Meta(pattern=PATTERN)]


class Vanish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"in_row": "in"}):
    """The job is gone half-way through its stay in this row: from then on nobody has heard of it."""

    in_row: str


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the vendor's status machine will do."""

    fail: str | None = None
    """the failure that is taken, by its name in the vendor's contract"""
    turns: Mapping[str, tuple[str, ...]] = {}
    """row -> the rows it goes to, one a visit; the last one repeats"""
    stay: Mapping[str, Span] = {}
    """row -> how long it lasts, e.g. `2s` or `1m..5m`"""
    vanish: Vanish | None = None


class FaultRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fault and the place where it strikes."""

    operation: str
    """an operationId of the vendor's contract"""
    calls: tuple[Annotated[int, msgspec.Meta(ge=1)], ...] = ()
    """which calls of the operation are hit, counted from 1 for each job; none given means every call"""
    respond: Annotated[int, msgspec.Meta(ge=400, le=599)] | None = None
    cut_after_bytes: Annotated[int, msgspec.Meta(ge=0)] | None = None
    hang: Literal[True] | None = None


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a client should meet, and so what a rehearsal holds it to."""

    outcome: Literal["transcribed", "failed", "not_found"] = "transcribed"
    code: str | None = None
    """the vendor's error code that the client should surface"""
    message: str | None = None
    """the vendor's error text that the client should surface"""


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The form of a scenario file. The empty scenario is the ordinary course of things."""

    vendor: str
    title: str
    source: str
    advice: str
    """what a good client does"""
    lifecycle: str | None = None
    """the lifecycle a rehearsal plays; the script itself applies wherever its rows occur"""
    script: Script = Script()
    faults: tuple[FaultRule, ...] = ()
    transcript: str | None = None
    """what is said, one utterance a line, `Name: words`; by default it is made up"""
    expect: Expect = Expect()


class UnknownScenario(LookupError):  # noqa: N818 - it is an answer, not a mishap
    """No scenario of that name; the message lists the nearest ones."""


def load(document: Document) -> Scenario:
    """Return the scenario in a file. Raises DocumentError with file, line and, for a misspelt word, the nearest."""
    scenario = document.convert(Scenario)
    if scenario.vendor not in vendor_names():
        raise document.error(["vendor"], f"no vendor {scenario.vendor!r}: choose from {', '.join(vendor_names())}")
    facts = vendor(scenario.vendor)
    rows = {row for lifecycle in facts.lifecycles.values() for row in lifecycle.rows}
    script = scenario.script
    if script.fail:
        _known(document, ["script", "fail"], script.fail, facts.failures)
    if script.vanish:
        _known(document, ["script", "vanish", "in"], script.vanish.in_row, rows)
    if scenario.lifecycle:
        _known(document, ["lifecycle"], scenario.lifecycle, facts.lifecycles)
    for row, stay in script.stay.items():
        _known(document, ["script", "stay", row], row, rows)
        try:
            Stay.parse(stay)
        except ValueError as error:
            raise document.error(["script", "stay", row], str(error)) from error
    _check_turns(document, script, facts)
    for index, rule in enumerate(scenario.faults):
        _known(document, ["faults", index, "operation"], rule.operation, facts.contract.operations)
        if sum(value is not None for value in (rule.respond, rule.cut_after_bytes, rule.hang)) != 1:
            raise document.error(["faults", index], "give exactly one of respond, cut_after_bytes and hang")
    return scenario


def _check_turns(document: Document, script: Script, facts: Vendor) -> None:
    edges = {
        (row, target) for each in facts.lifecycles.values() for row, target, command in each.edges() if not command
    }
    for row, targets in script.turns.items():
        _known(document, ["script", "turns", row], row, {edge[0] for edge in edges})
        for index, target in enumerate(targets):
            _known(document, ["script", "turns", row, index], target, {t for r, t in edges if r == row})
        if not targets:
            raise document.error(["script", "turns", row], "give at least one row to go to")


def _known(document: Document, where: list[Step], word: str, known: Mapping[str, object] | set[str]) -> None:
    if word not in known:
        near = ", ".join(nearest(word, known)) or ", ".join(sorted(known))
        raise document.error(where, f"{word!r} is not known here: did you mean {near}?")


@functools.cache
def library() -> Mapping[str, Scenario]:
    """Return the scenarios that ship with Understudy, `vendor/name` -> scenario, in alphabetical order."""
    root = files("understudy.scenarios")
    found = {
        f"{name}/{file.name.removesuffix('.yaml')}": load(Document.read(file))
        for name in vendor_names()
        if root.joinpath(name).is_dir()
        for file in root.joinpath(name).iterdir()
        if file.name.endswith(".yaml")
    }
    return dict(sorted(found.items()))


def find(name: str) -> Scenario:
    """Return the scenario `vendor/name`. Raises UnknownScenario, naming the near ones."""
    known = library()
    if name not in known:
        near = nearest(name, known) or list(known)
        raise UnknownScenario(f"no scenario {name!r}: did you mean {', '.join(near)}?")
    return known[name]


def ordinary(vendor_name: str) -> Scenario:
    """Return the ordinary course of things at this vendor: nothing is scripted, no fault."""
    return Scenario(vendor=vendor_name, title="As documented", source="ours", advice="poll as advised")
