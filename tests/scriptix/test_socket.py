"""The main job over a real socket: what a client in another process sees."""

from __future__ import annotations

from collections.abc import Generator

import httpx
import pytest
from scriptix.caller import KEY, SESSIONS, silence

from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings


@pytest.fixture(scope="module")
def stand_ins() -> Generator[StandIns]:
    """The server in a thread; clocks stand still until they are advanced."""
    with StandIns(Settings(speed=0.0, max_upload_bytes=200_000), ("scriptix",)).running() as running:
        yield running


@pytest.fixture
def client(stand_ins: StandIns) -> Generator[httpx.Client]:
    """A client configured with the base URL that the server prints."""
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.Client(base_url=stand_ins.addresses.vendors["scriptix"], headers=headers, trust_env=False) as client:
        yield client


def test_a_recording_goes_through(stand_ins: StandIns, client: httpx.Client) -> None:
    """Create, upload, poll and retrieve work on one connection, with times on the tenant's clock."""
    created = client.post(SESSIONS, json={"language": "en"}).json()["result"]
    path = f"{SESSIONS}/{created['session_id']}"
    client.post(path, files={"upload": ("call.wav", silence(3), "audio/wav")})
    seen = [created["status"], client.get(path).json()["status"]]
    tenant = stand_ins.tenants.get(KEY)
    while (event := tenant.next_event()) is not None:
        tenant.clock.advance_to(event)
        seen.append(client.get(path).json()["status"])

    session = client.get(path).json()
    document = client.get(f"{path}/document/{session['document']['id']}", params={"format": "vtt"})

    assert seen == ["new", "queued", "processing", "completed"]
    assert session["duration"] == 3.0
    assert document.text.startswith("WEBVTT\n\n00:00:0")


def test_a_file_over_the_limit_is_told_so(client: httpx.Client) -> None:
    """The refusal of a file that is too large reaches the client while it is still sending."""
    created = client.post(SESSIONS, json={"language": "en"}).json()["result"]

    answer = client.post(f"{SESSIONS}/{created['session_id']}", files={"upload": ("call.wav", bytes(300_000))})

    assert (answer.status_code, answer.json()["error_code"]) == (413, "FILE_TOO_LARGE")
