"""The page as text: what is in it, what is not, and how large it gets."""

from __future__ import annotations

import re

import msgspec
from report import plays

from understudy.contracts import vendor
from understudy.contracts.moment import moment
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.report.again import again
from understudy.scenarios.report.axis import Axis
from understudy.scenarios.report.entry import OUTPUT_MAX, output
from understudy.scenarios.report.mark import KINDS, kind_of
from understudy.scenarios.report.page import page
from understudy.scenarios.report.picture import picture
from understudy.scenarios.report.span import spans
from understudy.scenarios.verdict.rules import RULES


def test_a_page_holds_no_address() -> None:
    """Nothing in it could be fetched; a reader's mail program has nothing to warn of."""
    text = page([play() for play in plays.PLAYS])
    assert re.findall(r"(?:https?:)?//[\w.]+", text) == []
    assert re.findall(r"@import|<link|<iframe| src=", text) == []


def test_a_page_shows_no_credential() -> None:
    """Neither one in a path nor one that the client printed."""
    text = page([plays.hostile(), plays.impatient()])
    assert "hunter2" not in text
    assert "eyJhbGciOi" not in text
    assert "Authorization: Bearer [hidden]" in text


def test_a_page_has_no_character_that_breaks_a_reader() -> None:
    """Terminal codes are gone, forbidden characters replaced."""
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", page([plays.hostile(), plays.impatient()]))


def test_a_finding_says_why_and_what_to_do() -> None:
    """Each rule's own words stand beside its finding, once however many proofs there are."""
    text = page([plays.long_one()])
    rule = next(each for each in RULES if each.name == "poll-too-fast")
    assert text.count(rule.name) >= 1
    assert text.count(f"<dd>{rule.remedy}</dd>") == 1
    assert "15 more like this" in text


def test_the_whole_library_can_be_mailed() -> None:
    """Seventy scenarios of ten to three hundred exchanges stay well below what mail takes."""
    evidences = [*[plays.happy(), plays.impatient(), plays.six_lanes()] * 22, *[plays.long_one()] * 4]
    assert len(page(evidences).encode()) < 3_000_000


def test_ten_thousand_polls_neither_fill_the_page_nor_hide_a_finding() -> None:
    """Marks on one spot are drawn as one that counts them; the table keeps beginning, end and proof."""
    _, diary = plays.elevateai_play(interval_s=0.7, over_s=7200.0)
    assert len(diary.exchanges) > 10_000
    found = plays.Finding(rule="poll-too-fast", message="too fast", exchange=5000)
    evidence = plays.evidence("elevateai/slow", exchanges=diary.exchanges, findings=[found])
    text = page([evidence])
    assert len(text.encode()) < 500_000
    assert "<td>5000</td>" in text
    assert re.search(r"\d+ alike, the last at", text)


def test_every_kind_of_request_has_a_shape_of_its_own() -> None:
    """Told apart without colour; the same is true of every end by its sign."""
    assert len({kind.path for kind in KINDS}) == len(KINDS)
    job = plays.six_lanes().jobs[0]
    meanings = {span.meaning() for way in job.ways for span in spans(way, job, vendor("marsview"), 2000)}
    assert {"✓ processed", "✗ error", "? re-queued", "uploaded"} <= meanings


def test_every_operation_with_a_role_is_drawn_as_that_kind() -> None:
    """No role falls among the others; an unknown request does."""
    for name in ("elevateai", "marsview", "scriptix"):
        for operation in vendor(name).contract.operations.values():
            exchange = plays.Diary(name).add(0, operation.id, "/")
            assert (kind_of(exchange, vendor(name)) == "other") == (operation.role == "")
    assert kind_of(plays.Diary("scriptix").add(0, "", "/favicon.ico"), vendor("scriptix")) == "other"


def test_a_vanished_job_is_gone_and_a_deleted_one_too() -> None:
    """From then on the bar is an empty outline that says so."""
    for play, text in ((plays.vanished, "vanished"), (plays.twice, "deleted")):
        job = play().jobs[-1]
        last = list(spans(job.ways[0], job, vendor(job.vendor), 300))[-1]
        assert (last.text, last.look, last.end_s) == (text, "gone", 300)


def test_a_play_without_a_job_or_an_exchange_has_a_picture() -> None:
    """It says that no job was made."""
    label = picture(plays.no_job()).get("aria-label") or ""
    assert "no job was made. Requests: none. The client was ended at its deadline." in label


def test_an_axis_is_labelled_in_steps_that_people_count_in() -> None:
    """From a second to a week, between two and ten labels."""
    expected = {
        1.12: ["0s", "0.2s", "0.4s", "0.6s", "0.8s", "1s"],
        300: ["0s", "1m", "2m", "3m", "4m", "5m"],
        8064: ["0s", "15m", "30m", "45m", "1h", "1h 15m", "1h 30m", "1h 45m", "2h"],
    }
    for end_s, labels in expected.items():
        assert [text for _, text in Axis(0, end_s, 0, 100).labels()] == labels
    for end_s in (0.1, 45, 3600, 100_000, 700_000, 40_000_000):
        assert 2 <= len(list(Axis(0, end_s, 0, 100).labels())) <= 10
    assert [moment(each) for each in (0.5, 59.6, 200, 3900, 3725, 90_000)] == [
        "0.5s", "1m", "3m 20s", "1h 05m", "1h 02m 05s", "1d 1h",
    ]  # fmt: skip


def test_a_long_output_keeps_its_beginning_and_its_end() -> None:
    """What is left out is counted."""
    kept = output("first" + "x" * 100_000 + "last")
    assert kept.startswith("first")
    assert kept.endswith("last")
    assert f"{100_009 - OUTPUT_MAX} characters left out" in kept


def test_the_line_that_plays_it_again_is_safe_in_a_shell() -> None:
    """The token is quoted where it must be; a command that is not known has its place."""
    assert again(plays.six_lanes()) == "understudy rehearse --replay u1.elevateai-happy.7"
    assert again(plays.happy()) == "understudy rehearse --replay u1.elevateai-happy.7 -- COMMAND"


def test_the_line_that_plays_it_again_has_the_options_and_the_command_of_then() -> None:
    """As they were given, but without secrets."""
    command = ("python", "my app.py", "--token", "hunter2", "--api-key=hunter2", "{key}", "eyJhbGci.eyJzdWIi.c2ln")
    options = ("--scenarios", "my own", "--audio", "call.wav")
    played = msgspec.structs.replace(plays.happy(), command=command, options=options)

    assert again(played) == (
        "understudy rehearse --replay u1.elevateai-happy.7 --scenarios 'my own' --audio call.wav -- "
        "python 'my app.py' --token '[hidden]' '--api-key=[hidden]' '{key}' '[hidden]'"
    )


def test_a_page_says_what_the_verdict_does_not_rest_on() -> None:
    """Exchanges that were lost, and a signal of which the client died."""
    lost = msgspec.structs.replace(plays.happy(), missing=3, performance=Performance("failure", 137))

    assert "the journal no longer kept the other 3" in page([lost])
    assert "the client died of SIGKILL (exit code 137)" in page([lost])
    assert "no longer kept" not in page([plays.happy()])
