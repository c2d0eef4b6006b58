"""A submitted job as a small value: what another process needs to go on with it, and no secret.

Source: ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlencode

import msgspec

from understudy.client.errors import UsageError

Kind: TypeAlias = Literal["audio", "link", "chat", "transcript"]
"""what was submitted: a file, a link to one, or text"""

ID_MAX_CHARS = 200


@dataclass(frozen=True)
class Job:
    """One job at one vendor. As text: `elevateai:2ebaffd6-…?kind=audio&lanes=1`; `vendor:id` is enough."""

    vendor: str
    id: str
    """the vendor's own id: interactionIdentifier, txnId, session_id"""
    kind: Kind = "audio"
    submitted_at_s: float = 0.0
    """seconds since 1970 on the client's clock; 0 when not known"""
    audio_s: float | None = None
    """length of the recording, or an upper bound of it; None when not known"""
    lanes: int = 1
    """how many results were ordered (Marsview: models)"""

    def __post_init__(self) -> None:
        """Raise UsageError when the id could not stand in a URL's path, or nothing was ordered."""
        if self.lanes < 1:
            raise UsageError(f"{self.id}: a job has at least one result to wait for")
        if not 0 < len(self.id) <= ID_MAX_CHARS or not self.id.strip(".") or not self.id.isprintable():
            raise UsageError(f"{self.id[:ID_MAX_CHARS]!r} is not an id of a job")

    @property
    def path_id(self) -> str:
        """The id as it stands in a URL's path."""
        return quote(self.id, safe="")

    def to_string(self) -> str:
        """Return the job as one line of text, for `from_string` in any process."""
        details = {"kind": self.kind, "submitted_at_s": repr(self.submitted_at_s), "lanes": str(self.lanes)}
        if self.audio_s is not None:
            details["audio_s"] = repr(self.audio_s)
        return f"{self.vendor}:{self.path_id}?{urlencode(details)}"

    @classmethod
    def from_string(cls, text: str) -> Job:
        """Return the job that `to_string` wrote. Raises UsageError when the text is not one."""
        head, _, query = text.strip().partition("?")
        vendor, _, path_id = head.partition(":")
        try:
            more = msgspec.convert(dict(parse_qsl(query, strict_parsing=bool(query))), _Details, strict=False)
            if not vendor.isidentifier():
                raise ValueError("expected VENDOR:ID")
            job_id = unquote(path_id, errors="strict")
            return cls(vendor, job_id, more.kind, more.submitted_at_s, more.audio_s, more.lanes)
        except ValueError as error:
            raise UsageError(f"{text[:ID_MAX_CHARS]!r} is not a job handle: {error}") from error

    def __str__(self) -> str:
        """Return the same as `to_string`."""
        return self.to_string()


class _Details(msgspec.Struct, forbid_unknown_fields=True):
    """What stands behind the question mark."""

    kind: Kind = "audio"
    submitted_at_s: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    audio_s: Annotated[float, msgspec.Meta(ge=0)] | None = None
    lanes: Annotated[int, msgspec.Meta(ge=1)] = 1
