"""Where sources on Scriptix disagree, a named field decides; the default is the seed's word where it has one.

Source: facts/scriptix sections 0.2, 2.1, 2.3, 2.5, 3, 4, 5 and 6.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Dialect(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to read the documentation."""

    create_ok: Literal[200, 201] = 201
    """status of create; 201: docs, "Create"; 200: apidocs, "Initialize\""""
    session_shape: Literal["bare", "envelope"] = "bare"
    """around one session: nothing, the seed; or `count`, `total_results`, `result`, apidocs"""
    session_done: Literal["completed", "done"] = "completed"
    """status of a finished session; completed: the seed; done: apidocs, "Results\""""
    failed_session: Literal["full", "short"] = "full"
    """a failed session has every field, or just the five of the seed's example"""
    document_before: Literal["absent", "null"] = "absent"
    """`document` before the session is completed. Assumed: left out, as the seed says "when completed\""""
    delete_ok: Literal[200, 204] = 200
    """200: apidocs, "Removing results"; 204: docs, "Delete Document", whose sample takes both"""
    result_done: Literal["completed", "done"] = "completed"
    """status of a finished session in `/result`; completed: the seed's word; done: apidocs, "Results\""""
    result_early: Literal[200, 409] = 200
    """`/result` before the end; no page tells. Assumed: 200 with the status and no words"""
    result_unit_ms: Literal[1, 1000] = 1
    """milliseconds in the unit of the times in `/result`; 1: two old clients; 1000: an example of the docs"""
    document_type: Literal["transcript", "caption", "document"] = "transcript"
    """where none was asked for; transcript: the seed; caption or document: docs, "Retrieve\""""
    document_object: Literal["short", "long"] = "short"
    """short: docs, "Retrieve"; long: with `language`, `finished`, `timecode_offset`, ..., docs, "Overview\""""
    error_shape: Literal["flat", "nested", "slug"] = "flat"
    """flat: `error` is a title, the seed; nested: an object, docs, "Error codes"; slug: a word, docs, "Rate limits"

    (of the reference). 429 has a field of its own.
    """
    tus_limit_gib: Literal[5, 10, 40] = 10
    """largest TUS upload; 5: docs, "Overview"; 10: docs, "TUS upload", and apidocs; 40: docs, "Best practices".

    Assumed: in gibibytes, as the limit of the direct upload is
    """
    folder_absent: Literal["null", "text"] = "null"
    """`folder_id` of a file in no folder; null: docs, "Retrieve results"; the text null: apidocs"""
    rate_limit_body: Literal["flat", "slug"] = "flat"
    """of 429; flat: with `error_code` and `retry_after`, docs, "RateLimits"; slug: docs, "Rate limits" (reference)"""
    api_key: Literal["active", "revoked"] = "active"
    """state of the API key; a revoked one is answered with 401 KEY_REVOKED: docs, "Errors\""""
    plan: Literal["none", "free", "bronze", "silver", "gold"] = "none"
    """whose rate limits hold: docs, "RateLimits"; none: no limits, and no headers about them"""


DIALECT = Dialect()
