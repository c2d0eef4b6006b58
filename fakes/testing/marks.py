"""What a test's markers ask of its stand-ins.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pytest

from understudy.contracts import nearest, vendor_names
from understudy.scenarios import library


@dataclass(frozen=True)
class Marks:
    """The markers `scenario` and `understudy` of one test, those nearest to it first."""

    scenarios: Mapping[str, str] = field(default_factory=dict[str, str])
    """vendor -> `vendor/name`"""
    seed: int = 0
    strict: bool = True

    @classmethod
    def of(cls, item: pytest.Item) -> Marks:
        """Read a test's markers; where they cannot be followed, the test fails."""
        return cls(_scenarios(item), **_settings(item))

    def check_used(self, item: pytest.Item, held: Container[str]) -> None:
        """Fail a strict test whose own marker chose a scenario for a vendor that it does not hold: it did nothing."""
        for mark in item.own_markers:
            vendor = mark.args[0].partition("/")[0] if mark.name == "scenario" else None
            if vendor is not None and vendor not in held and self.strict:
                _refuse(item, mark, f"does nothing: the test does not take the fixture `{vendor}`")


def place_of(item: pytest.Item) -> str:
    """Return where a test stands: file, line and name."""
    file, line, name = item.location
    return f"{file}:{(line or 0) + 1}: {name}"


def _scenarios(item: pytest.Item) -> Mapping[str, str]:
    """Return the scenario chosen for each vendor; a marker on the test outdoes one on its class or module."""
    found: dict[str, tuple[object, str]] = {}
    for node, mark in item.iter_markers_with_node("scenario"):
        name = _scenario(item, mark)
        vendor = name.partition("/")[0]
        if vendor in found and found[vendor][0] is node:
            _refuse(item, mark, f"is one too many: there is {found[vendor][1]!r} already, and each vendor plays one")
        found.setdefault(vendor, (node, name))
    return {vendor: name for vendor, (_, name) in found.items()}


def _scenario(item: pytest.Item, mark: pytest.Mark) -> str:
    if mark.kwargs or len(mark.args) != 1 or not isinstance(mark.args[0], str):
        _refuse(item, mark, 'takes one name: @pytest.mark.scenario("elevateai/processing_failed")')
    name: str = mark.args[0]
    if name.partition("/")[0] not in vendor_names() or "/" not in name:
        near = nearest(name, library()) or [each for each in library() if each.endswith(f"/{name}")]
        meant = f"did you mean {' or '.join(near)}?" if near else f"a vendor is one of {', '.join(vendor_names())}"
        _refuse(item, mark, f"takes `vendor/name`: {meant}")
    return name


def _settings(item: pytest.Item) -> dict[str, Any]:
    """Return what the `understudy` markers set, the nearest marker first."""
    found: dict[str, Any] = {}
    kinds = {"seed": (int, "a whole number"), "strict": (bool, "True or False")}
    for mark in item.iter_markers("understudy"):
        if mark.args:
            _refuse(item, mark, "takes its settings by name: @pytest.mark.understudy(seed=7, strict=False)")
        for name, value in mark.kwargs.items():
            if name not in kinds:
                near = nearest(name, kinds)
                meant = f"did you mean {near[0]}?" if near else "it takes seed and strict"
                _refuse(item, mark, f"has no setting {name!r}: {meant}")
            kind, said = kinds[name]
            if type(value) is not kind:
                _refuse(item, mark, f"takes {said} as its {name}, not {value!r}")
            found.setdefault(name, value)
    return found


def _refuse(item: pytest.Item, mark: pytest.Mark, reason: str) -> NoReturn:
    given = [*map(repr, mark.args), *(f"{name}={value!r}" for name, value in mark.kwargs.items())]
    pytest.fail(f"{place_of(item)}: @pytest.mark.{mark.name}({', '.join(given)}) {reason}", pytrace=False)
