"""Marsview's access token: a JWT that names its tenant and lives 3600 seconds on that tenant's clock.

Source: facts/marsview sections 2, 3.1 and 3.2. The texts beyond "jwt malformed" are those of the Node library whose
text that is (assumed).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from jwt import InvalidSignatureError, InvalidTokenError, PyJWS

from understudy.fakes import draw
from understudy.fakes.marsview.dialect import Dialect
from understudy.fakes.marsview.refusal import BadToken

LIFE_S = 3600
MISSING = "jwt must be provided"
_ALGORITHM = "HS256"
_signature: Any = PyJWS()
"""it looks at signatures only, as `jwt.decode` would read the wall clock; untyped, as its types need `cryptography`"""


class Claims(msgspec.Struct, frozen=True, rename="camel"):
    """What a token says."""

    api_key: str
    """the tenant's credential"""
    user_id: str
    iat: int
    """Unix seconds on the tenant's clock"""
    exp: int


def issue(api_key: str, user_id: str, now: float, seed: int, life_s: float = LIFE_S) -> str:
    """Return a token made at `now` (Unix seconds); like the vendor's library it counts whole seconds."""
    claims = Claims(api_key, user_id, int(now), int(now) + int(life_s))
    return str(_signature.encode(msgspec.json.encode(claims), _key(seed), _ALGORITHM))


def claims_of(headers: Mapping[bytes, bytes], seed: int) -> Claims:
    """Return what the token of a request says, if it is one of ours, with or without its type. Raises BadToken."""
    token, is_raw = _token_in(headers)
    try:
        return _verified(token, seed)
    except BadToken as refused:
        if is_raw:  # nobody is known who could have chosen a dialect that takes it
            raise BadToken(MISSING) from refused
        raise


def check_type(headers: Mapping[bytes, bytes], dialect: Dialect) -> None:
    """Raise BadToken when the token comes without its type, and the dialect wants one."""
    if _token_in(headers)[1] and not dialect.takes_raw_token:
        raise BadToken(MISSING)


def _token_in(headers: Mapping[bytes, bytes]) -> tuple[str, bool]:
    """Return the token, and whether it comes without its type. Raises BadToken when there is none."""
    kind, _, token = headers.get(b"authorization", b"").decode("latin-1").strip().partition(" ")
    is_raw = bool(kind) and not token and kind.lower() != "bearer"
    if not is_raw and (kind.lower() != "bearer" or not token):
        raise BadToken(MISSING)
    return (kind if is_raw else token.strip()), is_raw


def check_life(claims: Claims, now: float) -> None:
    """Raise BadToken when the token has run out at `now`, Unix seconds on its tenant's clock."""
    if now >= claims.exp:
        expired_at = datetime.fromtimestamp(claims.exp, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        raise BadToken("jwt expired", "TokenExpiredError", expiredAt=expired_at)


@functools.lru_cache(maxsize=4096)
def _verified(token: str, seed: int) -> Claims:
    """Return what a token says; remembered, because every poll brings the same one."""
    try:
        return msgspec.json.decode(_signature.decode(token, _key(seed), [_ALGORITHM]), type=Claims)
    except InvalidSignatureError as error:
        raise BadToken("invalid signature") from error
    except (InvalidTokenError, ValueError, RecursionError) as error:
        raise BadToken("jwt malformed") from error


@functools.cache
def _key(seed: int) -> bytes:
    """Return the signing key. It keeps nothing secret: a fake that is started anew still knows its tokens."""
    return draw.hexadecimal(64, seed, "marsview", "signing key").encode()
