"""Faults on the wire: a raw socket sees exactly what was named, and the journal says what really went out."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from harness import RECORDING, multipart

from understudy.contracts import Document
from understudy.fakes import clock, intake, listener
from understudy.fakes.journal import Exchange
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings, Tenant
from understudy.scenarios import load

AUDIO = {"type": "audio", "languageTag": "en"}
WAIT_S = 10
LOOPS = ["the fastest loop", "asyncio's loop"]


def play(tenant: Tenant, rule: str) -> None:
    """Let this fault strike a tenant's calls."""
    text = f"vendor: elevateai\ntitle: A test\nsource: ours\nadvice: none\nfaults:\n  - {{{rule}}}\n"
    tenant.scenarios["elevateai"] = load(Document(text, "test.yaml"))


class Heard(NamedTuple):
    """What a client hears on its connection."""

    data: bytes
    end: str
    """`closed` in good order, or `reset`"""
    pieces: tuple[bytes, ...]
    """as they came out of the socket"""

    @property
    def head(self) -> bytes:
        """The head of the answer; empty unless it is complete."""
        head, separator, _ = self.data.partition(b"\r\n\r\n")
        return head if separator else b""

    @property
    def body(self) -> bytes:
        """What comes after the head."""
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def length(self) -> int:
        """The length of the body as it is told."""
        lines = self.head.lower().split(b"\r\n")
        return next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))


@pytest.fixture(scope="module", params=LOOPS)
def server(request: pytest.FixtureRequest) -> Iterator[StandIns]:
    """Give ElevateAI on a socket, on either event loop."""
    stand_ins = StandIns(Settings(speed=0.0), ["elevateai"])
    if request.param == "asyncio's loop":
        stand_ins._server.config.loop = "asyncio"  # pyright: ignore[reportPrivateUsage]
    with stand_ins.running() as running:
        yield running


@pytest.fixture
def tenant(server: StandIns, request: pytest.FixtureRequest) -> Tenant:
    """Give a tenant of the test's own."""
    return server.tenants.get(request.node.name.replace(" ", "_"))


@pytest.fixture(params=["the fast parser", "the patient parser"])
def extra(request: pytest.FixtureRequest) -> str:
    """Give the headers with which either HTTP parser takes the connection."""
    return "" if request.param == "the fast parser" else "Connection: Upgrade\r\nUpgrade: h2c\r\n"


def port_of(server: StandIns) -> int:
    """Return the vendor's port."""
    return httpx.URL(server.addresses.vendors["elevateai"]).port or 0


def connected(server: StandIns) -> socket.socket:
    """Return a new connection to the vendor."""
    return socket.create_connection(("127.0.0.1", port_of(server)), WAIT_S)


def request(tenant: Tenant, method: str, path: str, body: bytes = b"", extra: str = "") -> bytes:
    """Return the bytes of a request."""
    kind = "content-type: application/json\r\n" if body and "ontent-type" not in extra else ""
    head = f"{method} /v1{path} HTTP/1.1\r\nhost: x\r\nx-api-token: {tenant.name}\r\n{kind}{extra}"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


DECLARATION = b'{"type":"audio","languageTag":"en"}'


def heard(connection: socket.socket) -> Heard:
    """Listen until the other side ends the connection."""
    pieces: list[bytes] = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        return Heard(b"".join(pieces), "reset", tuple(pieces))
    return Heard(b"".join(pieces), "closed", tuple(pieces))


def declare(server: StandIns, tenant: Tenant, extra: str = "") -> Heard:
    """Declare on a connection of its own."""
    with connected(server) as connection:
        connection.sendall(request(tenant, "POST", "/interactions", DECLARATION, extra))
        return heard(connection)


def rows(server: StandIns, tenant: Tenant, count: int) -> list[Exchange]:
    """Return the journal once it has so many rows; what breaks off is noted when the server sees the end."""
    with httpx.Client(base_url=server.addresses.control, timeout=WAIT_S, trust_env=False) as control:
        for _ in range(2000):  # each look takes a round trip, so the server has time to see it
            if tenant.journal.count >= count:
                break
            control.get("/health")
    return list(tenant.journal.after())


def strike(tenant: Tenant, rule: str) -> None:
    """Let the next declaration meet this fault."""
    play(tenant, f"operation: declareInteraction, calls: [1], {rule}")


