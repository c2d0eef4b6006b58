"""Answer with an error status instead of the vendor's answer; the vendor does nothing.

Source: ours.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar, Literal

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp


class Respond:
    """Answers `status` with a plain text, as a gateway in front of the vendor would."""

    layer: ClassVar[Literal["reply", "wire"]] = "reply"

    def __init__(self, status: int) -> None:
        """`status` is the HTTP status code, 400 to 599."""
        self.status, self.name = status, f"respond {status}"

    def __call__(self, app: ASGIApp) -> ASGIApp:  # noqa: ARG002 - it never gets there
        """Return an app that answers and leaves `app` alone."""
        return PlainTextResponse(f"{self.status} {HTTPStatus(self.status).phrase}\n", self.status)
