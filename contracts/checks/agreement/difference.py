"""One place in which a JSON value differs from its schema: of several alternatives, the one that fits best.

Source: JSON Schema 2020-12; that the alternative with the fewest differences was meant is ours.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from understudy.contracts.schema import Schema

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

MOST = 100
"""differences looked at in one body, so that a hostile one cannot make it long"""


class Difference(NamedTuple):
    """What is wrong, and where."""

    path: tuple[str | int, ...]
    """where in the value; for a missing key, its own place"""
    kind: str
    """the keyword that refuses it: type, enum, required, ..."""
    message: str
    fields: tuple[str, ...]
    """the documented fields it is about, as `Schema.field`, and their schemas; the innermost first"""

    @property
    def where(self) -> str:
        """The place without its indices, so that the same in every item is one."""
        return ".".join(str(step) for step in self.path if isinstance(step, str))

    @property
    def place(self) -> str:
        """The place with its indices."""
        return ".".join(map(str, self.path))


def differences(schema: Schema, value: Any) -> list[Difference]:
    """Return in what a value differs from its schema; the same in every item of a list only once."""
    found: dict[tuple[str, str], Difference] = {}
    for each in itertools.islice(_leaves(schema.whole, schema.iter_errors(value)), MOST):
        found.setdefault((each.where, each.kind), each)
    return list(found.values())


def _leaves(whole: dict[str, Any], errors: Iterator[ValidationError]) -> Iterator[Difference]:
    for error in errors:
        kind: Any = error.kind
        branches = getattr(kind, "context", None)
        if branches:
            yield from min(([*_leaves(whole, iter(branch))] for branch in branches), key=_misfit)
        elif kind.name in ("additionalProperties", "unevaluatedProperties"):
            yield from (_difference(whole, error, "additionalProperties", str(key)) for key in kind.unexpected)
        else:
            yield _difference(whole, error, kind.name, str(kind.property) if kind.name == "required" else "")


def _difference(whole: dict[str, Any], error: ValidationError, kind: str, key: str) -> Difference:
    message = f"{key!r} is not documented" if kind == "additionalProperties" else error.message[:200]
    fields = _fields(whole, [*error.evaluation_path[:-1], *(("properties", key) if key else ())])
    return Difference((*error.instance_path, *((key,) if key else ())), kind, message, tuple(reversed(fields)))


def _fields(whole: dict[str, Any], steps: Sequence[str | int]) -> list[str]:
    """Return the named schemas, and their fields, that a way through a document passes; the outermost first."""
    node: Any = whole
    found: list[str] = []
    schema = before = ""
    for step in steps:
        if step == "$ref":
            names = str(node["$ref"]).removeprefix("#/").split("/")
            node, schema = functools.reduce(lambda part, name: part[name], names, whole), names[-1]
            found.append(schema)
        else:
            if before == "properties" and found[-1:] == [schema]:
                found.append(f"{schema}.{step}")
            node = _child(node, step)
        before = str(step)
    return found


def _child(node: Any, step: str | int) -> Any:
    """Return what stands at a step; nothing for a key that is only told to be missing."""
    if isinstance(node, dict):
        return cast("dict[str | int, Any]", node).get(step)
    return cast("list[object]", node)[step] if isinstance(node, list) and isinstance(step, int) else None


def _misfit(branch: list[Difference]) -> int:
    return sum(2 if each.kind in ("required", "const") else 1 for each in branch)
