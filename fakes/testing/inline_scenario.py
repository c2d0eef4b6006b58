"""What a test has asked of its stand-in so far: a scenario to begin with, a script of its own, faults one by one.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from understudy.contracts import nearest, vendor
from understudy.fakes.faults import WireFaultInProcess, is_on_wire
from understudy.fakes.testing.turn_line import script_of
from understudy.scenarios import Scenario, UnknownScenario, find
from understudy.scenarios.inline import BadScenario, inline


class Chooser(Protocol):
    """Where a scenario is chosen."""

    def choose(self, *, scenario: Any) -> None:
        """Choose a scenario, by name or in the form of a file."""
        ...


class InlineScenario:
    """One vendor's scenario, in the form of a file, that grows as a test adds to it."""

    def __init__(self, vendor_name: str, has_wire: bool) -> None:
        """Begin with the ordinary course of things. Without a wire no fault can break one."""
        self._vendor, self._has_wire = vendor_name, has_wire
        self._form: Mapping[str, Any] | None = {"vendor": vendor_name}
        self._name, self._is_changed = "", False

    @property
    def title(self) -> str:
        """What a report calls it: a name, and whether the test has added to it."""
        begun = self._name or "as documented"
        return f"{begun}, changed by the test" if self._is_changed else begun

    def use(self, name: str, desk: Chooser) -> None:
        """Take a scenario that is there by name, instead of all before. Raises UnknownScenario, WireFaultInProcess."""
        __tracebackhide__ = True
        full = self._full(name)
        form = self._form_of(full)
        desk.choose(scenario=full)
        self._form, self._name, self._is_changed = form, full, False

    def _full(self, name: str) -> str:
        __tracebackhide__ = True
        vendor_name, separator, short = name.rpartition("/")
        if separator and vendor_name != self._vendor:
            near = nearest(vendor_name, [self._vendor]) and f": did you mean {self._vendor}/{short}?"
            raise UnknownScenario(f"{name!r} is no scenario of {self._vendor}, which this is{near or ''}")
        return f"{self._vendor}/{short}"

    def _form_of(self, name: str) -> Mapping[str, Any] | None:
        """Return a scenario that ships, in the form of a file; None when only the server can know it."""
        __tracebackhide__ = True
        try:
            scenario = find(name)
        except UnknownScenario:
            return None
        self._check_wire(scenario)
        return _form(scenario)

    def script(self, desk: Chooser, line: str | None, parts: Mapping[str, Any]) -> None:
        """Take another script, by one line and by its parts. Raises BadScenario."""
        __tracebackhide__ = True
        if line is None and not parts:
            raise BadScenario("this script is empty: write rows in order, e.g. processing@30s, or name its keys")
        told = dict(script_of(line, vendor(self._vendor))) if line is not None else {}
        for key, value in parts.items():
            told[key] = {**told[key], **value} if isinstance(value, dict) and key in told else value
        self._choose(desk, {**self._known(), "script": told})

    def fault(self, desk: Chooser, operation: str, rule: Mapping[str, Any]) -> None:
        """Add one fault. Raises BadScenario, WireFaultInProcess."""
        __tracebackhide__ = True
        told = {"operation": operation, **{key.removesuffix("_"): value for key, value in rule.items()}}
        form = self._known()
        self._choose(desk, {**form, "faults": [*form.get("faults", ()), told]})

    def _known(self) -> Mapping[str, Any]:
        __tracebackhide__ = True
        if self._form is None:
            raise BadScenario(
                f"{self._name} is a scenario of the server's own, to which nothing can be added from here: "
                "add it to the scenario's file"
            )
        return self._form

    def _choose(self, desk: Chooser, form: Mapping[str, Any]) -> None:
        __tracebackhide__ = True
        self._check_wire(inline(form))
        desk.choose(scenario=msgspec.to_builtins(form))
        self._form, self._is_changed = form, True

    def _check_wire(self, scenario: Scenario) -> None:
        __tracebackhide__ = True
        broken = [] if self._has_wire else [rule.kind for rule in scenario.faults if is_on_wire(rule)]
        if broken:
            raise WireFaultInProcess(broken[0])


def _form(scenario: Scenario) -> Mapping[str, Any]:
    """Return a scenario in the form of its file: what is left at its default is left out."""
    form: dict[str, Any] = msgspec.to_builtins(scenario)
    for key in ("script", "expect"):
        form[key] = {name: value for name, value in form[key].items() if value not in (None, {}, [])}
    form["faults"] = [
        {name: value for name, value in rule.items() if value is not None} for rule in form.get("faults", ())
    ]
    return {name: value for name, value in form.items() if value is not None}
