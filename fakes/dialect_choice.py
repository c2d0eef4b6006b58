"""A vendor's dialect with some fields set: by a scenario, or for one tenant over the control port.

Source: ours; the fields stand in each vendor's `dialect.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from understudy.contracts import nearest
from understudy.fakes.registry import translation
from understudy.scenarios import Scenario

D = TypeVar("D", bound=msgspec.Struct)


class BadDialect(ValueError):  # noqa: N818 - it is an answer, not a mishap
    """A field that the dialect has not got, or a value that it does not take; the message names what there is."""


def speaking(present: D, fields: Mapping[str, Any]) -> D:
    """Return the dialect `present` with some `fields` changed. Raises BadDialect."""
    kind = type(present)
    try:
        return msgspec.convert({**msgspec.structs.asdict(present), **fields}, kind)
    except msgspec.ValidationError as error:
        unknown = next((name for name in fields if name not in kind.__struct_fields__), "")
        near = nearest(unknown, kind.__struct_fields__, 1) if unknown else []
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise BadDialect(f"{error}; the fields are {', '.join(kind.__struct_fields__)}{meant}") from error


def scripted(scenario: Scenario, kind: type[msgspec.Struct]) -> Mapping[str, Any]:
    """Return the fields that the scenario sets in dialects of this `kind`: none when it is another vendor's."""
    is_its = scenario.dialect and isinstance(translation(scenario.vendor).dialect, kind)
    return scenario.dialect if is_its else {}


def check(name: str, scenario: Scenario) -> None:
    """Raise BadDialect, naming the scenario, when it sets what its vendor's dialect does not take."""
    if scenario.dialect:
        try:
            speaking(translation(scenario.vendor).dialect, scenario.dialect)
        except BadDialect as error:
            raise BadDialect(f"{name}: dialect: {error}") from error
