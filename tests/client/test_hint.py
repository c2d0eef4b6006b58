"""Server hints: both forms of Retry-After, rate-limit headers, junk; and what they beat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.client import Policy
from understudy.client.hint import hint_s
from understudy.client.response import Response

NOW_S = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT
IN_90_S = "Tue, 14 Nov 2023 22:14:50 GMT"


def hinted(status=503, body=b"", **headers):
    """The hint of one reply."""
    return hint_s(Response(status, {name.replace("_", "-"): text for name, text in headers.items()}, body), NOW_S)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry_after": "90"}, 90),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after": IN_90_S}, 90),
        ({"retry_after": "Tue, 14 Nov 2023 22:14:50 -0000"}, 90),
        ({"retry_after": IN_90_S, "date": "Tue, 14 Nov 2023 22:14:40 GMT"}, 10),
        ({"retry_after": "Tue, 14 Nov 2023 22:00:00 GMT"}, 0),
        ({"x_ratelimit_remaining": "0", "x_ratelimit_reset": "1700000042"}, 42),
        ({"x_ratelimit_remaining": "0", "x_ratelimit_reset": "42"}, 42),
        ({"x_ratelimit_remaining": "5", "x_ratelimit_reset": "1700000042"}, None),
        ({"retry_after": "7", "x_ratelimit_remaining": "0", "x_ratelimit_reset": "42"}, 7),
        ({}, None),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else str(value),
)
def test_a_hint_is_read_in_every_form(headers, expected):
    """Seconds, dates (against the server's own clock where it tells it), and the reset of a used-up limit."""
    assert hinted(**headers) == expected


@pytest.mark.parametrize("junk", ["soon", "-5", "nan", "inf", "1e9", "", "1_000", "²", "9" * 400, "Tue, 99 Nov 2023"])
def test_junk_is_no_hint(junk):
    """What is neither a number of seconds nor a date is passed over."""
    assert hinted(retry_after=junk) is None


def test_a_429_needs_no_remaining():
    """A reply that says "too many" has used up its limit, whatever else it counts."""
    assert (hinted(429, x_ratelimit_reset="42"), hinted(200, x_ratelimit_reset="42")) == (42, None)


def test_the_bodys_retry_after_counts_for_429_only():
    """Scriptix has it in the body of a 429; elsewhere a field of that name may mean anything."""
    body = b'{"retry_after": 60}'

    assert (hinted(429, body), hinted(503, body), hinted(429, b"<html>")) == (60, None, None)


@given(text=st.text(max_size=40), status=st.sampled_from([200, 429, 503]))
def test_any_header_is_read_without_an_error(text, status):
    """Whatever a server writes, the hint is a number of seconds or none."""
    found = hinted(status, text.encode(errors="replace"), retry_after=text, date=text, x_ratelimit_reset=text)

    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("advice_s", "hint", "faults", "pause_s"),
    [
        (30, None, 0, 30),
        (30, 90, 0, 90),
        (30, 5, 0, 30),
        (0, None, 3, 4),
        (0, 2, 6, 2),
        (0, 0, 0, 1),
        (0, None, 60, 300),
    ],
    ids=["advice", "longer hint", "shorter hint", "backoff", "hint beats backoff", "floor", "ceiling"],
)
def test_the_pause_follows_the_order_of_authority(advice_s, hint, faults, pause_s):
    """The server's hint, then the vendor's documented interval (the longer of the two), then our own backoff."""
    assert Policy().pause_s(advice_s, hint, faults, 0.0) == pause_s


def test_a_shorter_hint_is_followed_when_the_caller_says_so():
    """`hurry` lets the server's word beat its own documentation."""
    assert Policy(hurry=True).pause_s(300, 5, 0, 0.0) == 5


def test_a_date_without_a_zone_is_utc(tokyo):
    """Whatever zone this machine is in."""
    assert hinted(retry_after="Tue, 14 Nov 2023 22:14:50 -0000") == 90
