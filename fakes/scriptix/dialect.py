"""Where sources on Scriptix disagree, a named field decides; the default is the seed's word where it has one.

Source: facts/scriptix sections 0.2, 2.1, 2.3, 2.5 and 4.1.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Dialect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to read the documentation."""

    delete_ok: Literal[200, 204] = 200
    """200: apidocs, "Removing results"; 204: docs, "Delete Document", whose sample takes both"""
    result_done: str = "completed"
    """status of a finished session in `/result`; completed: the seed's word; done: apidocs, "Results\""""
    result_unit_ms: Literal[1, 1000] = 1
    """milliseconds in the unit of the times in `/result`; 1: two old clients; 1000: an example of the docs"""
    document_type: Literal["transcript", "caption", "document"] = "transcript"
    """transcript: the seed; caption or document: docs, "Retrieve\""""


DIALECT = Dialect()
