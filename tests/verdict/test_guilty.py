"""Each rule finds who breaks it, names the exchange that proves it, and nobody else is blamed for the same deed."""

from __future__ import annotations

import dataclasses

import msgspec
import pytest
from verdict.guilty import Guilty, all_guilty

from understudy.scenarios.scenario import Expect
from understudy.scenarios.verdict.rules import RULES
from understudy.scenarios.verdict.verdict import judge

TABLE = list(all_guilty())


@pytest.mark.parametrize("guilty", TABLE, ids=[each.title for each in TABLE])
def test_a_bad_conduct_is_found_by_exactly_one_rule(guilty: Guilty) -> None:
    """The verdict is fail, with one finding: that rule's, proven by that exchange."""
    verdict, findings = judge(guilty.conduct)

    assert (verdict, [(each.rule, each.exchange) for each in findings]) == ("fail", [(guilty.rule, guilty.exchange)])


APART = {"poll-too-fast", "poll-after-end", "secret-in-url", "wrong-outcome"}
"""rules whose findings explain no wrong end, and that one itself"""
EXPLAINING = [each for each in TABLE if each.rule not in APART]


@pytest.mark.parametrize("outcome", ["transcribed", "failed", "either"])
@pytest.mark.parametrize("guilty", EXPLAINING, ids=[each.title for each in EXPLAINING])
def test_a_deed_that_explains_a_wrong_outcome_is_told_alone(guilty: Guilty, outcome: str) -> None:
    """Whatever the scenario expected: what the client did wrong on the way is told, and no wrong end beside it."""
    expect = Expect(outcome=outcome)  # type: ignore[arg-type]
    scenario = msgspec.structs.replace(guilty.conduct.scenario, expect=expect)

    findings = judge(dataclasses.replace(guilty.conduct, scenario=scenario))[1]

    assert len(findings) == 1


def test_every_rule_has_a_guilty_example() -> None:
    """A rule that nobody breaks here has never been seen to find anything."""
    assert [rule.name for rule in RULES if rule.name not in {each.rule for each in TABLE}] == []


def test_every_example_has_a_rule() -> None:
    """Each name in the table is a rule's."""
    assert {each.rule for each in TABLE} - {rule.name for rule in RULES} == set()


@pytest.mark.parametrize("guilty", TABLE, ids=[each.title for each in TABLE])
def test_a_finding_says_what_happened(guilty: Guilty) -> None:
    """Each message is one sentence of some words, without an end mark and without a trace of a missing value."""
    for each in judge(guilty.conduct)[1]:
        assert len(each.message.split()) >= 4
        assert "None" not in each.message
        assert not each.message.endswith(".")
