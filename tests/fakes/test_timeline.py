"""A timeline: stays from the plan, turns one a visit, late turns by the clock, commands in order, and a vanishing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.contracts import vendor
from understudy.fakes.timeline import GONE, Command, Plan, Timeline, timeline
from understudy.scenarios import Stay
from understudy.scenarios.duration import FOREVER

UPLOAD = vendor("elevateai").lifecycles["upload"]
TEXT = vendor("elevateai").lifecycles["text"]
T0 = 1000.0
STAYS: Mapping[str, Stay] = {
    "declared": Stay(1, 2),
    "pendingProcessing": Stay(10, 10),
    "processing": Stay(0, 100),
}


def stay(row: str) -> Stay:
    """Say how long a row lasts."""
    return STAYS.get(row, Stay(5, 5))


def upload(commands: Sequence[Command], key: str = "job", **more: object) -> Timeline:
    """Return the timeline of an upload that was declared at 1000 s."""
    return timeline(UPLOAD, Plan(stay, **more), key, T0, commands)  # type: ignore[arg-type]


def steps(drawn: Timeline) -> list[tuple[str, float]]:
    """Return (row, seconds since the declaration)."""
    return [(row, round(start - T0, 6)) for row, start in zip(drawn.rows, drawn.starts, strict=True)]


@settings(max_examples=60, deadline=None, database=None)
@given(key=st.text(max_size=20))
def test_each_stay_is_within_its_span(key: str) -> None:
    """Every row lasts from the plan's low to its high, whichever job it is."""
    drawn = timeline(TEXT, Plan(stay), key, T0)

    assert drawn.rows == ("declared", "pendingProcessing", "processing", "processed")
    for row, (start, end) in zip(drawn.rows, pairwise(drawn.starts), strict=False):
        assert stay(row).low_s <= end - start <= stay(row).high_s


def test_each_job_has_stays_of_its_own() -> None:
    """Stays are drawn by the job's key: the same one gives the same, others give others."""
    ends = {timeline(TEXT, Plan(stay), f"job-{number}", T0).starts[-1] for number in range(100)}

    assert len(ends) == 100
    assert timeline(TEXT, Plan(stay), "job-7", T0).starts == timeline(TEXT, Plan(stay), "job-7", T0).starts


def test_a_later_declaration_shifts_everything_alike() -> None:
    """The same job a day later takes the same time."""
    early, late = (timeline(TEXT, Plan(stay), "job", at) for at in (T0, T0 + 86400))

    assert [start + 86400 for start in early.starts] == pytest.approx(list(late.starts))


def test_a_row_that_waits_waits_for_its_command() -> None:
    """Without a command nothing is planned; with it, everything follows from its moment."""
    assert steps(upload([])) == [("filePendingUpload", 0)]
    assert steps(upload([Command("upload", T0 + 60)]))[:3] == [
        ("filePendingUpload", 0),
        ("fileUploading", 60),
        ("fileUploaded", 65),
    ]


@pytest.mark.parametrize(
    "command",
    [Command("compute", T0 + 60), Command("upload", T0 - 1)],
    ids=["a foreign one", "one before the declaration"],
)
def test_a_command_that_nobody_waits_for_is_passed_over(command: Command) -> None:
    """It changes nothing, and the next one counts as if it had not been there."""
    assert steps(upload([command])) == [("filePendingUpload", 0)]
    assert steps(upload([command, Command("upload", T0 + 90)]))[1] == ("fileUploading", 90)


def test_a_command_amid_the_work_is_passed_over() -> None:
    """A second upload while the first is under way does not bring the job back."""
    once, twice = upload([Command("upload", T0)]), upload([Command("upload", T0), Command("upload", T0 + 7)])

    assert steps(once) == steps(twice)


@pytest.mark.parametrize(
    ("turns", "rows"),
    [
        (["fileUploadFailed"], ["fileUploadFailed", "fileUploadFailed", "fileUploadFailed"]),
        (["fileUploadFailed", "fileUploaded"], ["fileUploadFailed", "fileUploaded"]),
        (
            ["fileUploadFailed", "fileUploadFailed", "fileUploaded"],
            ["fileUploadFailed", "fileUploadFailed", "fileUploaded"],
        ),
        (["processed", "fileUploadFailed"], ["fileUploadFailed", "fileUploadFailed", "fileUploadFailed"]),
    ],
    ids=["one", "two", "three", "one of another lifecycle"],
)
def test_a_row_takes_one_turn_a_visit(turns: list[str], rows: list[str]) -> None:
    """The first visit takes the first turn, and so on; the last one repeats; what is no turn here is left out."""
    commands = [Command("upload", T0 + 100 * number) for number in range(3)]
    drawn = upload(commands, turns={"fileUploading": turns})
    left = [after for before, after in pairwise(drawn.rows) if before == "fileUploading"]

    assert left == rows


