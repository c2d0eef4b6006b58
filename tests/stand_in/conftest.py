"""A stand-in in each of its three shapes, and a client that does not care which.

Source: ours.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from harness import RECORDING, multipart

from understudy.fakes import stand_in
from understudy.fakes.testing.standin import StandIn

SHAPES = ("asgi", "thread", "serve")
Make = Callable[..., StandIn]


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """Give the control URL of `understudy serve` in another process."""
    command = [sys.executable, "-m", "understudy.cli", "serve", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())["control"]
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0


@pytest.fixture(params=SHAPES)
def shape(request: pytest.FixtureRequest) -> str:
    """Give each shape in turn."""
    return str(request.param)


@pytest.fixture
def make(shape: str, request: pytest.FixtureRequest) -> Make:
    """Give what makes a stand-in of this shape."""
    if shape == "serve":
        server = request.getfixturevalue("served")
        return lambda vendor="elevateai", **how: stand_in(vendor, server=server, **how)
    return lambda vendor="elevateai", **how: stand_in(vendor, shape=shape, **how)


@pytest.fixture
def elevateai(make: Make) -> Iterator[StandIn]:
    """Give an open stand-in, whose client may break the contract."""
    with make(strict=False) as opened:
        yield opened


def client(of: StandIn) -> httpx.AsyncClient:
    """Return an asynchronous client of a stand-in, in whichever shape."""
    transport = of.transport if of.url.partition("/v1")[0].endswith(".invalid") else None
    return httpx.AsyncClient(
        transport=transport, base_url=of.url, headers={"X-API-Token": of.key}, trust_env=False, timeout=10
    )


def ask(of: StandIn, method: str, path: str, **how: Any) -> httpx.Response:
    """Send one request, with the stand-in's key."""

    async def send() -> httpx.Response:
        async with client(of) as http:
            return await http.request(method, path, **how)

    return asyncio.run(send())


def declare(of: StandIn, **more: Any) -> str:
    """Declare an interaction and return its identifier."""
    body = {"type": "audio", "languageTag": "en-us", **more}
    return str(ask(of, "POST", "/interactions", json=body).json()["interactionIdentifier"])


def upload(of: StandIn, job: str) -> httpx.Response:
    """Send the recording."""
    headers, body = multipart(RECORDING.read_bytes())
    return ask(of, "POST", f"/interactions/{job}/upload", content=body, headers=headers)


def status(of: StandIn, job: str) -> str:
    """Poll."""
    return str(ask(of, "GET", f"/interactions/{job}/status").json()["status"])


def processed(of: StandIn) -> str:
    """Declare, upload, and let all the time pass that it takes; return the identifier."""
    job = declare(of)
    upload(of, job)
    while of.clock.jump():
        pass
    return job
