"""From a reply to an error: each HTTP status, and each of the vendors' error bodies."""

from __future__ import annotations

import json

import pytest

from understudy.client import (
    BadReply,
    Conflict,
    NotFound,
    RateLimited,
    Refused,
    TooLarge,
    Unauthorized,
    VendorFault,
)
from understudy.client.refusal import refusal, words
from understudy.client.response import Response

KINDS = {
    Refused: [200, 400, 402, 405, 415, 418, 422, 499],
    Unauthorized: [401, 403],
    NotFound: [404, 410],
    Conflict: [409],
    TooLarge: [413],
    RateLimited: [429],
    VendorFault: [408, 425, 500, 502, 503, 504, 599],
    BadReply: [100, 301, 302, 304, 307],
}


@pytest.mark.parametrize(("status", "kind"), [(status, kind) for kind, each in KINDS.items() for status in each])
def test_each_status_has_its_error(status, kind):
    """The class is exactly this one: callers tell errors apart by it."""
    assert type(refusal(Response(status))) is kind


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"errorMessage": "no such interaction"}, (None, "no such interaction")),
        ({"status": False, "error": "NJSCFE001", "message": "wrong"}, ("NJSCFE001", "wrong")),
        (
            {"status": False, "error": {"name": "JsonWebTokenError", "message": "jwt malformed"}, "message": "Error"},
            ("JsonWebTokenError", "jwt malformed"),
        ),
        ({"error": "Not Found", "message": "gone", "error_code": "SESSION_NOT_FOUND"}, ("SESSION_NOT_FOUND", "gone")),
        (
            {"error": {"code": 422, "message": "Missing required field: language"}},
            ("422", "Missing required field: language"),
        ),
        ({"error": "rate_limit_exceeded", "message": "slow down"}, ("rate_limit_exceeded", "slow down")),
        ({"detail": "no"}, (None, "no")),
        ({"error_description": "no"}, (None, "no")),
        ([], (None, None)),
        ({"error": None, "message": {"not": "text"}}, (None, None)),
    ],
)
def test_each_vendors_words_are_found(body, expected):
    """One string, a string and a text, an object, an object and a text: all that is documented."""
    assert words(Response(400, body=json.dumps(body).encode())) == expected


def test_a_page_instead_of_json_has_no_words():
    """What a proxy writes is not quoted as the vendor's reason."""
    assert str(refusal(Response(502, body=b"<html>"))) == "HTTP 502"
