"""Making a client: the vendor, its address, the credential, and everything that may be replaced.

Source: ours; issue "The reference client".
"""

from __future__ import annotations

import ssl

import httpx

from understudy.client.async_client import AsyncClient
from understudy.client.client import Client
from understudy.client.clock import Clock, Draw, SystemClock, system_draw
from understudy.client.context import Access, Context
from understudy.client.desk import Desk
from understudy.client.driver import Http, Line
from understudy.client.hooks import Hooks
from understudy.client.policy import Policy
from understudy.client.tracing import Tracer, installed_tracer
from understudy.client.vendor import vendor_class

Timeout = float | httpx.Timeout
"""seconds for each connect, read, write; or httpx's own"""

DEFAULT_TIMEOUT_S = 30.0


def connect(
    vendor: str,
    base_url: str,
    key: str,
    *,
    secret: str | None = None,
    user_id: str | None = None,
    http: httpx.Client | None = None,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    transport: httpx.BaseTransport | None = None,
    proxy: str | httpx.URL | httpx.Proxy | None = None,
    verify: ssl.SSLContext | bool = True,
    clock: Clock | None = None,
    draw: Draw = system_draw,
    policy: Policy | None = None,
    hooks: Hooks | None = None,
    tracer: Tracer | None = None,
) -> Client:
    """Return a client for `vendor` ("elevateai", "marsview", "scriptix") at `base_url`. Sends nothing.

    `key`: ElevateAI's API token, Marsview's apiKey, Scriptix's Batch token; Marsview also takes `secret`
    (apiSecret) and `user_id` (the account's e-mail). `http`: an httpx client of your own, which you close; or
    else `timeout` (seconds), `transport`, `proxy` and `verify` for the one that is made here. `clock` and
    `draw` (random numbers from 0 to 1) may be replaced to run on time of your own; `policy` holds the
    budgets, `hooks` the functions that look on. `tracer`: an OpenTelemetry tracer; by default the installed
    one. Raises UsageError.
    """
    time = clock or SystemClock()
    desk = _desk(vendor, Access(base_url, key, secret, user_id), time, draw, policy, hooks)
    own = http or httpx.Client(timeout=timeout, transport=transport, proxy=proxy, verify=verify)
    return Client(desk, _line(own, time, desk, tracer), owns_http=http is None)


def connect_async(
    vendor: str,
    base_url: str,
    key: str,
    *,
    secret: str | None = None,
    user_id: str | None = None,
    http: httpx.AsyncClient | None = None,
    timeout: Timeout = DEFAULT_TIMEOUT_S,
    transport: httpx.AsyncBaseTransport | None = None,
    proxy: str | httpx.URL | httpx.Proxy | None = None,
    verify: ssl.SSLContext | bool = True,
    clock: Clock | None = None,
    draw: Draw = system_draw,
    policy: Policy | None = None,
    hooks: Hooks | None = None,
    tracer: Tracer | None = None,
) -> AsyncClient:
    """Return the same as `connect`, for asyncio. Raises UsageError."""
    time = clock or SystemClock()
    desk = _desk(vendor, Access(base_url, key, secret, user_id), time, draw, policy, hooks)
    own = http or httpx.AsyncClient(timeout=timeout, transport=transport, proxy=proxy, verify=verify)
    return AsyncClient(desk, _line(own, time, desk, tracer), owns_http=http is None)


def _desk(vendor: str, access: Access, clock: Clock, draw: Draw, policy: Policy | None, hooks: Hooks | None) -> Desk:
    context = Context(access, clock.now, draw, policy or Policy(), hooks or Hooks())
    return Desk(vendor_class(vendor)(context), context)


def _line(http: Http, clock: Clock, desk: Desk, tracer: Tracer | None) -> Line[Http]:
    return Line(http, clock, desk.context.hooks, desk.context.policy, tracer or installed_tracer())
