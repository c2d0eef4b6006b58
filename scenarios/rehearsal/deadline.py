"""How long a client may reasonably wait: three times the longest documented duration for the recording.

Source: ours; the durations and intervals are the vendors' (each `lifecycle.yaml`).
"""

from __future__ import annotations

from understudy.contracts import Lifecycle, Vendor
from understudy.scenarios.duration import Stay
from understudy.scenarios.scenario import Scenario
from understudy.scenarios.script import Script

TIMES = 3
POLLS_MIN = 4
"""where a vendor wants to be asked every five minutes, three times a short recording's duration would be two polls"""
GRACE_REAL_S = 0.5
"""what a client needs in real time to notice that it is late, and to end"""


def deadline_s(facts: Vendor, scenario: Scenario, audio_s: float) -> float:
    """Return the virtual seconds after which a client should have given up, for a recording of `audio_s` seconds."""
    names = [scenario.lifecycle] if scenario.lifecycle else list(facts.lifecycles)
    length_s = scenario.script.audio_s(audio_s) or 0.0
    longest_s = max(_longest_s(facts, facts.lifecycles[name], scenario.script, length_s) for name in names)
    return max(TIMES * (longest_s + scenario.script.results_late_s), POLLS_MIN * interval_s(facts))


def grace_s(facts: Vendor, speed: float) -> float:
    """Return the virtual seconds after the deadline at which a client is ended: one more poll, and time to notice."""
    return interval_s(facts) + GRACE_REAL_S * speed


def interval_s(facts: Vendor) -> float:
    """Return the longest advised interval between two polls."""
    return max(advice.interval_s for advice in facts.poll_advice)


def _longest_s(facts: Vendor, lifecycle: Lifecycle, script: Script, audio_s: float) -> float:
    """Return the longest that a job can take on its way from the first row to an end, no row visited twice."""

    def from_here(row: str, visited: frozenset[str]) -> float:
        ahead = [from_here(each, visited | {row}) for each in lifecycle.rows[row].targets if each not in visited]
        return _stay_s(facts, script, row, audio_s) + max(ahead, default=0.0)

    return from_here(lifecycle.initial, frozenset())


def _stay_s(facts: Vendor, script: Script, row: str, audio_s: float) -> float:
    """Return the longest stay in a row, documented or scripted; what lasts for ever adds nothing."""
    documented_s = facts.durations[row].range_s(audio_s)[1] if row in facts.durations else 0.0
    stays = [Stay.parse(text).of_audio(audio_s) for key, text in script.stay.items() if key.partition("@")[0] == row]
    return max([documented_s, *(stay.high_s for stay in stays if not stay.is_forever)])
