"""What a row of the journal says of an exchange, as a judge reads it over the control port."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest
from harness import RECORDING, Caller, multipart

from understudy.fakes import subject
from understudy.fakes.control.app import control_app
from understudy.fakes.recording import examine
from understudy.fakes.registry import translation
from understudy.fakes.tenant import Settings
from understudy.scenarios.exchange import Exchange

KEY = "a-rather-long-key"
AUDIO = {"type": "audio", "languageTag": "en"}
SESSIONS = "/api/v3/speech-to-text/session"
METHOD = "request: no such method on this path"
LINK = "https://example.com/call.mp3?id=7"


class Vendor(Caller):
    """One vendor, and the journal as the control port tells it."""

    def rows(self, name: str = KEY) -> list[Exchange]:
        """Return the journal of a tenant, decoded as strictly as a judge does."""

        async def read() -> bytes:
            transport = httpx.ASGITransport(control_app(self.tenants))
            async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
                return (await client.get(f"/tenants/{quote(name, safe='')}/journal")).content

        raw = msgspec.json.encode(json.loads(asyncio.run(read()))["exchanges"])
        return msgspec.json.decode(raw, type=list[Exchange])

    def last(self) -> Exchange:
        """Return the latest row."""
        return self.rows()[-1]

    def elevateai(self, method: str, path: str, body: Any = b"", **headers: str) -> Any:
        """Call ElevateAI with the key."""
        return self(method, f"/v1{path}", {"x-api-token": KEY, **headers}, body)

    def scriptix(self, method: str, path: str, body: Any = b"", **headers: str) -> Any:
        """Call Scriptix with the key."""
        return self(method, path, {"authorization": f"Bearer {KEY}", **headers}, body)


@pytest.fixture
def elevateai() -> Iterator[Vendor]:
    """Give ElevateAI, in process."""
    made = Vendor("elevateai")
    yield made
    made.close()


@pytest.fixture
def scriptix() -> Iterator[Vendor]:
    """Give Scriptix, in process."""
    made = Vendor("scriptix")
    yield made
    made.close()


def test_a_row_is_read_as_strictly_as_a_judge_reads_it(elevateai: Vendor) -> None:
    """Every field has its type; what the client sent wrongly is told, and what it did not is not."""
    job = elevateai.elevateai("POST", "/interactions", AUDIO).json()["interactionIdentifier"]
    elevateai.elevateai("GET", f"/interactions/{job}/status")
    declared, looked = elevateai.rows()

    assert (declared.operation, declared.job, declared.http, declared.findings) == ("declareInteraction", job, 201, ())
    assert (looked.said, looked.lanes, looked.subject, looked.fault) == ("filePendingUpload", {}, None, None)
    assert looked.at_s <= looked.answered_s


def test_an_exchange_lasts_until_it_is_answered() -> None:
    """What passes on the tenant's clock meanwhile lies between the two times."""
    vendor = Vendor("elevateai", Settings(speed=0.0))
    tenant = vendor.tenants.get(KEY)
    answer = vendor.app._answer  # pyright: ignore[reportPrivateUsage]

    async def slowly(*given: Any) -> Any:
        tenant.clock.advance(7)
        return await answer(*given)

    vendor.app._answer = slowly  # type: ignore[method-assign]
    vendor.elevateai("POST", "/interactions", AUDIO)
    row = vendor.last()
    vendor.close()

    assert (row.at_s, row.answered_s) == (0, 7)


# subject


def digest_of_the_recording() -> str:
    """Return how the recording is named."""
    return subject.of_file(asyncio.run(examine(RECORDING, "call.wav")).digest)


def test_a_link_is_the_subject_of_what_it_declares(elevateai: Vendor) -> None:
    """The same link has the same name, whoever signed it; another one has another."""
    signed = [f"{LINK}&X-Amz-Expires=60&X-Amz-Signature={each}" for each in ("a", "b")]
    for url in (LINK, *signed, f"{LINK}0"):
        elevateai.elevateai("POST", "/interactions", AUDIO | {"downloadUri": url})
    named = [row.subject for row in elevateai.rows()]

    assert named == [subject.of_link(LINK)] * 3 + [subject.of_link(f"{LINK}0")]
    assert named[0] != named[3]
    assert all(str(each).startswith("link:") for each in named)


def test_a_file_is_the_subject_of_its_upload(elevateai: Vendor) -> None:
    """The same bytes have the same name; a refused upload brought nothing."""
    headers, body = multipart(RECORDING.read_bytes())
    for _ in range(2):
        job = elevateai.elevateai("POST", "/interactions", AUDIO).json()["interactionIdentifier"]
        elevateai.elevateai("POST", f"/interactions/{job}/upload", body, **headers)
    elevateai.elevateai("POST", f"/interactions/{job}/upload", body, **headers)
    rows = [row for row in elevateai.rows() if row.operation == "uploadInteraction"]

    assert [row.http for row in rows] == [200, 200, 409]
    assert [row.subject for row in rows] == [digest_of_the_recording()] * 2 + [None]
    assert [row.subject for row in elevateai.rows() if row.operation == "declareInteraction"] == [None, None]


