"""What a client saw, held against the documents and the scenario."""

from __future__ import annotations

import pytest

from understudy.contracts import vendor
from understudy.scenarios import Expect
from understudy.scenarios.observation import Observation

UPLOAD = vendor("elevateai").lifecycles["upload"]
WELL = ("filePendingUpload", "processing", "processed")
BADLY = ("filePendingUpload", "processing", "processingFailed")
FAILED = Expect(outcome="failed", code="AIRDOW002", message="The link expired.")


@pytest.mark.parametrize(
    ("seen", "expect"),
    [
        (Observation({"": WELL}, "transcribed"), Expect()),
        (Observation({"": BADLY}, "failed", "AIRDOW002", "The link expired."), FAILED),
        (Observation({"": BADLY}, "failed", "something", "else"), Expect(outcome="failed")),
        (Observation({"a": WELL, "b": BADLY}, "failed"), Expect(outcome="failed")),
    ],
    ids=["a transcript", "the failure", "a failure of any kind", "several lanes"],
)
def test_what_went_as_documented_has_no_deviation(seen: Observation, expect: Expect) -> None:
    """A path of the lifecycle that ends as expected is all right."""
    assert list(seen.deviations(UPLOAD, expect)) == []


@pytest.mark.parametrize(
    ("seen", "expect", "deviations"),
    [
        (
            Observation({"": BADLY}, "failed", message="No."),
            Expect(),
            ["the client reports failed (No.), expected transcribed"],
        ),
        (Observation({}, "transcribed"), Expect(), ["no status was seen"]),
        (Observation({"a": WELL, "b": ()}, "transcribed"), Expect(), ["no status was seen"]),
        (
            Observation({"": ("processed", "processing")}, "transcribed"),
            Expect(),
            ["the job: processed -> processing is no path of the lifecycle 'upload'"],
        ),
        (
            Observation({"": BADLY}, "failed", "AIRDOW001", "The link expired."),
            FAILED,
            ["the code is 'AIRDOW001', expected 'AIRDOW002'"],
        ),
        (
            Observation({"": BADLY}, "failed", "AIRDOW002"),
            FAILED,
            ["the message is None, expected 'The link expired.'"],
        ),
    ],
    ids=["outcome", "nothing seen", "nothing seen of one lane", "no path", "code", "message"],
)
def test_every_deviation_is_told(seen: Observation, expect: Expect, deviations: list[str]) -> None:
    """Another outcome, an impossible path, nothing at all, another code or text: each is a sentence."""
    assert list(seen.deviations(UPLOAD, expect)) == deviations
