"""Who said what when, the same for every vendor; and as text, SRT and WebVTT.

Source: ours; the shapes of SRT and WebVTT are those of the formats.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Utterance:
    """One stretch of speech by one speaker."""

    speaker: str
    start_s: float
    """seconds from the start of the recording"""
    end_s: float
    text: str


@dataclass(frozen=True)
class Transcript:
    """What was said, in the order in which it was said."""

    utterances: tuple[Utterance, ...]

    def to_text(self) -> str:
        """Return one line per utterance: the speaker, a colon, the words."""
        return "".join(f"{said.speaker}: {said.text}\n" for said in self.utterances)

    def to_srt(self) -> str:
        """Return the transcript as SubRip captions."""
        return "\n".join(
            f"{number}\n{_time(said.start_s, ',')} --> {_time(said.end_s, ',')}\n{_line(said)}\n"
            for number, said in enumerate(self.utterances, start=1)
        )

    def to_vtt(self) -> str:
        """Return the transcript as WebVTT captions."""
        cues = (
            f"\n{_time(said.start_s, '.')} --> {_time(said.end_s, '.')}\n{_line(said)}\n" for said in self.utterances
        )
        return "WEBVTT\n" + "".join(cues)


def _line(said: Utterance) -> str:
    # An empty line would end the cue, and an arrow would be read as one.
    words = " ".join(f"{said.speaker}: {said.text}".split())
    return words.replace("-->", "->")


def _time(moment_s: float, point: str) -> str:
    seconds, milliseconds = divmod(round(max(moment_s, 0) * 1000), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{milliseconds:03}"
