"""Whether a scenario applies to a client, and how rules stand to each other."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import msgspec
import pytest
from verdict.diary import FILE, LINK, TEXT, Diary

from understudy.scenarios.script import Script
from understudy.scenarios.verdict.rules import RULES
from understudy.scenarios.verdict.rules.page import page
from understudy.scenarios.verdict.verdict import judge

PAGE = Path(__file__).parents[2] / "docs" / "verdict.md"


@pytest.mark.parametrize(
    ("vendor_name", "needs", "subject", "applies"),
    [
        ("elevateai", "upload", FILE, True),
        ("elevateai", "upload", LINK, False),
        ("elevateai", "link", FILE, False),
        ("elevateai", "link", LINK, True),
        ("elevateai", "chat", TEXT, True),
        ("elevateai", "transcript", TEXT, True),
        ("elevateai", "transcript", FILE, False),
        ("marsview", "link", FILE, False),
        ("scriptix", "link", LINK, True),
        ("scriptix", "webhook", FILE, False),
    ],
)
def test_a_scenario_applies_to_who_goes_its_way(vendor_name: str, needs: str, subject: str, applies: bool) -> None:
    """Otherwise it is neither passed nor failed, even where rules were broken."""
    d = Diary(vendor_name)
    d.begin(subject=subject)

    verdict, found = judge(d.conduct("failure", needs=needs))

    assert verdict == ("fail" if applies else "not-applicable")
    assert bool(found) is applies


def test_a_job_that_waits_for_its_file_is_the_way_of_an_upload() -> None:
    """Declared without a link, and never fed: the client did not go by a link."""
    d = Diary()
    d.send("submit", "a", http=201)

    assert judge(d.conduct("failure", needs="link"))[0] == "not-applicable"
    assert judge(d.conduct("failure", needs="upload"))[0] == "fail"


def test_a_client_that_showed_no_way_is_judged() -> None:
    """Who is refused before it could show its way, and reports the wrong thing, is not excused."""
    d = Diary()
    d.send("submit", None, http=401)

    assert judge(d.conduct("failure", needs="link"))[0] == "fail"


def test_requests_to_another_vendor_are_no_requests() -> None:
    """A journal that holds only other vendors' exchanges shows nothing of this client."""
    d = Diary("scriptix")
    d.begin()
    other = Diary("elevateai")
    other.rows = d.rows

    verdict, found = judge(other.conduct("success"))

    assert (verdict, [each.message for each in found]) == (
        "fail",
        ["no request arrived at ElevateAI: the client was never seen"],
    )


def test_a_good_conduct_passes() -> None:
    """No finding is a pass."""
    d = Diary()
    d.begin()
    d.finish(after=30)

    assert judge(d.conduct()) == ("pass", ())


def test_every_rule_says_where_it_comes_from_why_and_what_to_do() -> None:
    """A name, a source, a reason and a remedy, each a text of its own."""
    assert len({rule.name for rule in RULES}) == len(RULES) == 14
    for rule in RULES:
        texts = (rule.source, rule.reason, rule.remedy)
        assert all(texts)
        assert len(set(texts)) == 3
        assert rule.reason.endswith(".")
        assert rule.remedy.endswith(".")


def test_rules_that_silence_each_other_are_known_and_go_in_no_circle() -> None:
    """Whatever is found, at least one rule says it."""
    names = {rule.name for rule in RULES}
    unless = {rule.name: set(rule.unless) for rule in RULES}
    assert set().union(*unless.values()) <= names

    while free := {name for name, others in unless.items() if not others}:
        unless = {name: others - free for name, others in unless.items() if name not in free}
    assert unless == {}


@pytest.mark.skipif(not PAGE.exists(), reason="the pages are in the source tree only")
def test_the_page_of_rules_is_up_to_date() -> None:
    """`python -m understudy.scenarios.verdict.rules.page` would write what is there."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_a_scenario_about_a_second_lane_needs_a_client_that_asks_for_two() -> None:
    """Whoever requests one model never meets what happens to the second one."""
    d = Diary("marsview")
    d.begin()
    d.poll("processed", after=300, lanes={"speech_to_text": "processed"})
    alone = d.conduct("failure")
    second = msgspec.structs.replace(alone.scenario, script=Script(stay={"picked_up@2": "38m"}))

    assert judge(dataclasses.replace(alone, scenario=second))[0] == "not-applicable"
    d.poll("processed", after=300, lanes={"speech_to_text": "processed", "emotion_analysis": "processed"})
    both = d.conduct("failure")
    assert judge(dataclasses.replace(both, scenario=second))[0] == "fail"
