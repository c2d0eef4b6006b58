"""The server: one port for each vendor and one for control, every client's body kept, and a clean end."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import httpx
import pytest
from harness import multipart

from understudy.contracts import vendor, vendor_names
from understudy.fakes.elevateai import rendering
from understudy.fakes.http_protocol import SniffingProtocol
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings
from understudy.scenarios import UnknownScenario

WAIT_S = 10
DECLARATION = b'{"type": "audio", "languageTag": "en"}'
UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABk\r\n"
HEADERS = {"X-API-Token": "tester"}


@pytest.fixture(scope="module")
def server() -> Iterator[StandIns]:
    """Give all vendors on sockets."""
    with StandIns(Settings(speed=0.0, max_upload_bytes=1_000_000)).running() as running:
        yield running


@pytest.fixture
def base(server: StandIns) -> str:
    """Give ElevateAI's base URL."""
    return server.addresses.vendors["elevateai"]


@pytest.fixture
def http(base: str) -> Iterator[httpx.Client]:
    """Give a client of ElevateAI."""
    with httpx.Client(base_url=base, headers=HEADERS, timeout=WAIT_S, trust_env=False) as client:
        yield client


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Give the list of what the fast parser hands over to the patient one."""
    heads: list[bytes] = []
    hand_over = SniffingProtocol._hand_over

    def spy(self: SniffingProtocol, data: bytes) -> None:
        heads.append(data)
        hand_over(self, data)

    monkeypatch.setattr(SniffingProtocol, "_hand_over", spy)
    return heads


class Wire:
    """A client that writes its bytes itself."""

    def __init__(self, base: str) -> None:
        """Connect."""
        url = httpx.URL(base)
        self._socket = socket.create_connection((url.host, url.port or 80), WAIT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")

    def __enter__(self) -> Wire:
        """Use it as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()

    def send(self, *pieces: bytes) -> None:
        """Send some pieces, each by itself."""
        for piece in pieces:
            self._socket.sendall(piece)

    def head(self) -> tuple[int, dict[str, str]]:
        """Read the head of one answer: its code and headers, names in lower case."""
        code = int(self._file.readline().split()[1])
        lines = iter(self._file.readline, b"\r\n")
        return code, {
            name.lower(): value.strip() for name, _, value in (line.decode().partition(":") for line in lines)
        }

    def answer(self) -> tuple[int, bytes]:
        """Read one answer: its code and body."""
        code, headers = self.head()
        return code, self._file.read(int(headers["content-length"]))


def request(body: bytes, more: bytes = b"", path: bytes = b"/v1/interactions") -> bytes:
    """Return a POST of JSON, byte for byte; `more` are further header lines."""
    head = b"POST " + path + b" HTTP/1.1\r\nHost: x\r\nX-API-Token: tester\r\nContent-Type: application/json\r\n" + more
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def test_every_vendor_has_a_port_of_its_own(server: StandIns) -> None:
    """The base URLs are those that a client is configured with, each with its own port, control besides."""
    urls = {name: httpx.URL(url) for name, url in server.addresses.as_dict().items()}

    assert list(urls) == ["control", *vendor_names()]
    assert {name: url.path.rstrip("/") for name, url in urls.items()} == {
        "control": "",
        **{name: vendor(name).contract.base_path for name in vendor_names()},
    }
    assert len({url.port for url in urls.values()}) == len(urls)
    assert {url.host for url in urls.values()} == {"127.0.0.1"}


def test_a_vendors_port_serves_that_vendor_only(server: StandIns, http: httpx.Client) -> None:
    """Neither control nor another vendor is found on it."""
    root = httpx.URL(server.addresses.vendors["elevateai"]).join("/")
    codes = [
        http.get(root.join(path)).status_code for path in ("/health", "/openapi.json", "/tenants", "/cb/v1/compute")
    ]

    assert codes == [404, 404, 404, 404]
    assert httpx.get(server.addresses.control + "/v1/interactions/x", trust_env=False).status_code == 404


