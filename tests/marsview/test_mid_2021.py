"""The generation of mid 2021: a dialect of one tenant, in which the user is in the path and the token has no type."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from marsview.caller import KEY, LINK, USER, Caller, Json, calling, refusal

from understudy.fakes.control.app import control_app
from understudy.fakes.marsview.dialect import DIALECT, Dialect
from understudy.fakes.tenant import Settings

TOKEN = "/auth/get_access_token"
SAVE = f"/conversation/save_file_link/{USER}"
COMPUTE = f"/conversation/{USER}/compute"
CREDENTIALS = {"apiKey": KEY, "apiSecret": "secret", "userId": USER}
FILE = {"title": "A call", "description": "ours", "link": LINK}
NO_ROUTE = (404, "understudy:not_found")


def put_dialect(marsview: Caller, key: str = KEY, **fields: Any) -> httpx.Response:
    """Set fields of a tenant's dialect, as a test in any language would: PUT /tenants/{tenant}/dialect."""
    marsview.tenant(key)

    async def put() -> httpx.Response:
        transport = httpx.ASGITransport(control_app(marsview.tenants))
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            return await client.put(f"/tenants/{key}/dialect", json={"marsview": fields})

    return asyncio.run(put())


def old(marsview: Caller, key: str = KEY) -> str:
    """Put a tenant into the dialect of mid 2021, and return a token from its path of mid 2021."""
    marsview.choose(key, generation="mid_2021")
    answer = marsview.send("POST", TOKEN, json=CREDENTIALS | {"apiKey": key})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["accessToken"])


@pytest.mark.parametrize(
    "fields",
    [{"generation": "mid_2021"}, {"raw_token": True}, {"missing_dependency": 400}],
    ids=lambda fields: next(iter(fields)),
)
def test_every_field_can_be_set_for_one_tenant(marsview: Caller, fields: Json) -> None:
    """A field set on the control port is shown there, and holds for its tenant and nobody else."""
    answer = put_dialect(marsview, **fields)

    assert answer.json()["dialects"]["marsview"].items() >= fields.items()
    assert marsview.tenant().dialect(DIALECT) == Dialect(**fields)
    assert marsview.tenant("other").dialect(DIALECT) == Dialect()


def test_the_list_of_fields_is_complete() -> None:
    """The test before this one sets every field that there is."""
    marks: list[pytest.Mark] = vars(test_every_field_can_be_set_for_one_tenant)["pytestmark"]

    assert [next(iter(fields)) for fields in marks[0].args[1]] == list(Dialect.__struct_fields__)


def test_a_client_of_mid_2021_gets_its_transcript(marsview: Caller) -> None:
    """From the token to the metadata, with raw tokens and the user in every path."""
    raw = {"Authorization": old(marsview)}
    txn_id = marsview.send("POST", SAVE, json=FILE, headers=raw).json()["data"]["txnId"]
    asked = {"userId": USER, "txnId": txn_id, "enableModels": [{"modelType": "speech_to_text"}]}

    computing = marsview.send("POST", COMPUTE, json=asked, headers=raw)
    while marsview.step():
        pass
    raw = {"Authorization": old(marsview)}
    states = marsview.send("GET", f"/conversation/get_txn/{USER}/{txn_id}", headers=raw)
    output = marsview.send("GET", f"/conversation/fetch_metadata/{USER}/{txn_id}", headers=raw)

    assert [answer.status_code for answer in (computing, states, output)] == [200, 200, 200]
    assert states.json()["data"] == marsview.txn(txn_id)
    assert states.json()["data"]["enableModels"][0]["state"] == {"status": "processed"}
    assert output.json()["data"] == marsview.metadata(txn_id)
    assert output.json()["data"]["transcript"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", SAVE, FILE),
        ("POST", COMPUTE, {"txnId": "txn-1", "enableModels": [{"modelType": "speech_to_text"}]}),
        ("GET", f"/conversation/get_txn/{USER}/txn-1", None),
        ("GET", f"/conversation/fetch_metadata/{USER}/txn-1", None),
    ],
)  # fmt: skip
def test_the_present_generation_has_no_such_path(marsview: Caller, method: str, path: str, body: Json | None) -> None:
    """By default the paths of mid 2021 are no route, and nothing is saved; another tenant's dialect does not matter."""
    marsview.choose("other", generation="mid_2021")
    answer = marsview.call(method, path, json=body)

    assert refusal(answer) == NO_ROUTE
    assert "of mid 2021" in answer.json()["message"]
    assert len(marsview.tenant().jobs) == 0


