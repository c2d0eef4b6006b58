"""Who is checked: the vendor that a name or a folder means, and whether anybody answers at the URLs that were given.

Source: ours.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import click
import httpx

from understudy.contracts import DocumentError, Vendor, nearest, read_vendor, vendor, vendor_names

FILES = ("openapi.yaml", "lifecycle.yaml", "protocol.yaml")
PORTS = {"http": 80, "https": 443}
RING_LIMIT_S = 10.0
"""how long a first answer may take"""


class NobodyThere(Exception):  # noqa: N818 - it says what is wrong
    """Nothing answers at a URL; the message says what to start."""


def vendor_of(text: str) -> Vendor:
    """Return the vendor of a name, or of a folder with its three files. Raises click.BadParameter."""
    try:
        if text in vendor_names():
            found = vendor(text)
        elif Path(text).is_dir():
            found = _in_folder(Path(text))
        else:
            raise click.BadParameter(_unknown(text), param_hint="--vendor")
        found.protocol  # noqa: B018 - read now, so that what is wrong in it is told before anything is sent
    except DocumentError as error:
        raise click.BadParameter(str(error), param_hint="--vendor") from error
    except FileNotFoundError as error:
        raise click.BadParameter(f"{error.filename} is not there", param_hint="--vendor") from error
    return found


def _in_folder(folder: Path) -> Vendor:
    if missing := [name for name in FILES if not (folder / name).is_file()]:
        raise click.BadParameter(f"{folder} has no {' and no '.join(missing)}", param_hint="--vendor")
    return read_vendor(folder)


def _unknown(text: str) -> str:
    near = nearest(text, vendor_names(), 1)
    hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join(vendor_names())},"
    return f"there is no vendor {text!r}: {hint} Or give a folder with {', '.join(FILES)}."


def url_of(option: str, text: str) -> str:
    """Return a base URL without a slash at its end. Raises click.BadParameter for what is none."""
    try:
        parts = urlsplit(text)
        is_url = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, is_url = urlsplit(""), False
    if not is_url:
        example = "as `understudy serve` prints it, e.g. http://127.0.0.1:8411/v1"
        raise click.BadParameter(f"{text!r} is no base URL: write it {example}", param_hint=option)
    if parts.query or parts.fragment:
        raise click.BadParameter("a base URL has neither ? nor #", param_hint=option)
    return text.rstrip("/")


def ring(url: str, found: Vendor, control: str | None) -> None:
    """See that somebody answers at both URLs, and not somebody who is known to be another.

    Raises NobodyThere, or click.BadParameter where a control port says that the vendor is elsewhere.
    """
    with httpx.Client(timeout=RING_LIMIT_S, trust_env=False) as http:
        own = _vendors(http, url)
        if own is not None:
            raise click.BadParameter(f"{url} is a control port{_elsewhere(own, found)}", param_hint="URL")
        known = _vendors(http, control) if control else None
    for name, base in (known or {}).items():
        if name != found.name and base.rstrip("/") == url:
            raise click.BadParameter(f"{url} is that of {name}{_elsewhere(known or {}, found)}", param_hint="URL")
        if name == found.name and _place(base) == _place(url) and base.rstrip("/") != url:
            raise click.BadParameter(f"{url} lacks the path that it has to have: give {base}", param_hint="URL")


def knock(url: str) -> None:
    """See that something listens, without a request that no vendor documents. Raises NobodyThere."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port or PORTS[parts.scheme]), RING_LIMIT_S).close()
    except OSError as error:
        raise NobodyThere(f"nothing listens at {url}: {error.strerror or error}") from error


def _elsewhere(known: Mapping[str, str], found: Vendor) -> str:
    return f"; {found.name} is at {known[found.name]}" if found.name in known else ""


def _place(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    return parts.hostname, parts.port


def _vendors(http: httpx.Client, url: str) -> Mapping[str, str] | None:
    """Return the vendors that a control port tells of, None where this is none. Raises NobodyThere."""
    try:
        answer = http.get(f"{url}/health")
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NobodyThere(
            f"nothing answers at {url} ({error or type(error).__name__}): start the server that is to be checked, "
            f"or a stand-in with `understudy serve`, which prints its base URLs"
        ) from error
    except httpx.RemoteProtocolError as error:
        raise NobodyThere(f"what answers at {url} does not speak HTTP ({error}): is it https://?") from error
    except httpx.HTTPError:
        return None  # slow, or broken off: the check itself will tell
    try:
        body: Any = answer.json()
    except ValueError:
        return None
    if isinstance(body, dict) and isinstance(cast("dict[str, Any]", body).get("vendors"), dict):
        return {str(name): str(base) for name, base in cast("dict[str, Any]", body)["vendors"].items()}
    return None
