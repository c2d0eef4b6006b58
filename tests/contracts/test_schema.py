"""A schema is made into a validator when it is first used; every one that ships can be."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest

from understudy.contracts import Contract, Document, DocumentError, vendor, vendor_names
from understudy.contracts.schema import Schema


def document(name: str) -> Document:
    """Read a vendor's contract."""
    return Document.read(files("understudy.contracts").joinpath(name, "openapi.yaml"))


@pytest.mark.parametrize("name", vendor_names())
def test_every_schema_that_ships_can_be_used(name: str) -> None:
    """What is put off when a fake is loaded is done here: no schema is refused."""
    assert Contract(document(name)).operations.keys() == vendor(name).contract.operations.keys()


@pytest.mark.parametrize("is_known_good", [False, True])
def test_a_schema_is_looked_at_when_it_is_loaded_unless_it_is_known_good(is_known_good: bool) -> None:
    """One that leads nowhere is refused with the file at once, or with the same words when it is first used."""
    operation = {
        "operationId": "read",
        "x-provenance": "assumed: a test",
        "responses": {
            "200": {
                "x-provenance": "assumed: a test",
                "content": {"application/json": {"schema": {"items": {"$ref": "#/components/schemas/Nothing"}}}},
            }
        },
    }
    whole = {"openapi": "3.1.0", "paths": {"/x": {"get": operation}}}

    def answer() -> None:
        contract = Contract(Document.of(whole, "x.yaml"), is_known_good=is_known_good)
        assert is_known_good
        contract.operations["read"].check_response(200, [1])

    with pytest.raises(DocumentError, match=r"x\.yaml:1: this schema cannot be used"):
        answer()


def test_a_validator_is_made_once() -> None:
    """At first use, and then its methods are the schema's own, without a detour."""
    schema = Schema({"type": "integer"}, ValueError)
    before = "is_valid" in vars(schema)

    assert (before, schema.is_valid(1), schema.is_valid("x")) == (False, True, False)
    assert [error.message for error in schema.iter_errors("x")] == ['"x" is not of type "integer"']
    assert schema.is_valid is vars(schema)["is_valid"]


@pytest.mark.parametrize("whole", [{"type": "nothing"}, {"$ref": "#/components/schemas/Nothing"}])
def test_what_is_no_schema_is_refused_when_it_is_used(whole: dict[str, Any]) -> None:
    """With whatever its owner says of it."""
    schema = Schema(whole, lambda reason: LookupError(f"not this one: {reason}"))

    with pytest.raises(LookupError, match="not this one: "):
        schema.is_valid(1)


def test_what_is_no_file_is_checked_as_strictly() -> None:
    """A document of a value refuses as a file does, at a line that there is not."""
    assert str(Document.of({"a": 1}, "here").error(["a"], "no")) == "here:1: no"
