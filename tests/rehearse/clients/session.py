"""Scriptix's requests, one function each, for the clients beside this file; each does one thing wrong itself."""

from __future__ import annotations

import os

from wire import Answer, call, form

ROOT = os.environ["SCRIPTIX_BASE_URL"] + "/api/v3/speech-to-text/session"
KEY = {"Authorization": f"Bearer {os.environ['SCRIPTIX_TOKEN']}"}


def create() -> str:
    """Create a session and send the file; return the session's id."""
    job = str(call("POST", ROOT, KEY, {"language": "en"}).json()["result"]["session_id"])
    headers, body = form("upload")
    call("POST", f"{ROOT}/{job}", {**KEY, **headers}, body)
    return job


def look(job: str) -> Answer:
    """Look once."""
    return call("GET", f"{ROOT}/{job}", KEY)


def result(job: str) -> Answer:
    """Ask for the words."""
    return call("GET", f"{ROOT}/{job}/result", KEY)
