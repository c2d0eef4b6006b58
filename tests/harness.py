"""What several test files need: an ASGI app called without a network, and a server in a thread.

Source: ours.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import understudy.scenarios
from understudy.contracts import vendor
from understudy.fakes.job import Job
from understudy.fakes.registry import translation
from understudy.fakes.tenant import Settings, Tenant, Tenants
from understudy.fakes.vendor_app import VendorApp

RECORDING = Path(understudy.scenarios.__file__).with_name("recordings") / "call.wav"
LIFECYCLES = [
    (name, lifecycle) for name in ("elevateai", "marsview", "scriptix") for lifecycle in vendor(name).lifecycles
]
"""every lifecycle of every vendor, as (vendor, name)"""


class Answer(NamedTuple):
    """One reply."""

    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.content)


class Caller:
    """Calls one vendor's app in process, as fast as Python can, on an event loop of its own."""

    def __init__(self, vendor_name: str, settings: Settings | None = None) -> None:
        """Every tenant's clock stands still unless the settings say otherwise."""
        self.tenants = Tenants(settings or Settings(speed=0.0))
        self.app = VendorApp(translation(vendor_name), self.tenants)
        self._loop = asyncio.new_event_loop()

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | Any = b""
    ) -> Answer:
        """Send one request; a body that is not bytes goes as JSON."""
        given = dict(headers or {})
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
            given.setdefault("content-type", "application/json")
        return self._loop.run_until_complete(self._send(method, path, given, [body]))

    def stream(self, method: str, path: str, headers: Mapping[str, str], chunks: Sequence[bytes]) -> Answer:
        """Send one request whose body comes in chunks."""
        return self._loop.run_until_complete(self._send(method, path, headers, chunks))

    async def _send(self, method: str, path: str, headers: Mapping[str, str], chunks: Sequence[bytes]) -> Answer:
        target, _, query = path.partition("?")
        scope = {
            "type": "http", "method": method, "path": target, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
        }  # fmt: skip
        bodies = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
        bodies.append({"type": "http.request", "body": b"", "more_body": False})
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return bodies.pop(0) if bodies else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            messages.append(message)

        await self.app(scope, receive, send)
        start, content = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
        return Answer(start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, content)

    def close(self) -> None:
        """End the event loop."""
        self._loop.close()


class World:
    """One tenant on a clock that stands still until it is advanced: the engine without any HTTP."""

    def __init__(self, seed: int = 0) -> None:
        """Two worlds with the same seed do the same."""
        self.tenant: Tenant = Tenants(Settings(seed=seed, speed=0.0)).get("tester")

    def declare(self, vendor_name: str, lifecycle: str, number: int = 0) -> Job:
        """Start a job."""
        facts = vendor(vendor_name)
        return self.tenant.declare(facts, facts.lifecycles[lifecycle], f"job-{number}", b"{}")

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.tenant.clock.advance(seconds)

    def command(self, job: Job) -> bool:
        """Do whatever the job waits for, if anything."""
        commands = job.lifecycle.rows[job.row(self.tenant.clock.now())].commands
        return any(self.tenant.command(job, name) for name in commands)

    def status(self, job: Job) -> str:
        """Poll."""
        return job.status(self.tenant.clock.now())


def multipart(
    data: bytes,
    header: str = 'form-data; name="file"; filename="call.wav"',
    boundary: str = "b0undary",
    end: bytes = b"\r\n",
) -> tuple[dict[str, str], bytes]:
    """Return (headers, body) of a form with one part."""
    body = (f"--{boundary}\r\nContent-Disposition: {header}\r\nContent-Type: audio/x-wav\r\n\r\n").encode()
    return {
        "content-type": f"multipart/form-data; boundary={boundary}"
    }, body + data + f"\r\n--{boundary}--".encode() + end
