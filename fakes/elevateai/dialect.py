"""Where sources on ElevateAI disagree, and what an account is like: one named field each, settable for each tenant.

Source: facts/elevateai sections 1, 3, 4, 7.3, 11.4, 12 and 13. By default the vendor's own clients run unmodified.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec


class Dialect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to read the documentation, and one account."""

    upload_ok: Literal[200, 201] = 200
    """200: the vendor's Java client demands it; 201: the docs"""
    not_ready: Literal[404, 204] = 404
    """404 with errorMessage: the docs; 204 and no body: two clients expect it"""
    unauthorized: Literal["message", "empty"] = "message"
    """the body of a 401: errorMessage as in the docs, or none, which the vendor's AsyncClient is prepared for"""
    plural_transcripts: bool = True
    """whether `/transcripts` is there beside the documented `/transcript`, as three vendor clients expect"""
    unknown_keys: Literal["ignored", "refused"] = "ignored"
    """what becomes of a declaration with keys that nobody documents; assumed: nothing shows a 400"""
    token: Literal["activated", "issued", "deactivated", "revoked"] = "activated"  # noqa: S105 - a state, no secret
    """state of the API token; any but the first is answered with 401"""
    monthly_quota: Annotated[int, msgspec.Meta(ge=0)] = 0
    """declarations a calendar month before 429; 0 for no limit"""
    requests_used: Annotated[int, msgspec.Meta(ge=0)] = 0
    """how many of them are used up in the month in which the tenant begins, before its first"""


DIALECT = Dialect()
