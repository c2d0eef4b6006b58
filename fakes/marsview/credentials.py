"""Marsview's apiKey and apiSecret: the key is the tenant, and the first secret seen with it is its secret.

Source: facts/marsview sections 2 and 3.1 (401 NJSCFE001; one pair is active, a reset ends the one before). Assumed: an
empty key or secret is answered like a wrong one, a missing one like any missing field; after a reset the key stays.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from understudy.contracts import Vendor, vendor
from understudy.fakes.body import decode_json, media_type, read
from understudy.fakes.call import Call
from understudy.fakes.reply import Problem, Refused
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants

FIELDS_MAX = 100
FORM = "application/x-www-form-urlencoded"
MISSPELT_JSON = "application-json"
"""as the table of the vendor's page writes the content type of this request"""
VENDOR = vendor("marsview")


def with_misspelt_json(facts: Vendor) -> Vendor:
    """Return the vendor with operations for a token that take JSON under its misspelt name, too.

    That name is no media type, so it cannot stand in the contract: readers of OpenAPI refuse the whole document.
    """
    loose = copy.copy(facts)
    loose.contract = copy.copy(facts.contract)
    loose.contract.operations = {
        name: each._replace(request={**each.request, MISSPELT_JSON: None}) if FORM in each.request else each
        for name, each in facts.contract.operations.items()
    }
    return loose


async def given(call: Call) -> Mapping[str, Any]:
    """Return the checked body: JSON, or a form as the vendor's own playground sends it. Raises Refused."""
    if call.body is None:
        kind, _ = media_type(call.headers.get(b"content-type", b"").decode("latin-1"))
        call.raw = await read(call.receive)
        call.body = decode_json(call.raw) if kind == MISSPELT_JSON else _form(call.raw)
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
    if not tenant.takes_secret(api_secret):
        raise Refused(Problem.UNAUTHORIZED, "apiSecret: this apiKey has another secret")