def test_a_text_is_the_subject_of_its_declaration(elevateai: Vendor) -> None:
    """The same words have the same name, whatever else is declared with them."""
    for said, name in (("hello", "a"), ("hello", "b"), ("goodbye", "a")):
        transcript = {"participantOne": {"phrases": [said]}}
        body = {"type": "transcript", "languageTag": "en", "externalIdentifier": name, "transcript": transcript}
        assert elevateai.elevateai("POST", "/interactions", body).status == 201
    first, second, third = (row.subject for row in elevateai.rows())

    assert str(first).startswith("text:")
    assert first == second
    assert first != third


def test_a_file_in_pieces_is_named_once_it_is_whole(scriptix: Vendor) -> None:
    """The last piece of a resumable upload brings the recording; a signed URL brings it at once."""
    data = RECORDING.read_bytes()
    tus = {"tus-resumable": "1.0.0"}
    metadata = "language ZW4=,filename Y2FsbC53YXY=,document_type ZG9jdW1lbnQ="
    made = scriptix.scriptix(
        "POST", "/api/v3/files/", b"", **tus, **{"upload-length": str(len(data)), "upload-metadata": metadata}
    )
    assert made.status == 201
    path = made.headers["location"].partition("localhost")[2]
    for start, end in ((0, 1000), (1000, len(data))):
        piece = {"upload-offset": str(start), "content-type": "application/offset+octet-stream"}
        assert scriptix.scriptix("PATCH", path, data[start:end], **tus, **piece).status == 204
    pieces = [row for row in scriptix.rows() if row.operation == "appendToFile"]

    assert [row.subject for row in pieces] == [None, digest_of_the_recording()]


# lanes, hints


def test_the_hint_of_a_rate_limit_is_noted(scriptix: Vendor) -> None:
    """How long the vendor itself asks to stay away is told in seconds."""
    tenant = scriptix.tenants.get(KEY)
    tenant.speak(translation("scriptix").dialect, {"plan": "free"})
    while scriptix.scriptix("GET", SESSIONS).status == 200:
        pass
    row = scriptix.last()

    assert row.http == 429
    assert row.retry_after_s is not None
    assert 0 < row.retry_after_s <= 60


# what the client does wrong


@pytest.mark.parametrize(
    ("method", "path", "body", "http", "finding"),
    [
        ("POST", "/interactions", {"type": "audio"}, 400, 'request: languageTag: "languageTag" is a required property'),
        ("POST", "/interactions", b"{", 400, "request: the body must be application/json, not untyped"),
        ("GET", "/nothing/x", b"", 404, "request: no such path"),
        (
            "PATCH",
            "/interactions/x",
            b"",
            405,
            f"{METHOD}: did you mean DELETE or GET /v1/interactions/{{interactionIdentifier}}?",
        ),
        ("PUT", "/interactions", b"", 405, f"{METHOD}: did you mean POST /v1/interactions?"),
    ],
)
def test_what_the_contract_forbids_is_noted(
    elevateai: Vendor, method: str, path: str, body: Any, http: int, finding: str
) -> None:
    """A request that is never right is a finding against the client."""
    elevateai.elevateai(method, path, body)

    assert (elevateai.last().http, elevateai.last().findings) == (http, (finding,))


def test_what_came_at_a_bad_time_is_no_finding(elevateai: Vendor) -> None:
    """An unknown job, a result that is not ready, and a file that nobody waits for are no breach of the contract."""
    job = elevateai.elevateai("POST", "/interactions", AUDIO | {"downloadUri": LINK}).json()["interactionIdentifier"]
    headers, body = multipart(b"x")
    elevateai.elevateai("GET", "/interactions/nobody/status")
    elevateai.elevateai("GET", f"/interactions/{job}/transcript")
    elevateai.elevateai("POST", f"/interactions/{job}/upload", body, **headers)

    assert [row.http for row in elevateai.rows()[1:]] == [404, 404, 409]
    assert [row.findings for row in elevateai.rows()] == [()] * 4


