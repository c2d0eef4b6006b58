"""A scenario file: what cannot be played is refused, and what ships can be found."""

from __future__ import annotations

import re

import pytest

from understudy.contracts import Document, DocumentError
from understudy.scenarios import FaultRule, Scenario, UnknownScenario, find, library, load, ordinary

HEAD = """\
vendor: elevateai
title: A test
source: ours
advice: none
"""
SCRIPT = """\
lifecycle: upload
script:
  fail: upload_failed
  turns: {fileUploading: [fileUploadFailed, fileUploaded]}
  stay: {processing: 1m..5m, fileUploading: 2s}
  vanish: {in: processing}
faults:
  - {operation: getInteractionStatus, calls: [2], respond: 503}
  - {operation: declareInteraction, hang: true}
"""


def scenario(text: str) -> Scenario:
    """Load a scenario of this text."""
    return load(Document(text, "test.yaml"))


def test_everything_that_can_be_said_is_taken() -> None:
    """A scenario that names only what is there is loaded as it stands."""
    loaded = scenario(HEAD + SCRIPT)

    assert loaded.script.turns == {"fileUploading": ("fileUploadFailed", "fileUploaded")}
    assert loaded.faults == (
        FaultRule(operation="getInteractionStatus", calls=(2,), respond=503),
        FaultRule(operation="declareInteraction", hang=True),
    )


REFUSALS = {
    "an unknown vendor": (
        "vendor: elevateai",
        "vendor: elevatai",
        "1: no vendor 'elevatai': choose from elevateai, marsview, scriptix",
    ),
    "an unknown failure": (
        "fail: upload_failed",
        "fail: uplaod_failed",
        "7: 'uplaod_failed' is not known here: did you mean upload_failed, download_failed, ",
    ),
    "an unknown lifecycle": (
        "lifecycle: upload",
        "lifecycle: uplod",
        "5: 'uplod' is not known here: did you mean upload",
    ),
    "an unknown row to stay in": (
        "processing: 1m..5m",
        "procesing: 1m..5m",
        "9: 'procesing' is not known here: did you mean processing, ",
    ),
    "an unknown row to turn in": (
        "turns: {fileUploading:",
        "turns: {fileUplaoding:",
        "8: 'fileUplaoding' is not known here: did you mean fileUploading, ",
    ),
    "an unknown row to turn to": (
        "[fileUploadFailed, fileUploaded]",
        "[fileUploadFailed, fileUplaoded]",
        "8: 'fileUplaoded' is not known here: did you mean fileUploaded, ",
    ),
    "an unknown row to vanish in": (
        "vanish: {in: processing}",
        "vanish: {in: proces}",
        "10: 'proces' is not known here: did you mean processing, ",
    ),
    "an impossible turn": (
        "[fileUploadFailed, fileUploaded]",
        "[processed]",
        "8: 'processed' is not known here: did you mean ",
    ),
    "a turn from a row that waits": (
        "turns: {fileUploading: [fileUploadFailed, fileUploaded]}",
        "turns: {filePendingUpload: [fileUploading]}",
        "8: 'filePendingUpload' is not known here: did you mean ",
    ),
    "no turn": (
        "[fileUploadFailed, fileUploaded]",
        "[]",
        "8: give at least one row to go to",
    ),
    "a bad span of time": ("2s}", "2 s}", "9: script.stay.fileUploading: '2 s' cannot be read; write 2s, 1m..5m, "),
    "a span that goes backwards": (
        "1m..5m",
        "5m..1m",
        "9: '5m..1m': the second time must not be shorter than the first",
    ),
    "an unknown operation": (
        "operation: getInteractionStatus",
        "operation: getInteractionState",
        "12: 'getInteractionState' is not known here: did you mean getInteractionStatus, ",
    ),
    "a fault of two kinds": (
        "respond: 503",
        "respond: 503, hang: true",
        "12: give exactly one of respond, ghost, alter, ",
    ),
    "a fault of no kind": (
        "hang: true",
        "calls: [1]",
        "13: give exactly one of respond, ghost, alter, ",
    ),
    "a fault that is no error": ("respond: 503", "respond: 200", "12: faults.0.respond: "),
    "a call before the first": ("calls: [2]", "calls: [0]", "12: faults.0.calls.0: 0 is less than the minimum of 1"),
    "an expected code of a transcript": (
        "vendor: elevateai",
        "expect: {code: X}\nvendor: elevateai",
        "1: a client that reports transcribed need not surface a code",
    ),
    "a need of no kind": (
        "vendor: elevateai",
        "needs: uplod\nvendor: elevateai",
        "1: needs: 'uplod' is not one of chat, link, transcript, upload, webhook: did you mean 'upload'?",
    ),
    "a misspelt key of a part": (
        "in: processing",
        "inn: processing",
        "10: script.vanish: unknown key 'inn': did you mean 'in'?",
    ),
    "a misspelt key": ("vanish:", "vansh:", "10: script: unknown key 'vansh': did you mean 'vanish'?"),
    "a misspelt key that must be there": ("advice:", "advise:", "4: unknown key 'advise': did you mean 'advice'?"),
}


@pytest.mark.parametrize(("old", "new", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_cannot_be_played_is_refused(old: str, new: str, refusal: str) -> None:
    """A scenario that says what the vendor cannot do is refused with file, line and the nearest known words."""
    text = HEAD + SCRIPT
    assert old in text
    with pytest.raises(DocumentError) as caught:
        scenario(text.replace(old, new, 1))

    assert str(caught.value).startswith(f"test.yaml:{refusal}")


def test_the_scenarios_that_ship_can_be_listed() -> None:
    """The three failures that the seeds document ship with the package, in alphabetical order."""
    names = list(library())

    assert {"elevateai/processing_failed", "marsview/airdow002", "scriptix/not_found"} <= set(names)
    assert names == sorted(names)


@pytest.mark.parametrize("name", ["elevateai/processing_failed", "marsview/airdow002", "scriptix/not_found"])
def test_a_shipped_scenario_says_what_a_client_should_meet(name: str) -> None:
    """Each shipped failure belongs to the vendor it is named after and expects a failure."""
    found = find(name)

    assert (found.vendor, found.expect.outcome != "transcribed") == (name.partition("/")[0], True)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("elevateai/procesing_failed", "elevateai/processing_failed"),
        ("processing_failed", "elevateai/processing_failed"),
    ],
    ids=["misspelt", "without its vendor"],
)
def test_an_unknown_name_is_told_the_near_ones(name: str, near: str) -> None:
    """Who misspells a scenario is told its likes."""
    with pytest.raises(UnknownScenario, match=re.escape(f"no scenario {name!r}: did you mean {near}")):
        find(name)


def test_the_ordinary_course_scripts_nothing() -> None:
    """Without a scenario nothing is asked for and a transcript is expected."""
    plain = ordinary("scriptix")

    assert (plain.vendor, plain.script.fail, plain.faults, plain.expect.outcome) == (
        "scriptix",
        None,
        (),
        "transcribed",
    )
