"""Everything that the sources name is in a contract or listed as not covered, and what is listed is really missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from understudy.contracts import Vendor, vendor, vendor_names
from understudy.contracts.provenance import Sureness

PAGE = Path(__file__).parents[2] / "docs" / "not-covered.md"
ROW = re.compile(r"^\| (?P<names>.+?) \| (?P<kind>\w+) \| (?P<reason>[^|]+) \|$", re.MULTILINE)
NAMED = ("operation", "status", "field", "error")
"""the kinds whose rows name what is missing; a row of the kind `behaviour` says it in words"""
Names = set[tuple[str, str]]
"""(kind, name)"""

if not PAGE.exists():
    pytest.skip("the docs are not here: this is the built package", allow_module_level=True)


def named_by_sources(name: str) -> Names:
    """Return what the sources name."""
    inventory: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("inventory").joinpath(f"{name}.yaml").read_text()
    )
    errors = [f"{operation} {http}" for operation, codes in inventory["errors"].items() for http in codes]
    return {
        *(("operation", each) for each in inventory["operations"]),
        *(("status", each) for each in inventory["statuses"]),
        *(("field", each) for group in inventory["fields"].values() for each in group),
        *(("error", each) for each in [*errors, *inventory["codes"]]),
    }


def _fields(node: object) -> Iterator[str]:
    """Yield every name of a field, parameter or header in a part of an OpenAPI document."""
    if isinstance(node, dict):
        for key in ("properties", "headers"):
            yield from node.get(key) or {} if isinstance(node.get(key), dict) else ()
        if node.get("in") in ("query", "header"):
            yield node["name"]
        for value in node.values():
            yield from _fields(value)
    elif isinstance(node, list):
        for value in node:
            yield from _fields(value)


def _words(node: object, field: str = "") -> Iterator[str]:
    """Yield every word that a field named `status` is documented to hold, those of other dialects included."""
    if isinstance(node, dict):
        if field == "status":
            yield from node.get("enum", [])
        for key, value in node.items():
            yield from _words(value, key if key == "status" else field if key in ("anyOf", "oneOf") else "")
    elif isinstance(node, list):
        for value in node:
            yield from _words(value, field)


def _path(path: str) -> str:
    return re.sub(r"{[^}]*}", "{id}", path)


def in_contract(facts: Vendor) -> Names:
    """Return what a contract names."""
    operations = facts.contract.operations.values()
    shown = {f"{each.method} {_path(each.path)}": each for each in operations}
    errors = [f"{name} {http}" for name, each in shown.items() for http in each.responses if http >= 400]
    failures = [each.code for each in facts.failures.values()]
    return {
        *(("operation", name) for name in shown),
        *(("status", each) for each in [*facts.statuses, *_words(facts.contract.openapi)]),
        *(("field", each) for each in _fields(facts.contract.openapi)),
        *(("error", each) for each in [*errors, *facts.error_codes, *filter(None, failures)]),
    }


def surely_in_contract(facts: Vendor) -> Names:
    """Return what a contract names and has from a source."""
    operations = facts.contract.operations.values()
    sure: Names = {
        ("operation", f"{each.method} {_path(each.path)}")
        for each in operations
        if each.provenance.sureness is not Sureness.ASSUMED
    }
    fields = facts.contract.fields()
    return sure | {
        ("field", name.rpartition(".")[2]) for name, where in fields if where.sureness is not Sureness.ASSUMED
    }


def rows(facts: Vendor) -> list[dict[str, str]]:
    """Return the rows of a vendor on the page of what is not covered."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n## {facts.title}\n")
    section = rest.partition("\n## ")[0]
    return [row.groupdict() for row in ROW.finditer(section) if row["kind"] != "kind"]


def not_covered(facts: Vendor) -> Names:
    """Return what the page names as missing."""
    return {
        (row["kind"], name)
        for row in rows(facts)
        if row["kind"] in NAMED
        for name in re.findall(r"`([^`]+)`", row["names"])
    }


@pytest.mark.parametrize("name", vendor_names())
def test_what_the_sources_name_is_in_the_contract_or_listed(name: str) -> None:
    """Nothing that a source names is forgotten."""
    facts = vendor(name)

    assert named_by_sources(name) - in_contract(facts) - not_covered(facts) == set()


@pytest.mark.parametrize("name", vendor_names())
def test_what_is_listed_is_named_by_a_source_and_really_missing(name: str) -> None:
    """The list of what is missing does not outlive its reasons."""
    facts = vendor(name)

    assert not_covered(facts) - named_by_sources(name) == set()
    assert not_covered(facts) & in_contract(facts) == set()


@pytest.mark.parametrize("name", vendor_names())
def test_what_the_contract_has_from_a_source_is_in_the_inventory(name: str) -> None:
    """A fact that is new in a contract is new in the inventory, too."""
    assert surely_in_contract(vendor(name)) - named_by_sources(name) == set()


@pytest.mark.parametrize("name", vendor_names())
def test_every_row_says_what_kind_it_is_and_why(name: str) -> None:
    """A row names something, has a known kind, and gives a reason."""
    for row in rows(vendor(name)):
        assert row["kind"] in (*NAMED, "behaviour"), row
        assert row["kind"] == "behaviour" or "`" in row["names"], row
        assert len(row["reason"].strip()) > 10, row
