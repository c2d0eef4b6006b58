"""Scriptix's HTTP, translated: its routes, its refusals, its documents."""

from understudy.fakes.scriptix.app import SCRIPTIX

__all__ = ["SCRIPTIX"]
