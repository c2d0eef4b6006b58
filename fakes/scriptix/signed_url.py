"""A URL that needs no credential: it names one operation on one session, when it expires, and a signature.

Source: facts/scriptix sections 3.2 a and 4.2: the vendor hands out such URLs of its storage. Assumed: `se` (expiry) and
`sig` (signature) are called as in Azure's shared access signatures, where the vendor's storage is; nothing is stored.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from understudy.fakes import draw
from understudy.fakes.call import Call
from understudy.fakes.job import Job
from understudy.fakes.reply import Problem, Refused
from understudy.fakes.scriptix.refusal import VENDOR
from understudy.fakes.scriptix.rendering import stamp
from understudy.fakes.tenant import Tenant

SIGNATURE_DIGITS = 64
"""hexadecimal digits"""


class SignedUrl(NamedTuple):
    """Where the holder may do one thing, until when."""

    url: str
    expires_at: str
    """ISO 8601 UTC in whole seconds"""


def sign(call: Call, operation: str, values: tuple[str, ...], life_s: float, **query: Any) -> SignedUrl:
    """Return a URL for `operation` on the path `values`, the session's id first, on the caller's own authority."""
    given = {name: str(value).lower() if isinstance(value, bool) else value for name, value in query.items()}
    given["se"] = expires_at = str(stamp(call.now + life_s))
    given["sig"] = _signature(call.tenant, operation, values, given)
    path = VENDOR.contract.operations[operation].path
    for value in values:
        before, _, after = path.partition("{")
        path = before + value + after.partition("}")[2]
    return SignedUrl(call.url(f"{path}?{urlencode(given)}"), expires_at)


def holder(call: Call) -> Job:
    """Go on as the tenant that was given this URL, and return the session.

    Raises Refused(FORBIDDEN) for a URL that was altered or has expired, NOT_FOUND for a deleted session.
    """
    tenant = next((each for each in call.tenants if each.jobs.tombstone(call.values[0])), None)
    query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in call.query.items()}
    given = str(query.pop("sig")).encode()
    if tenant is None or not hmac.compare_digest(
        _signature(tenant, call.operation.id, call.values, query).encode(), given
    ):
        raise Refused(Problem.FORBIDDEN, "the signature of this URL is not valid", code="SIGNED_URL_REFUSED")
    call.enter(tenant)
    if call.now >= datetime.strptime(str(query["se"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp():
        raise Refused(Problem.FORBIDDEN, f"this URL expired at {query['se']}", code="SIGNED_URL_REFUSED")
    return call.find_job()


def _signature(tenant: Tenant, operation: str, values: tuple[str, ...], query: Mapping[str, Any]) -> str:
    what = urlencode(sorted((name, str(value)) for name, value in query.items()))
    return draw.hexadecimal(SIGNATURE_DIGITS, tenant.key(operation, *values, what))
