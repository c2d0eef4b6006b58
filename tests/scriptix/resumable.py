"""What a TUS client sends, header by header.

Source: ours.
"""

from __future__ import annotations

import base64

import httpx
from scriptix.caller import Caller

FILES = "/api/v3/files"
TUS = {"Tus-Resumable": "1.0.0"}
WANTED = {"language": "en", "document_type": "caption", "filename": "call.wav", "filetype": "audio/wav"}


def metadata(**pairs: str) -> str:
    """Return the header Upload-Metadata: the usual pairs with some changed; an empty value leaves one out."""
    given = {key: value for key, value in (WANTED | pairs).items() if value}
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in given.items())


def create_file(scriptix: Caller, length_bytes: int, **pairs: str) -> httpx.Response:
    """Begin a file."""
    scriptix.tenant()
    headers = TUS | {"Upload-Length": str(length_bytes), "Upload-Metadata": metadata(**pairs)}
    return scriptix.call("POST", FILES + "/", headers=headers)


def begun(scriptix: Caller, length_bytes: int, **pairs: str) -> str:
    """Begin a file and return where its bytes go."""
    answer = create_file(scriptix, length_bytes, **pairs)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def append(
    scriptix: Caller, url: str, offset: object, data: bytes, kind: str = "application/offset+octet-stream"
) -> httpx.Response:
    """Send more of a file."""
    headers = TUS | {"Upload-Offset": str(offset), "Content-Type": kind}
    return scriptix.call("PATCH", url, content=data, headers=headers)


def offset(scriptix: Caller, url: str) -> int:
    """Ask how much has arrived."""
    return int(scriptix.call("HEAD", url, headers=TUS).headers["upload-offset"])
