"""One scenario: what the vendor will do, and what a good client does.

Source: ours (the form); each scenario file names the source of what it plays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from understudy.contracts import Document, vendor, vendor_names
from understudy.scenarios import fault_rule, script
from understudy.scenarios.fault_rule import FaultRule
from understudy.scenarios.script import Script

Need = Literal["upload", "link", "webhook", "chat", "transcript"]


class Expect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a client should meet, and so what a rehearsal holds it to."""

    outcome: Literal["transcribed", "failed", "not_found", "either"] = "transcribed"
    """what a good client reports; `either`: both a transcript and a failure are right"""
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
    needs: Need | None = None
    """what a client must be able to do for the scenario to apply"""
    dialect: Mapping[str, Any] = {}
    """fields of the vendor's dialect, which is the fakes' business: they are checked when the scenario is chosen"""
    script: Script = Script()
    faults: tuple[FaultRule, ...] = ()
    transcript: str | None = None
    """what is said, one utterance a line, `Name: words`; by default it is made up"""
    expect: Expect = Expect()


def load(document: Document) -> Scenario:
    """Return the scenario in a file. Raises DocumentError with file, line and, for a misspelt word, the nearest."""
    scenario = document.convert(Scenario)
    if scenario.vendor not in vendor_names():
        raise document.error(["vendor"], f"no vendor {scenario.vendor!r}: choose from {', '.join(vendor_names())}")
    facts = vendor(scenario.vendor)
    if scenario.lifecycle:
        script.known(document, ["lifecycle"], scenario.lifecycle, facts.lifecycles.keys())
    script.check(document, scenario.script, facts)
    for index, rule in enumerate(scenario.faults):
        fault_rule.check(document, index, rule, facts)
    _check_expect(document, scenario.expect)
    return scenario


def _check_expect(document: Document, expect: Expect) -> None:
    for name in ("code", "message"):
        if getattr(expect, name) is not None and expect.outcome in ("transcribed", "either"):
            reason = f"a client that reports {expect.outcome} need not surface a {name}"
            raise document.error(["expect", name], reason)


def ordinary(vendor_name: str) -> Scenario:
    """Return the ordinary course of things at this vendor: nothing is scripted, no fault."""
    return Scenario(vendor=vendor_name, title="As documented", source="ours", advice="poll as advised")
