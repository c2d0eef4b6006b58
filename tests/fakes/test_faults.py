"""Faults: a reply fault answers something else, a wire fault breaks the exchange, and the journal says which it was."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from harness import Caller

from understudy.contracts import Document
from understudy.fakes.faults import Cut, Fault, Hang, NoFault, Respond, WireFaultInProcess
from understudy.fakes.faults.fault import SOCKET
from understudy.fakes.journal import Exchange
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings, Tenant
from understudy.scenarios import load

AUDIO = {"type": "audio", "languageTag": "en"}
HEAD = "vendor: elevateai\ntitle: A test\nsource: ours\nadvice: none\nfaults:\n"
WAIT_S = 10


def play(tenant: Tenant, *rules: str) -> None:
    """Let these faults strike a tenant's calls."""
    rows = "".join(f"  - {{{rule}}}\n" for rule in rules)
    tenant.scenarios["elevateai"] = load(Document(HEAD + rows, "test.yaml"))


@pytest.fixture
def caller() -> Iterator[Caller]:
    """Give ElevateAI's app, in process."""
    made = Caller("elevateai")
    yield made
    made.close()


def key(name: str = "tester") -> dict[str, str]:
    """Return the header of a tenant."""
    return {"X-API-Token": name}


def declare(caller: Caller, name: str = "tester") -> int:
    """Declare, and return the status code."""
    return caller("POST", "/v1/interactions", key(name), AUDIO).status


def test_a_reply_fault_answers_instead_of_the_vendor(caller: Caller) -> None:
    """The answer is the fault's, in the words of a gateway, and the vendor does nothing."""
    tenant = caller.tenants.get("tester")
    play(tenant, "operation: declareInteraction, respond: 503")
    answer = caller("POST", "/v1/interactions", key(), AUDIO)

    assert (answer.status, answer.content) == (503, b"503 Service Unavailable\n")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(tenant.jobs) == 0


def test_a_fault_strikes_the_calls_it_is_meant_for(caller: Caller) -> None:
    """Calls are counted from 1; the others go through, and another tenant is not concerned at all."""
    play(caller.tenants.get("tester"), "operation: declareInteraction, calls: [2, 4], respond: 500")

    assert [declare(caller) for _ in range(5)] == [201, 500, 201, 500, 201]
    assert [declare(caller, "other") for _ in range(2)] == [201, 201]


def test_calls_are_counted_for_each_job(caller: Caller) -> None:
    """The second look at one job is not the second look at another, nor a look of another kind."""
    play(caller.tenants.get("tester"), "operation: getInteractionStatus, calls: [2], respond: 503")
    answers = [caller("POST", "/v1/interactions", key(), AUDIO) for _ in range(2)]
    one, other = (answer.json()["interactionIdentifier"] for answer in answers)

    def look(job: str, what: str = "/status") -> int:
        return caller("GET", f"/v1/interactions/{job}{what}", key()).status

    codes = [look(one), look(one, ""), look(other), look(one), look(other), look(one), look(other)]
    assert codes == [200, 200, 200, 503, 503, 200, 200]


def test_the_first_rule_that_fits_strikes(caller: Caller) -> None:
    """Of several rules for one call the first counts."""
    play(
        caller.tenants.get("tester"),
        "operation: declareInteraction, calls: [1], respond: 429",
        "operation: declareInteraction, respond: 500",
    )

    assert [declare(caller) for _ in range(2)] == [429, 500]


@pytest.mark.parametrize(
    ("rule", "name"),
    [("cut_after_bytes: 3", "cut after 3 bytes"), ("hang: true", "hang")],
    ids=["cut", "hang"],
)
def test_a_wire_fault_needs_a_wire(caller: Caller, rule: str, name: str) -> None:
    """In process it is an error that says what to do, never an answer of another kind."""
    play(caller.tenants.get("tester"), f"operation: declareInteraction, {rule}")
    with pytest.raises(WireFaultInProcess) as caught:
        declare(caller)

    assert str(caught.value) == (
        f"the fault {name!r} breaks the connection, and in process there is none: "
        "run the fake on a socket (understudy serve, or the server in a thread)"
    )


def test_no_fault_is_the_app_itself() -> None:
    """Where nothing strikes, nothing is wrapped."""

    async def app(scope: object, receive: object, send: object) -> None:
        """Do nothing."""

    assert NoFault()(app) is app


@pytest.mark.parametrize(
    ("fault", "layer"), [(NoFault(), "reply"), (Respond(503), "reply"), (Cut(3), "wire"), (Hang(), "wire")]
)
def test_a_fault_knows_its_layer(fault: Fault, layer: str) -> None:
    """A reply fault works anywhere, a wire fault needs a socket."""
    assert fault.layer == layer


def test_a_client_that_goes_away_from_a_fault_breaks_nothing(caller: Caller) -> None:
    """A body that breaks off before the fault could strike is noted like any broken exchange."""
    tenant = caller.tenants.get("tester")
    play(tenant, "operation: declareInteraction, cut_after_bytes: 3")
    scope = {"type": "http", "method": "POST", "path": "/v1/interactions", "query_string": b"", SOCKET: True,
             "headers": [(b"x-api-token", b"tester"), (b"content-type", b"application/json")]}  # fmt: skip
    sent: list[object] = []

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        sent.append(message)

    asyncio.run(caller.app(scope, receive, send))
    (row,) = tenant.journal.after()

    assert (sent, row.http, row.fault, len(tenant.jobs)) == ([], 0, "cut after 3 bytes", 0)


