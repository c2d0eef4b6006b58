"""What may go wrong, as data, and what a client should make of it. Imports contracts only."""

from understudy.scenarios.duration import Stay, spoken
from understudy.scenarios.scenario import (
    Expect,
    FaultRule,
    Scenario,
    Script,
    UnknownScenario,
    find,
    library,
    load,
    ordinary,
)

__all__ = [
    "Expect",
    "FaultRule",
    "Scenario",
    "Script",
    "Stay",
    "UnknownScenario",
    "find",
    "library",
    "load",
    "ordinary",
    "spoken",
]
