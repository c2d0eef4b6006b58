"""ElevateAI's HTTP, translated: its routes, its refusals, its transcripts."""

from understudy.fakes.elevateai.app import ELEVATEAI

__all__ = ["ELEVATEAI"]
