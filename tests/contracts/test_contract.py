"""A contract: a bad OpenAPI file is refused at its line, and requests and responses are held against a good one."""

from __future__ import annotations

from typing import Any

import pytest

from understudy.contracts import Contract, Document, DocumentError, Issue, Operation
from understudy.contracts.contract import ERRORS_NAMED

THINGS = """\
openapi: 3.1.0
servers: [{url: /v1}]
security: [{token: []}]
paths:
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThing
      x-provenance: "documented: the page"
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
        - {name: deep, in: query, required: true, schema: {type: boolean}}
      responses:
        "200":
          description: A thing
          x-provenance: "documented: the page"
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        "404": {$ref: "#/components/responses/NotFound"}
    put:
      operationId: putThing
      x-provenance: "documented: the page"
      security: []
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
      responses:
        "204":
          description: Put
          x-provenance: "documented: the page"
components:
  responses:
    NotFound: {description: No thing, x-provenance: "assumed: for a test"}
  schemas:
    Thing:
      x-provenance: "observed: [wire]"
      type: object
      required: [name, size]
      properties:
        name: {type: string}
        size: {type: integer, x-provenance: "assumed: for a test"}
        parts: {type: array, items: {type: integer}}
"""


def contract(text: str = THINGS) -> Contract:
    """Read this OpenAPI file."""
    return Contract(Document(text, "things.yaml"))


def operation(name: str) -> Operation:
    """Return one of its operations."""
    return contract().operations[name]


NO_PROVENANCE = "x-provenance: '' is no provenance: write 'documented: SOURCE', 'observed: ...' or 'assumed: ...'"
REFUSALS = {
    "not 3.1": ("openapi: 3.1.0", "openapi: 3.0.3", "things.yaml:1: OpenAPI 3.1 is expected, not 3.0.3"),
    "no version": ("openapi: 3.1.0\n", "\n", "things.yaml:2: OpenAPI 3.1 is expected, not nothing"),
    "no operationId": (
        "      operationId: getThing\n",
        "",
        "things.yaml:8: get /things/{id}: an operationId of its own is needed",
    ),
    "an operationId twice": (
        "operationId: putThing",
        "operationId: getThing",
        "things.yaml:20: put /things/{id}: an operationId of its own is needed",
    ),
    "a response that leads nowhere": (
        "responses/NotFound",
        "responses/Nowhere",
        "things.yaml:19: #/components/responses/Nowhere leads nowhere",
    ),
    "a body that leads nowhere": (
        'requestBody:\n        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}',
        'requestBody:\n        $ref: "#/components/requestBodies/Thing"',
        "things.yaml:24: #/components/requestBodies/Thing leads nowhere",
    ),
    "a schema that leads nowhere": (
        "schemas/Thing",
        "schemas/Nothing",
        "things.yaml:18: this schema cannot be used: Pointer '/components/schemas/Nothing' does not exist",
    ),
    "a schema that is none": (
        "schema: {type: integer, minimum: 1}",
        "schema: {type: integr}",
        "things.yaml:11: this schema cannot be used:",
    ),
    "an operation without provenance": (
        '      x-provenance: "documented: the page"\n      parameters',
        "      parameters",
        f"things.yaml:8: {NO_PROVENANCE}",
    ),
    "a response without provenance": (
        '          description: A thing\n          x-provenance: "documented: the page"\n',
        "          description: A thing\n",
        f"things.yaml:15: {NO_PROVENANCE}",
    ),
    "a shared response without provenance": (
        'description: No thing, x-provenance: "assumed: for a test"',
        "description: No thing",
        f"things.yaml:19: {NO_PROVENANCE}",
    ),
    "a catch-all response": (
        '        "200":',
        "        default:",
        "things.yaml:15: 'default' is no status code, and each one is wanted by itself",
    ),
}