def test_a_second_visit_has_a_stay_of_its_own() -> None:
    """Each visit of a row draws anew, so that a repeated upload does not take exactly as long."""
    commands = [Command("upload", T0 + 1000 * number) for number in range(2)]
    drawn = timeline(UPLOAD, Plan(lambda _: Stay(0, 500), {"fileUploading": ["fileUploadFailed"]}), "job", T0, commands)
    first, second = (end - start for row, (start, end) in zip(drawn.rows, pairwise(drawn.starts), strict=False)
                     if row == "fileUploading")  # fmt: skip

    assert first != second


@pytest.mark.parametrize(
    ("moment", "end"),
    [(T0 + 4.999, "fileUploadFailed"), (T0 + 5, "fileUploadFailed"), (T0 + 5.001, "fileUploaded")],
    ids=["before it leaves", "as it leaves", "after it left"],
)
def test_a_late_turn_is_decided_when_the_row_is_left(moment: float, end: str) -> None:
    """What has run out by the time a row is left takes the late turn; what runs out afterwards does not."""
    drawn = upload([Command("upload", T0)], late={"fileUploading": (moment, "fileUploadFailed")})

    assert drawn.rows[2] == end


@pytest.mark.parametrize("row", ["pendingProcessing", "processing"])
def test_a_job_vanishes_half_way_through_a_row(row: str) -> None:
    """From the middle of its stay in that row on the job is gone, and nothing more happens."""
    whole, gone = upload([Command("upload", T0)]), upload([Command("upload", T0)], vanish_in=row)
    index = whole.rows.index(row)

    assert gone.rows == (*whole.rows[: index + 1], GONE)
    assert gone.starts[-1] == pytest.approx((whole.starts[index] + whole.starts[index + 1]) / 2)


def test_a_job_that_has_vanished_takes_no_command() -> None:
    """Nobody has heard of it, whatever is done."""
    commands = [Command("upload", T0), Command("upload", T0 + 1000)]

    assert upload(commands, vanish_in="fileUploading").rows[-1] == GONE


def test_the_row_at_a_time_is_a_lookup() -> None:
    """A row holds from its start until the next one starts; before everything it is the first."""
    drawn = upload([Command("upload", T0 + 60)])

    assert [drawn.row(T0 + at) for at in (-10, 0, 59.999, 60, 64.999, 65)] == [
        "filePendingUpload",
        "filePendingUpload",
        "filePendingUpload",
        "fileUploading",
        "fileUploading",
        "fileUploaded",
    ]


def test_what_has_been_and_what_comes_is_a_lookup() -> None:
    """When a row was reached, the last step, the next start, and all that has happened, at a given time."""
    drawn = upload([Command("upload", T0 + 60)])

    assert (drawn.reached("fileUploaded", T0 + 64), drawn.reached("fileUploaded", T0 + 65)) == (None, T0 + 65)
    assert (drawn.moved(T0 + 59), drawn.moved(T0 + 60)) == (None, ("filePendingUpload", "fileUploading"))
    assert (drawn.next_start(T0), drawn.next_start(T0 + 60), drawn.next_start(T0 + 1e6)) == (T0 + 60, T0 + 65, None)
    assert steps(drawn.until(T0 + 64)) == [("filePendingUpload", 0), ("fileUploading", 60)]


def test_the_past_stays_whatever_the_plan_is_now() -> None:
    """Going on from a past with another plan changes nothing that has happened, and counts its visits."""
    failing = Plan(stay, {"fileUploading": ["fileUploadFailed", "fileUploaded"]})
    past = timeline(UPLOAD, failing, "job", T0, [Command("upload", T0)])
    slow = Plan(lambda _: Stay(50, 50), failing.turns)
    drawn = timeline(UPLOAD, slow, "job", T0, [Command("upload", T0 + 20)], past.until(T0 + 20))

    assert steps(drawn)[:5] == [
        ("filePendingUpload", 0),
        ("fileUploading", 0),
        ("fileUploadFailed", 5),
        ("fileUploading", 20),
        ("fileUploaded", 70),
    ]


def test_a_row_without_end_is_the_last_one() -> None:
    """A job that stays for ever never leaves; nothing more is planned, and no command moves it."""
    forever = Plan(lambda row: FOREVER if row == "processing" else Stay(5, 5))
    commands = [Command("upload", T0), Command("upload", T0 + 10_000)]
    drawn = timeline(UPLOAD, forever, "job", T0, commands)

    assert drawn.rows[-2:] == ("pendingProcessing", "processing")
    assert (drawn.row(T0 + 1e9), drawn.next_start(T0 + 1e6)) == ("processing", None)


def test_log_normal_stays_lie_about_their_median_and_within_bounds() -> None:
    """Half of them are shorter than the median, none is beyond the three sigmas, and no two jobs have the same."""
    spread = Stay.parse("lognormal(3m, 0.5)")
    drawn = [timeline(TEXT, Plan(lambda _: spread), f"job-{number}", T0) for number in range(400)]
    stays = sorted(each.starts[1] - each.starts[0] for each in drawn)

    assert 150 <= sum(each < 180 for each in stays) <= 250
    assert spread.low_s <= stays[0]
    assert stays[-1] <= spread.high_s
    assert len(set(stays)) == 400
    assert stays[-20] > 2 * 180 - stays[19]  # the longer tail is the upper one
