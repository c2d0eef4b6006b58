"""Scenarios as people and programs list them: a line each, or everything.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from understudy.scenarios.scenario import Scenario


def lines(scenarios: Mapping[str, Scenario]) -> list[str]:
    """Return `name  title` for each, the titles one under the other."""
    width = max(map(len, scenarios), default=0)
    return [f"{name:{width}}  {scenario.title}" for name, scenario in scenarios.items()]


def as_builtins(name: str, scenario: Scenario) -> dict[str, Any]:
    """Return everything that a scenario says, with its name, as plain values; what it leaves out is left out here."""
    said: dict[str, Any] = said_of(scenario)
    return {"name": name, **said, "needs": scenario.needs, "expect": msgspec.to_builtins(scenario.expect)}


def said_of(struct: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of a part of a scenario that are not as they are by default, named as in the file."""
    return {
        field.encode_name: _plain(getattr(struct, field.name))
        for field in msgspec.structs.fields(struct)
        if field.required or getattr(struct, field.name) != _default(field)
    }


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return said_of(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return msgspec.to_builtins(value)