@pytest.mark.parametrize(("old", "new", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_bad_file_is_refused(old: str, new: str, refusal: str) -> None:
    """A contract that cannot be relied upon is refused with file, line and reason."""
    assert old in THINGS
    with pytest.raises(DocumentError) as caught:
        contract(THINGS.replace(old, new, 1))

    assert str(caught.value).startswith(refusal)


def test_a_field_without_provenance_is_refused() -> None:
    """A schema says where its fields come from, else their provenance cannot be told."""
    text = THINGS.replace('      x-provenance: "observed: [wire]"\n', "")
    with pytest.raises(DocumentError) as caught:
        list(contract(text).fields())

    assert str(caught.value) == f"things.yaml:34: {NO_PROVENANCE}"


def test_a_field_has_its_own_provenance_or_that_of_its_schema() -> None:
    """Where a field says nothing, its schema speaks for it."""
    fields = {name: provenance.sureness for name, provenance in contract().fields()}

    assert fields == {"Thing.name": "observed", "Thing.size": "assumed", "Thing.parts": "observed"}


def test_an_operation_is_read_as_it_stands() -> None:
    """Path with the server's base, method, security and documented codes are what the file says."""
    get, put = operation("getThing"), operation("putThing")

    assert (get.method, get.path, get.secured, set(get.responses)) == ("GET", "/v1/things/{id}", True, {200, 404})
    assert (put.method, put.path, put.secured, set(put.responses)) == ("PUT", "/v1/things/{id}", False, {204})


@pytest.mark.parametrize(
    ("status", "body", "media_type", "issues"),
    [
        (200, {"name": "a", "size": 1}, "application/json", []),
        (404, None, "application/json", []),
        (500, None, "application/json", [Issue("status", "500 is not documented for getThing")]),
        (404, {"a": 1}, "application/json", [Issue("", "getThing answers 404 without a body")]),
        (200, "a", "text/plain", [Issue("content-type", "text/plain is not documented for getThing 200")]),
        (200, {"name": "a", "size": 1.5}, "application/json", [Issue("size", '1.5 is not of type "integer"')]),
        (200, {"name": "a"}, "application/json", [Issue("size", '"size" is a required property')]),
        (
            200,
            {"name": "a", "size": 1, "parts": [1, "b"]},
            "application/json",
            [Issue("parts.1", '"b" is not of type "integer"')],
        ),
    ],
    ids=["good", "good, empty", "code", "body", "media type", "field", "missing field", "item"],
)
def test_a_response_is_held_against_the_contract(
    status: int, body: object, media_type: str, issues: list[Issue]
) -> None:
    """A response that is not documented, in code, media type or body, is an issue that says where."""
    assert operation("getThing").check_response(status, body, media_type) == issues


def test_a_request_is_held_against_the_contract() -> None:
    """What is wrong with a request's body is named by field."""
    issues = operation("putThing").check_request({"name": 1})

    assert {issue.where for issue in issues} == {"name", "size"}


def test_a_hostile_body_does_not_make_a_long_refusal() -> None:
    """However much is wrong, only a few issues are named, and none of them at length."""
    issues = operation("putThing").check_request({"name": "a", "size": 1, "parts": ["x" * 1000] * 1000})

    assert len(issues) == ERRORS_NAMED
    assert max(len(issue.what) for issue in issues) <= 200


@pytest.mark.parametrize(
    ("query", "values", "wrong"),
    [
        ({"limit": "20", "deep": "true", "more": "1"}, {"limit": 20, "deep": True}, []),
        ({"deep": "false"}, {"deep": False}, []),
        ({"limit": "0", "deep": "true"}, {"limit": 0, "deep": True}, ["limit"]),
        ({"limit": "two", "deep": "yes"}, {"limit": "two", "deep": "yes"}, ["limit", "deep"]),
        ({"limit": "9" * 30, "deep": "true"}, {"limit": "9" * 30, "deep": True}, ["limit"]),
        ({"limit": "20"}, {"limit": 20}, ["deep"]),
    ],
    ids=["good", "optional", "too small", "not of the type", "a huge number", "required"],
)
def test_query_parameters_become_values_of_their_types(
    query: dict[str, str], values: dict[str, Any], wrong: list[str]
) -> None:
    """Documented parameters are read as their types, unknown ones are left alone, wrong ones are named."""
    found, issues = operation("getThing").check_query(query)

    assert (found, [issue.where for issue in issues]) == (values, wrong)
