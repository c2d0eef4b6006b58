"""The dialect: each field where sources disagree, set over the control port, for one tenant and nobody else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from harness import Answer

from understudy.contracts import Contract, Document, DocumentError, vendor
from understudy.fakes.control.app import control_app
from understudy.fakes.elevateai.dialect import DIALECT, Dialect

if TYPE_CHECKING:
    from elevateai.conftest import Account

AUDIO = {"type": "audio", "languageTag": "en-us"}
RESULTS = ["transcript", "transcripts", "transcripts/punctuated", "ai"]


def choose(account: Account, key: str = "tester", **fields: Any) -> httpx.Response:
    """Set fields of a tenant's dialect, as a test in any language would: PUT /tenants/{tenant}/dialect."""

    async def put() -> httpx.Response:
        transport = httpx.ASGITransport(control_app(account.caller.tenants))
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            return await client.put(f"/tenants/{key}/dialect", json={"elevateai": fields})

    return asyncio.run(put())


def outcome(answer: Answer) -> tuple[int, bool]:
    """Return the status code and whether there is a body."""
    return answer.status, bool(answer.content)


@pytest.mark.parametrize(
    "fields",
    [
        {"upload_ok": 201}, {"not_ready": 204}, {"unauthorized": "empty"}, {"plural_transcripts": False},
        {"unknown_keys": "refused"}, {"token": "revoked"}, {"monthly_quota": 3}, {"requests_used": 2},
    ],
    ids=lambda fields: next(iter(fields)),
)  # fmt: skip
def test_every_field_can_be_set_for_one_tenant(elevateai: Account, fields: dict[str, Any]) -> None:
    """A field set on the control port is shown there, holds for its tenant, and stays when others are set."""
    answer = choose(elevateai, **fields)
    choose(elevateai, upload_ok=fields.get("upload_ok", 200))

    assert answer.json()["dialects"]["elevateai"].items() >= fields.items()
    assert elevateai.tenant.dialect(DIALECT) == Dialect(**fields)
    assert elevateai.caller.tenants.get("other").dialect(DIALECT) == Dialect()


def test_the_list_of_fields_is_complete() -> None:
    """The test before this one sets every field that there is."""
    marks = test_every_field_can_be_set_for_one_tenant.pytestmark

    assert [next(iter(fields)) for fields in marks[0].args[1]] == list(Dialect.__struct_fields__)


@pytest.mark.parametrize(
    "fields",
    [{"upload_ok": 202}, {"not_ready": 409}, {"monthly_quota": -1}, {"token": "stolen"}, {"uploadOk": 201}],
    ids=lambda fields: next(iter(fields)),
)
def test_what_no_dialect_has_is_refused(elevateai: Account, fields: dict[str, Any]) -> None:
    """A value or field that does not exist is answered with 422, which names the fields; nothing changes."""
    answer = choose(elevateai, **fields)

    assert answer.status_code == 422
    assert "the fields are upload_ok, not_ready, unauthorized" in answer.json()["error"]
    assert elevateai.tenant.dialect(DIALECT) == Dialect()


def test_the_answer_to_an_upload_is_a_choice(elevateai: Account) -> None:
    """200 as the Java client demands it; 201 as the docs have it, for the tenant that chose it."""
    choose(elevateai, upload_ok=201)
    answers = [elevateai.upload(elevateai.declare(key=key), key=key) for key in ("tester", "other")]

    assert list(map(outcome, answers)) == [(201, False), (200, False)]


@pytest.mark.parametrize("what", RESULTS)
def test_the_answer_before_the_end_is_a_choice(elevateai: Account, what: str) -> None:
    """404 with errorMessage as the docs have it, 204 and nothing as two clients expect; an unknown id stays 404."""
    identifier = elevateai.declare()
    before = elevateai.call("GET", f"/{identifier}/{what}")
    choose(elevateai, not_ready=204)
    after, unknown = (elevateai.call("GET", f"/{each}/{what}") for each in (identifier, "nobody"))

    assert list(map(outcome, (before, after, unknown))) == [(404, True), (204, False), (404, True)]


