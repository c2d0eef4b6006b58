"""What a stand-in costs a test suite: the first, each further one, 100 servers started and stopped, a six-hour job.

Run: `python bench/stand_in.py [--rounds 5] [--cold-at-most-ms 150] [--further-at-most-ms 1] [--job-at-most-ms 50]`.
Each figure is the best of some rounds, as other work on the machine only ever adds to it, and stands beside something
that everybody knows, measured in the same run. Exits 1 when a figure is over its bar.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

COLD = """
import time; began = time.perf_counter()
from understudy.fakes import stand_in
with stand_in("elevateai", shape="{shape}") as elevateai:
    {ask}
    print(1000 * (time.perf_counter() - began))
"""
OVER_A_SOCKET = """
    import socket
    url = elevateai.url.removeprefix("http://")
    address, _, path = url.partition("/")
    host, _, port = address.partition(":")
    with socket.create_connection((host, int(port))) as connection:
        lines = f"GET /{path}/interactions/x/status HTTP/1.1", "Host: x", f"X-API-Token: {elevateai.key}", "", ""
        connection.sendall("\\r\\n".join(lines).encode())
        assert b" 404 " in connection.recv(65536)
"""
IN_PROCESS = """
    import asyncio
    async def ask():
        said = []
        async def send(message): said.append(message)
        async def receive(): return {"type": "http.request", "body": b"", "more_body": False}
        await elevateai.app({"type": "http", "method": "GET", "path": "/v1/interactions/x/status", "raw_path": b"",
            "query_string": b"", "headers": [(b"x-api-token", elevateai.key.encode())]}, receive, send)
        assert said[0]["status"] == 404
    asyncio.run(ask())
