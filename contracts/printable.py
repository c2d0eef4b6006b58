"""Text from outside, made fit for a report: no terminal codes, no character that XML forbids, no secret.

Source: ours; the characters are those of XML 1.0, section 2.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

HIDDEN = "[hidden]"
SECRET_MIN = 8
"""a secret of fewer letters may well be a part of other words"""
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = r"(?:api[-_]?(?:key|token|secret)|access[-_]?token|token|secret|password|authorization|sig|signature)"
_UNMISTAKABLE = (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"), re.compile(r"(?<=://)[^/\s@]+@"))
_SECRETS = (
    *_UNMISTAKABLE,
    re.compile(r"(?i)(?<=\bbearer )\s*[^\s\"',;]+"),
    re.compile(rf"(?i)(?<![a-z])(?P<name>(?:x-|user)?{_NAME}[\"']?\s*[=:]\s*[\"']?)(?!bearer\b)[^\s\"'&,;}}\])]+"),
)


def printable(text: str) -> str:
    """Return text that any report may hold: terminal codes are dropped, forbidden characters shown as U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", _TERMINAL.sub("", text).replace("\r\n", "\n"))


def discreet(text: str) -> str:
    """Return the text without what looks like a credential: a client may print, or put in its URL, what it is given."""
    for pattern in _SECRETS:
        text = pattern.sub(lambda found: found.groupdict().get("name", "") + HIDDEN, text)
    return text


def sealed(text: str, secrets: Mapping[str, str]) -> str:
    """Return the text with each secret (its value -> what is shown instead) replaced, tokens and user infos hidden.

    Of a secret that is a short word only whole words are replaced.
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):  # one may be a part of another
        bound = r"\b" if len(secret) < SECRET_MIN and secret.isalnum() else ""
        for written in dict.fromkeys((secret, quote(secret, safe=""))):
            text = re.sub(f"{bound}{re.escape(written)}{bound}", secrets[secret].replace("\\", r"\\"), text)
    for pattern in _UNMISTAKABLE:
        text = pattern.sub(HIDDEN, text)
    return text


def shortened(text: str, length_max: int) -> str:
    """Return the text on one line of at most `length_max` characters, its end cut off where it must be."""
    line = " ".join(text.split())
    return line if len(line) <= length_max else f"{line[: max(length_max - 1, 0)]}…"
