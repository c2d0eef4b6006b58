"""ElevateAI's five requests, one function each, for the clients beside this file; each does one thing wrong itself."""

from __future__ import annotations

import os

from wire import Answer, call, form

ROOT = os.environ["ELEVATEAI_BASE_URL"] + "/interactions"
KEY = {"X-API-Token": os.environ["ELEVATEAI_API_TOKEN"]}
INTERVAL_S = 30.5
DECLARATION = {"type": "audio", "languageTag": "en-us", "vertical": "default"}


def declared() -> Answer:
    """Declare."""
    return call("POST", ROOT, KEY, DECLARATION)


def declare() -> str:
    """Declare, and return the identifier."""
    return str(declared().json()["interactionIdentifier"])


def upload(job: str) -> Answer:
    """Send the file."""
    headers, body = form("filename.wav")
    return call("POST", f"{ROOT}/{job}/upload", {**KEY, **headers}, body)


def status(job: str) -> str:
    """Look once; empty when the answer tells none."""
    return str(call("GET", f"{ROOT}/{job}/status", KEY).json().get("status", ""))


def punctuated(job: str) -> Answer:
    """Ask for the transcript."""
    return call("GET", f"{ROOT}/{job}/transcripts/punctuated", KEY)
