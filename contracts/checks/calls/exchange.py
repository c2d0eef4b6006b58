"""One request and its answer as a check sees them, whether just sent, or read from a journal, an archive or evidence.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from understudy.contracts import Operation
from understudy.contracts.protocol_form import MISSING

ORDINARY = "ordinary"
"""the caller's own, right credential"""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What was asked and answered. No secret is in it: placeholders such as `{key}` stand where one was sent."""

    number: int
    """counted from 1 within its history, or its line or entry in a file"""
    at_s: float
    """when it was answered, in seconds since the history began: virtual ones where there is a clock to move"""
    operation: Operation | None
    """None when the path is no operation's"""
    method: str
    url: str
    """as it was sent, with what is secret in it replaced"""
    job: str | None = None
    """id of the job in the request, or of the one that the answer made"""
    credential: str = ORDINARY
    """whose: ordinary, other (the foreign tenant's), wrong, missing or stale (a token past its life)"""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """of the request, those that matter"""
    json: Any = MISSING
    """JSON body of the request, with `{link}` for a link that was given"""
    multipart: Mapping[str, str] = field(default_factory=dict[str, str])
    """part -> text, or `@` and the name of the material that was sent as a file"""
    content: str = ""
    """any other body of the request, where it is short enough to be shown"""
    status: int = 0
    """status code of the answer; 0 when there was none"""
    answer_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """lower-case names"""
    body: Any = MISSING
    """decoded JSON of the answer; a text for another media type; MISSING for no body, or where it was not recorded"""
    broken: str = ""
    """why there was no answer, or none that can be read"""
    said: str | None = None
    """the status the answer gave, where only that was recorded (a journal); the body is MISSING then"""
    lanes: Mapping[str, str] = field(default_factory=dict[str, str])
    """lane -> the status the answer gave for it, where only that was recorded"""
    is_recorded_whole: bool = True
    """whether a MISSING body means that there was none"""
    is_excused: bool = False
    """whether a fault was asked for that made the answer what it is (a journal says so)"""

    @property
    def is_ok(self) -> bool:
        """Whether the answer is a success."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """Content type of the answer without its parameters, in lower case."""
        return self.answer_headers.get("content-type", "").partition(";")[0].strip().lower()

    def __str__(self) -> str:
        """Return one line: what was asked and answered."""
        name = self.operation.id if self.operation else f"{self.method} {self.url}"
        whose = "" if self.credential == ORDINARY else f" with a {self.credential} credential"
        answer = str(self.status) if self.status else f"no answer ({self.broken})"
        return f"{name}{f' of {self.job}' if self.job else ''}{whose} -> {answer}"


@dataclass(frozen=True)
class Passage:
    """What was asked of the control URL between two exchanges, or how long was waited."""

    at_s: float
    """the clock afterwards"""
    what: str
    """e.g. `the clock goes on to the next step`, `3600 s pass`"""
    method: str = ""
    """of the request to the control URL; empty where it was waited"""
    url: str = ""
    json: Any = MISSING
    waited_s: float = 0.0
    """real seconds that were waited, where that was it"""

    def __str__(self) -> str:
        """Return what it says."""
        return self.what


Step = Exchange | Passage
History = list[Step]
