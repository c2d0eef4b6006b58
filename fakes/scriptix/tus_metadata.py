"""What a client tells of a file before it uploads it: the header `Upload-Metadata`, and the session it asks for.

Source: facts/scriptix section 3.3; TUS 1.0.0, "Upload-Metadata": pairs of a key and a value in base64, between commas.
"""

from __future__ import annotations

import base64
from typing import Any, cast

import msgspec

from understudy.contracts import Issue
from understudy.fakes.body import decode_json
from understudy.fakes.reply import Problem, Refused
from understudy.fakes.scriptix.refusal import VENDOR

DOCUMENT_TYPES = ("caption", "document")
SWITCHES = ("punctuation", "keep_source", "multichannel")
"""told as the texts true and false"""
_CHECK = VENDOR.contract.operations["createSession"].check_request


def read_metadata(header: bytes) -> dict[str, str]:
    """Return the pairs. Raises Refused(MALFORMED) for what is no such header."""
    pairs = [pair.split() for pair in header.decode("latin-1").split(",") if pair.strip()]
    try:
        return {key: _decoded(*value) for key, *value in pairs}
    except (ValueError, TypeError) as error:
        raise Refused(Problem.MALFORMED, f"Upload-Metadata cannot be read: {error}") from error


def _decoded(value: str = "") -> str:
    return base64.b64decode(value, validate=True).decode()


def write_metadata(metadata: dict[str, str]) -> bytes:
    """Return the header that says the same."""
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}".strip() for key, value in metadata.items()]
    return ",".join(pairs).encode("latin-1")


def session_request(metadata: dict[str, str]) -> bytes:
    """Return the JSON of the creation that these metadata stand for.

    Raises Refused(INVALID) when `language` or `document_type` is missing, or something is not as create wants it.
    """
    given: dict[str, Any] = {key: metadata[key] for key in ("language", "webhook_url") if key in metadata}
    given |= {key: _switch(metadata[key]) for key in SWITCHES if key in metadata}
    given["folder_id"] = _folder(metadata.get("folder_id", "null"))
    given["document"] = _wishes(metadata)
    issues = _CHECK(given)
    if metadata.get("document_type") not in DOCUMENT_TYPES:
        issues.append(Issue("document_type", f"must be {' or '.join(DOCUMENT_TYPES)}"))
    if issues:
        raise Refused(Problem.INVALID, f"the metadata {issues[0]}", issues)
    return msgspec.json.encode(given)


def _wishes(metadata: dict[str, str]) -> object:
    """Return the document that is asked for: the JSON text `document` and the key `document_type` in one."""
    told: object = decode_json(metadata.get("document", "").encode() or b"{}")
    if not isinstance(told, dict):
        return told
    return {**cast("dict[str, Any]", told), "document_type": metadata.get("document_type")}


def _switch(text: str) -> object:
    return {"true": True, "false": False}.get(text, text)


def _folder(text: str) -> object:
    if text == "null":
        return None
    return int(text) if text.isdecimal() and len(text) < 16 else text
