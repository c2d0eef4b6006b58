"""Refusals: every documented code of every operation can be had, each with one `errorMessage`, and nothing leaks."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import pytest
from harness import Answer, Caller

from understudy.contracts import vendor
from understudy.fakes.body import JSON_BYTES_MAX
from understudy.fakes.elevateai import rendering
from understudy.fakes.tenant import Settings

if TYPE_CHECKING:
    from elevateai.conftest import Account

CONTRACT = vendor("elevateai").contract
OPERATIONS = {name: each for name, each in CONTRACT.operations.items() if "/gen-ai/" not in each.path}
"""test_genai.py has the others"""
AUDIO = {"type": "audio", "languageTag": "en-us"}
PATHS = {
    "getInteractionStatus": ("GET", "/status"),
    "getDeclaredParameters": ("GET", ""),
    "deleteInteraction": ("DELETE", ""),
    "uploadInteraction": ("POST", "/upload"),
    "getTranscript": ("GET", "/transcript"),
    "getTranscripts": ("GET", "/transcripts"),
    "getPunctuatedTranscript": ("GET", "/transcripts/punctuated"),
    "getAiResults": ("GET", "/ai"),
}
RESULTS = [name for name, (_, path) in PATHS.items() if name.startswith("get") and path not in ("", "/status")]


def send(account: Account, operation: str, identifier: str, key: str = "tester") -> Answer:
    """Call an operation on an interaction; an upload brings a good file."""
    method, path = PATHS[operation]
    if operation == "uploadInteraction":
        return account.upload(identifier, key=key)
    return account.call(method, f"/{identifier}{path}", key=key)


def declared(account: Account) -> Answer:
    """Declare."""
    return account.call("POST", "", AUDIO)


def on_ready(operation: str) -> Callable[[Account], Answer]:
    """Call an operation on an interaction that is ready for it."""

    def call(account: Account) -> Answer:
        fresh = operation in ("uploadInteraction", "deleteInteraction")
        identifier = account.declare() if fresh else account.processed(includeAiResults=True)
        return send(account, operation, identifier)

    return call


def on_waiting(operation: str) -> Callable[[Account], Answer]:
    """Call an operation on an interaction that still waits for its file."""
    return lambda account: send(account, operation, account.declare())


def on_nobody(operation: str) -> Callable[[Account], Answer]:
    """Call an operation on an interaction that does not exist."""
    return lambda account: send(account, operation, "nobody")


def as_nobody(operation: str) -> Callable[[Account], Answer]:
    """Call an operation with an empty key."""
    if operation == "declareInteraction":
        return lambda account: account.call("POST", "", AUDIO, key="")
    return lambda account: send(account, operation, account.declare(), key="")


def answered(operation: str, status: int) -> Callable[[Account], Answer]:
    """Call an operation whose answer a scenario replaces."""

    def call(account: Account) -> Answer:
        account.play(f"faults: [{{operation: {operation}, respond: {status}}}]")
        return send(account, operation, "nobody")

    return call


def declared_twice(account: Account) -> Answer:
    """Declare more than the account's quota allows."""
    account.speak(monthly_quota=1)
    account.declare()
    return declared(account)


def uploaded_twice(account: Account) -> Answer:
    """Upload a file that nobody waits for."""
    identifier = account.declare()
    account.upload(identifier)
    return account.upload(identifier)


CASES: dict[tuple[str, int], Callable[[Account], Answer]] = {
    ("declareInteraction", 201): declared,
    ("declareInteraction", 400): lambda account: account.call("POST", "", {}),
    ("declareInteraction", 413): lambda account: account.call("POST", "", AUDIO | {"x": "x" * JSON_BYTES_MAX}),
    ("declareInteraction", 429): declared_twice,
    ("uploadInteraction", 201): on_ready("uploadInteraction"),
    ("uploadInteraction", 400): lambda account: account.call("POST", f"/{account.declare()}/upload", {}),
    ("uploadInteraction", 409): uploaded_twice,
    ("uploadInteraction", 413): lambda account: account.upload(account.declare(), bytes(60_000)),
    ("deleteInteraction", 400): answered("deleteInteraction", 400),
    **{(name, 401): as_nobody(name) for name in OPERATIONS},
    **{(name, 404): on_nobody(name) for name in PATHS},
    **{(name, 200): on_ready(name) for name in PATHS},
    **{(name, 204): on_waiting(name) for name in RESULTS},
}
DIALECTS = {201: {"upload_ok": 201}, 204: {"not_ready": 204}}
BY_SCENARIO = {("deleteInteraction", 400)}
"""codes that no source says when to expect: a scenario's fault answers them, in the words of a gateway"""


@pytest.mark.parametrize(
    ("operation", "status", "call"),
    [(*where, call) for where, call in CASES.items()],
    ids=[f"{operation}-{status}" for operation, status in CASES],
)
def test_every_documented_code_can_be_had(
    opened: Callable[..., Account], operation: str, status: int, call: Callable[[Account], Answer]
) -> None:
    """Each operation answers with each of its documented codes; an error is JSON with nothing but errorMessage."""
    account = opened(Settings(speed=0.0, max_upload_bytes=50_000))
    account.speak(**DIALECTS.get(status, {}))
    answer = call(account)

    assert answer.status == status
    if status >= 400 and (operation, status) not in BY_SCENARIO:
        assert answer.headers["content-type"] == "application/json"
        assert list(answer.json()) == ["errorMessage"]


