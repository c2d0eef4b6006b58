"""What a client's conduct is worth: pass, fail or not applicable, and the findings that say why.

Source: ours; the rules name theirs.
"""

from __future__ import annotations

from understudy.scenarios.script import lanes_named
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding, Verdict
from understudy.scenarios.verdict.rules import RULES

KINDS = {"upload": "file", "link": "link", "chat": "text", "transcript": "text"}
"""what a scenario needs -> the kind of subject that shows that the client went that way"""


def judge(conduct: Conduct) -> tuple[Verdict, tuple[Finding, ...]]:
    """Return the verdict and its findings, in the order of the rules; none unless it is `fail`."""
    if not _applies(conduct):
        return "not-applicable", ()
    found = {rule.name: tuple(rule.judge(conduct)) for rule in RULES}
    told = [each for rule in RULES if not any(found[name] for name in rule.unless) for each in found[rule.name]]
    return ("fail" if told else "pass"), tuple(told)


def _applies(conduct: Conduct) -> bool:
    """Say whether the client went the way the scenario is about, or did not come far enough to show its way."""
    need, told = conduct.scenario.needs, [len(each.lanes) for each in conduct.own if each.lanes]
    if told and max(told) < max(lanes_named(conduct.scenario.script), default=0):
        return False  # it is about a lane that the client never asked for
    if need is None or not conduct.own:
        return True
    if need not in KINDS:
        return False  # no journal shows whether a client can be called back
    return not conduct.kinds or KINDS[need] in conduct.kinds
