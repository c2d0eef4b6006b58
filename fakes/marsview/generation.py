"""The generation of mid 2021: its paths lead to the handlers of the present one, for tenants whose dialect has it.

Source: facts/marsview section 1 (generation B: the user in the path, `/auth/get_access_token`). Assumed: whose id
stands in the path makes no difference, as the token says who asks; the present paths are there in its dialect, too.
"""

from __future__ import annotations

import functools

from understudy.fakes.call import Call
from understudy.fakes.marsview.dialect import DIALECT
from understudy.fakes.reply import Problem, Refused, Reply
from understudy.fakes.translation import Handler, StreamHandler


def no_route() -> Refused:
    """Return the refusal of a path that the present generation does not have."""
    return Refused(Problem.NO_ROUTE, "no operation has this path: it is of mid 2021, the dialect of today")


def check(call: Call) -> None:
    """Raise Refused(NO_ROUTE) unless the tenant's dialect has the paths of mid 2021."""
    if not call.tenant.dialect(DIALECT).is_mid_2021:
        raise no_route()


def mid_2021(handler: Handler) -> Handler:
    """Return a present handler as it serves its path of mid 2021."""

    @functools.wraps(handler)
    def handle(call: Call) -> Reply:
        check(call)
        return handler(call)

    return handle


def mid_2021_stream(handler: StreamHandler) -> StreamHandler:
    """Return a present handler that awaits something as it serves its path of mid 2021."""

    @functools.wraps(handler)
    async def handle(call: Call) -> Reply:
        check(call)
        return await handler(call)

    return handle