"""
BARE = "import time; began = time.perf_counter(); import {module}; print(1000 * (time.perf_counter() - began))"
POLL_S = 30.0
SIX_HOURS_S = 6 * 3600


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cold-at-most-ms", type=float, default=150)
    parser.add_argument("--further-at-most-ms", type=float, default=1)
    parser.add_argument("--job-at-most-ms", type=float, default=50)
    given = parser.parse_args()
    cold_ms = cold(given.rounds)
    further_ms = further(given.rounds)
    starts(given.rounds)
    job_ms = six_hours(given.rounds)
    bars = ((cold_ms, given.cold_at_most_ms), (further_ms, given.further_at_most_ms), (job_ms, given.job_at_most_ms))
    return 0 if all(found <= bar for found, bar in bars) else 1


def cold(rounds: int) -> float:
    """Measure a fresh process up to its first answer; return the milliseconds with a socket."""
    httpx_ms = best(said(BARE.format(module="httpx")) for _ in range(rounds))
    uvicorn_ms = best(said(BARE.format(module="uvicorn")) for _ in range(rounds))
    in_process_ms = best(said(COLD.format(shape="asgi", ask=IN_PROCESS)) for _ in range(rounds))
    socket_ms = best(said(COLD.format(shape="thread", ask=OVER_A_SOCKET)) for _ in range(rounds))
    row("import httpx, alone", httpx_ms)
    row("import uvicorn, alone", uvicorn_ms, httpx_ms)
    row("cold: imports to the first answer, in process", in_process_ms, httpx_ms)
    row("cold: imports to the first answer, on a socket", socket_ms, httpx_ms)
    return socket_ms


def said(code: str) -> float:
    """Run a program and return the number that it prints."""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    return float(told.stdout)


def further(rounds: int) -> float:
    """Measure each further stand-in of a process that has had one; return the milliseconds."""
    import httpx

    from understudy.fakes import stand_in

    def one(shape: Any) -> None:
        with stand_in("elevateai", shape=shape) as elevateai:
            assert elevateai.url

    for shape in ("asgi", "thread"):
        one(shape)
    client_ms = best(taken_ms(lambda: httpx.Client().close()) for _ in range(rounds))
    row("httpx.Client(), made and closed", client_ms)
    found = [best(mean_ms(lambda shape=shape: one(shape), 200) for _ in range(rounds)) for shape in ("asgi", "thread")]
    row("each further stand-in, in process", found[0], client_ms)
    row("each further stand-in, on a socket", found[1], client_ms)
    return max(found)


def starts(rounds: int) -> None:
    """Measure a whole server's start and stop in a thread, beside asyncio's own."""
    from understudy.fakes.server import StandIns
    from understudy.fakes.tenant import Settings

    def ours() -> None:
        with StandIns(Settings(), ["elevateai"]).running():
            pass

    async def bare() -> None:
        server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
        server.close()
        await server.wait_closed()

    ours()
    bare_ms = best(mean_ms(lambda: asyncio.run(bare()), 100) for _ in range(rounds))
    row("asyncio.run of a bare server, started and stopped", bare_ms)
    row("one of 100 servers in a thread, started and stopped", best(mean_ms(ours, 100) for _ in range(rounds)), bare_ms)


def six_hours(rounds: int) -> float:
    """Measure a job of six hours from declaration to transcript, polled as advised; return the milliseconds."""
    bare_ms, polls = best_of(lambda: job(by_app, "5h59m", None), rounds)
    httpx_ms, _ = best_of(lambda: job(by_httpx, "5h59m", None), rounds)
    audio_ms, audio_polls = best_of(lambda: job(by_app, None, "6h"), rounds)
    row(f"a job that takes six hours, {polls} polls, straight into the app", bare_ms)
    row("the same with httpx in between", httpx_ms, bare_ms)
    row(f"six hours of audio, {audio_polls} polls, its 8 MB transcript fetched", audio_ms, bare_ms)
    return bare_ms


Ask = Callable[[str, str, bytes], Awaitable[Any]]


async def job(caller: Callable[[Any], Any], processing: str | None, audio: str | None) -> int:
    """Declare, poll and fetch; return how many polls it took."""
    from understudy.fakes import stand_in

    with stand_in("elevateai", shape="asgi") as elevateai:
        elevateai.script(**({"stay": {"processing": processing}} if processing else {"audio": audio}))
        async with caller(elevateai) as ask:
            body = b'{"type": "audio", "languageTag": "en-us", "downloadUri": "https://calls.invalid/a.wav"}'
            name = (await ask("POST", "/v1/interactions", body))["interactionIdentifier"]
            polls = 1
            while (await ask("GET", f"/v1/interactions/{name}/status", b""))["status"] != "processed":
                await elevateai.clock.sleep_async(POLL_S)
                polls += 1
            assert (await ask("GET", f"/v1/interactions/{name}/transcript", b""))["allParticipants"]
            return polls


class by_app:  # noqa: N801 - it is called like a function
    """A client that is nothing but ASGI."""

    def __init__(self, elevateai: Any) -> None:
        """Take the app."""
        self._app = elevateai.app
        self._headers = [(b"x-api-token", elevateai.key.encode()), (b"content-type", b"application/json")]

    async def __aenter__(self) -> Ask:
        """Give what asks."""
        return self._ask

    async def __aexit__(self, *_: object) -> None:
        """Do nothing."""

    async def _ask(self, method: str, path: str, body: bytes) -> Any:
        import msgspec

        said: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            said.append(message.get("body", b""))

        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
                 "headers": self._headers}  # fmt: skip
        await self._app(scope, receive, send)
        return msgspec.json.decode(b"".join(said))


class by_httpx:  # noqa: N801 - it is called like a function
    """httpx with its ASGI transport."""

    def __init__(self, elevateai: Any) -> None:
        """Make the client."""
        import httpx

        self._http = httpx.AsyncClient(
            transport=elevateai.transport, base_url="http://x", headers={"x-api-token": elevateai.key}
        )

    async def __aenter__(self) -> Ask:
        """Give what asks."""
        return self._ask

    async def __aexit__(self, *_: object) -> None:
        """Hang up."""
        await self._http.aclose()

    async def _ask(self, method: str, path: str, body: bytes) -> Any:
        headers = {"content-type": "application/json"} if body else {}
        return (await self._http.request(method, path, content=body, headers=headers)).json()


def best_of(run: Callable[[], Any], rounds: int) -> tuple[float, int]:
    """Return the best milliseconds of a coroutine, and what it gives."""
    took: list[float] = []
    found = 0
    for _ in range(rounds):
        began = time.perf_counter()
        found = asyncio.run(run())
        took.append(1000 * (time.perf_counter() - began))
    return min(took), found


def taken_ms(run: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - began)


def mean_ms(run: Callable[[], object], times: int) -> float:
    """Return how long each of several runs takes."""
    return statistics.mean(taken_ms(run) for _ in range(times))


def best(figures: Iterable[float]) -> float:
    """Return the lowest."""
    return min(figures)


def row(what: str, found_ms: float, beside_ms: float | None = None) -> None:
    """Print one figure, and how many times the one beside it."""
    ratio = "" if beside_ms is None else f"   {found_ms / beside_ms:6.2f} times"
    print(f"{what:68} {found_ms:8.2f} ms{ratio}")


if __name__ == "__main__":
    sys.exit(main())
