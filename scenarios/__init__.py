"""What may go wrong, as data, and what a client should make of it. Imports contracts only."""

from understudy.scenarios.duration import Stay, spoken
from understudy.scenarios.fault_rule import FaultRule
from understudy.scenarios.library import Library, UnknownScenario, find, library
from understudy.scenarios.scenario import Expect, Scenario, load, ordinary
from understudy.scenarios.script import Script

__all__ = [
    "Expect",
    "FaultRule",
    "Library",
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