@pytest.fixture(scope="module")
def server() -> Iterator[StandIns]:
    """Give ElevateAI on a socket."""
    with StandIns(Settings(speed=0.0), ["elevateai"]).running() as running:
        yield running


@pytest.fixture
def tenant(server: StandIns, request: pytest.FixtureRequest) -> Tenant:
    """Give a tenant of the test's own."""
    return server.tenants.get(request.node.name)


@pytest.fixture
def http(server: StandIns, tenant: Tenant) -> Iterator[httpx.Client]:
    """Give a client of ElevateAI as that tenant."""
    base = server.addresses.vendors["elevateai"]
    with httpx.Client(base_url=base, headers=key(tenant.name), timeout=WAIT_S, trust_env=False) as client:
        yield client


def rows(server: StandIns, tenant: Tenant, count: int) -> list[Exchange]:
    """Return the journal once it has so many rows; what breaks off is noted when the server sees the end."""
    with httpx.Client(base_url=server.addresses.control, timeout=WAIT_S, trust_env=False) as control:
        for _ in range(2000):  # each look takes a round trip, so the server has time to see it
            if tenant.journal.count >= count:
                break
            control.get("/health")
    return list(tenant.journal.after())


@pytest.mark.parametrize("after_bytes", [0, 3])
def test_a_cut_reply_is_a_protocol_error(
    server: StandIns, tenant: Tenant, http: httpx.Client, after_bytes: int
) -> None:
    """The connection ends before the body does; the vendor has done its work, and the journal knows of both."""
    play(tenant, f"operation: declareInteraction, calls: [1], cut_after_bytes: {after_bytes}")
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/interactions", json=AUDIO)
    again = http.post("/interactions", json=AUDIO)
    cut, whole = rows(server, tenant, 2)

    assert again.status_code == 201
    assert (cut.http, cut.fault, cut.operation) == (0, f"cut after {after_bytes} bytes", "declareInteraction")
    assert (whole.http, whole.fault) == (201, None)
    assert len(tenant.jobs) == 2


def test_a_cut_reply_begins_like_the_whole_one(server: StandIns, tenant: Tenant, http: httpx.Client) -> None:
    """The first bytes of the body do arrive."""
    play(tenant, "operation: declareInteraction, calls: [1], cut_after_bytes: 8")
    received: list[bytes] = []
    with http.stream("POST", "/interactions", json=AUDIO) as answer, pytest.raises(httpx.RemoteProtocolError):
        received.extend(answer.iter_raw())

    assert (answer.status_code, b"".join(received)) == (201, b'{"intera')


def test_a_hang_is_a_read_timeout(server: StandIns, tenant: Tenant, http: httpx.Client) -> None:
    """The server takes the request and never answers; when the client gives up, the journal says so."""
    play(tenant, "operation: getInteractionStatus, hang: true")
    job = http.post("/interactions", json=AUDIO).json()["interactionIdentifier"]
    with pytest.raises(httpx.ReadTimeout):
        http.get(f"/interactions/{job}/status", timeout=0.1)
    _, hung = rows(server, tenant, 2)

    assert (hung.http, hung.fault, hung.operation) == (0, "hang", "getInteractionStatus")


def test_a_reply_fault_works_over_a_socket_too(server: StandIns, tenant: Tenant, http: httpx.Client) -> None:
    """The code goes out as it is asked for, and the journal names the fault beside it."""
    play(tenant, "operation: declareInteraction, respond: 418")
    answer = http.post("/interactions", json=AUDIO)
    (row,) = rows(server, tenant, 1)

    assert (answer.status_code, row.http, row.fault, row.findings) == (418, 418, "respond 418", ())


def test_a_broken_exchange_is_no_breakdown(
    tenant: Tenant, http: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault that was asked for is not logged as if the fake were broken."""
    play(tenant, "operation: declareInteraction, cut_after_bytes: 3")
    with caplog.at_level(logging.WARNING, "understudy"), pytest.raises(httpx.RemoteProtocolError):
        http.post("/interactions", json=AUDIO)

    assert [record for record in caplog.records if record.name.startswith("understudy")] == []


def test_a_hanging_client_does_not_hold_the_server() -> None:
    """The server stops while somebody still waits for an answer."""
    with StandIns(Settings(speed=0.0), ["elevateai"]).running() as server:
        play(server.tenants.get("tester"), "operation: getInteractionStatus, hang: true")
        port = httpx.URL(server.addresses.vendors["elevateai"]).port
        waiting = socket.create_connection(("127.0.0.1", port or 0), WAIT_S)
        waiting.sendall(b"GET /v1/interactions/x/status HTTP/1.1\r\nHost: x\r\nX-API-Token: tester\r\n\r\n")
        httpx.get(f"{server.addresses.control}/health", timeout=WAIT_S, trust_env=False)
    with waiting:
        received = waiting.recv(1000)

    assert received == b""
