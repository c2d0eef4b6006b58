"""Marsview's two ways to an access token: the present path, and the one of mid 2021.

Source: facts/marsview sections 1, 2 and 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.fakes.call import Call
from understudy.fakes.marsview import access_token, credentials, generation, rendering
from understudy.fakes.reply import Refused, Reply


async def create_access_token(call: Call) -> Reply:
    """Source: docs, "Authentication": 200, 401.

    Assumed: older tokens stay good, as one client fetches a new one for each call; so they do when the secret is reset.
    """
    body = await credentials.given(call)
    call.enter(credentials.tenant_of(body["apiKey"], call.tenants))
    return _issued(call, body)


async def get_access_token(call: Call) -> Reply:
    """Source: docs, "File handling", the tab on Python; answered as `create_access_token` (assumed).

    The key in the body says whose dialect counts. A key that is not accepted has the default one, without this path.
    """
    body = await credentials.given(call)
    try:
        call.enter(credentials.tenant_of(body["apiKey"], call.tenants))
    except Refused as refused:
        raise generation.no_route() from refused
    generation.check(call)
    return _issued(call, body)


def _issued(call: Call, body: Mapping[str, Any]) -> Reply:
    tenant = call.tenant
    credentials.check_secret(tenant, body["apiSecret"])
    life_s = tenant.scenario(credentials.VENDOR.name).script.life_s(access_token.LIFE_S)
    token = access_token.issue(tenant.name, body["userId"], call.now, call.tenants.settings.seed, life_s)
    data = {"accessToken": token, "expiresIn": access_token.LIFE_S, "tokenType": "Bearer"}
    return Reply(200, rendering.envelope(data))