def test_a_secret_of_the_wrong_type_is_not_quoted() -> None:
    """What a check says of a field that is called like a secret leaves its value out."""
    marsview = Vendor("marsview")
    body = {"apiKey": KEY, "apiSecret": "swordfish", "userId": "me@example.com"}
    marsview("POST", "/cb/v1/auth/create_access_token", {}, body)
    token = json.loads(marsview("POST", "/cb/v1/auth/create_access_token", {}, body).content)["data"]["accessToken"]
    marsview("GET", f"/cb/v1/conversation/get_txn/{token}", {"authorization": f"Bearer {token}"})
    marsview("GET", "/cb/v1/conversation/get_txn/swordfish", {"authorization": f"Bearer {token}"})
    rows = marsview.rows()
    marsview.close()

    assert token not in repr(rows)
    assert "swordfish" not in repr(rows)
    assert [row.findings for row in rows[2:]] == [("secret: a credential stands in the path",)] * 2


@pytest.mark.parametrize(
    "body",
    [
        {"type": KEY, "languageTag": "en"},
        {"type": f"before {KEY} after", "languageTag": "en"},
        {"type": "x" * 160 + KEY, "languageTag": "en"},
        {"type": KEY * 20, "languageTag": "en"},
    ],
    ids=["a value", "within a value", "cut off", "many times"],
)
def test_a_secret_that_a_finding_would_quote_is_taken_out(elevateai: Vendor, body: Any) -> None:
    """The finding stays, so that the mistake is told."""
    elevateai.elevateai("POST", "/interactions", body)
    row = elevateai.last()

    assert row.http == 400
    assert row.findings[0].startswith("request: ")
    assert KEY[:8] not in repr(row)


@pytest.mark.parametrize("name", ["pass", 'with "quotes" and \\', "schlüssel-mit-ü"])
def test_short_and_strange_credentials_are_taken_out_of_findings_too(name: str) -> None:
    """However they are written in JSON."""
    vendor = Vendor("elevateai")
    vendor("POST", "/v1/interactions", {"x-api-token": name}, {"type": name, "languageTag": "en"})
    (row,) = vendor.tenants.get(name).journal.after()
    vendor.close()

    assert "[redacted]" in row.findings[0]
    assert not any(part in row.findings[0] for part in (name, "quotes", "schl"))


def test_the_secret_of_a_credential_is_taken_out_of_findings_too() -> None:
    """It is known by its digest only, so whole words and quoted texts are looked at."""
    marsview = Vendor("marsview")
    account = {"apiKey": KEY, "apiSecret": "sword fish", "userId": "me@example.com"}
    token = json.loads(marsview("POST", "/cb/v1/auth/create_access_token", {}, account).content)["data"]["accessToken"]
    wrong = {"title": ["sword fish", KEY, token]}
    marsview("POST", "/cb/v1/conversation/save_file_link", {"authorization": f"Bearer {token}"}, wrong)
    row = marsview.last()
    marsview.close()

    assert '["[redacted]","[redacted]","[redacted]' in repr(row)
    assert "sword" not in repr(row)
    assert KEY not in repr(row)
    assert token[:20] not in repr(row)


@pytest.mark.parametrize(
    ("path", "noted", "finding"),
    [
        (
            f"/interactions/{KEY}/status",
            "/v1/interactions/[redacted]/status",
            "secret: a credential stands in the path",
        ),
        (f"/interactions/x-{KEY}-y/status", "/v1/interactions/x-[redacted]-y/status", "secret: a credential stands in"),
        (f"/interactions/x/status?k={KEY}", "/v1/interactions/x/status", "secret: a credential stands in the query p"),
        (f"/interactions/x/status?{KEY}", "/v1/interactions/x/status", "secret: a credential stands in the query"),
        ("/interactions/x/status?api_key=abc", "/v1/interactions/x/status", "secret: the query parameter 'api_key' "),
        ("/interactions/x/status?X-API-Token=abc", "/v1/interactions/x/status", "secret: the query parameter 'X-API"),
    ],
)
def test_a_secret_in_the_url_is_found_and_taken_out(elevateai: Vendor, path: str, noted: str, finding: str) -> None:
    """The journal says that it was there, and does not repeat it."""
    elevateai.elevateai("GET", path)
    row = elevateai.last()

    assert row.path == noted
    assert len(row.findings) == 1
    assert row.findings[0].startswith(finding)
    assert KEY not in repr(row)


def test_a_credential_that_is_only_in_the_url_is_found_too(elevateai: Vendor) -> None:
    """The request is refused; it stands in the journal of the tenant whose credential it is, if there is one."""
    elevateai.elevateai("POST", "/interactions", AUDIO)
    elevateai("GET", f"/v1/interactions/x/status?X-API-Token={KEY}")
    elevateai("GET", "/v1/interactions/x/status?X-API-Token=somebody-else")
    row = elevateai.last()

    assert (row.number, row.http) == (2, 401)
    assert row.findings[0].startswith("secret: ")


