"""A vendor's app: handlers and contract are the same set, every exchange is noted, and nothing secret is kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest
from harness import Caller

from understudy.contracts import vendor_names
from understudy.fakes.call import Call
from understudy.fakes.clock import Clock
from understudy.fakes.registry import translation
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.strangers import KEPT_MAX
from understudy.fakes.tenant import Settings, Tenants
from understudy.fakes.vendor_app import VendorApp

KEY = {"X-API-Token": "tester"}
JOB = "/v1/interactions/{interactionIdentifier}"
AUDIO = {"type": "audio", "languageTag": "en"}


@pytest.fixture
def elevateai() -> Iterator[Caller]:
    """Give ElevateAI's app, in process."""
    caller = Caller("elevateai")
    yield caller
    caller.close()


@pytest.mark.parametrize("name", vendor_names())
def test_every_operation_has_a_handler(name: str) -> None:
    """An operation without a handler, or a handler without an operation, is refused when the app is made."""
    whole = translation(name)
    lost, *_ = whole.handlers
    handlers = {operation: handler for operation, handler in whole.handlers.items() if operation != lost}

    assert VendorApp(whole, Tenants(Settings())).vendor.name == name
    with pytest.raises(ValueError, match=f"{name}: operations and handlers differ: {lost}"):
        VendorApp(whole._replace(handlers=handlers), Tenants(Settings()))
    with pytest.raises(ValueError, match=f"{name}: operations and handlers differ: invented"):
        VendorApp(whole._replace(handlers=whole.handlers | {"invented": whole.handlers[lost]}), Tenants(Settings()))


def test_every_exchange_stands_in_the_journal(elevateai: Caller) -> None:
    """Time, operation, job, code, and what was said of the job; refused requests and unknown paths, too."""
    job = elevateai("POST", "/v1/interactions", KEY, AUDIO).json()["interactionIdentifier"]
    tenant = elevateai.tenants.get("tester")
    tenant.clock.advance(2.5)
    elevateai("GET", f"/v1/interactions/{job}/status?x=1", KEY)
    elevateai("GET", "/v1/interactions/nobody/status", KEY)
    elevateai("GET", "/v2/nothing", KEY)
    elevateai("PUT", "/v1/interactions", KEY)
    journal = list(tenant.journal.after())
    rows = [(row.at_s, row.operation, row.method, row.path, row.job, row.http, row.said) for row in journal]

    assert rows == [
        (0.0, "declareInteraction", "POST", "/v1/interactions", job, 201, None),
        (2.5, "getInteractionStatus", "GET", f"/v1/interactions/{job}/status", job, 200, "filePendingUpload"),
        (2.5, "getInteractionStatus", "GET", "/v1/interactions/nobody/status", None, 404, None),
        (2.5, "", "GET", "/v2/nothing", None, 404, None),
        (2.5, "", "PUT", "/v1/interactions", None, 405, None),
    ]
    assert {row.vendor for row in journal} == {"elevateai"}


def test_no_secret_stands_in_the_journal(elevateai: Caller) -> None:
    """Neither header, query nor body is kept."""
    elevateai(
        "POST",
        "/v1/interactions?token=hidden-1",
        {"X-API-Token": "hidden-2"},
        AUDIO | {"externalIdentifier": "hidden-3"},
    )
    (row,) = elevateai.tenants.get("hidden-2").journal.after()

    assert "hidden" not in repr(row)


def test_a_refused_credential_stands_in_no_journal(elevateai: Caller) -> None:
    """Who is not admitted is no tenant, so there is nobody whose journal could have it."""
    elevateai("GET", "/v1/interactions/x/status")

    assert list(elevateai.tenants) == []


def test_an_exchange_is_one_moment(elevateai: Caller) -> None:
    """However long it takes, what is answered, its date and the journal's time are of one and the same moment."""
    job = elevateai("POST", "/v1/interactions", KEY, AUDIO).json()["interactionIdentifier"]
    tenant = elevateai.tenants.get("tester")
    tenant.clock = Clock(1.0, 0.0, itertools.count(step=1000.0).__next__)
    answer = elevateai("GET", f"/v1/interactions/{job}/status", KEY)
    *_, row = tenant.journal.after()

    assert row.at_s == parsedate_to_datetime(answer.headers["date"]).timestamp()


