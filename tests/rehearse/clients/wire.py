"""What the clients beside this file share: one HTTP request with the standard library, and one form with a file."""

from __future__ import annotations

import http.client
import json
import os
import sys
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 240.0


class Answer:
    """A reply; status 0 when none came, or none that was whole."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> dict[str, Any]:
        """Return the body as an object; an empty one when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def call(
    method: str, url: str, headers: dict[str, str] | None = None, body: Any = None, timeout_s: float = TIMEOUT_S
) -> Answer:
    """Send one request; a body that is not bytes goes as JSON."""
    headers = {"Accept": "application/json", **(headers or {})}
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.netloc, timeout=timeout_s)
    try:
        line.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), body, headers)
        reply = line.getresponse()
        return Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())
    except (OSError, http.client.HTTPException) as error:
        print(f"{method} {parts.path}: {error!r}", file=sys.stderr)
        return Answer(0, {}, b"")
    finally:
        line.close()


def form(field: str, texts: dict[str, str] | None = None) -> tuple[dict[str, str], bytes]:
    """Return the headers and body of a form with the recording in `field`."""
    path, boundary = os.environ["UNDERSTUDY_AUDIO"], "b0undary"
    with open(path, "rb") as file:
        data = file.read()
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in (texts or {}).items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{os.path.basename(path)}"\r\n'
    head += "Content-Type: audio/x-wav\r\n\r\n"
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body
