"""A refused request in Scriptix's shape: `error`, `message`, `error_code` and, for 422, `details`.

Source: 003_cabc99013b70539f.txt, "Session Not Found"; facts/scriptix sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from understudy.contracts import Issue, vendor
from understudy.fakes.reply import Problem, Refused, Reply, phrase
from understudy.fakes.scriptix.dialect import DIALECT

VENDOR = vendor("scriptix")
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    422: "Validation Error",
    429: "Rate Limit Exceeded",
}
"""`error` by HTTP status. Source: those of 401, 404, 422 and 429 are documented; the others are assumed."""
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
    Problem.TOO_MANY: "RATE_LIMIT_EXCEEDED",
    Problem.GONE: "SESSION_ALREADY_DELETED",
}


class _Error(NamedTuple):
    """One refusal before it has a shape."""

    http: int
    code: str
    message: str
    issues: tuple[Issue, ...]
    retry_after_s: int | None = None


def refuse(refused: Refused) -> Reply:
    """Answer in the error shape of the tenant's dialect.

    Source: the seed; `details` docs, "Errors". Assumed: 400 MALFORMED_REQUEST where no code is documented; of a failure
    of the vendor's own, for which only the status is documented, that status in words.
    """
    code = refused.code or _CODES.get(refused.problem, "MALFORMED_REQUEST")
    if refused.problem is Problem.BROKEN and refused.http:
        code = phrase(refused.http).upper().replace(" ", "_")
    message = message_of(code) if refused.problem is Problem.NOT_FOUND else refused.reason
    issues = (refused.issues or (Issue("", message),)) if refused.problem is Problem.INVALID else ()
    retry_after = dict(refused.headers).get(b"retry-after")
    http = refused.http or VENDOR.error_codes[code].http
    error = _Error(http, code, message, issues, int(retry_after) if retry_after else None)
    dialect = refused.dialect(DIALECT)
    shape = dialect.rate_limit_body if refused.problem is Problem.TOO_MANY else dialect.error_shape
    return Reply(error.http, _SHAPES[shape](error))


def _flat(error: _Error) -> dict[str, Any]:
    """Return `{"error", "message", "error_code"}`, with `details` (field -> text) for 422, `retry_after` for 429."""
    body: dict[str, Any] = {
        "error": TITLES.get(error.http) or phrase(error.http),
        "message": error.message,
        "error_code": error.code,
    }
    if error.issues:
        body["details"] = {issue.where or "body": issue.what for issue in error.issues}
    if error.retry_after_s is not None:
        body["retry_after"] = error.retry_after_s
    return body


def _nested(error: _Error) -> dict[str, Any]:
    """Return `{"error": {"code", "message", "details"}}`; the first issue alone is told."""
    body: dict[str, Any] = {"code": error.http, "message": error.message}
    for issue in error.issues[:1]:
        body["details"] = {"field": issue.where or "body", "issue": issue.what}
    return {"error": body}


def _slug(error: _Error) -> dict[str, Any]:
    """Return `{"error", "message"}` with the error code in lower case."""
    return {"error": error.code.lower(), "message": error.message}


_SHAPES: Mapping[str, Callable[[_Error], dict[str, Any]]] = {"flat": _flat, "nested": _nested, "slug": _slug}
"""by the dialect's `error_shape`"""


def message_of(code: str) -> str:
    """Return the message that the contract has for an `error_code`; empty when it has none."""
    return VENDOR.error_codes[code].message or ""
