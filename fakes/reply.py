"""What a handler answers, and how a handler refuses; both become the vendor's HTTP in one place.

Source: ours.
"""

from __future__ import annotations

import enum
import functools
from collections.abc import Sequence
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec
from starlette.types import Scope, Send

from understudy.contracts import Issue
from understudy.fakes.compression import BYTES_MIN, compressed

if TYPE_CHECKING:
    from understudy.fakes.tenant import Tenant

D = TypeVar("D", bound=msgspec.Struct)
ReplyHeaders = tuple[tuple[bytes, bytes], ...]
"""of an answer; names in lower case"""

_encode = msgspec.json.Encoder().encode
JSON = "application/json"
_KNOWN = frozenset(HTTPStatus)


class Reply(NamedTuple):
    """One answer: a status code and a JSON value, a text, or nothing."""

    status: int
    body: object = None
    """any JSON value; None sends no body; with another media type: text or bytes"""
    media_type: str = JSON
    headers: ReplyHeaders = ()

    def content(self) -> bytes:
        """Return the body as it goes out."""
        if self.body is None:
            return b""
        if self.media_type == JSON:
            return _encode(self.body)
        return self.body if isinstance(self.body, bytes) else str(self.body).encode()

    def asgi_headers(self, length: int, now: float) -> list[tuple[bytes, bytes]]:
        """Return the headers; `Date` is on the tenant's clock (`now`, Unix seconds)."""
        headers = [(b"date", http_date(int(now))), (b"content-length", b"%d" % length), *self.headers]
        if self.body is not None:
            charset = b"; charset=utf-8" if self.media_type.startswith("text/") else b""
            headers.append((b"content-type", self.media_type.encode() + charset))
        return headers

    async def send(self, now: float, scope: Scope, send: Send) -> None:
        """Send it as the answer to a request, at `now` (Unix seconds), compressed where that is worth it."""
        content = self.content()
        encoding: ReplyHeaders = ()
        if len(content) >= BYTES_MIN:
            accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
            content, encoding = compressed(content, self.media_type, accepted)
        headers = [*self.asgi_headers(len(content), now), *encoding]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


def phrase(status: int) -> str:
    """Return a status code in words, as HTTP has them; a code that HTTP does not know is called an error."""
    return HTTPStatus(status).phrase if status in _KNOWN else f"Error {status}"


@functools.lru_cache(maxsize=256)
def http_date(second: int) -> bytes:
    """Return a Unix second as HTTP writes it."""
    return formatdate(second, usegmt=True).encode()


class Problem(enum.Enum):
    """Why a request is refused, in no vendor's words."""

    UNAUTHORIZED = "no credential, or one that is not accepted"
    FORBIDDEN = "a token that is not valid, or not any more"
    NO_ROUTE = "no such path"
    METHOD = "no such method on this path"
    NOT_FOUND = "no such job, for this tenant"
    NOT_READY = "no result yet"
    MALFORMED = "the body cannot be read"
    MEDIA_TYPE = "the body is of another media type"
    INVALID = "a field or parameter is missing or wrong"
    CONFLICT = "the job does not wait for this"
    TOO_LARGE = "the body is too large"
    TOO_MANY = "more requests than are allowed"
    GONE = "already deleted"
    BROKEN = "the vendor itself has failed"


class Refused(Exception):  # noqa: N818 - it is an answer, not a mishap
    """A request that is refused; the vendor's translation says how."""

    def __init__(
        self,
        problem: Problem,
        reason: str,
        issues: Sequence[Issue] = (),
        code: str | None = None,
        headers: ReplyHeaders = (),
    ) -> None:
        """`reason` says what is wrong and what to do; `issues` name the fields concerned.

        `code` is the vendor's own error code, where the problem alone does not decide it; `headers` go with the answer.
        """
        super().__init__(reason)
        self.problem, self.reason, self.issues, self.code = problem, reason, tuple(issues), code
        self.headers = headers
        self.http: int | None = None
        """the status, where that is asked for whatever the problem"""
        self.nearest = ""
        """the operation that was most likely meant, where none was found"""
        self.tenant: Tenant | None = None
        """whose credential it was, where that is known though not accepted: its journal, clock and dialect are used"""

    def dialect(self, default: D) -> D:
        """Return the dialect in which to refuse: the tenant's, or the default where no tenant is known."""
        return self.tenant.dialect(default) if self.tenant else default
