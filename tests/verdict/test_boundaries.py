"""Where a rule begins: 5 % and 50 ms of real time, the first minute, a third pause, a second refusal."""

from __future__ import annotations

import pytest
from verdict.diary import Diary, findings, told

from understudy.contracts import vendor

TOO_FAST, EARLY = "poll-too-fast", "ignored-retry-after"


@pytest.mark.parametrize(
    ("gap_s", "speed", "found"),
    [
        (28.5, 0, False),
        (28.49, 0, True),
        (28.45, 1, False),
        (28.44, 1, True),
        (22.5, 120, False),
        (22.49, 120, True),
    ],
)
def test_a_poll_may_come_early_by_5_percent_and_50_ms_of_real_time(gap_s: float, speed: float, found: bool) -> None:
    """30 s less 1.5 s, and less 0.05 s times the speed: to the millisecond."""
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    d.poll("processing", after=gap_s)
    d.finish(after=60)

    assert (TOO_FAST in dict(told(d.conduct(speed=speed)))) is found


@pytest.mark.parametrize(("gap_s", "found"), [(28.0, False), (22.6, False), (22.4, True)])
def test_who_is_always_a_little_early_is_innocent(gap_s: float, found: bool) -> None:
    """At a speed of 120, each gap of a run is spared 1.5 s and the 6 s of 50 ms of real time, and no more."""
    d = Diary()
    d.begin()
    for _ in range(10):
        d.poll("processing", after=gap_s)
    d.finish(after=30)

    assert (TOO_FAST in dict(told(d.conduct(speed=120)))) is found


def test_a_long_pause_is_no_credit_for_later() -> None:
    """An hour of patience does not pay for polls in quick succession."""
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    d.poll("processing", after=3600)
    proof = d.poll("processing", after=10)
    d.finish(after=30)

    assert told(d.conduct()) == [(TOO_FAST, proof)]


@pytest.mark.parametrize(
    ("wait_s", "speed", "found"), [(57.0, 0, False), (56.99, 0, True), (51, 120, False), (50.9, 120, True)]
)
def test_retry_after_has_the_same_to_spare(wait_s: float, speed: float, found: bool) -> None:
    """60 s less 3 s, and less 0.05 s times the speed."""
    d = Diary("scriptix")
    d.begin()
    d.poll(None, after=3, http=429, retry_after=60)
    d.poll("processing", after=wait_s)
    d.finish(after=60)

    assert (EARLY in dict(told(d.conduct(speed=speed)))) is found


def test_retry_after_counts_from_the_answer_and_not_from_the_request() -> None:
    """A refusal that took 30 s to come asks for 60 s from then on."""
    d = Diary("scriptix")
    d.begin()
    d.poll(None, after=3, http=429, retry_after=60, took=30)
    proof = d.poll("processing", after=40)
    d.finish(after=5)

    assert told(d.conduct()) == [(EARLY, proof)]


@pytest.mark.parametrize(("polls", "found"), [(3, False), (4, True)])
def test_two_pauses_are_not_yet_constant(polls: int, found: bool) -> None:
    """It takes three pauses of the same length after refusals to be found without backoff."""
    d = Diary()
    d.begin()
    for _ in range(polls):
        d.poll(None, after=1, http=429)

    assert ("no-backoff" in dict(told(d.conduct("failure", "failed")))) is found


@pytest.mark.parametrize(("refusals", "found"), [(1, False), (2, True)])
def test_one_refusal_of_a_token_is_not_yet_keeping_it(refusals: int, found: bool) -> None:
    """The second refusal in a row, with no request for a new token between, is the proof."""
    d = Diary("marsview")
    d.begin()
    for _ in range(refusals):
        d.poll(None, after=300, http=403)

    assert ("stale-token" in dict(told(d.conduct("failure", "failed")))) is found


def test_one_job_has_one_finding_that_counts() -> None:
    """Ten looks too many are one finding, which names the first, the number and the shortest gap."""
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    proof = d.poll("processing", after=9)
    for _ in range(9):
        d.poll("processing", after=8)
    d.finish(after=30)

    found = findings(d.conduct())
    assert [(each.rule, each.exchange) for each in found] == [(TOO_FAST, proof)]
    assert "10 times, at worst after 8.0 s; the vendor wants 30 s" in found[0].message


def test_two_jobs_have_a_finding_each() -> None:
    """What was done to one job is no excuse for the other."""
    d = Diary()
    for job, subject in (("a", "file:1"), ("b", "file:2")):
        d.begin(job, subject=subject)
        d.poll("processing", after=30, job=job)
        d.poll("processing", after=5, job=job)
        d.finish(job, after=30)

    assert [rule for rule, _ in told(d.conduct())] == [TOO_FAST, TOO_FAST]


def test_a_client_with_two_bad_habits_has_two_findings_in_the_order_of_the_rules() -> None:
    """Habits that do not explain each other are told both."""
    d = Diary()
    d.begin()
    d.poll("processing", after=30)
    fast = d.poll("processing", after=5)
    end = d.poll("processed", after=30)

    assert told(d.conduct("success")) == [(TOO_FAST, fast), ("never-fetched", end)]


def test_polling_for_ever_after_404_is_not_also_past_the_deadline() -> None:
    """Why it never ended is told once."""
    d = Diary("scriptix")
    d.begin()
    d.poll(None, after=3, http=404)
    proof = d.poll(None, after=5, http=404)

    assert told(d.conduct("none", "not_found")) == [("poll-after-end", proof)]


@pytest.mark.parametrize(
    ("name", "lifecycle", "elapsed_s", "least_s"),
    [
        ("elevateai", "upload", 0, 30),
        ("elevateai", "text", 0, 5),
        ("marsview", "model", 9000, 300),
        ("scriptix", "upload", 59.9, 3),
        ("scriptix", "upload", 60, 5),
        ("scriptix", "link", 9000, 5),
    ],
)
def test_the_floor_is_the_advice_but_where_the_vendor_calls_less_good(
    name: str, lifecycle: str, elapsed_s: float, least_s: float
) -> None:
    """Scriptix advises 10 s after five minutes and calls every 5 s good; the others name a ceiling."""
    assert vendor(name).least_interval_s(lifecycle, elapsed_s) == least_s


@pytest.mark.parametrize(
    ("http", "retry_after", "rule"),
    [
        (429, 60, "ignored-retry-after"),
        (429, None, "no-backoff"),
        (403, None, "stale-token"),
        (0, None, "past-deadline"),
    ],
)
def test_a_hot_loop_against_a_wall_is_judged(http: int, retry_after: float | None, rule: str) -> None:
    """Thousands of refusals in a row are one finding, beside the deadline where that is another deed."""
    d = Diary("marsview")
    d.begin()
    for _ in range(3000):
        d.poll(None, after=0.1, http=http, retry_after=retry_after)

    assert [each for each, _ in told(d.conduct("none", "either"))][:1] == [rule]


def test_a_hot_loop_of_ten_thousand_polls_is_judged_in_no_time() -> None:
    """A journal at its limit is read in a number of steps that grows with its length, not with its square."""
    d = Diary()
    d.begin()
    for _ in range(5000):
        d.poll("processing", after=0.1)
    for _ in range(4998):
        d.poll("processed", after=0.1)

    assert [rule for rule, _ in told(d.conduct("none", "either"))] == [TOO_FAST, "poll-after-end"]