def test_no_documented_code_is_left_out() -> None:
    """The test before this one has a case for every operation and every code of the contract."""
    documented = {(name, status) for name, operation in OPERATIONS.items() for status in operation.responses}

    assert documented == set(CASES)


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        (None, "the credential is missing or empty"),
        ("", "the credential is missing or empty"),
        ("  ", "the credential is missing or empty"),
        ("procesing_failed@me", "no scenario 'elevateai/procesing_failed': did you mean elevateai/processing_failed"),
        ("airdow002@me", "no scenario 'elevateai/airdow002': did you mean "),
        ("marsview/airdow002@me", "no scenario 'marsview/airdow002'"),
        ("@me", "no scenario 'elevateai/': did you mean "),
    ],
    ids=[
        "missing",
        "empty",
        "blank",
        "misspelt scenario",
        "another vendor's",
        "another vendor's by name",
        "no scenario",
    ],
)
def test_a_bad_credential_is_refused(elevateai: Account, key: str | None, reason: str) -> None:
    """A key that cannot be accepted is answered with 401 and a reason, near scenarios included."""
    headers = {} if key is None else {"X-API-Token": key}
    answer = elevateai.caller("GET", "/v1/interactions/nobody/status", headers)

    assert answer.status == 401
    assert answer.json()["errorMessage"].startswith(f"X-API-Token: {reason}")


def test_only_given_keys_are_accepted(opened: Callable[..., Account]) -> None:
    """With a list of keys every other one is answered with 401."""
    account = opened(Settings(speed=0.0, keys={"tester": None}))
    account.declare()
    answer = account.call("POST", "", AUDIO, key="somebody")

    assert (answer.status, list(answer.json())) == (401, ["errorMessage"])


@pytest.mark.parametrize("operation", PATHS)
def test_another_tenants_interaction_is_not_found(elevateai: Account, operation: str) -> None:
    """With another key an interaction is answered as one that does not exist, and nothing happens to it."""
    identifier = elevateai.processed(includeAiResults=True)
    foreign, unknown = send(elevateai, operation, identifier, "other"), send(elevateai, operation, "0" * 36, "other")

    assert (foreign.status, unknown.status) == (404, 404)
    assert foreign.content == unknown.content.replace(b"0" * 36, identifier.encode())
    assert elevateai.get(identifier)["status"] == "processed"


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4, 5], ids=lambda steps: f"after {steps} steps")
def test_a_deleted_interaction_is_gone(elevateai: Account, steps: int) -> None:
    """In any status a deletion is answered with 200 and no body; from then on everything is 404, a second one too."""
    identifier = elevateai.declare(includeAiResults=True)
    elevateai.upload(identifier)
    for _ in range(steps):
        elevateai.step()
    answer = send(elevateai, "deleteInteraction", identifier)

    assert (answer.status, answer.content) == (200, b"")
    assert {name: send(elevateai, name, identifier).status for name in PATHS} == dict.fromkeys(PATHS, 404)
    assert elevateai.step() is False


def test_deleting_one_leaves_the_others(elevateai: Account) -> None:
    """Only the interaction that was named is gone."""
    one, other = elevateai.processed(), elevateai.processed()
    send(elevateai, "deleteInteraction", one)

    assert elevateai.get(other)["status"] == "processed"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/interactions", 405),
        ("PUT", "/v1/interactions/x", 405),
        ("GET", "/v1/interactions/x/upload", 405),
        ("POST", "/v1/interactions/x/status", 405),
        ("GET", "/interactions/x/status", 404),
        ("GET", "/v1/interactions/x/gen-ai/cx/agent/action-items", 404),
        ("POST", "/v1/interactions/audio/declare/now", 404),
        ("GET", "/", 404),
    ],
)
def test_what_is_not_documented_is_not_there(elevateai: Account, method: str, path: str, status: int) -> None:
    """Another path is answered with 404, another method with 405, in the vendor's own form, key or no key."""
    for headers in ({"X-API-Token": "tester"}, {}):
        answer = elevateai.caller(method, path, headers)
        assert (answer.status, list(answer.json())) == (status, ["errorMessage"])


@pytest.mark.parametrize("body", [b"", b'{"type": "audio"}', b"{"], ids=["none", "JSON", "half of it"])
def test_a_body_nobody_wants_is_ignored(elevateai: Account, body: bytes) -> None:
    """One client sends its declaration along with every GET; the answer is the same."""
    answer = elevateai.call("GET", f"/{elevateai.declare()}/status", body, content_type="application/json")

    assert answer.status == 200


def test_the_date_of_an_answer_is_the_tenants(elevateai: Account) -> None:
    """The `Date` header tells the time of the tenant's clock, wherever that has been moved."""
    elevateai.tenant.clock.advance(1_000_000)
    answer = elevateai.call("GET", f"/{elevateai.declare()}/status")

    assert parsedate_to_datetime(answer.headers["date"]).timestamp() == int(elevateai.tenant.clock.now())


@pytest.fixture
def a_key_too_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the status forgets `processed`."""
    honest = rendering.status

    def forgetful(*what: Any) -> dict[str, Any]:
        return {name: value for name, value in honest(*what).items() if name != "processed"}

    monkeypatch.setattr(rendering, "status", forgetful)


@pytest.mark.usefixtures("a_key_too_few")
def test_an_answer_that_breaks_the_contract_is_noted() -> None:
    """The planted bug goes out as it is, and stands in the journal as a finding that names the field."""
    caller = Caller("elevateai")
    key = {"x-api-token": "tester"}
    identifier = caller("POST", "/v1/interactions", key, AUDIO).json()["interactionIdentifier"]
    answer = caller("GET", f"/v1/interactions/{identifier}/status", key)
    declaration, look = caller.tenants.get("tester").journal.after()
    caller.close()

    assert answer.status == 200
    assert declaration.findings == ()
    assert look.findings == ('reply: processed: "processed" is a required property',)
