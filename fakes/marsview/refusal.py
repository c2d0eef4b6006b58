"""How Marsview refuses: `{"status": false, "error": ..., "message": ...}`; `error` is a code or an object.

Source: facts/marsview sections 1, 2 and 6. Codes that begin with `understudy:` are ours, where no source shows any.
"""

from __future__ import annotations

from understudy.contracts import vendor
from understudy.fakes.marsview.dialect import DIALECT
from understudy.fakes.reply import Problem, Refused, Reply

_CODES = {
    Problem.UNAUTHORIZED: "NJSCFE001",
    Problem.FORBIDDEN: "JsonWebTokenError",
    Problem.NO_ROUTE: "understudy:not_found",
    Problem.NOT_FOUND: "understudy:not_found",
    Problem.METHOD: "understudy:method_not_allowed",
    Problem.TOO_LARGE: "understudy:too_large",
    Problem.TOO_MANY: "understudy:too_many_requests",
    Problem.BROKEN: "understudy:server_error",
}
_ERROR_CODES = vendor("marsview").error_codes


class BadToken(Refused):
    """A token that is not accepted; its `error` is an object."""

    def __init__(self, message: str, name: str = "JsonWebTokenError", **more: str) -> None:
        """`name` and `message` are those of the library that looked at the token; `more` goes beside them."""
        super().__init__(Problem.FORBIDDEN, "Error validating token")
        self.error = {"name": name, "message": message, **more}


def refuse(refused: Refused) -> Reply:
    """Answer in the vendor's envelope; in mid 2021 a client read `err`. Assumed: 400 where no source shows a code."""
    code = refused.code or _CODES.get(refused.problem, "understudy:bad_request")
    error = refused.error if isinstance(refused, BadToken) else code
    body: dict[str, object] = {"status": False, "error": error, "message": refused.reason}
    if refused.dialect(DIALECT).is_mid_2021:
        body["err"] = code
    return Reply(refused.http or _ERROR_CODES[code].http, body)
