"""Where sources on ElevateAI disagree, a named field decides; the default lets the vendor's own clients run unmodified.

Source: facts/elevateai sections 4, 7.3 and 13.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Dialect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to read the documentation."""

    upload_ok: Literal[200, 201] = 200
    """200: the vendor's Java client demands it; 201: the docs"""
    not_ready: Literal[404, 204] = 404
    """404 with errorMessage: the docs; 204 and no body: two clients expect it"""


DIALECT = Dialect()
