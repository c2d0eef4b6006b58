"""Stands before the control API: asks for the control key, and keeps `%2F` in a credential from splitting the path.

Source: ours.
"""

from __future__ import annotations

import hmac

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class ControlGuard:
    """An ASGI app around the control app."""

    def __init__(self, app: ASGIApp, control_key: str | None) -> None:
        """Without a key everybody is let in; `/health` may always be asked."""
        self._app, self._expected = app, f"Bearer {control_key}".encode() if control_key else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        given = dict(scope["headers"]).get(b"authorization", b"")
        if self._expected and scope["path"] != "/health" and not hmac.compare_digest(given, self._expected):
            refusal = JSONResponse({"error": "send the control key as Authorization: Bearer KEY"}, 401)
            await refusal(scope, receive, send)
            return
        path = scope["raw_path"].partition(b"?")[0].decode("latin-1")
        await self._app({**scope, "path": path}, receive, send)