@pytest.mark.parametrize(
    ("reply", "content", "headers"),
    [
        (Reply(200, {"a": "é"}), b'{"a":"\xc3\xa9"}', {b"content-type": b"application/json", b"content-length": b"10"}),
        (Reply(204), b"", {b"content-length": b"0"}),
        (Reply(200, "é", "text/vtt"), b"\xc3\xa9", {b"content-type": b"text/vtt; charset=utf-8"}),
        (Reply(200, b"\x00", "audio/wav"), b"\x00", {b"content-type": b"audio/wav"}),
        (Reply(429, None, headers=((b"retry-after", b"60"),)), b"", {b"retry-after": b"60"}),
    ],
    ids=["JSON", "nothing", "a text", "bytes", "a header"],
)
def test_a_reply_becomes_bytes(reply: Reply, content: bytes, headers: dict[bytes, bytes]) -> None:
    """JSON, texts and bytes go out with their type, length and date; an empty body has no type."""
    sent = dict(reply.asgi_headers(len(reply.content()), 1_700_000_000.9))

    assert reply.content() == content
    assert sent.items() >= headers.items()
    assert sent[b"date"] == b"Tue, 14 Nov 2023 22:13:20 GMT"
    assert (b"content-type" in sent) == (reply.body is not None)


def test_a_call_without_a_credential_knows_no_tenant() -> None:
    """Asking for the tenant of an open operation is a refusal, not a breakdown."""
    operation = translation("elevateai").vendor.contract.operations["getInteractionStatus"]
    call = Call(operation, Tenants(Settings()), None, (), {}, None)  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        _ = call.tenant

    assert caught.value.problem is Problem.UNAUTHORIZED


def test_a_job_of_another_vendor_is_not_found() -> None:
    """One credential may be used with all vendors; a job is found only through its own vendor's operations."""
    elevateai = Caller("elevateai")
    facts = translation("scriptix").vendor
    elevateai.tenants.get("tester").declare(facts, facts.lifecycles["link"], "session-1", b"{}")
    answer = elevateai("GET", "/v1/interactions/session-1/status", KEY)
    elevateai.close()

    assert answer.status == 404


def test_a_misspelt_path_is_explained(elevateai: Caller) -> None:
    """The refusal and the journal name the operation that was most likely meant."""
    answer = elevateai("POST", "/v1/interaction", KEY, AUDIO)

    assert answer.status == 404
    assert b"did you mean POST /v1/interactions?" in answer.content
    (row,) = elevateai.tenants.get("tester").journal.after()
    assert row.findings == ("request: no such path: did you mean POST /v1/interactions?",)


# who is nobody's client


@pytest.mark.parametrize(
    ("method", "path", "headers", "noted"),
    [
        ("POST", "/v1/interactions", {}, ("POST", "/v1/interactions", 401, "")),
        ("GET", "/v1/interactions/hidden-7/status", {}, ("GET", f"{JOB}/status", 401, "")),
        ("POST", "/v1/interaction", {}, ("POST", "/v1/interaction", 404, "POST /v1/interactions")),
        ("PUT", "/v1/interactions", {}, ("PUT", "/v1/interactions", 405, "POST /v1/interactions")),
        ("GET", "/v1/hidden-7/eyJhidden/x", {}, ("GET", "/v1/…/eyJhidden/x", 404, "")),
        ("GET", "/hidden", {"X-API-Token": "nope@hidden"}, ("GET", "/hidden", 404, "")),
        ("GET", "/nope@hidden", {"X-API-Token": "nope@hidden"}, ("GET", "/…", 404, "")),
    ],
)
def test_who_has_no_credential_is_noted_apart(
    elevateai: Caller, method: str, path: str, headers: dict[str, str], noted: tuple[str, str, int, str]
) -> None:
    """What was asked, what was answered and what was meant; nothing that may be a secret."""
    elevateai(method, path, headers)
    (stranger,) = elevateai.tenants.strangers.after()

    assert stranger == (1, "elevateai", *noted)
    assert list(elevateai.tenants) == []


def test_only_the_latest_strangers_are_kept(elevateai: Caller) -> None:
    """All are counted, and a look may begin where the one before has ended."""
    for _ in range(KEPT_MAX + 3):
        elevateai("POST", "/v1/interactions")
    strangers = elevateai.tenants.strangers

    assert strangers.count == KEPT_MAX + 3
    assert [each.number for each in strangers.after()] == list(range(4, KEPT_MAX + 4))
    assert [each.number for each in strangers.after(KEPT_MAX + 2)] == [KEPT_MAX + 3]


def test_whom_anybody_knows_is_no_stranger() -> None:
    """Not a tenant, nor one whom an open operation serves without asking who it is."""
    scriptix, elevateai = Caller("scriptix"), Caller("elevateai")
    told = scriptix("OPTIONS", "/api/v3/files")
    elevateai("GET", "/v1/nothing", KEY)
    for caller in (scriptix, elevateai):
        caller.close()
        assert caller.tenants.strangers.count == 0

    assert told.status < 300
