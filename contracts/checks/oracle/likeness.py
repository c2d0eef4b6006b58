"""Which of several ways of asking a request took: what it sends is compared with what each way would send.

Source: ours. Only what the ways differ in counts: a user's own language or title says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

from understudy.contracts.protocol_form import MISSING, Request

Named = TypeVar("Named")
_Body = Mapping[str, Any]


def likest(ways: Sequence[tuple[Named, Request]], json: object) -> list[Named]:
    """Return the names of the ways that a request with this JSON body can have taken; all where it has none."""
    if not isinstance(json, Mapping) or len(ways) < 2:
        return [name for name, _ in ways]
    body = cast("_Body", json)
    bodies = [(name, way.json or {}) for name, way in ways]
    left = [(name, form) for name, form in bodies if not _is_another(form, body, bodies)] or bodies
    agreed = [_agreements(form, body, left) for _, form in left]
    return [name for (name, _), count in zip(left, agreed, strict=True) if count == max(agreed)]


def _is_another(form: _Body, body: _Body, bodies: Sequence[tuple[object, _Body]]) -> bool:
    """Say whether the body has another word than the form where forms differ by their words."""
    for key, word in form.items():
        words = {repr(each[key]) for _, each in bodies if _is_word(each.get(key))}
        if _is_word(word) and len(words) > 1 and key in body and body[key] != word:
            return True
    return False


def _agreements(form: _Body, body: _Body, forms: Sequence[tuple[object, _Body]]) -> int:
    """Count the keys that not all forms have, and in which body and form agree."""
    keys = {key for _, each in forms for key in each if not all(key in other for _, other in forms)}
    return sum(_agrees(form.get(key, MISSING), body.get(key), [each.get(key) for _, each in forms]) for key in keys)


def _agrees(meant: object, given: object, others: Sequence[object]) -> bool:
    if meant is MISSING:
        words = [each for each in others if _is_word(each)]
        return given is None or (bool(words) and given not in words)
    return given == meant if _is_word(meant) else given is not None


def _is_word(value: object) -> bool:
    """Say whether a value of a form stands for itself: no object or list, and no `{placeholder}`."""
    return isinstance(value, str | int | float | bool) and not (isinstance(value, str) and value.startswith("{"))
