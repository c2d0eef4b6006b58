"""Exchanges as evidence kept them, with samples in place of what was redacted, so that they can be judged again.

Source: ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.evidence.form import INTEGER_FORM, SECRET, TEXT, numbered, sample
from understudy.contracts.evidence import Evidence, Record
from understudy.contracts.protocol_form import MISSING

ID_AS_INTEGER = re.compile(r"<integer (\w+-\d+)>")


def restored(evidence: Evidence, vendor: Vendor) -> list[Exchange]:
    """Return the exchanges of evidence.

    Raises ValueError for evidence about another vendor. An operation that the contract does not have (any more) is None
    in its exchange.
    """
    if evidence.vendor != vendor.name:
        raise ValueError(f"this is evidence about {evidence.vendor}, not about {vendor.name}")
    ids = {alias: numbered(form, int(alias.rpartition("-")[2])) for alias, form in evidence.ids.items()}
    return [_exchange(record, vendor, ids) for record in evidence.exchanges]


def _exchange(record: Record, vendor: Vendor, ids: Mapping[str, str]) -> Exchange:
    operation = vendor.contract.operations.get(record.operation)
    job = ids.get(record.job, record.job) if record.job else None
    return Exchange(
        number=record.number,
        at_s=record.at_s,
        operation=operation,
        method=operation.method if operation else "",
        url=operation.path if operation else record.operation,
        job=job,
        json=_value(record.json, ids),
        multipart=record.multipart,
        status=record.status,
        answer_headers={name: str(sample(value)) for name, value in record.headers.items()},
        body=_value(record.body, ids),
        broken=record.broken,
    )


def _value(value: Any, ids: Mapping[str, str]) -> Any:
    if value is msgspec.UNSET:
        return MISSING
    if isinstance(value, dict):
        return {key: _value(each, ids) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_value(each, ids) for each in cast("list[object]", value)]
    if isinstance(value, str):
        if found := ID_AS_INTEGER.fullmatch(value):
            return _number(ids.get(found[1], ""))
        return ids[value] if value in ids else sample(value)
    return value


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else 1


def is_redacted_at(record: Record, where: str) -> bool:
    """Say whether nothing can be said any more about what stood at a path (without indices): a text, a secret."""
    keys = [] if where in ("", "body") else where.split(".")
    return any(_is_gone(value) for value in _at(record.body, keys))


def _is_gone(value: object) -> bool:
    return isinstance(value, str) and (value in (TEXT, SECRET) or bool(INTEGER_FORM.fullmatch(value)))


def _at(value: Any, keys: list[str]) -> Iterator[object]:
    if isinstance(value, list):
        for each in cast("list[object]", value):
            yield from _at(each, keys)
    elif not keys:
        yield value
    elif isinstance(value, dict):
        table = cast("dict[str, Any]", value)
        if keys[0] in table:
            yield from _at(table[keys[0]], keys[1:])
