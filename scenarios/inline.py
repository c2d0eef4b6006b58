"""A scenario that is given in place instead of in a file: the same form, checked as strictly.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from understudy.contracts import Document, DocumentError
from understudy.scenarios.scenario import Scenario, load

DEFAULTS = {"title": "given in place", "source": "whoever gave it", "advice": "whatever the test wants"}
"""what a scenario need not say of itself when it is not kept"""


class BadScenario(ValueError):  # noqa: N818 - it is an answer, not a mishap
    """A scenario given in place that cannot be accepted; the message says why, and names the nearest."""


def inline(form: Mapping[str, Any]) -> Scenario:
    """Return the scenario that has the `form` of a scenario file; `vendor` is needed. Raises BadScenario."""
    try:
        return load(Document.of({**DEFAULTS, **form}, "the scenario"))
    except DocumentError as error:
        raise BadScenario(error.reason) from error
