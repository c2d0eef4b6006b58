"""The one line that plays a scenario again.

Source: ours.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import pairwise

from understudy.contracts.printable import HIDDEN, discreet, printable
from understudy.scenarios.rehearsal.evidence import Evidence


def again(evidence: Evidence) -> str:
    """Return the line for a shell, without what looks like a credential."""
    place = ("--replay", evidence.result.replay) if evidence.result.replay else _place(evidence)
    return shlex.join(["understudy", "rehearse", *place, *evidence.options, *_command(evidence)])


def _place(evidence: Evidence) -> tuple[str, ...]:
    vendor, _, name = evidence.result.scenario.partition("/")
    return "--vendor", vendor, "--scenario", name, "--seed", str(evidence.seed)


def _command(evidence: Evidence) -> list[str]:
    """Return the program that played; where it is not known, its place is kept for it."""
    if evidence.time == "virtual":
        return []
    return ["--", *(_discreet(evidence.command) or ["COMMAND"])]


def _discreet(command: Sequence[str]) -> list[str]:
    """Return a command line with its secrets hidden, also those that are an argument of their own after an option."""
    return [
        HIDDEN if _is_option(before) and HIDDEN in discreet(f"{before}={word}") else discreet(printable(word))
        for before, word in pairwise(["", *command])
    ]


def _is_option(word: str) -> bool:
    return word.startswith("-") and "=" not in word
