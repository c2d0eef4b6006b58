"""The reference client against the stand-ins over a socket, both on one virtual clock.

Source: ours. The only tests beside those of the command line in which the two rooms meet.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from harness import RECORDING

import understudy.client
from understudy.cli.tenant_clock import TenantClock
from understudy.client import (
    Client,
    JobFailed,
    LinkExpired,
    NotFound,
    Progress,
    SystemClock,
    WaitTimeout,
    connect,
    connect_async,
    vendors,
)
from understudy.contracts import vendor
from understudy.fakes.server import StandIns
from understudy.scenarios.rehearsal.remote_tenant import RemoteTenant

VENDORS = sorted(vendors())
README = Path(__file__).parents[2] / "README.md"


class Meeting:
    """A client, its tenant's clock, and what it saw."""

    def __init__(self, stand_ins: StandIns, vendor_name: str, key: str) -> None:
        """Freeze the tenant and connect."""
        self.http = httpx.Client()
        self.tenant_url = f"{stand_ins.addresses.control}/tenants/{quote(key, safe='')}"
        self.clock = TenantClock(RemoteTenant(self.http, stand_ins.addresses.control, key))
        base_url = stand_ins.addresses.vendors[vendor_name]
        self.access = {"vendor": vendor_name, "base_url": base_url, "key": key, "secret": "s", "user_id": "a@b.example"}
        self.client: Client = connect(**self.access, clock=self.clock)
        self.seen: list[str] = []

    def note(self, progress: Progress) -> None:
        """Keep each new status."""
        if progress.status and progress.status.word not in self.seen[-1:]:
            self.seen.append(progress.status.word)

    def use(self, scenario: str) -> None:
        """Choose what the vendor will do next."""
        self.http.put(f"{self.tenant_url}/scenario", json={"name": scenario}).raise_for_status()

    def exchanges(self, operation: str) -> list[dict[str, object]]:
        """Return what the journal tells of one operation."""
        rows = self.http.get(f"{self.tenant_url}/journal").json()["exchanges"]
        return [row for row in rows if row["operation"] == operation]


@pytest.fixture
def meet(stand_ins: StandIns, credential: str) -> Iterator[object]:
    """A function that makes a meeting with a vendor, under a credential of its own."""
    meetings: list[Meeting] = []

    def make(vendor_name: str, key: str = credential) -> Meeting:
        meetings.append(Meeting(stand_ins, vendor_name, key))
        return meetings[-1]

    yield make
    for meeting in meetings:
        findings = [row["findings"] for row in meeting.http.get(f"{meeting.tenant_url}/journal").json()["exchanges"]]
        assert not any(findings)
        meeting.client.close()
        meeting.http.close()


@pytest.mark.parametrize("vendor_name", VENDORS)
def test_a_recording_is_transcribed(meet, vendor_name: str) -> None:
    """A file goes in and a transcript of its length comes out, after documented statuses only."""
    meeting = meet(vendor_name)

    result = meeting.client.transcribe(RECORDING, on_progress=meeting.note)

    assert set(meeting.seen) <= set(vendor(vendor_name).statuses)
    assert 25 < result.transcript.utterances[-1].end_s < 34.3


@pytest.mark.parametrize("vendor_name", VENDORS)
def test_the_async_client_does_the_same(meet, vendor_name: str) -> None:
    """The async driver runs the same flow."""
    meeting = meet(vendor_name)

    async def transcribe() -> understudy.client.Result:
        async with connect_async(**meeting.access, clock=meeting.clock) as client:
            return await client.transcribe(RECORDING)

    assert asyncio.run(transcribe()).transcript.utterances


@pytest.mark.parametrize("vendor_name", VENDORS)
def test_the_client_knows_the_vendors_statuses(vendor_name: str) -> None:
    """Every status of the client is the vendor's, and every status of the vendor is the client's."""
    documented = set(vendor(vendor_name).statuses)

    assert set(vendors()[vendor_name].statuses) == documented


@pytest.mark.parametrize("vendor_name", VENDORS)
def test_polls_keep_to_the_advice(meet, vendor_name: str) -> None:
    """Two polls of one job are never closer than the vendor advises."""
    meeting = meet(vendor_name)
    operation = {"elevateai": "getInteractionStatus", "marsview": "getTxn", "scriptix": "getSession"}[vendor_name]
    meeting.client.transcribe(RECORDING)

    polls = [float(str(row["at_s"])) for row in meeting.exchanges(operation)]
    gaps = [later - earlier for earlier, later in itertools.pairwise(polls)]
    lifecycle = next(iter(vendor(vendor_name).lifecycles))
    assert min(gaps, default=1e9) >= vendor(vendor_name).poll_interval_s(lifecycle, 0.0) - 0.002


