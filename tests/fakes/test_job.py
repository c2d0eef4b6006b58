"""A job under a script: what is shown, how long the recording is, when links and results are there."""

from __future__ import annotations

import pytest

from understudy.contracts import vendor
from understudy.fakes.job import Job, Link, Media
from understudy.fakes.timeline import Command
from understudy.scenarios import Scenario, Script

FACTS = vendor("elevateai")
WAV = Media("call.wav", "audio/wav", 1000, 34.0)
NOISE = Media("call.txt", "text/plain", 10, None)
T0 = 1000.0


def job(script: Script, lifecycle: str = "text", link: Link | None = None, media: Media | None = None) -> Job:
    """Return a job declared at 1000 s."""
    scenario = Scenario(vendor="elevateai", title="A test", source="ours", advice="none", script=script)
    return Job(FACTS, FACTS.lifecycles[lifecycle], "job", "0/me", T0, scenario, b"{}", link, media)


def test_an_undocumented_word_is_shown_instead_of_the_rows_own() -> None:
    """The row, and so everything that follows, is the true one; other rows show what they show."""
    made = job(Script(shows={"processing": "reviewing"}))
    at = dict(zip(made.rows, made.starts, strict=True))

    assert (made.status(at["processing"]), made.true_status(at["processing"])) == ("reviewing", "processing")
    assert [made.status(at[row]) for row in ("declared", "pendingProcessing", "processed")] == [
        "declared", "pendingProcessing", "processed",
    ]  # fmt: skip
    assert [made.speaks_undocumented(at[row]) for row in ("pendingProcessing", "processing", "processed")] == [
        False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("late", "late_s"), [(None, 0), ("45s", 45)], ids=["at once", "late"])
def test_results_come_with_the_good_end_or_later(late: str | None, late_s: float) -> None:
    """They are there from the end on, or so long after it; a job that ends badly never has any."""
    made = job(Script(results_late=late))
    end = made.starts[-1]

    assert [made.has_results(end + late_s + more) for more in (-0.01, 0, 1e6)] == [False, True, True]
    assert made.ended(end) == "well"
    assert not job(Script(results_late=late, fail="processing_failed")).has_results(1e9)


def test_the_recording_is_as_long_as_scripted() -> None:
    """Whatever was sent, at the declaration or later, and even if it is no audio at all."""
    hour = Script(audio="1h")
    linked, uploaded = job(hour, "download", Link("https://x", None), NOISE), job(hour, "upload")
    uploaded.command(Command("upload", T0 + 5), WAV)

    assert [each.media and each.media.duration_s for each in (linked, uploaded)] == [3600, 3600]
    assert job(Script(), "download", None, WAV).media == WAV
    assert linked.ended(1e9) == uploaded.ended(1e9) == "well"
    assert 600 <= uploaded.starts[-1] - uploaded.starts[-2] <= 1200


@pytest.mark.parametrize(
    ("life", "told", "end"),
    [("1s", None, "badly"), ("1s", T0 + 9000, "badly"), ("1h", T0 + 1, "badly"), ("1h", T0 + 9000, "well")],
    ids=["scripted", "scripted before told", "told before scripted", "in time"],
)
def test_a_link_lives_as_long_as_scripted(life: str, told: float | None, end: str) -> None:
    """From the declaration on; one that says that it expires before that does."""
    made = job(Script(link_life=life), "download", Link("https://x", told), WAV)
    failure = made.failure(1e9)

    assert made.ended(1e9) == end
    assert (failure and failure.cause) == ("link_expired" if end == "badly" else None)


def test_a_job_that_never_ends_has_no_result_and_no_reason() -> None:
    """However long one waits."""
    made = job(Script(stay={"processing": "forever"}))

    assert (made.status(1e9), made.ended(1e9), made.failure(1e9), made.next_start(1e6)) == (
        "processing", None, None, None,
    )  # fmt: skip