@pytest.mark.parametrize("state", ["issued", "deactivated", "revoked"])
@pytest.mark.parametrize("body", ["message", "empty"])
def test_a_token_that_is_not_activated_is_refused(elevateai: Account, state: str, body: str) -> None:
    """Every operation answers 401, with errorMessage or without a body; once activated, all is as it was."""
    identifier = elevateai.declare()
    choose(elevateai, token=state, unauthorized=body)
    calls = [("POST", ""), ("GET", f"/{identifier}/status"), ("GET", f"/{identifier}/ai"), ("DELETE", f"/{identifier}")]
    answers = [elevateai.call(method, path, AUDIO if path == "" else b"") for method, path in calls]
    answers.append(elevateai.upload(identifier))

    assert {outcome(answer) for answer in answers} == {(401, body == "message")}
    if body == "message":
        assert answers[0].json() == {"errorMessage": f"X-API-Token: the token is {state}, not activated"}
    choose(elevateai, token="activated")
    assert elevateai.get(identifier)["status"] == "filePendingUpload"


def test_what_is_refused_stands_in_the_tenants_journal(elevateai: Account) -> None:
    """A 401 of a known token is noted with it, so that a client's mistake can be found."""
    choose(elevateai, token="revoked")
    elevateai.call("POST", "", AUDIO)

    assert [(row.operation, row.http) for row in elevateai.tenant.journal.after()] == [("declareInteraction", 401)]


def test_a_token_that_nobody_knows_has_no_dialect(elevateai: Account) -> None:
    """An empty token belongs to no tenant, so its 401 has the documented body."""
    choose(elevateai, unauthorized="empty")

    assert outcome(elevateai.call("POST", "", AUDIO, key="")) == (401, True)


def test_the_plural_path_can_be_taken_away(elevateai: Account) -> None:
    """Docs only: `/transcripts` is 404 for any interaction, whatever "not ready" is; the others stay."""
    identifier = elevateai.processed(includeAiResults=True)
    choose(elevateai, plural_transcripts=False, not_ready=204)
    answers = {what: elevateai.call("GET", f"/{identifier}/{what}") for what in RESULTS}

    assert {what: answer.status for what, answer in answers.items()} == dict.fromkeys(RESULTS, 200) | {
        "transcripts": 404
    }
    assert answers["transcripts"].json()["errorMessage"].endswith("the documented one is /transcript")


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"downloadUrl": "https://files.example/a.wav"}, 400), ({"colour": "red"}, 400), ({"colour": None}, 201),
     ({"originalfilename": "a.wav"}, 201), ({"LanguageTag": "en"}, 201)],
    ids=["wrong name", "unknown", "null", "another spelling", "another case"],
)  # fmt: skip
def test_unknown_keys_can_be_refused(elevateai: Account, fields: dict[str, Any], status: int) -> None:
    """A key that nobody documents is ignored, or answered with 400 that names it; a null never matters."""
    choose(elevateai, unknown_keys="refused")
    answer = elevateai.call("POST", "", AUDIO | fields)

    assert answer.status == status
    assert elevateai.call("POST", "", AUDIO | fields, key="other").status == 201
    if status == 400:
        assert answer.json() == {"errorMessage": f"{next(iter(fields))}: no such field"}
        assert len(elevateai.tenant.jobs) == 0


def test_an_empty_401_is_in_the_contract() -> None:
    """The contract takes a 401 with and without a body, says from where it knows, and takes no other empty error."""
    operation = vendor("elevateai").contract.operations["getInteractionStatus"]
    bare = operation.responses[401].bare

    assert operation.check_response(401, None) == operation.check_response(401, {"errorMessage": "x"}) == []
    assert bare is not None
    assert bare.sureness == "observed"
    assert operation.check_response(404, None) != []


def test_a_body_that_may_be_empty_needs_a_source() -> None:
    """`x-may-be-empty` without a provenance is refused at its line."""
    text = (
        "openapi: 3.1.0\npaths:\n  /a:\n    get:\n      operationId: a\n      x-provenance: 'assumed: a test'\n"
        "      responses:\n        '200': {x-provenance: 'assumed: a test', x-may-be-empty: true}\n"
    )

    with pytest.raises(DocumentError, match=r"a\.yaml:8: x-may-be-empty: 'True' is no provenance"):
        Contract(Document(text, "a.yaml"))
