"""What a client saw, held against the documents and the scenario."""

from __future__ import annotations

import msgspec
import pytest

from understudy.contracts import vendor
from understudy.scenarios import Expect, ordinary
from understudy.scenarios.rehearsal.observation import Observation

FACTS = vendor("elevateai")
WELL = ("filePendingUpload", "processing", "processed")
BADLY = ("filePendingUpload", "processing", "processingFailed")
FAILED = Expect(outcome="failed", code="AIRDOW002", message="The link expired.")


def deviations(seen: Observation, expect: Expect) -> list[str]:
    """Hold what was seen of an upload against what is expected of it."""
    scenario = msgspec.structs.replace(ordinary("elevateai"), lifecycle="upload", expect=expect)
    return list(seen.deviations(scenario, FACTS))


@pytest.mark.parametrize(
    ("seen", "expect"),
    [
        (Observation({"": WELL}), Expect()),
        (Observation({"": BADLY}, "AIRDOW002", "The link expired."), FAILED),
        (Observation({"": BADLY}, "something", "else"), Expect(outcome="failed")),
        (Observation({"a": WELL, "b": BADLY}), Expect(outcome="failed")),
        (Observation({"": ("filePendingUpload", "reviewing", "processed")}), Expect()),
        (Observation({}), Expect()),
    ],
    ids=["a transcript", "the failure", "a failure of any kind", "several lanes", "an unknown word", "nothing seen"],
)
def test_what_went_as_documented_has_no_deviation(seen: Observation, expect: Expect) -> None:
    """A path of the lifecycle is all right; how it ends is the verdict's business."""
    assert deviations(seen, expect) == []


@pytest.mark.parametrize(
    ("seen", "expect", "told"),
    [
        (
            Observation({"": ("processed", "processing")}),
            Expect(),
            "the job: processed -> processing is no path of the lifecycle upload",
        ),
        (
            Observation({"a": WELL, "b": ("declared",)}),
            Expect(),
            "b: declared is no path of the lifecycle upload",
        ),
        (
            Observation({"": BADLY}, "AIRDOW001", "The link expired."),
            FAILED,
            "the code is 'AIRDOW001', expected 'AIRDOW002'",
        ),
        (Observation({"": BADLY}, "AIRDOW002"), FAILED, "the message is None, expected 'The link expired.'"),
    ],
    ids=["no path", "no path of one lane", "code", "message"],
)
def test_every_deviation_is_told(seen: Observation, expect: Expect, told: str) -> None:
    """Each in a sentence."""
    assert deviations(seen, expect) == [told]