def test_the_vendors_of_one_server_share_their_tenants(server: StandIns, http: httpx.Client) -> None:
    """What a client did with its credential can be read on the control port."""
    job = http.post("/interactions", content=DECLARATION, headers={"Content-Type": "application/json"}).json()
    jobs = httpx.get(server.addresses.control + "/tenants/tester/jobs", trust_env=False).json()["jobs"]

    assert job["interactionIdentifier"] in {each["id"] for each in jobs}


def test_every_socket_can_be_sent_from_without_delay(server: StandIns) -> None:
    """A listening socket knows its protocol, else each answer on a kept-alive connection waits for 40 ms."""
    assert {each.proto for each in server._sockets} == {socket.IPPROTO_TCP}


@pytest.mark.parametrize("times", [1, 3], ids=["once", "on one connection"])
def test_a_request_that_offers_to_upgrade_keeps_its_body(base: str, handed_over: list[bytes], times: int) -> None:
    """Java's client offers HTTP/2 with every request; it is answered over HTTP/1.1, and its body arrives."""
    with Wire(base) as wire:
        answers = []
        for _ in range(times):
            wire.send(request(DECLARATION, UPGRADE))
            answers.append(wire.answer())

    assert [code for code, _ in answers] == [201] * times
    assert all(b"interactionIdentifier" in body for _, body in answers)
    assert len(handed_over) == 1


def test_a_chunked_upload_that_offers_to_upgrade_keeps_its_body(base: str, http: httpx.Client) -> None:
    """A file that comes in chunks with such a request arrives whole."""
    declared = http.post("/interactions", content=DECLARATION, headers={"Content-Type": "application/json"})
    path = f"/v1/interactions/{declared.json()['interactionIdentifier']}/upload"
    headers, body = multipart(b"This is no recording." * 100)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nX-API-Token: tester\r\nContent-Type: {headers['content-type']}\r\n"
    chunks = [b"%x\r\n" % len(piece) + piece + b"\r\n" for piece in (body[:100], body[100:1000], body[1000:])]
    with Wire(base) as wire:
        wire.send(head.encode() + UPGRADE + b"Transfer-Encoding: chunked\r\n\r\n", *chunks, b"0\r\n\r\n")
        code, _ = wire.answer()

    assert code == 200


def test_ordinary_clients_stay_on_the_fast_parser(base: str, http: httpx.Client, handed_over: list[bytes]) -> None:
    """Who does not offer to upgrade is not handed over."""
    with Wire(base) as wire:
        wire.send(request(DECLARATION), request(DECLARATION))
        codes = [wire.answer()[0], wire.answer()[0]]
    codes.append(http.get("/interactions/x").status_code)

    assert (codes, handed_over) == ([201, 201, 404], [])


@pytest.mark.parametrize("upgrade", [b"", UPGRADE], ids=["ordinary", "offers to upgrade"])
def test_a_head_may_come_in_pieces(base: str, upgrade: bytes, handed_over: list[bytes]) -> None:
    """However the first request is cut up on its way, it is understood."""
    whole = request(DECLARATION, upgrade)
    with Wire(base) as wire:
        wire.send(*(whole[at : at + 7] for at in range(0, len(whole), 7)))
        code, _ = wire.answer()

    assert (code, len(handed_over)) == (201, 1 if upgrade else 0)


def test_a_client_may_wait_to_be_told_to_go_on(base: str) -> None:
    """`Expect: 100-continue`, which one client sends with its uploads, is answered before the body comes."""
    whole = request(DECLARATION, b"Expect: 100-continue\r\n")
    with Wire(base) as wire:
        wire.send(whole[: -len(DECLARATION)])
        first, _ = wire.head()
        wire.send(DECLARATION)
        second, _ = wire.answer()

    assert (first, second) == (100, 201)


def test_what_is_no_http_is_refused(base: str) -> None:
    """Garbage is answered with 400 and hurts nobody."""
    with Wire(base) as wire:
        wire.send(b"\x16\x03\x01 garbage\r\n\r\n")
        code, _ = wire.head()

    assert code == 400


