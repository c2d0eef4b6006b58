"""A client of the Marsview fake for tests: in process, on tenants whose clocks stand still until they are advanced.

Source: ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import wave
from collections.abc import Generator, Mapping
from typing import Any

import httpx

from understudy.fakes.clock import Clock
from understudy.fakes.marsview import MARSVIEW
from understudy.fakes.marsview.dialect import DIALECT
from understudy.fakes.marsview.models import MODELS
from understudy.fakes.routes import Routes
from understudy.fakes.tenant import Settings, Tenant, Tenants
from understudy.fakes.vendor_app import VendorApp

BASE = "/cb/v1"
TOKEN = "/auth/create_access_token"
SAVE_FILE = "/conversation/save_file"
SAVE_LINK = "/conversation/save_file_link"
COMPUTE = "/conversation/compute"
START = 1_736_935_200.25
"""every tenant's clock begins at 2025-01-15T10:00:00.25Z"""
KEY = "tester"
USER = "me@example.com"
LINK = "https://bucket.example/calls/call.wav"
ALL = tuple(MODELS)
Json = dict[str, Any]


def silence(seconds: float, rate: int = 1000) -> bytes:
    """Return a WAV file of `seconds` seconds in which nothing is heard."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(bytes(round(seconds * rate)))
    return file.getvalue()


def signed(expires_in_s: int, signed_at: str = "20250115T100000Z") -> str:
    """Return a link that was signed with version 4 at a moment, by default a quarter of a second before START."""
    return f"{LINK}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={signed_at}&X-Amz-Expires={expires_in_s}"


def model(name: str, **config: Any) -> Json:
    """Return one entry of enableModels."""
    return {"modelType": name, "modelConfig": config}


class Caller:
    """Calls the fake, holds every answer against the contract, and moves time."""

    def __init__(self, settings: Settings | None = None) -> None:
        """`settings` are those of the server; a clock stands still unless they give it a speed."""
        self.tenants = Tenants(settings or Settings(speed=0.0))
        self.breaches: list[str] = []
        self._loop = asyncio.Runner()
        self._routes = Routes(MARSVIEW.vendor.contract.operations.values())
        transport = httpx.ASGITransport(VendorApp(MARSVIEW, self.tenants))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://marsview")

    def close(self) -> None:
        """End the event loop."""
        self._loop.run(self._client.aclose())
        self._loop.close()

    def tenant(self, key: str = KEY) -> Tenant:
        """Return the tenant behind `key`, on a clock that begins at START."""
        known = {tenant.name for tenant in self.tenants}
        tenant = self.tenants.get(key, "marsview")
        if key not in known:
            tenant.clock = Clock(self.tenants.settings.speed, START)
        return tenant

    def choose(self, key: str = KEY, **fields: Any) -> None:
        """Choose the dialect of one tenant."""
        self.tenant(key).speak(DIALECT, fields)

    def send(self, method: str, path: str, **how: Any) -> httpx.Response:
        """Send one request below the base path, as it is."""
        answer = self._loop.run(self._client.request(method, BASE + path, **how))
        operation = self._routes.find(BASE + path).operations.get(method)
        if operation is not None:
            kind = answer.headers.get("content-type", "")
            issues = operation.check_response(answer.status_code, answer.json(), kind)
            self.breaches += [f"{operation.id} {answer.status_code}: {issue}" for issue in issues]
        return answer

    def ask_token(self, key: str = KEY, secret: str = "secret", user: str = USER, **how: Any) -> httpx.Response:
        """Ask for a token with JSON."""
        return self.send("POST", TOKEN, json={"apiKey": key, "apiSecret": secret, "userId": user}, **how)

    def token(self, key: str = KEY) -> str:
        """Return a token."""
        self.tenant(key)
        return str(self.ask_token(key).json()["data"]["accessToken"])

    def call(self, method: str, path: str, key: str = KEY, **how: Any) -> httpx.Response:
        """Send one request as the bearer of a new token of `key`."""
        how["headers"] = {"Authorization": f"Bearer {self.token(key)}", **how.get("headers", {})}
        return self.send(method, path, **how)

    def save(self, data: bytes | None = None, key: str = KEY, filename: str = "call.wav") -> str:
        """Upload a recording of 30 seconds or `data`, and return its txnId."""
        texts = {"title": "A call", "description": "An interview"}
        file = (filename, silence(30) if data is None else data, "audio/wav")
        answer = self.call("POST", SAVE_FILE, key, data=texts, files={"file": file})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["txnId"])

    def save_link(self, link: str = LINK, key: str = KEY) -> str:
        """Upload by link, and return its txnId."""
        body = {"title": "A call", "description": "An interview", "link": link}
        answer = self.call("POST", SAVE_LINK, key, json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["txnId"])

    def ask(self, txn_id: str, *models: str | Json, key: str = KEY) -> httpx.Response:
        """Request models, each by name or as an entry of enableModels."""
        asked = [{"modelType": each} if isinstance(each, str) else each for each in models]
        return self.call("POST", COMPUTE, key, json={"txnId": txn_id, "enableModels": asked})

    def compute(self, txn_id: str, *models: str | Json, key: str = KEY) -> list[Json]:
        """Request models, and return what is answered of each."""
        answer = self.ask(txn_id, *models, key=key)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"]["enableModels"])

    def get(self, operation: str, txn_id: str, key: str = KEY, **how: Any) -> httpx.Response:
        """GET `get_txn` or `fetch_metadata` of a transaction."""
        return self.call("GET", f"/conversation/{operation}/{txn_id}", key, **how)

    def txn(self, txn_id: str, key: str = KEY) -> Json:
        """Return what get_txn says of a transaction."""
        answer = self.get("get_txn", txn_id, key)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["data"])

    def models(self, txn_id: str, key: str = KEY) -> list[Json]:
        """Return what get_txn says of each model."""
        return list(self.txn(txn_id, key)["enableModels"])

    def states(self, txn_id: str, key: str = KEY) -> dict[str, str]:
        """Return the status of each model, by its name."""
        return {each["modelType"]: each["state"]["status"] for each in self.models(txn_id, key)}

    def metadata(self, txn_id: str, key: str = KEY) -> Json:
        """Return what fetch_metadata says of a transaction."""
        answer = self.get("fetch_metadata", txn_id, key)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["data"])

    def delete(self, txn_id: str, key: str = KEY) -> httpx.Response:
        """Delete a transaction."""
        return self.call("DELETE", f"/conversation/delete_file/{txn_id}", key)

    def advance(self, seconds: float, key: str = KEY) -> None:
        """Let time pass."""
        self.tenant(key).clock.advance(seconds)

    def step(self, key: str = KEY) -> bool:
        """Let time pass up to the next thing that happens to any job; False when nothing more is planned."""
        tenant = self.tenant(key)
        event = tenant.next_event()
        if event is not None:
            tenant.clock.advance_to(event)
        return event is not None

    def finish(self, txn_id: str, key: str = KEY) -> list[Json]:
        """Let time pass until every model has ended, and return what is said of each."""
        while self.step(key):
            pass
        return self.models(txn_id, key)

    def complete(self, *models: str | Json, data: bytes | None = None, key: str = KEY) -> Json:
        """Take a recording through these models, and return its metadata."""
        txn_id = self.save(data, key)
        self.compute(txn_id, *models, key=key)
        self.finish(txn_id, key)
        return self.metadata(txn_id, key)

    def findings(self) -> list[str]:
        """Return whatever in an answer breaks the contract, as the journals have it."""
        rows = [row for tenant in self.tenants for row in tenant.journal.after()]
        found = [(row, each) for row in rows for each in row.findings if each.startswith("reply: ")]
        return [f"{row.operation} {row.http}: {each}" for row, each in found]


@contextlib.contextmanager
def calling(settings: Settings | None = None) -> Generator[Caller]:
    """Give a caller; at the end every answer that the fake gave must conform to the contract."""
    caller = Caller(settings)
    try:
        yield caller
        assert caller.breaches == []
        assert caller.findings() == []
    finally:
        caller.close()


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return (status code, error) of a refusal with a code, whose shape and reason are checked."""
    body: Mapping[str, Any] = answer.json()
    assert set(body) == {"status", "error", "message"}
    assert body["status"] is False
    assert body["message"]
    return answer.status_code, str(body["error"])


def bad_token(answer: httpx.Response) -> tuple[str, str]:
    """Return (name, message) of a 403, whose shape is checked."""
    assert answer.status_code == 403, answer.text
    body: Mapping[str, Any] = answer.json()
    assert set(body) == {"status", "error", "message"}
    assert (body["status"], body["message"]) == (False, "Error validating token")
    return body["error"]["name"], body["error"]["message"]
