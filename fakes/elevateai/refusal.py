"""Whom ElevateAI lets in, and how it refuses: `{"errorMessage": ...}`.

Source: facts/elevateai section 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from understudy.contracts import vendor
from understudy.fakes.elevateai.dialect import DIALECT
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants

VENDOR = vendor("elevateai")
_STATUS = {
    Problem.UNAUTHORIZED: 401,
    Problem.NO_ROUTE: 404,
    Problem.NOT_FOUND: 404,
    Problem.NOT_READY: 404,
    Problem.METHOD: 405,
    Problem.CONFLICT: 409,
    Problem.TOO_LARGE: 413,
    Problem.TOO_MANY: 429,
}


def admit(headers: Mapping[bytes, bytes], tenants: Tenants) -> Tenant:
    """Return the tenant of `X-API-Token`. Raises Refused(UNAUTHORIZED), also for a token that is not activated."""
    try:
        tenant = tenants.get(headers.get(b"x-api-token", b"").decode("latin-1"), VENDOR.name)
    except NotAdmitted as reason:
        raise Refused(Problem.UNAUTHORIZED, f"X-API-Token: {reason}") from reason
    if (state := tenant.dialect(DIALECT).token) != "activated":
        refused = Refused(Problem.UNAUTHORIZED, f"X-API-Token: the token is {state}, not activated")
        refused.tenant = tenant
        raise refused
    return tenant


def refuse(refused: Refused) -> Reply:
    """Answer `{"errorMessage": ...}`. Assumed: 400 where no code is documented.

    Of a token that no tenant has, no dialect is known: its 401 has the documented body.
    """
    dialect, problem = refused.dialect(DIALECT), refused.problem
    if problem is Problem.NOT_READY and dialect.not_ready == 204:
        return Reply(204)
    if problem is Problem.UNAUTHORIZED and dialect.unauthorized == "empty":
        return Reply(401)
    return Reply(_STATUS.get(problem, 400), {"errorMessage": refused.reason})
