"""gzip on answers: when asked for, where it is worth it, always the same bytes; for every vendor in one place."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest
from harness import Answer, Caller
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.contracts import vendor_names
from understudy.fakes import compression, reply
from understudy.fakes.compression import BYTES_MIN, accepts_gzip, compressed
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

if TYPE_CHECKING:
    from elevateai.conftest import Account

ASKED = {"includeAiResults": True}
RESULTS = ["transcript", "transcripts", "transcripts/punctuated", "ai"]


def ask(account: Account, identifier: str, what: str, encoding: str | None = "gzip, deflate, br") -> Answer:
    """Get something with this Accept-Encoding."""
    headers = {} if encoding is None else {"accept_encoding": encoding}
    return account.call("GET", f"/{identifier}/{what}", **headers)


@pytest.mark.parametrize("what", RESULTS)
def test_a_result_is_compressed_when_asked_for(elevateai: Account, audio: Callable[[float], bytes], what: str) -> None:
    """The body is gzip of what it is without, the headers say so, and its length is the one on the wire."""
    identifier = elevateai.processed(audio(60), **ASKED)
    plain, packed = ask(elevateai, identifier, what, None), ask(elevateai, identifier, what)

    assert gzip.decompress(packed.content) == plain.content
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "accept-encoding")
    assert packed.headers["content-length"] == str(len(packed.content))
    assert packed.headers["content-type"] == "application/json"
    assert len(packed.content) < len(plain.content)
    assert ("content-encoding" in plain.headers, plain.headers["vary"]) == (False, "accept-encoding")


def test_a_status_is_never_compressed(elevateai: Account) -> None:
    """A poll's answer is short: it goes out as it is, without a word on encodings."""
    answer = ask(elevateai, elevateai.processed(), "status")

    assert answer.json()["status"] == "processed"
    assert {"content-encoding", "vary"}.isdisjoint(answer.headers)


def test_the_same_answer_is_the_same_bytes(elevateai: Account) -> None:
    """Nothing of the real time or the machine is in the compressed bytes: asked a day later they are the same."""
    identifier = elevateai.processed(**ASKED)
    first = ask(elevateai, identifier, "ai").content
    elevateai.tenant.clock.advance(86_400)

    assert ask(elevateai, identifier, "ai").content == first
    assert first[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("gzip", True), ("GZIP", True), ("gzip, deflate, br", True), ("deflate,gzip;q=0.5", True), ("x-gzip", True),
        ("*", True), ("gzip;q=0", False), ("gzip; q=0", False), ("gzip;q=0.0, *", False), ("identity", False),
        ("deflate, br", False), ("", False), ("*;q=0", False), ("gzip;q=much", True), ("gzipped", False),
    ],
)  # fmt: skip
def test_only_who_asks_gets_it(elevateai: Account, header: str, takes: bool) -> None:
    """Names in any case and weights are understood; a weight of 0 refuses, and silence is no wish."""
    answer = ask(elevateai, elevateai.processed(**ASKED), "ai", header)

    assert (answer.headers.get("content-encoding") == "gzip") is takes
    assert accepts_gzip(header.encode()) is takes


@settings(max_examples=300, deadline=None, database=None)
@given(header=st.binary(max_size=60) | st.text("gzip;q=0.1,* ", max_size=40).map(str.encode))
def test_no_header_breaks_it(header: bytes) -> None:
    """Whatever stands in Accept-Encoding, the answer is the body or its gzip, and nothing is raised."""
    content, headers = compressed(b"x" * BYTES_MIN, "application/json", header)

    assert (gzip.decompress(content) if headers[1:] else content) == b"x" * BYTES_MIN


@pytest.mark.parametrize(
    ("size", "media_type", "expected"),
    [
        (BYTES_MIN - 1, "application/json", 0),
        (BYTES_MIN, "application/json", 2),
        (BYTES_MIN, "application/problem+json", 2),
        (BYTES_MIN, "text/vtt", 2),
        (BYTES_MIN, "image/png", 0),
        (BYTES_MIN, "application/octet-stream", 0),
    ],
)
def test_only_long_texts_are_worth_it(size: int, media_type: str, expected: int) -> None:
    """JSON and texts from the limit on are compressed; what is short or packed already is not."""
    _, headers = compressed(b"x" * size, media_type, b"gzip")

    assert len(headers) == expected


@pytest.mark.parametrize("name", vendor_names())
def test_every_vendor_does_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is done where all vendors' answers go out, refusals included: here with no shortest body."""
    monkeypatch.setattr(reply, "BYTES_MIN", 1)
    monkeypatch.setattr(compression, "BYTES_MIN", 1)
    caller = Caller(name)
    plain, packed = (caller("GET", "/nowhere", headers) for headers in ({}, {"accept-encoding": "gzip"}))
    caller.close()

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content


def test_an_answer_behind_a_fault_is_compressed_too(elevateai: Account) -> None:
    """A fault changes what the scenario says it changes: scores that come after a 503 come compressed all the same."""
    elevateai.play("faults: [{operation: getAiResults, calls: [1], respond: 503}]")
    identifier = elevateai.processed(**ASKED)
    late, second = ask(elevateai, identifier, "ai"), ask(elevateai, identifier, "ai")

    assert (late.status, "content-encoding" in late.headers) == (503, False)
    assert (second.status, second.headers["content-encoding"]) == (200, "gzip")


def test_an_ordinary_client_notices_nothing() -> None:
    """Over a socket, a client that advertises gzip by default reads the same transcript as one that does not."""
    with StandIns(Settings(speed=0.0), vendors=["elevateai"]).running() as server:
        key = {"X-API-Token": "tester"}
        with httpx.Client(base_url=server.addresses.vendors["elevateai"], headers=key, trust_env=False) as client:
            chat = {"participants": [], "messages": [{"participant_id": "a", "content": "word " * 300}]}
            declaration = {"type": "chat", "languageTag": "en", "chat": chat, **ASKED}
            identifier = client.post("/interactions", json=declaration).json()["interactionIdentifier"]
            server.tenants.get("tester").clock.advance(86_400)
            packed = client.get(f"/interactions/{identifier}/ai")
            plain = client.get(f"/interactions/{identifier}/ai", headers={"Accept-Encoding": "identity"})

    assert (packed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert packed.json() == plain.json()
