"""Routes: a path leads to its operations, however many slashes it has."""

from __future__ import annotations

import pytest

from understudy.contracts import vendor, vendor_names
from understudy.fakes.routes import Routes

ROUTES = Routes(vendor("elevateai").contract.operations.values())
SESSION = "/api/v3/speech-to-text/session/{session_id}"


@pytest.mark.parametrize(
    ("path", "operations", "values"),
    [
        ("/v1/interactions", {"POST": "declareInteraction"}, ()),
        ("/v1/interactions/", {"POST": "declareInteraction"}, ()),
        ("//v1///interactions//", {"POST": "declareInteraction"}, ()),
        ("/v1/interactions/x", {"GET": "getDeclaredParameters", "DELETE": "deleteInteraction"}, ("x",)),
        ("/v1/interactions/x/status", {"GET": "getInteractionStatus"}, ("x",)),
        ("/v1/interactions/x//status/", {"GET": "getInteractionStatus"}, ("x",)),
        ("/v1/interactions/status", {"GET": "getDeclaredParameters", "DELETE": "deleteInteraction"}, ("status",)),
        ("/v1/interactions/ä b/ai", {"GET": "getAiResults"}, ("ä b",)),
    ],
)
def test_a_path_leads_to_its_operations(path: str, operations: dict[str, str], values: tuple[str, ...]) -> None:
    """Trailing and double slashes do not matter, and a variable segment takes whatever stands there."""
    found = ROUTES.find(path)

    assert {method: operation.id for method, operation in found.operations.items()} == operations
    assert found.values == values


@pytest.mark.parametrize(
    "path", ["/v2/interactions", "/v1/interactions/x/status/more", "/interactions", "/v1/Interactions"]
)
def test_a_path_that_is_not_documented_leads_nowhere(path: str) -> None:
    """There is nothing at a path of which the contract does not speak: 404."""
    found = ROUTES.find(path)

    assert (found.operations, found.values) == ({}, ())


@pytest.mark.parametrize("path", ["/", "", "/v1", "/v1/"])
def test_part_of_a_path_is_no_path(path: str) -> None:
    """Where only longer paths are documented, there is nothing."""
    assert ROUTES.find(path).operations == {}


def test_a_documented_path_knows_its_methods() -> None:
    """A path that is there, but not for this method, is told from one that is not there: 405."""
    found = ROUTES.find("/v1/interactions/x/status")

    assert (found.operations.get("DELETE"), list(found.operations)) == (None, ["GET"])


@pytest.mark.parametrize("name", vendor_names())
def test_every_operation_can_be_reached(name: str) -> None:
    """Each documented operation is found at its own path."""
    operations = vendor(name).contract.operations
    routes = Routes(operations.values())

    for operation in operations.values():
        assert routes.find(operation.path).operations[operation.method] is operation


@pytest.mark.parametrize(
    ("method", "path", "meant"),
    [
        ("POST", "/v1/interaction", "POST /v1/interactions"),
        ("GET", "/v1/interactions/x/statuss", "GET /v1/interactions/{interactionIdentifier}/status"),
        ("GET", "/interactions/x/status", "GET /v1/interactions/{interactionIdentifier}/status"),
        ("GET", "/v1/interactions/x/transkript", "GET /v1/interactions/{interactionIdentifier}/transcript"),
        ("DELETE", "/v1/interaction/x", "DELETE /v1/interactions/{interactionIdentifier}"),
        ("GET", "/q", ""),
        ("GET", f"/v1/interactions/{'x' * 600}", ""),
        ("GET", "/interaction/x/status", "GET /v1/interactions/{interactionIdentifier}/status"),
        ("GET", "/v1/nope/x/y", ""),
        ("GET", f"/v1/nope/{'x' * 40}/y", ""),
    ],
)
def test_a_path_that_leads_nowhere_is_nearly_another_one(method: str, path: str, meant: str) -> None:
    """The documented operation that was most likely meant is named, one of the same method before all."""
    assert ROUTES.nearest(method, path) == meant


@pytest.mark.parametrize(
    ("name", "method", "path", "meant"),
    [
        ("marsview", "POST", "/cb/v1/auth/generate-api-key", ""),
        ("marsview", "POST", "/cb/v1/auth/create_acces_token", "POST /cb/v1/auth/create_access_token"),
        ("scriptix", "POST", "/v1/interactions", ""),
        ("scriptix", "GET", f"/api/v3/speech-to-text/sessions/{'x' * 40}", f"GET {SESSION}"),
        ("scriptix", "GET", "/session/x", f"GET {SESSION}"),
    ],
)
def test_what_stands_in_a_variable_place_makes_no_likeness(name: str, method: str, path: str, meant: str) -> None:
    """However long it is: the words of the path have to be alike, every one of them."""
    assert Routes(vendor(name).contract.operations.values()).nearest(method, path) == meant
