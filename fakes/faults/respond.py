"""Answer something else instead of the vendor; the vendor does nothing.

Source: ours; RFC 9110 section 10.2.3 for the two forms of `Retry-After`.
"""

from __future__ import annotations

import math
from typing import ClassVar

from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.fakes.faults.fault import Layer
from understudy.fakes.faults.strike import Strike
from understudy.fakes.reply import Reply, http_date, phrase
from understudy.scenarios.duration import seconds
from understudy.scenarios.fault_rule import Respond as Asked

RETRY_AFTER = b"retry-after"


class Respond:
    """Answers with a gateway's page, the vendor's own refusal, or no body at all."""

    layer: ClassVar[Layer] = "reply"

    def __init__(self, asked: int | Asked, strike: Strike) -> None:
        """`asked` is what the rule says: a status alone, or more than that."""
        self._asked = Asked(status=asked) if isinstance(asked, int) else asked
        self.name, self._strike = f"respond {self._asked.status}", strike

    def __call__(self, app: ASGIApp) -> ASGIApp:  # noqa: ARG002 - it never gets there
        """Return an app that answers and leaves `app` alone."""

        async def respond(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - it looks at nothing
            await self._reply().send(self._strike.now, scope, send)

        return respond

    def still_says(self, word: str) -> bool:  # noqa: ARG002 - it says nothing
        """Say no: nothing of the vendor's answer goes out."""
        return False

    def _reply(self) -> Reply:
        asked = self._asked
        wait_s = math.ceil(seconds(asked.retry_after)) if asked.retry_after else None
        if asked.body == "vendor":
            reply = self._strike.refusal(asked.status, wait_s)
        else:
            reply = Reply(asked.status) if asked.body == "none" else page(asked.status)
        if wait_s is None:
            return reply
        hint = b"%d" % wait_s if asked.retry_after_as == "seconds" else http_date(int(self._strike.now) + wait_s)
        kept = [header for header in reply.headers if header[0] != RETRY_AFTER]
        return reply._replace(headers=(*kept, (RETRY_AFTER, hint)))


def page(status: int) -> Reply:
    """Return the page with which a gateway in front of the vendor answers."""
    said = f"{status} {phrase(status)}"
    body = f"<!DOCTYPE html>\n<html><head><title>{said}</title></head>\n<body><h1>{said}</h1></body></html>\n"
    return Reply(status, body, "text/html")
