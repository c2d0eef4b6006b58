"""The thirteen models: what each needs, and under which key its output stands.

Source: contracts/marsview/openapi.yaml, `ModelType`; facts/marsview section 5.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from understudy.contracts import Provenance, vendor


class Model(NamedTuple):
    """One model that can be requested."""

    needs: tuple[str, ...]
    """the models to be requested with it, or on the same transaction before"""
    output: str
    """its key in the metadata"""
    provenance: Provenance


def _read(openapi: dict[str, Any]) -> dict[str, Model]:
    table: dict[str, dict[str, Any]] = openapi["components"]["schemas"]["ModelType"]["x-models"]
    return {
        name: Model(tuple(each["needs"]), each["output"], Provenance.parse(each["x-provenance"]))
        for name, each in table.items()
    }


MODELS = _read(vendor("marsview").contract.openapi)
