"""Marsview's HTTP, translated: its token, its refusals, its transactions and the output of its models."""

from understudy.fakes.marsview.app import MARSVIEW

__all__ = ["MARSVIEW"]
