"""A client of the Scriptix fake for tests: in process, on tenants whose clocks stand still until they are advanced.

Source: ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import wave
from collections.abc import Generator
from typing import Any

import httpx

from understudy.fakes.clock import Clock
from understudy.fakes.scriptix import SCRIPTIX
from understudy.fakes.scriptix.dialect import DIALECT
from understudy.fakes.tenant import Settings, Tenant, Tenants
from understudy.fakes.vendor_app import VendorApp

SESSIONS = "/api/v3/speech-to-text/session"
START = 1_736_935_200.25
"""every tenant's clock begins at 2025-01-15T10:00:00.25Z"""
KEY = "tester"


def silence(seconds: float, rate: int = 8000) -> bytes:
    """Return a WAV file of `seconds` seconds in which nothing is heard."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(2 * round(seconds * rate)))
    return file.getvalue()


class Caller:
    """Calls the fake, keeps every tenant's journal within reach, and moves time."""

    def __init__(self, settings: Settings | None = None) -> None:
        """`settings` are those of the server; a clock stands still unless they give it a speed."""
        self.tenants = Tenants(settings or Settings(speed=0.0))
        self._loop = asyncio.Runner()
        transport = httpx.ASGITransport(VendorApp(SCRIPTIX, self.tenants))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://scriptix")

    def close(self) -> None:
        """End the event loop."""
        self._loop.run(self._client.aclose())
        self._loop.close()

    def tenant(self, key: str = KEY) -> Tenant:
        """Return the tenant behind `key`, on a clock that begins at START."""
        known = {tenant.name for tenant in self.tenants}
        tenant = self.tenants.get(key, "scriptix")
        if key not in known:
            tenant.clock = Clock(self.tenants.settings.speed, START)
        return tenant

    def call(self, method: str, path: str, key: str | None = KEY, **how: Any) -> httpx.Response:
        """Send one request as the bearer of `key`; None sends no credential."""
        if key is not None:
            how["headers"] = {"Authorization": f"Bearer {key}", **how.get("headers", {})}
        return self._loop.run(self._client.request(method, path, **how))

    def get(self, path: str = "", key: str = KEY, **query: Any) -> httpx.Response:
        """GET a path below the sessions."""
        return self.call("GET", SESSIONS + path, key, params=query)

    def speak(self, key: str = KEY, **fields: Any) -> None:
        """Set fields of the tenant's dialect, as the control port does."""
        self.tenant(key).speak(DIALECT, fields)

    def create(self, key: str = KEY, **fields: Any) -> str:
        """Create a session and return its session_id."""
        self.tenant(key)
        answer = self.call("POST", SESSIONS, key, json={"language": "en", **fields})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["result"]["session_id"])

    def upload(
        self, session_id: str, data: bytes, filename: str = "meeting.wav", kind: str = "audio/wav", key: str = KEY
    ) -> httpx.Response:
        """Send the part `upload`."""
        return self.call("POST", f"{SESSIONS}/{session_id}", key, files={"upload": (filename, data, kind)})

    def start(self, data: bytes | None = None, key: str = KEY, **fields: Any) -> str:
        """Create a session, upload a recording of ten seconds or `data`, and return its session_id."""
        session_id = self.create(key, **fields)
        answer = self.upload(session_id, silence(10) if data is None else data, key=key)
        assert answer.status_code == 200, answer.text
        return session_id

    def step(self, key: str = KEY) -> None:
        """Let time pass up to the next thing that happens to any job."""
        tenant = self.tenant(key)
        event = tenant.next_event()
        assert event is not None, "nothing more is planned"
        tenant.clock.advance_to(event)

    def finish(self, session_id: str, key: str = KEY) -> dict[str, Any]:
        """Let time pass until the session has ended, and return it."""
        while (session := self.get(f"/{session_id}", key).json())["status"] not in ("completed", "failed"):
            self.step(key)
        return dict(session)

    def complete(self, data: bytes | None = None, key: str = KEY, **fields: Any) -> dict[str, Any]:
        """Take a session to its end and return it."""
        return self.finish(self.start(data, key, **fields), key)

    def findings(self) -> list[str]:
        """Return whatever in the answers breaks the contract, as the journals have it."""
        return [
            f"{row.operation} {row.http}: {finding}"
            for tenant in self.tenants
            for row in tenant.journal.after()
            for finding in row.findings
            if finding.startswith("reply: ")
        ]


@contextlib.contextmanager
def calling(settings: Settings | None = None) -> Generator[Caller]:
    """Give a caller; at the end every answer that the fake gave must conform to the contract."""
    caller = Caller(settings)
    try:
        yield caller
        assert caller.findings() == []
    finally:
        caller.close()


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    """Return (status code, error_code, error) of a refusal, whose shape is checked."""
    body = answer.json()
    assert set(body) - {"details"} == {"error", "message", "error_code"}
    assert all(isinstance(body[name], str) and body[name] for name in ("error", "message", "error_code"))
    assert ("details" in body) == (answer.status_code == 422)
    return answer.status_code, body["error_code"], body["error"]