def test_processing_failed_is_surfaced(meet, credential: str) -> None:
    """A failure that is asked for by the credential alone arrives as JobFailed with the vendor's text."""
    meeting = meet("elevateai", f"processing_failed@{credential}")

    with pytest.raises(JobFailed, match="error was encountered") as caught:
        meeting.client.transcribe(RECORDING)

    assert caught.value.definite
    assert caught.value.job is not None


def test_an_expired_link_is_link_expired(meet) -> None:
    """AIRDOW002 is LinkExpired and says what to do."""
    meeting = meet("marsview")
    link = "https://bucket.example/a.mp4?X-Amz-Date=20200101T000000Z&X-Amz-Expires=60"

    with pytest.raises(LinkExpired, match="20 minutes") as caught:
        meeting.client.transcribe(url=link)

    assert caught.value.code == "AIRDOW002"


def test_a_session_that_vanishes_ends_the_wait(meet) -> None:
    """404 in the middle of polling is NotFound, and nothing is polled after it."""
    meeting = meet("scriptix")
    meeting.use("scriptix/not_found")

    with pytest.raises(NotFound):
        meeting.client.transcribe(RECORDING)

    assert [row["http"] for row in meeting.exchanges("getSession")].count(404) == 1


def test_a_failed_upload_is_sent_again_for_the_same_interaction(meet, tmp_path: Path) -> None:
    """After fileUploadFailed the file goes to the same id, and nothing is declared twice."""
    meeting = meet("elevateai")
    broken = tmp_path / "call.wav"
    broken.write_text("no audio yet")
    handle = meeting.client.submit(broken)
    meeting.clock.sleep(60)
    broken.write_bytes(RECORDING.read_bytes())

    handle.wait()

    assert len(meeting.exchanges("declareInteraction")) == 1
    assert len(meeting.exchanges("uploadInteraction")) == 2


def test_a_job_resumes_from_its_text(meet) -> None:
    """A wait that ran into its deadline leaves a handle with which another client goes on, and nothing is sent anew."""
    meeting = meet("scriptix")
    handle = meeting.client.submit(RECORDING)
    with pytest.raises(WaitTimeout) as caught:
        handle.wait(deadline_s=5)
    text = caught.value.job.to_string()

    other = connect(**meeting.access, clock=meeting.clock)
    resumed = other.resume(text)
    resumed.wait()

    assert resumed.result().transcript.utterances
    assert len(meeting.exchanges("createSession")) == 1
    other.close()


def test_a_marsview_token_is_renewed_in_the_middle_of_a_job(meet) -> None:
    """When the token's hour is over, the client gets another one and the job goes on."""
    meeting = meet("marsview")
    handle = meeting.client.submit(RECORDING)
    meeting.clock.sleep(3601)

    assert handle.wait().ok
    assert len(meeting.exchanges("createAccessToken")) == 2


EXAMPLES = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL) if README.is_file() else []
"""none in the built wheel's own run, which has no README beside the tests"""


def test_the_readme_shows_a_sync_and_an_async_client() -> None:
    """Both examples are there to be run."""
    if not README.is_file():
        pytest.skip("no README beside the tests: the built wheel's own run")
    assert [re.search(r"connect\w*\(", each).group() for each in EXAMPLES] == ["connect(", "connect_async("]


@pytest.mark.parametrize("example", EXAMPLES, ids=["sync", "async"][: len(EXAMPLES)])
def test_the_readmes_example_runs(stand_ins, credential, tmp_path, capsys, monkeypatch, example: str) -> None:
    """The example prints a transcript; only the address, the key and the time that passes are ours."""
    clock = stand_ins.tenants.get(credential).clock
    clock.freeze()

    async def sleep_async(_self: object, seconds: float) -> None:
        clock.advance(seconds)

    monkeypatch.setattr(SystemClock, "sleep", lambda _self, seconds: clock.advance(seconds))
    monkeypatch.setattr(SystemClock, "sleep_async", sleep_async)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "call.wav").write_bytes(RECORDING.read_bytes())
    addresses = stand_ins.addresses.vendors
    for documented, ours in {
        "http://127.0.0.1:8411/v1": addresses["elevateai"],
        "http://127.0.0.1:8413": addresses["scriptix"],
        "my-test": credential,
    }.items():
        example = example.replace(documented, ours)

    exec(example, {})

    assert re.search(r"^(participantOne|M1): \w+", capsys.readouterr().out, re.MULTILINE)
