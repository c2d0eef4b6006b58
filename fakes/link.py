"""A link given instead of a file: when it expires, and, only where the user allows it, what lies behind it.

Source: presigned links as Amazon S3 writes them, X-Amz-Date and X-Amz-Expires (signature version 4) or Expires
(version 2); facts/marsview section 6.
"""

from __future__ import annotations

import ipaddress
import tempfile
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from understudy.fakes import draw
from understudy.fakes.job import Link, Media
from understudy.fakes.recording import examine, media_type_of, plain_name
from understudy.fakes.reply import Problem, Refused
from understudy.fakes.tenant import Settings, Tenant

if TYPE_CHECKING:
    import httpx

FETCH_TIMEOUT_S = 10.0
ASSUMED_AUDIO_S = (180.0, 600.0)
"""Assumed: the length of a recording that nobody looks at lies between these."""


def parse(url: str) -> Link:
    """Return the link with its moment of expiry, if it tells one. A malformed expiry tells none.

    Raises Refused(INVALID) when it is no link.
    """
    try:
        query = urlsplit(url).query
    except ValueError as error:
        raise Refused(Problem.INVALID, f"{url[:80]!r} is no link: {error}") from error
    return Link(url, _expiry({name.lower(): value for name, value in parse_qsl(query)}))


def _expiry(query: dict[str, str]) -> float | None:
    try:
        if "x-amz-date" in query and "x-amz-expires" in query:
            signed = datetime.strptime(query["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            expires_at = signed.timestamp() + float(query["x-amz-expires"])
        else:
            expires_at = float(query.get("expires", "inf"))
    except (ValueError, OverflowError):
        return None
    return expires_at if isfinite(expires_at) else None


async def follow(link: Link, tenant: Tenant) -> Media:
    """Return the recording behind a link: fetched where that is allowed, otherwise one of an assumed length."""
    name = plain_name(urlsplit(link.url).path) or "recording"
    if not may_fetch(link.url, tenant.settings):
        length_s = round(draw.between(*ASSUMED_AUDIO_S, tenant.key("link", link.url)), 1)
        return Media(name, media_type_of(name), 0, length_s)
    with tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        path = Path(folder, "fetched")
        try:
            kind = await _fetch(link.url, path, tenant.settings.max_upload_bytes)
        except (OSError, ValueError):
            return Media(name, media_type_of(name), 0, None)
        return await examine(path, name, kind)


def may_fetch(url: str, settings: Settings) -> bool:
    """Say whether the user allowed this link to be fetched: loopback only, unless its host was named."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return (
        settings.fetch_links and parts.scheme in ("http", "https") and (_loopback(host) or host in settings.fetch_hosts)
    )


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _fetch(url: str, path: Path, limit_bytes: int) -> str:
    """Save what lies behind `url`, without following it elsewhere, and return its media type.

    Raises OSError or ValueError when that does not come whole, or is too large.
    """
    import httpx  # here, as few fetch anything, and all would wait for it

    try:
        return await _saved(httpx.AsyncClient(timeout=FETCH_TIMEOUT_S, trust_env=False), url, path, limit_bytes)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OSError(str(error)) from error


async def _saved(http: httpx.AsyncClient, url: str, path: Path, limit_bytes: int) -> str:
    async with (
        http as client,
        client.stream("GET", url) as response,
    ):
        if response.status_code != 200:
            raise ValueError(f"the link answers {response.status_code}")
        size = 0
        with path.open("wb") as file:
            async for chunk in response.aiter_bytes():
                size += len(chunk)
                if size > limit_bytes:
                    raise ValueError("the recording is over the limit")
                file.write(chunk)
        return str(response.headers.get("content-type", ""))
