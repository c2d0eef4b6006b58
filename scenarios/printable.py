"""Text from outside, made fit for a report: no terminal codes, no character that XML forbids, no secret.

Source: ours; the characters are those of XML 1.0, section 2.2.
"""

from __future__ import annotations

import re

HIDDEN = "[hidden]"
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = r"(?:api[-_]?(?:key|token|secret)|access[-_]?token|token|secret|password|authorization|sig|signature)"
_SECRETS = (
    re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"),
    re.compile(r"(?i)(?<=\bbearer )\s*[^\s\"',;]+"),
    re.compile(rf"(?i)(?<![a-z])(?P<name>(?:x-|user)?{_NAME}[\"']?\s*[=:]\s*[\"']?)(?!bearer\b)[^\s\"'&,;}}\])]+"),
    re.compile(r"(?<=://)[^/\s@]+@"),
)


def printable(text: str) -> str:
    """Return text that any report may hold: terminal codes are dropped, forbidden characters shown as U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", _TERMINAL.sub("", text).replace("\r\n", "\n"))


def discreet(text: str) -> str:
    """Return the text without what looks like a credential: a client may print, or put in its URL, what it is given."""
    for pattern in _SECRETS:
        text = pattern.sub(lambda found: found.groupdict().get("name", "") + HIDDEN, text)
    return text


def shortened(text: str, length_max: int) -> str:
    """Return the text on one line of at most `length_max` characters, its end cut off where it must be."""
    line = " ".join(text.split())
    return line if len(line) <= length_max else f"{line[: max(length_max - 1, 0)]}…"
