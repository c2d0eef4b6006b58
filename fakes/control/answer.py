"""How the control port says no: one line of JSON, with what to do next.

Source: ours; `control.yaml`, Error.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response


class Answered(Exception):  # noqa: N818 - it is an answer, not a mishap
    """An answer given before the handler's end."""

    def __init__(self, status: int, error: str) -> None:
        """`error` says what to do next."""
        super().__init__(error)
        self.response = JSONResponse({"error": error}, status)


async def answered(_: Request, raised: Exception) -> Response:
    """Give the answer that was raised."""
    return raised.response if isinstance(raised, Answered) else Response(status_code=500)


async def no_route(request: Request, _: Exception) -> Response:
    """Answer a path that there is not."""
    return JSONResponse({"error": f"no route {request.url.path}: GET /openapi.json lists them"}, 404)


async def no_method(request: Request, _: Exception) -> Response:
    """Answer a method that a path has not."""
    return JSONResponse({"error": f"{request.method} is not allowed here: GET /openapi.json says what is"}, 405)
