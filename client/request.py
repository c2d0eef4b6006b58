"""What is sent: one HTTP request as a value, its secrets hidden from `repr`.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from understudy.client.audio import AudioFile

Method = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True)
class Part:
    """The file part of a multipart body. It is read while it is sent, never as a whole."""

    name: str
    audio: AudioFile


@dataclass(frozen=True)
class Request:
    """One request. At most one of `json` and `file` is given; `form` goes with `file`."""

    operation: str
    """our name for it, used in logs and hooks"""
    method: Method
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    json: object = field(default=None, repr=False)
    form: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    file: Part | None = None

    @property
    def upload_bytes(self) -> int:
        """Size of the file that goes along, 0 without one."""
        return self.file.audio.size_bytes if self.file else 0
