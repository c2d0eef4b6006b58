"""Marsview's apiKey and apiSecret: the key is the tenant, and the first secret seen with it is its secret.

Source: facts/marsview section 3.1 (401 NJSCFE001). Assumed: an empty key or secret is answered like a wrong one, a
missing one like any missing field.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from understudy.contracts import vendor
from understudy.fakes.body import read
from understudy.fakes.call import Call
from understudy.fakes.reply import Problem, Refused
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants

FIELDS_MAX = 100
VENDOR = vendor("marsview")


async def given(call: Call) -> Mapping[str, Any]:
    """Return the checked body: JSON, or a form as the vendor's own playground sends it. Raises Refused."""
    if call.body is None:
        call.raw = await read(call.receive)
        call.body = _form(call.raw)
        if issues := call.operation.check_request(call.body):
            raise Refused(Problem.INVALID, str(issues[0]), issues)
    body: Mapping[str, Any] = call.body
    return body


def _form(raw: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS_MAX))
    except ValueError as error:
        raise Refused(Problem.MALFORMED, f"the form has more than {FIELDS_MAX} fields") from error


def tenant_of(api_key: str, tenants: Tenants) -> Tenant:
    """Return the tenant of an apiKey. Raises Refused(UNAUTHORIZED)."""
    try:
        return tenants.get(api_key, VENDOR.name)
    except NotAdmitted as reason:
        raise Refused(Problem.UNAUTHORIZED, f"apiKey: {reason}") from reason


def check_secret(tenant: Tenant, api_secret: str) -> None:
    """Raise Refused(UNAUTHORIZED) unless it is the tenant's secret; the first one seen becomes it."""
    if not api_secret.strip():
        raise Refused(Problem.UNAUTHORIZED, "apiSecret: the secret is empty")
    digest = _digest(api_secret)
    expected = (tenant.settings.keys or {}).get(tenant.name)
    if expected is None:
        tenant.secret_digest = known = tenant.secret_digest or digest
    else:
        known = _digest(expected)
    if not hmac.compare_digest(known, digest):
        raise Refused(Problem.UNAUTHORIZED, "apiSecret: this apiKey has another secret")


def _digest(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=16).digest()