@pytest.mark.parametrize("name", ["status", "interactions", "v1", "x"])
def test_an_ordinary_word_is_no_secret(name: str) -> None:
    """A credential that is called like a part of every path accuses nobody."""
    vendor = Vendor("elevateai")
    vendor("GET", "/v1/interactions/nobody/status?page=x1&interactions=1", {"x-api-token": name})
    (row,) = vendor.rows(name)
    vendor.close()

    assert (row.path, row.findings) == ("/v1/interactions/nobody/status", ())


def test_a_documented_parameter_is_no_secret(scriptix: Vendor) -> None:
    """The signature of a URL that the vendor itself gave out is where it belongs."""
    session = scriptix.scriptix("POST", SESSIONS, {"language": "en"}).json()["result"]["session_id"]
    url = scriptix.scriptix("POST", f"{SESSIONS}/{session}/upload-url").json()["result"]["upload_url"]
    path = url.partition("localhost")[2]
    put = scriptix("PUT", path, {"x-ms-blob-type": "BlockBlob", "content-type": "audio/wav"}, RECORDING.read_bytes())
    row = scriptix.last()

    assert "sig=" in path
    assert (put.status, row.operation, row.job, row.findings) == (201, "putMedia", session, ())
    assert row.subject == digest_of_the_recording()


# time that passes with the polls


def test_each_poll_takes_the_advised_interval(scriptix: Vendor) -> None:
    """3 seconds in the first minute, then 5, then 10; a client that waited longer finds the time that it is."""
    tenant = scriptix.tenants.get(KEY)
    made = scriptix.scriptix("POST", SESSIONS, {"language": "en", "media_source": LINK}).json()
    path = f"{SESSIONS}/{made['result']['session_id']}"

    async def set_on_poll(value: bool) -> Any:
        transport = httpx.ASGITransport(control_app(scriptix.tenants))
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            return (await client.post(f"/tenants/{KEY}/clock", json={"on_poll": value})).json()

    def moments(count: int) -> list[float]:
        for _ in range(count):
            scriptix.scriptix("GET", path)
        return [row.at_s for row in scriptix.rows()[-count:]]

    told = asyncio.run(set_on_poll(True))
    minute = moments(21)
    tenant.clock.advance(100)
    late = moments(2)
    asyncio.run(set_on_poll(False))
    still = moments(2)

    assert told["on_poll"] is True
    assert minute == [*(3.0 * step for step in range(1, 21)), 65.0]
    assert late == [165.0, 170.0]
    assert still == [170.0, 170.0]


def test_only_a_poll_of_a_job_takes_time(elevateai: Vendor) -> None:
    """Declaring, looking at what is not there, and asking for results do not move the clock; jobs are counted apart."""
    tenant = elevateai.tenants.get(KEY)
    asyncio.run(_on_poll(elevateai))
    one, other = (elevateai.elevateai("POST", "/interactions", AUDIO).json()["interactionIdentifier"] for _ in range(2))
    elevateai.elevateai("GET", "/interactions/nobody/status")
    elevateai.elevateai("GET", f"/interactions/{one}/transcript")
    before = tenant.clock.elapsed_s()
    times = [(elevateai.elevateai("GET", f"/interactions/{job}/status"), round(tenant.clock.elapsed_s(), 3))[1]
             for job in (one, other, one, other)]  # fmt: skip

    assert before == 0
    assert times == [30, 30, 60, 60]


async def _on_poll(vendor: Vendor) -> None:
    transport = httpx.ASGITransport(control_app(vendor.tenants))
    async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
        assert (await client.post(f"/tenants/{KEY}/clock", json={"on_poll": True})).status_code == 200


# the job of an exchange


def test_the_job_is_known_even_if_it_is_not_there_any_more(elevateai: Vendor) -> None:
    """A look at a job that was deleted is a look at that job; one at a job that never was is at none."""
    job = elevateai.elevateai("POST", "/interactions", AUDIO).json()["interactionIdentifier"]
    elevateai.elevateai("DELETE", f"/interactions/{job}")
    elevateai.elevateai("GET", f"/interactions/{job}/status")
    elevateai.elevateai("GET", "/interactions/nobody/status")

    assert [(row.http, row.job) for row in elevateai.rows()[2:]] == [(404, job), (404, None)]


def test_the_job_is_known_of_a_call_that_got_no_further(scriptix: Vendor) -> None:
    """A poll that a rate limit refuses is a poll of its job."""
    made = scriptix.scriptix("POST", SESSIONS, {"language": "en", "media_source": LINK}).json()
    session = made["result"]["session_id"]
    scriptix.tenants.get(KEY).speak(translation("scriptix").dialect, {"plan": "free"})
    while scriptix.scriptix("GET", f"{SESSIONS}/{session}").status == 200:
        pass

    assert (scriptix.last().http, scriptix.last().job, scriptix.last().said) == (429, session, None)
