"""What a finished job gives: a transcript in one form for all vendors, and the vendor's own replies.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from understudy.client.job import Job
from understudy.client.transcript import Transcript


@dataclass(frozen=True)
class Result:
    """The result of one job."""

    job: Job
    transcript: Transcript
    """empty when the vendor makes none (ElevateAI: of a chat)"""
    raw: Mapping[str, object] = field(repr=False)
    """each of the vendor's JSON replies, by our name for it"""
    documents: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """each text document that was asked for, by format (Scriptix: srt, vtt, txt)"""
