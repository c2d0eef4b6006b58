"""A client as many are written: whatever goes wrong, it waits five seconds and does the same again. For `picture.py`.

Run: `understudy rehearse --vendor elevateai -- python bench/retrying_client.py`. It polls as advised and uploads again
when the vendor says so; its retries are what a rehearsal finds.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

BASE_URL, TOKEN = os.environ["ELEVATEAI_BASE_URL"], os.environ["ELEVATEAI_API_TOKEN"]
DECLARATION = json.dumps({"type": "audio", "languageTag": "en-us", "vertical": "default"}).encode()
FORM_TYPE = "multipart/form-data; boundary=part"
FORM_HEAD = b'--part\r\nContent-Disposition: form-data; name="file"; filename="call.wav"\r\n\r\n'


def call(method: str, path: str, body: bytes | None = None, media_type: str = "application/json") -> Any:
    """Send a request until there is an answer that can be read."""
    headers = {"X-API-Token": TOKEN, "Content-Type": media_type}
    while True:
        try:
            request = urllib.request.Request(BASE_URL + path, body, headers, method=method)
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except (OSError, ValueError, HTTPException) as error:
            print(f"{method} {path}: {error}; again in 5 s", flush=True)
            time.sleep(5)


def main() -> int:
    """Declare, upload, poll, fetch."""
    recording = Path(os.environ["UNDERSTUDY_AUDIO"]).read_bytes()
    job = call("POST", "/interactions", DECLARATION)["interactionIdentifier"]
    status = "fileUploadFailed"
    while status != "processed":
        if status == "fileUploadFailed":
            call("POST", f"/interactions/{job}/upload", FORM_HEAD + recording + b"\r\n--part--\r\n", FORM_TYPE)
        elif status.endswith("Failed"):
            print(f"the vendor says {status}")
            return 1
        time.sleep(30)
        status = call("GET", f"/interactions/{job}/status")["status"]
    print(json.dumps(call("GET", f"/interactions/{job}/transcript"))[:500])
    return 0


if __name__ == "__main__":
    sys.exit(main())
