"""The same over a real socket: the whole flow of the seed documents, with an ordinary HTTP client."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from marsview.caller import ALL, signed, silence

from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings


@pytest.fixture(scope="module")
def server() -> Iterator[StandIns]:
    """One server for all tests of this module; every tenant's clock stands still."""
    with StandIns(Settings(speed=0.0), vendors=["marsview"]).running() as standins:
        yield standins


@pytest.fixture
def client(server: StandIns, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client with a token of a tenant of its own; what the tenant's journal finds fault with fails the test."""
    key = str(request.node.name)
    with httpx.Client(base_url=server.addresses.vendors["marsview"], trust_env=False) as client:
        body = {"apiKey": key, "apiSecret": "secret", "userId": "me@example.com"}
        token = client.post("/auth/create_access_token", json=body).json()["data"]["accessToken"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client
    assert [row.findings for row in server.tenants.get(key).journal.after() if row.findings] == []


def states(client: httpx.Client, txn_id: str) -> set[str]:
    """Poll once, and return the statuses of all models."""
    data = client.get(f"/conversation/get_txn/{txn_id}").json()["data"]
    return {each["state"]["status"] for each in data["enableModels"]}


def test_an_uploaded_file_is_processed(server: StandIns, client: httpx.Client) -> None:
    """save_file, compute, get_txn, fetch_metadata, delete_file: the main job from end to end."""
    file = {"file": ("call.wav", silence(30), "audio/wav")}
    saved = client.post("/conversation/save_file", data={"title": "A call", "description": "d"}, files=file)
    txn_id = saved.json()["data"]["txnId"]
    asked = {"txnId": txn_id, "enableModels": [{"modelType": name} for name in ALL]}
    assert client.post("/conversation/compute", json=asked).json()["status"] is True
    assert states(client, txn_id) == {"uploaded"}
    next(tenant for tenant in server.tenants if tenant.jobs.get(txn_id, 0)).clock.advance(300)
    assert states(client, txn_id) == {"processed"}
    assert len(client.get(f"/conversation/fetch_metadata/{txn_id}").json()["data"]) == 13

    assert client.delete(f"/conversation/delete_file/{txn_id}").status_code == 200

    assert client.get(f"/conversation/get_txn/{txn_id}").status_code == 404


def test_the_control_port_shows_every_lane(server: StandIns, client: httpx.Client) -> None:
    """A transaction is listed with its models, each with its status and its timeline."""
    link = {"title": "A call", "description": "d", "link": "https://bucket.example/call.wav"}
    txn_id = client.post("/conversation/save_file_link", json=link).json()["data"]["txnId"]
    asked = [{"modelType": "speech_to_text"}, {"modelType": "screen_activity"}]
    client.post("/conversation/compute", json={"txnId": txn_id, "enableModels": asked})
    tenant = next(tenant for tenant in server.tenants if tenant.jobs.get(txn_id, 0))
    while tenant.next_event() is not None:
        httpx.post(f"{server.addresses.control}/tenants/{tenant.name}/clock", json={"jump": True}, trust_env=False)

    (job,) = httpx.get(f"{server.addresses.control}/tenants/{tenant.name}/jobs", trust_env=False).json()["jobs"]

    lanes = {lane["name"]: (lane["status"], [step["row"] for step in lane["timeline"]]) for lane in job["lanes"]}
    assert lanes == {
        "speech_to_text": ("processed", ["queued", "picked_up", "processed"]),
        "screen_activity": ("error", ["queued", "error"]),
    }


def test_an_expired_link_is_airdow002(server: StandIns, client: httpx.Client) -> None:
    """save_file_link, compute and get_txn with a link that ran out in 2025."""
    link = {"title": "A call", "description": "d", "link": signed(3600)}
    txn_id = client.post("/conversation/save_file_link", json=link).json()["data"]["txnId"]
    client.post("/conversation/compute", json={"txnId": txn_id, "enableModels": [{"modelType": "speech_to_text"}]})
    next(tenant for tenant in server.tenants if tenant.jobs.get(txn_id, 0)).clock.advance(300)

    lane = client.get(f"/conversation/get_txn/{txn_id}").json()["data"]["enableModels"][0]

    assert (lane["state"]["status"], lane["state"]["error"], lane["err"]) == ("error", "AIRDOW002", "AIRDOW002")


def test_refusals_keep_the_connection_usable(client: httpx.Client) -> None:
    """After a refusal with an unread body the next request on the connection is answered."""
    refused = client.post("/conversation/save_file", content=b"x" * 100_000, headers={"Authorization": "Bearer x"})

    assert refused.status_code == 403
    assert client.get("/conversation/get_txn/txn-1").status_code == 404