def test_a_file_over_the_limit_is_refused_over_a_socket(http: httpx.Client) -> None:
    """The client of a file that is much too large still reads its 413."""
    declared = http.post("/interactions", content=DECLARATION, headers={"Content-Type": "application/json"})
    path = f"/interactions/{declared.json()['interactionIdentifier']}"
    headers, body = multipart(bytes(3_000_000))
    answer = http.post(f"{path}/upload", content=body, headers=headers)

    assert (answer.status_code, list(answer.json())) == (413, ["errorMessage"])
    assert http.get(f"{path}/status").json()["status"] == "filePendingUpload"


def test_the_one_date_of_an_answer_is_the_tenants(server: StandIns, base: str, http: httpx.Client) -> None:
    """The server adds no date of its own to that of the tenant's clock."""
    server.tenants.get("tester").clock.advance(86400 * 365)
    answer = http.get("/interactions/x")
    now = server.tenants.get("tester").clock.now()

    assert len(answer.headers.get_list("date")) == 1
    assert parsedate_to_datetime(answer.headers["date"]).timestamp() == int(now)


def test_a_fake_that_breaks_says_so_and_goes_on(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A planted bug is answered with 500 and logged with its traceback; the next request is served."""
    declared = http.post("/interactions", content=DECLARATION, headers={"Content-Type": "application/json"})
    path = f"/interactions/{declared.json()['interactionIdentifier']}/status"
    with monkeypatch.context() as patch:
        patch.delattr(rendering, "stamp")
        code = http.get(path).status_code

    assert (code, http.get(path).status_code) == (500, 200)
    (record,) = [record for record in caplog.records if record.name == "understudy.fakes"]
    assert (record.levelno, record.exc_info is not None) == (logging.ERROR, True)


def free_ports(count: int) -> int:
    """Return the first of so many ports in a row that were free a moment ago."""
    for _ in range(100):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            first = int(probe.getsockname()[1])
        held: list[socket.socket] = []
        try:
            for port in range(first, first + count):
                held.append(socket.socket())
                held[-1].bind(("127.0.0.1", port))
        except OSError:
            continue
        finally:
            for each in held:
                each.close()
        return first
    raise AssertionError("no free ports in a row")


def test_the_vendors_follow_control_in_alphabetical_order() -> None:
    """With a port given, control has it and the vendors the next ones."""
    first = free_ports(len(vendor_names()) + 1)
    server = StandIns(Settings(), ["scriptix", "elevateai", "marsview"], port=first)
    ports = {name: httpx.URL(url).port for name, url in server.addresses.as_dict().items()}
    server.close()

    assert ports == {"control": first, "elevateai": first + 1, "marsview": first + 2, "scriptix": first + 3}


def test_a_busy_port_is_named_and_the_others_are_given_back() -> None:
    """A port that is taken is an OSError that names it; nothing else stays bound."""
    first = free_ports(3)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + 2))
        taken.listen()
        with pytest.raises(OSError, match=f"127.0.0.1:{first + 2}: "):
            StandIns(Settings(), ["elevateai", "marsview"], port=first)
    StandIns(Settings(), ["elevateai", "marsview"], port=first).close()


def test_an_unknown_scenario_is_told_before_any_port_is_bound() -> None:
    """A server that could not do what was asked does not start."""
    with pytest.raises(UnknownScenario):
        StandIns(Settings(scenarios=("elevateai/nothing",)))


def test_only_the_vendors_that_are_wanted_are_served() -> None:
    """With some vendors named, the others have no port."""
    server = StandIns(Settings(), ["scriptix"])
    server.close()

    assert list(server.addresses.as_dict()) == ["control", "scriptix"]


def test_a_stopped_server_gives_its_ports_back() -> None:
    """After the end nobody listens any more."""
    with StandIns(Settings(), ["elevateai"]).running() as server:
        assert httpx.get(server.addresses.control + "/health", trust_env=False).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.addresses.control + "/health", trust_env=False)
