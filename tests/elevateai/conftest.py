"""A client of ElevateAI's stand-in, in process, on a clock that stands still until it is moved."""

from __future__ import annotations

import functools
import io
import wave
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from harness import Answer, Caller, multipart

from understudy.contracts import Document
from understudy.fakes.elevateai.dialect import DIALECT
from understudy.fakes.job import Job
from understudy.fakes.tenant import Settings, Tenant
from understudy.scenarios import load

KEY = "tester"
HEAD = "vendor: elevateai\ntitle: A test\nsource: ours\nadvice: none\n"


@functools.cache
def silence(seconds: float) -> bytes:
    """Return a WAV file of `seconds` seconds in which nothing is heard."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * round(8000 * seconds)))
    return file.getvalue()


class Account:
    """What a client does, a method each; `key` says as whom."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Every tenant's clock stands still unless the settings say otherwise."""
        self.caller = Caller("elevateai", settings)

    @property
    def tenant(self) -> Tenant:
        """The tenant whose key is used where none is named."""
        return self.caller.tenants.get(KEY)

    def call(self, method: str, path: str, body: Any = b"", key: str = KEY, **headers: str) -> Answer:
        """Send one request below `/v1/interactions`; a body that is not bytes goes as JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.caller(method, f"/v1/interactions{path}", {"X-API-Token": key} | named, body)

    def declare(self, key: str = KEY, **fields: object) -> str:
        """Declare an interaction, by default an audio file to be uploaded, and return its identifier."""
        answer = self.call("POST", "", {"type": "audio", "languageTag": "en-us"} | fields, key)
        assert answer.status == 201, answer
        return str(answer.json()["interactionIdentifier"])

    def upload(self, identifier: str, data: bytes | None = None, key: str = KEY, **form: Any) -> Answer:
        """Upload two seconds of silence, or `data`; `form` is that of harness.multipart."""
        headers, body = multipart(silence(2) if data is None else data, **form)
        return self.call("POST", f"/{identifier}/upload", body, key, **headers)

    def get(self, identifier: str, what: str = "status", key: str = KEY) -> Any:
        """Return what is answered with 200 on this path of an interaction."""
        answer = self.call("GET", f"/{identifier}/{what}", key=key)
        assert answer.status == 200, answer
        return answer.json()

    def step(self) -> bool:
        """Let time pass up to the next thing that happens; False when nothing more will."""
        event = self.tenant.next_event()
        if event is not None:
            self.tenant.clock.advance_to(event)
        return event is not None

    def watch(self, identifier: str) -> list[dict[str, Any]]:
        """Return each answer of the status from now to the end, one for each thing that happens."""
        seen = [self.get(identifier)]
        while self.step():
            seen.append(self.get(identifier))
        return seen

    def processed(self, data: bytes | None = None, **fields: object) -> str:
        """Declare, upload where that is needed, wait until it is processed, and return the identifier."""
        identifier = self.declare(**fields)
        if fields.get("type", "audio") == "audio" and not fields.get("downloadUri"):
            assert self.upload(identifier, data).status == 200
        assert self.watch(identifier)[-1]["status"] == "processed"
        return identifier

    def job(self, identifier: str) -> Job:
        """Return what the stand-in keeps of an interaction."""
        job = self.tenant.jobs.tombstone(identifier)
        assert job is not None
        return job

    def play(self, scenario: str) -> None:
        """Let what is declared from now on meet a scenario: `script`, `faults`, `transcript`, in YAML."""
        self.tenant.scenarios["elevateai"] = load(Document(HEAD + scenario, "test.yaml"))

    def speak(self, **fields: Any) -> None:
        """Take another side where sources disagree, for the tenant whose key is used where none is named."""
        self.tenant.speak(DIALECT, fields)

    def findings(self) -> list[str]:
        """Return everything that the journals note against the answers."""
        rows = [row for tenant in self.caller.tenants for row in tenant.journal.after()]
        noted = [(row, finding) for row in rows for finding in row.findings if finding.startswith("reply: ")]
        return [f"{row.method} {row.path} {row.http}: {finding}" for row, finding in noted]


@pytest.fixture
def opened() -> Iterator[Callable[..., Account]]:
    """Give accounts on servers of their own; at the end, every answer must have been as the contract has it."""
    accounts: list[Account] = []

    def open_account(settings: Settings | None = None) -> Account:
        accounts.append(Account(settings))
        return accounts[-1]

    yield open_account
    findings = [finding for account in accounts for finding in account.findings()]
    for account in accounts:
        account.caller.close()

    assert findings == []


@pytest.fixture
def elevateai(opened: Callable[..., Account]) -> Account:
    """Give an account on a server with its default settings and a clock that stands still."""
    return opened()


@pytest.fixture(scope="session")
def audio() -> Callable[[float], bytes]:
    """Give WAV files of so many seconds."""
    return silence