@pytest.mark.parametrize("how", ["json", "data"])
def test_the_key_says_whether_there_is_a_token_of_mid_2021(marsview: Caller, how: str) -> None:
    """The path is there for the key whose tenant has the dialect; no secret is set through a path that is not there."""
    marsview.choose("old", generation="mid_2021")
    answers = {
        key: marsview.send("POST", TOKEN, **{how: CREDENTIALS | {"apiKey": key, "apiSecret": "early"}})
        for key in ("old", KEY, "")
    }

    assert answers["old"].status_code == 200
    assert answers["old"].json()["data"].keys() == {"accessToken", "expiresIn", "tokenType"}
    assert refusal(answers[KEY]) == refusal(answers[""]) == NO_ROUTE
    assert marsview.ask_token(secret="late").status_code == 200


def test_both_paths_to_a_token_know_the_same_secret(marsview: Caller) -> None:
    """A wrong secret is 401 on either, and the refusal has `err`, which the client of mid 2021 read."""
    old(marsview)
    wrong = CREDENTIALS | {"apiSecret": "wrong"}
    answers = [marsview.send("POST", path, json=wrong) for path in (TOKEN, "/auth/create_access_token")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert all(answer.json()["err"] == answer.json()["error"] == "NJSCFE001" for answer in answers)


def test_a_refusal_has_err_in_this_dialect_only(marsview: Caller) -> None:
    """An expired token and an unknown transaction are told with `err` beside `error`; by default there is none."""
    token = old(marsview)
    unknown = marsview.send("GET", f"/conversation/get_txn/{USER}/txn-1", headers={"Authorization": token})
    marsview.advance(3600)
    expired = marsview.send("GET", f"/conversation/get_txn/{USER}/txn-1", headers={"Authorization": token})

    assert (unknown.status_code, unknown.json()["err"]) == (404, "understudy:not_found")
    assert (expired.status_code, expired.json()["err"]) == (403, "JsonWebTokenError")
    assert expired.json()["error"]["name"] == "TokenExpiredError"
    assert refusal(marsview.get("get_txn", "txn-1", "other")) == NO_ROUTE


def test_a_compute_body_on_the_path_of_a_link_is_refused(marsview: Caller) -> None:
    """The snippet on one of the vendor's pages posts one there; it has no link to save."""
    raw = {"Authorization": old(marsview)}
    answer = marsview.send("POST", SAVE, json={"txnId": "txn-1", "enableModels": []}, headers=raw)

    assert (answer.status_code, answer.json()["error"]) == (400, "understudy:bad_request")
    assert len(marsview.tenant().jobs) == 0


def test_a_foreign_transaction_is_not_found_by_the_old_paths_either(marsview: Caller) -> None:
    """The user in the path opens nothing: the token says whose transactions there are."""
    txn_id = marsview.save()
    raw = {"Authorization": old(marsview, "other")}
    answer = marsview.send("GET", f"/conversation/get_txn/{USER}/{txn_id}", headers=raw)

    assert answer.status_code == 404


def test_the_present_paths_stay_in_the_old_dialect(marsview: Caller) -> None:
    """A client that mixes both generations, as the vendor's pages do, is served."""
    marsview.choose(generation="mid_2021")

    assert marsview.finish(marsview.save()) == []


def test_a_listed_key_is_needed_for_the_old_path_too() -> None:
    """With a list of keys, another key has the default dialect, and so no such path."""
    with calling(Settings(speed=0.0, keys={"good": None})) as marsview:
        answer = marsview.send("POST", TOKEN, json=CREDENTIALS | {"apiKey": "bad"})

        assert refusal(answer) == NO_ROUTE