def test_a_reset_before_the_head_is_a_reset_and_nothing_else(server: StandIns, tenant: Tenant, extra: str) -> None:
    """The work is done, not a byte comes, and the connection is reset."""
    strike(tenant, "reset: before_head")
    told = declare(server, tenant, extra)
    (row,) = rows(server, tenant, 1)

    assert (told.data, told.end) == (b"", "reset")
    assert (row.http, row.said, row.fault, len(tenant.jobs)) == (0, None, "reset before_head", 1)
    assert row.job == next(iter(tenant.jobs)).id


def test_a_reset_after_the_head_leaves_a_whole_head(server: StandIns, tenant: Tenant, extra: str) -> None:
    """The head is complete and announces a body, of which nothing comes."""
    strike(tenant, "reset: after_head")
    told = declare(server, tenant, extra)
    (row,) = rows(server, tenant, 1)

    assert told.head.startswith(b"HTTP/1.1 201 ")
    assert told.length > 0
    assert (told.body, told.end) == (b"", "reset")
    assert (row.http, row.fault, len(tenant.jobs)) == (0, "reset after_head", 1)


def test_no_answer_is_a_connection_closed_in_good_order(server: StandIns, tenant: Tenant, extra: str) -> None:
    """The work is done, not a byte comes, and the connection is closed."""
    strike(tenant, "no_answer: true")
    told = declare(server, tenant, extra)
    (row,) = rows(server, tenant, 1)

    assert (told.data, told.end) == (b"", "closed")
    assert (row.http, row.fault, len(tenant.jobs)) == (0, "no answer", 1)


def test_an_upload_that_nobody_reads_is_closed_in_good_order_too(server: StandIns, tenant: Tenant) -> None:
    """What the vendor's answer left unread is taken in first: else the close would be a reset."""
    play(tenant, "operation: uploadInteraction, no_answer: true")
    headers, body = multipart(RECORDING.read_bytes())
    with connected(server) as connection:
        extra = f"content-type: {headers['content-type']}\r\n"
        connection.sendall(request(tenant, "POST", "/interactions/nobody/upload", body, extra))
        told = heard(connection)

    assert (told.data, told.end) == (b"", "closed")


@pytest.mark.parametrize("after_bytes", [0, 8])
def test_a_cut_answer_has_so_many_bytes_of_its_body(
    server: StandIns, tenant: Tenant, extra: str, after_bytes: int
) -> None:
    """The head announces the whole body, the first bytes of it come, and the connection is closed."""
    strike(tenant, f"cut_after_bytes: {after_bytes}")
    told = declare(server, tenant, extra)
    (row,) = rows(server, tenant, 1)

    assert (told.body, told.end) == (b'{"intera'[:after_bytes], "closed")
    assert told.length == 64
    assert (row.http, row.fault, len(tenant.jobs)) == (0, f"cut after {after_bytes} bytes", 1)


def test_an_answer_shorter_than_its_cut_is_whole(server: StandIns, tenant: Tenant, extra: str) -> None:
    """It went out, so the journal has its code."""
    strike(tenant, "cut_after_bytes: 64")
    told = declare(server, tenant, extra)
    (row,) = rows(server, tenant, 1)

    assert (len(told.body), told.length, told.end, row.http) == (64, 64, "closed", 201)


@pytest.mark.parametrize("more", [-64, -5, 5])
def test_a_wrong_length_is_wrong_by_so_much(server: StandIns, tenant: Tenant, extra: str, more: int) -> None:
    """The whole body comes, whatever length is told, and the connection is closed."""
    strike(tenant, f"wrong_length: {more}")
    told = declare(server, tenant, extra)
    (row,) = rows(server, tenant, 1)

    assert told.head.startswith(b"HTTP/1.1 201 Created\r\n")
    assert (len(told.body), told.length, told.end) == (64, 64 + more, "closed")
    assert told.body.endswith(b'"}')
    assert (row.http, row.said, row.fault) == (0, None, f"wrong length {more:+d}")


class Pauses:
    """Stands for real time: what is waited for is noted, and over at once unless the client hangs up."""

    def __init__(self) -> None:
        """Nothing was waited for yet."""
        self.seconds: list[float] = []

    async def within(self, seconds: float, happening: object) -> bool:
        """Note the span, and wait a moment of it, so that each piece goes out by itself."""
        self.seconds.append(seconds)
        return await clock.within(0.05, happening)  # type: ignore[arg-type]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """Give the pauses that were made."""
    made = Pauses()
    monkeypatch.setattr(intake, "within", made.within)
    return made


