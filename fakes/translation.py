"""What a vendor package provides: how it knows its clients, what it answers, how it refuses.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from understudy.contracts import Vendor
from understudy.fakes.call import Call
from understudy.fakes.reply import Refused, Reply, ReplyHeaders
from understudy.fakes.tenant import Tenant, Tenants

Headers = Mapping[bytes, bytes]
Handler = Callable[[Call], Reply]
StreamHandler = Callable[[Call], Awaitable[Reply]]


class Translation(NamedTuple):
    """One vendor's HTTP, translated."""

    vendor: Vendor
    dialect: msgspec.Struct
    """the default; a tenant can have its own"""
    handlers: Mapping[str, Handler]
    """operationId -> handler of a call whose body has been read and checked"""
    streams: Mapping[str, StreamHandler]
    """operationId -> handler that awaits something: a body it reads itself, or a link it follows"""
    admit: Callable[[Headers, Tenants], Tenant]
    """the tenant behind a request's headers. Raises Refused"""
    refuse: Callable[[Refused], Reply]
    throttle: Callable[[Tenant], ReplyHeaders] | None = None
    """counts a request, and gives the headers that go with its answer, where the vendor limits rates. Raises Refused"""
    usage: Callable[[Tenant, float], dict[str, Any]] | None = None
    """what a tenant has used by a moment (Unix seconds), where the vendor counts it"""
