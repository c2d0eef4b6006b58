"""A plan: the scenario's script laid over the documented durations and the real input."""

from __future__ import annotations

import pytest

from understudy.contracts import vendor
from understudy.fakes.plan import Circumstances, failure_of, failures, plan
from understudy.scenarios import Script, Stay
from understudy.scenarios.duration import FOREVER
from understudy.scenarios.script import Vanish

FACTS = vendor("elevateai")
UPLOAD, DOWNLOAD, TEXT = (FACTS.lifecycles[name] for name in ("upload", "download", "text"))
UNREADABLE = Circumstances(0.0, ("unreadable",))
ONE_HOUR = Circumstances(3600.0)
STEP = ("fileDownloading", "fileDownloadFailed")


@pytest.mark.parametrize(
    ("script", "given", "row", "span"),
    [
        (Script(), ONE_HOUR, "processing", (600, 1200)),
        (Script(), Circumstances(), "processing", FACTS.durations["processing"].range_s(60)),
        (Script(), ONE_HOUR, "filePendingUpload", (0, 0)),
        (Script(stay={"processing": "5s"}), ONE_HOUR, "processing", (5, 5)),
        (Script(stay={"processing": "5s..1m"}), ONE_HOUR, "processing", (5, 60)),
        (Script(stay={"processing": "5s"}), ONE_HOUR, "fileUploading", (10, 30)),
    ],
    ids=["documented", "of a text", "of none", "scripted", "scripted from to", "another one scripted"],
)
def test_a_stay_is_scripted_or_documented(
    script: Script, given: Circumstances, row: str, span: tuple[float, float]
) -> None:
    """The script's stay counts; where it says nothing, the documented one for the real length of the audio."""
    assert plan(FACTS, UPLOAD, script, given).stay(row)[:2] == pytest.approx(span)


TURNS = {
    "nothing": (Script(), ONE_HOUR, {}),
    "asked for": (Script(fail="upload_failed"), ONE_HOUR, {"fileUploading": ["fileUploadFailed"]}),
    "asked for elsewhere": (Script(fail="download_failed"), ONE_HOUR, {}),
    "caused": (Script(), UNREADABLE, {"fileUploading": ["fileUploadFailed"]}),
    "scripted over caused": (
        Script(turns={"fileUploading": ("fileUploaded",)}),
        UNREADABLE,
        {"fileUploading": ["fileUploaded"]},
    ),
    "scripted over asked for": (
        Script(fail="upload_failed", turns={"fileUploading": ("fileUploaded",)}),
        ONE_HOUR,
        {"fileUploading": ["fileUploaded"]},
    ),
}


@pytest.mark.parametrize(("script", "given", "turns"), TURNS.values(), ids=TURNS.keys())
def test_turns_are_scripted_asked_for_or_caused(
    script: Script, given: Circumstances, turns: dict[str, list[str]]
) -> None:
    """The script's turns come first, then the failure that was asked for, then what the input brings about."""
    assert plan(FACTS, UPLOAD, script, given).turns == turns


@pytest.mark.parametrize(
    ("script", "expires_at", "late", "turns"),
    [
        (Script(), None, {}, {}),
        (Script(), 5000.0, {"fileDownloading": (5000.0, "fileDownloadFailed")}, {}),
        (Script(fail="download_link_expired"), None, {}, {"fileDownloading": ["fileDownloadFailed"]}),
    ],
    ids=["no expiry", "an expiry", "asked for"],
)
def test_an_expiry_is_a_turn_by_the_clock(
    script: Script, expires_at: float | None, late: dict[str, tuple[float, str]], turns: dict[str, list[str]]
) -> None:
    """A link's expiry takes its turn when it has come; asked for by name, it is taken at once."""
    made = plan(FACTS, DOWNLOAD, script, Circumstances(60.0, (), expires_at))

    assert (made.late, made.turns) == (late, turns)


def test_a_vanishing_is_planned() -> None:
    """The row in which the job disappears is the script's."""
    assert plan(FACTS, TEXT, Script(vanish=Vanish("processing")), ONE_HOUR).vanish_in == "processing"
    assert plan(FACTS, TEXT, Script(), ONE_HOUR).vanish_in is None


@pytest.mark.parametrize(
    ("script", "given", "at", "name"),
    [
        (Script(fail="download_failed"), Circumstances(), 10, "download_failed"),
        (Script(fail="download_unreadable"), Circumstances(), 10, "download_unreadable"),
        (Script(), Circumstances(0.0, ("unreadable",)), 10, "download_unreadable"),
        (Script(), Circumstances(60.0, (), 5.0), 10, "download_link_expired"),
        (Script(), Circumstances(0.0, ("unreadable",), 50.0), 10, "download_unreadable"),
        (Script(turns={"fileDownloading": ("fileDownloadFailed",)}), Circumstances(), 10, "download_failed"),
        (Script(fail="download_link_expired"), Circumstances(), 10, "download_link_expired"),
    ],
    ids=[
        "asked for",
        "asked for, with a cause",
        "unreadable",
        "expired",
        "not yet expired",
        "scripted",
        "asked expiry",
    ],
)
def test_a_failure_has_its_reason(script: Script, given: Circumstances, at: float, name: str) -> None:
    """Why a step was taken: what was asked for, else what the input brought about by then, else the plain failure."""
    assert failure_of(FACTS, DOWNLOAD, script, given, STEP, at) is FACTS.failures[name]


def test_an_ordinary_step_is_no_failure() -> None:
    """A step that no failure names has no reason."""
    step = ("processing", "processed")

    assert failure_of(FACTS, DOWNLOAD, Script(fail="download_failed"), UNREADABLE, step, 10) is None


def test_a_job_meets_only_failures_of_its_lifecycle() -> None:
    """A text cannot fail at a download, whatever is asked for or goes wrong."""
    assert list(failures(FACTS, TEXT, Script(fail="download_failed"), UNREADABLE)) == []
    assert list(failures(FACTS, TEXT, Script(fail="processing_failed"), ONE_HOUR)) == [
        FACTS.failures["processing_failed"]
    ]


@pytest.mark.parametrize(
    ("script", "lane", "stay", "turns"),
    [
        (Script(stay={"processing": "40%..80%"}), 0, Stay(1440, 2880), {}),
        (Script(stay={"processing": "forever"}), 0, FOREVER, {}),
        (Script(stay={"processing": "1s", "processing@2": "2s"}), 2, Stay(2, 2), {}),
        (Script(stay={"processing": "1s", "processing@2": "2s"}), 1, Stay(1, 1), {}),
        (
            Script(turns={"processing@2": ("processingFailed",)}),
            2,
            Stay(600, 1200),
            {"processing": ["processingFailed"]},
        ),
        (Script(turns={"processing@2": ("processingFailed",)}), 0, Stay(600, 1200), {}),
    ],
    ids=["a share of the audio", "for ever", "of one lane", "of the others", "a turn of one lane", "of no lane"],
)
def test_a_script_may_speak_of_the_audio_or_of_one_lane(
    script: Script, lane: int, stay: Stay, turns: dict[str, list[str]]
) -> None:
    """A share is one of the real length; what is said of one lane concerns that one alone."""
    made = plan(FACTS, UPLOAD, script, ONE_HOUR, lane)

    assert (made.stay("processing"), made.turns) == (stay, turns)