def answered(connection: socket.socket) -> Heard:
    """Listen for one whole answer on a connection that stays."""
    told = Heard(b"", "", ())
    while not told.head or len(told.body) < told.length:
        piece = connection.recv(65536)
        assert piece, "the connection was closed"
        told = Heard(told.data + piece, "", (*told.pieces, piece))
    return told


def keep_alive(server: StandIns, tenant: Tenant, extra: str = "") -> Heard:
    """Declare, and listen for one whole answer."""
    with connected(server) as connection:
        connection.sendall(request(tenant, "POST", "/interactions", DECLARATION, extra))
        return answered(connection)


def test_a_drip_comes_in_pieces(server: StandIns, tenant: Tenant, extra: str, pauses: Pauses) -> None:
    """Each piece has so many bytes, and between two of them lies the span; nothing is missing."""
    strike(tenant, "drip: {bytes: 25, every: 40s}")
    told = keep_alive(server, tenant, extra)
    (row,) = rows(server, tenant, 1)
    bodies = [piece.partition(b"\r\n\r\n")[2] if piece.startswith(b"HTTP") else piece for piece in told.pieces]

    assert [len(body) for body in bodies if body] == [25, 25, 14]
    assert pauses.seconds == [40, 40]
    assert (told.length, row.http, row.fault) == (64, 201, "drip 25 bytes every 40s")


def test_a_delay_is_real_time_and_the_work_is_done_at_once(
    server: StandIns, tenant: Tenant, extra: str, pauses: Pauses
) -> None:
    """The answer comes whole, after the span; of a tenant whose time stands still the span is not changed."""
    strike(tenant, "delay: 30s")
    told = keep_alive(server, tenant, extra)
    (row,) = rows(server, tenant, 1)

    assert told.head.startswith(b"HTTP/1.1 201 ")
    assert pauses.seconds == [30]
    assert (row.http, row.fault) == (201, "delay 30s")


@pytest.mark.parametrize(("rate", "real_s"), [(120, 0.25), (1, 30), (0.5, 30)])
def test_a_span_is_as_long_as_a_client_on_the_same_clock_perceives_it(
    server: StandIns, tenant: Tenant, pauses: Pauses, rate: float, real_s: float
) -> None:
    """Under a fast clock the span is divided by its rate."""
    tenant.clock.run(rate)
    strike(tenant, "delay: 30s")
    keep_alive(server, tenant)

    assert pauses.seconds == [real_s]


@pytest.mark.parametrize("rule", ["delay: 1h", "drip: {bytes: 1, every: 1h}"])
def test_a_client_that_does_not_wait_breaks_the_exchange_off(
    server: StandIns, tenant: Tenant, rule: str, extra: str
) -> None:
    """The journal says so as soon as the client hangs up."""
    strike(tenant, rule)
    with connected(server) as connection:
        connection.sendall(request(tenant, "POST", "/interactions", DECLARATION, extra))
        httpx.get(f"{server.addresses.control}/health", timeout=WAIT_S, trust_env=False)
    (row,) = rows(server, tenant, 1)

    assert (row.http, row.said, len(tenant.jobs)) == (0, None, 1)


def test_a_hang_lasts_until_the_client_gives_up(server: StandIns, tenant: Tenant) -> None:
    """The server takes the request and never answers, and nothing is done."""
    strike(tenant, "hang: true")
    base = server.addresses.vendors["elevateai"]
    with httpx.Client(base_url=base, headers={"x-api-token": tenant.name}, trust_env=False) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/interactions", json=AUDIO, timeout=0.1)
        again = client.post("/interactions", json=AUDIO, timeout=WAIT_S)
    hung, _ = rows(server, tenant, 2)

    assert again.status_code == 201
    assert (hung.http, hung.fault, hung.operation, len(tenant.jobs)) == (0, "hang", "declareInteraction", 1)


class Gate:
    """Stands for real time while a port is closed: it goes on when it is told to."""

    def __init__(self) -> None:
        """Nothing was waited for yet."""
        self.seconds: list[float] = []
        self.is_open = False

    async def sleep(self, seconds: float) -> None:
        """Note the span; a short one, in which the port is bound again, is real."""
        if seconds >= 1:
            self.seconds.append(seconds)
        await clock.wire_sleep(min(seconds, 0.001))
        while seconds >= 1 and not self.is_open:
            await clock.wire_sleep(0.001)


def accepts(server: StandIns) -> bool:
    """Say whether the vendor's port takes a connection."""
    try:
        connected(server).close()
    except ConnectionRefusedError:
        return False
    return True


