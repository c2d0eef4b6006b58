"""A refused request in Scriptix's shape: `error`, `message`, `error_code` and, for 422, `details`.

Source: 003_cabc99013b70539f.txt, "Session Not Found"; facts/scriptix section 5.
"""

from __future__ import annotations

from typing import Any

from understudy.contracts import vendor
from understudy.fakes.reply import Problem, Refused, Reply

VENDOR = vendor("scriptix")
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    422: "Validation Error",
}
"""`error` by HTTP status. Source: those of 401, 404 and 422 are documented; the others are assumed."""
_CODES = {
    Problem.UNAUTHORIZED: "INVALID_API_KEY",
    Problem.NO_ROUTE: "NOT_FOUND",
    Problem.METHOD: "METHOD_NOT_ALLOWED",
    Problem.NOT_FOUND: "SESSION_NOT_FOUND",
    Problem.NOT_READY: "DOCUMENT_NOT_FOUND",
    Problem.MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
    Problem.INVALID: "VALIDATION_ERROR",
    Problem.CONFLICT: "SESSION_CONFLICT",
    Problem.TOO_LARGE: "FILE_TOO_LARGE",
    Problem.GONE: "SESSION_ALREADY_DELETED",
}


def refuse(refused: Refused) -> Reply:
    """Answer `{"error", "message", "error_code"}`, with `details` (field -> text) for 422.

    Source: the seed; `details` docs, "Errors". Assumed: 400 MALFORMED_REQUEST where no code is documented.
    """
    code = refused.code or _CODES.get(refused.problem, "MALFORMED_REQUEST")
    known = VENDOR.error_codes[code]
    message = message_of(code) if refused.problem is Problem.NOT_FOUND else refused.reason
    body: dict[str, Any] = {"error": TITLES[known.http], "message": message, "error_code": code}
    if refused.problem is Problem.INVALID:
        body["details"] = {issue.where or "body": issue.what for issue in refused.issues}
    return Reply(known.http, body)


def message_of(code: str) -> str:
    """Return the message that the contract has for an `error_code`; empty when it has none."""
    return VENDOR.error_codes[code].message or ""
