"""The JSON Schema of scenario files, for editors: made of the form itself, so that they cannot differ.

Source: ours; JSON Schema 2020-12. `scenario.schema.json` beside this module is what `understudy scenarios --schema`
prints.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from understudy.contracts import vendor_names
from understudy.scenarios.scenario import Scenario

DIALECT_URL = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the schema. What only a vendor's contract can say, such as its rows, is left to the strict reader."""
    found: dict[str, Any] = msgspec.json.schema(Scenario)
    form = found["$defs"]["Scenario"]["properties"]
    form["vendor"] = {"enum": list(vendor_names())}
    return {"$schema": DIALECT_URL, "title": "An Understudy scenario", **found}


def as_text() -> str:
    """Return the schema as the file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
