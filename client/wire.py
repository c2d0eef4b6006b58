"""One exchange over httpx, sync and async: a bounded request, a whole reply, each failure as one of ours.

Source: ours; the exceptions are httpx's.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from understudy.client.clock import await_within, call_within
from understudy.client.errors import BadReply, NoReply, NotSent, UsageError
from understudy.client.request import Request
from understudy.client.response import Response

REPLY_MAX_BYTES = 256 * 1024 * 1024
"""a reply longer than this is refused before it fills the memory"""

SLOWEST_UPLOAD_BYTES_PER_S = 16 * 1024
"""Assumed: a slower connection than this will not get a recording across"""

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.ProxyError)
"""the vendor cannot have seen the request"""


def exchange(http: httpx.Client, request: Request, limit_s: float) -> Response:
    """Send `request` and return the whole reply within `limit_s` real seconds, all told.

    Raises NotSent, NoReply or BadReply; UsageError when the file to be sent cannot be read.
    """
    with _translated(request, limit_s), _arguments(http, request, limit_s) as arguments:
        outgoing = http.build_request(request.method, request.url, **arguments)
        return call_within(limit_s, lambda: _reply(http, outgoing))


async def exchange_async(http: httpx.AsyncClient, request: Request, limit_s: float) -> Response:
    """Do what `exchange` does, without blocking other tasks."""
    with _translated(request, limit_s), _arguments(http, request, limit_s) as arguments:
        outgoing = http.build_request(request.method, request.url, **arguments)
        return await await_within(limit_s, _reply_async(http, outgoing))


def _reply(http: httpx.Client, outgoing: httpx.Request) -> Response:
    reply = http.send(outgoing, stream=True, follow_redirects=False)
    try:
        body = bytearray()
        for chunk in reply.iter_bytes():
            _grow(body, chunk, reply)
        return _response(reply, bytes(body))
    finally:
        reply.close()


async def _reply_async(http: httpx.AsyncClient, outgoing: httpx.Request) -> Response:
    reply = await http.send(outgoing, stream=True, follow_redirects=False)
    try:
        body = bytearray()
        async for chunk in reply.aiter_bytes():
            _grow(body, chunk, reply)
        return _response(reply, bytes(body))
    finally:
        await reply.aclose()


def _grow(body: bytearray, chunk: bytes, reply: httpx.Response) -> None:
    body += chunk
    if len(body) > REPLY_MAX_BYTES:
        raise BadReply(f"the reply is longer than {REPLY_MAX_BYTES} bytes", response=_response(reply, b""))


def _response(reply: httpx.Response, body: bytes) -> Response:
    return Response(reply.status_code, {name.lower(): value for name, value in reply.headers.items()}, body)


@contextmanager
def _arguments(http: httpx.Client | httpx.AsyncClient, request: Request, limit_s: float) -> Generator[dict[str, Any]]:
    """Yield what httpx builds the request from; a file is open meanwhile, and read as it is sent."""
    arguments: dict[str, Any] = {"headers": dict(request.headers), "timeout": _clipped(http.timeout, limit_s)}
    if request.json is not None:
        arguments["content"] = msgspec.json.encode(request.json)
        arguments["headers"]["Content-Type"] = "application/json"
    if request.file is None:
        yield arguments
        return
    try:
        file = request.file.audio.path.open("rb")
    except OSError as error:
        raise UsageError(f"{request.file.audio.path}: {error.strerror or error}") from error
    with file:
        yield arguments | {"files": {request.file.name: (request.file.audio.name, file)}, "data": dict(request.form)}


def _clipped(timeout: httpx.Timeout, limit_s: float) -> httpx.Timeout:
    def clip(seconds: float | None) -> float:
        return limit_s if seconds is None else min(seconds, limit_s)

    return httpx.Timeout(
        connect=clip(timeout.connect), read=clip(timeout.read), write=clip(timeout.write), pool=clip(timeout.pool)
    )


@contextmanager
def _translated(request: Request, limit_s: float) -> Generator[None]:
    """Turn whatever a transport raises into what it means for the work."""
    try:
        yield
    except NEVER_LEFT as error:
        raise NotSent(f"{request.operation}: not sent: {_why(error)}") from error
    except httpx.InvalidURL as error:
        raise UsageError(f"{request.operation}: {error}") from error
    except TimeoutError as error:
        raise NoReply(f"{request.operation}: no whole reply within {limit_s:.3g} s") from error
    except httpx.DecodingError as error:
        raise BadReply(f"{request.operation}: {_why(error)}") from error
    except (httpx.HTTPError, httpx.StreamError, OSError, EOFError) as error:
        raise NoReply(f"{request.operation}: {_why(error)}") from error


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
