"""What a rule says of itself, looked up for a finding.

Source: ours.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from understudy.scenarios.verdict.rules import RULES, Rule


def ruling(name: str) -> Rule | None:
    """Return the rule of that name, or None if there is none, as when a report is drawn of another version's run."""
    return _by_name().get(name)


@functools.cache
def _by_name() -> Mapping[str, Rule]:
    return {rule.name: rule for rule in RULES}