def eventually(server: StandIns, is_accepting: bool) -> bool:
    """Say whether the port comes to be as wanted, while the control port answers."""
    with httpx.Client(base_url=server.addresses.control, timeout=WAIT_S, trust_env=False) as control:
        return any(accepts(server) is is_accepting for _ in range(2000) if control.get("/health"))


def test_a_refused_port_takes_no_connection_and_then_takes_them_again(
    server: StandIns, tenant: Tenant, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pooled connections of everybody are closed, new ones refused; after the span the same port is there again."""
    gate = Gate()
    monkeypatch.setattr(listener, "wire_sleep", gate.sleep)
    strike(tenant, "refuse: 20s")
    with connected(server) as pooled:
        pooled.sendall(request(server.tenants.get("somebody"), "GET", "/interactions/x/status"))
        answered(pooled)
        told = declare(server, tenant, extra)
        pool = heard(pooled)
    is_refused = eventually(server, False)
    still = [accepts(server) for _ in range(3)]
    gate.is_open = True
    is_back = eventually(server, True)
    again = keep_alive(server, tenant, extra)
    row, _ = rows(server, tenant, 2)

    assert (told.data, told.end) == (b"", "closed")
    assert (pool.data, pool.end) == (b"", "closed")
    assert (is_refused, still, is_back) == (True, [False] * 3, True)
    assert gate.seconds == [20]
    assert again.head.startswith(b"HTTP/1.1 201 ")
    assert (row.http, row.fault, row.job, len(tenant.jobs)) == (0, "refuse 20s", None, 1)


def test_a_server_can_be_stopped_while_a_port_is_refused() -> None:
    """Nothing is left open, and the port can be had by another."""
    with StandIns(Settings(speed=0.0), ["elevateai"]).running() as server:
        tenant = server.tenants.get("tester")
        strike(tenant, "refuse: 1h")
        port = port_of(server)
        declare(server, tenant)
        assert eventually(server, False)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))


def test_a_client_that_goes_away_before_a_fault_breaks_nothing(server: StandIns, tenant: Tenant) -> None:
    """A body that breaks off before the fault could strike is noted like any broken exchange."""
    strike(tenant, "cut_after_bytes: 3")
    with connected(server) as connection:
        connection.sendall(request(tenant, "POST", "/interactions", DECLARATION)[:-5])
        httpx.get(f"{server.addresses.control}/health", timeout=WAIT_S, trust_env=False)
    (row,) = rows(server, tenant, 1)

    assert (row.http, row.fault, len(tenant.jobs)) == (0, "cut after 3 bytes", 0)


def test_a_reply_fault_works_over_a_socket_too(server: StandIns, tenant: Tenant, extra: str) -> None:
    """The code goes out as it is asked for, and the connection stays."""
    play(tenant, "operation: declareInteraction, respond: 418")
    with connected(server) as connection:
        for _ in range(2):
            connection.sendall(request(tenant, "POST", "/interactions", DECLARATION, extra))
            assert answered(connection).head.startswith(b"HTTP/1.1 418 ")
    two = rows(server, tenant, 2)

    assert [(row.http, row.fault, row.findings) for row in two] == [(418, "respond 418", ())] * 2


@pytest.mark.parametrize("rule", ["cut_after_bytes: 3", "reset: after_head", "wrong_length: 5", "no_answer: true"])
def test_a_broken_exchange_is_no_breakdown(
    server: StandIns, tenant: Tenant, rule: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault that was asked for is not logged as if the fake, or the server, were broken."""
    strike(tenant, rule)
    with caplog.at_level(logging.WARNING), caplog.at_level(logging.WARNING, "uvicorn"):
        declare(server, tenant)
        rows(server, tenant, 1)

    assert [record for record in caplog.records if record.name.startswith(("understudy", "uvicorn", "asyncio"))] == []


def test_a_hanging_client_does_not_hold_the_server() -> None:
    """The server stops while somebody still waits for an answer."""
    with StandIns(Settings(speed=0.0), ["elevateai"]).running() as server:
        tenant = server.tenants.get("tester")
        strike(tenant, "hang: true")
        waiting = connected(server)
        waiting.sendall(request(tenant, "POST", "/interactions", DECLARATION))
        httpx.get(f"{server.addresses.control}/health", timeout=WAIT_S, trust_env=False)
    with waiting:
        assert heard(waiting).data == b""
