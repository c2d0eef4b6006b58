"""Reads and checks a request as its operation documents it, before a handler sees it.

Source: ours.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from understudy.fakes.body import decode_json, media_type, read
from understudy.fakes.call import Call
from understudy.fakes.reply import JSON, Problem, Refused


def read_query(call: Call, query_string: bytes) -> None:
    """Read and check the documented query parameters. Raises Refused(INVALID)."""
    try:
        given = dict(parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise Refused(Problem.INVALID, "the query has more than 100 parameters") from error
    call.query, issues = call.operation.check_query(given)
    if issues:
        raise Refused(Problem.INVALID, f"the parameter {issues[0]}", issues)


async def read_body(call: Call) -> None:
    """Read, decode and check a JSON body, unless the request brings another documented media type.

    Raises Refused(MEDIA_TYPE, TOO_LARGE, MALFORMED or INVALID), or ClientGone.
    """
    kind, _ = media_type(call.headers.get(b"content-type", b"").decode("latin-1"))
    if kind != JSON:
        if kind in call.operation.request:
            return
        raise Refused(
            Problem.MEDIA_TYPE, f"the body must be {' or '.join(call.operation.request)}, not {kind or 'untyped'}"
        )
    call.raw = await read(call.receive)
    call.body = call.operation.keys.fold(decode_json(call.raw))
    if issues := call.operation.check_request(call.body):
        raise Refused(Problem.INVALID, str(issues[0]), issues)
