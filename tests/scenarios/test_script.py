"""A script: what it can say of the vendor's status machine, and what is refused, with file, line and nearest word."""

from __future__ import annotations

import pytest

from understudy.contracts import Document, DocumentError
from understudy.scenarios import Script, load
from understudy.scenarios.script import lanes_named, of_lane

HEAD = {
    name: f"vendor: {name}\ntitle: A test\nsource: ours\nadvice: none\nscript:\n"
    for name in ("elevateai", "marsview", "scriptix")
}
FULL = """\
  stay: {processing: 40%..80%, pendingProcessing: "lognormal(3m, 0.5)", fileUploaded: forever}
  shows: {processing: reviewing}
  results_late: 45s
  link_life: 10m
  audio: 1h
"""
MODELS = """\
  stay: {picked_up@1: 4m, picked_up@2: forever, picked_up@12: 2m, picked_up: 1m}
  turns: {picked_up@3: [error]}
  shows: {queued@2: accepted}
  token_life: 10m
"""


def script(vendor: str, text: str) -> Script:
    """Return the script of a scenario of this text, which begins on line 6."""
    return load(Document(HEAD[vendor] + text, "test.yaml")).script


def test_everything_that_can_be_said_is_taken() -> None:
    """Shares, log-normal stays, stays without end, undocumented words, and what runs out when."""
    read = script("elevateai", FULL)

    assert read.stay["fileUploaded"] == "forever"
    assert (read.shows, read.results_late_s) == ({"processing": "reviewing"}, 45)
    assert (read.audio_s(34.0), read.audio_s(None), Script().audio_s(34.0), Script().audio_s(None)) == (
        3600, 3600, 34.0, None,
    )  # fmt: skip


def test_a_lane_is_named_by_its_number() -> None:
    """What is said of one lane beats what is said of all; other lanes are not concerned."""
    read = script("marsview", MODELS)

    assert [of_lane(read.stay, number) for number in (1, 2, 3, 12)] == [
        {"picked_up": "4m"}, {"picked_up": "forever"}, {"picked_up": "1m"}, {"picked_up": "2m"},
    ]  # fmt: skip
    assert (of_lane(read.turns, 3), of_lane(read.turns, 1)) == ({"picked_up": ("error",)}, {})
    assert lanes_named(read) == [1, 2, 3, 12]


@pytest.mark.parametrize(
    ("life", "told", "expiry"),
    [(None, None, None), (None, 500.0, 500.0), ("10m", None, 1600.0), ("10m", 5000.0, 1600.0), ("10m", 500.0, 500.0)],
    ids=["nothing known", "told", "scripted", "scripted before told", "told before scripted"],
)
def test_a_link_expires_as_soon_as_anything_says_so(life: str | None, told: float | None, expiry: float | None) -> None:
    """A scripted life counts from the declaration, at 1000 s here, and never makes a link live longer than it says."""
    assert Script(link_life=life).expiry(1000.0, told) == expiry


def test_a_token_lives_as_scripted() -> None:
    """Without a script it lives as long as the vendor says."""
    assert (Script().life_s(3600), Script(token_life="2m").life_s(3600)) == (3600, 120)


REFUSALS = {
    "a misspelt row": (
        "elevateai",
        "  stay: {procesing: 1m}",
        "6: 'procesing' is not known here: did you mean processing, ",
    ),
    "a stay of a row that waits": (
        "elevateai",
        "  stay: {filePendingUpload: 1m}",
        "6: 'filePendingUpload' is not known here",
    ),
    "a stay of a row that ends": (
        "elevateai",
        "  stay: {processed: 1m}",
        "6: 'processed' is not known here: did you mean processing",
    ),
    "a stay of no form": ("elevateai", "  stay: {processing: 40}", "6: script.stay.processing: 40 is not of type "),
    "a stay of a bad form": (
        "elevateai",
        "  stay: {processing: about 4m}",
        "6: script.stay.processing: 'about 4m' cannot be read; write 2s, ",
    ),
    "a sigma too wide": (
        "elevateai",
        '  stay: {processing: "lognormal(1m, 9)"}',
        "6: the sigma of a log-normal stay is above 0",
    ),
    "a share that shrinks": (
        "elevateai",
        "  stay: {processing: 80%..40%}",
        "6: '80%..40%': the second time must not be shorter",
    ),
    "a documented word": (
        "elevateai",
        "  shows: {processing: processed}",
        "6: 'processed' is a status that ElevateAI documents: `turns` leads to it",
    ),
    "a word for an end": (
        "elevateai",
        "  shows: {processed: finished}",
        "6: 'processed' is not known here: did you mean processing",
    ),
    "no word": ("elevateai", '  shows: {processing: ""}', '6: script.shows.processing: "" is shorter than 1 character'),
    "a row that shows nothing": ("marsview", "  shows: {saved: stored}", "6: 'saved' is not known here: did you mean "),
    "a lane where there are none": (
        "elevateai",
        "  stay: {processing@2: 1m}",
        "6: ElevateAI has no lanes: leave out @2",
    ),
    "lane 0": ("marsview", "  stay: {picked_up@0: 1m}", "6: '0' is no lane: give its number, from 1, e.g. picked_up@2"),
    "a lane by name": ("marsview", "  turns: {picked_up@emotion: [error]}", "6: 'emotion' is no lane: give its number"),
    "a misspelt row of a lane": (
        "marsview",
        "  turns: {pickedup@2: [error]}",
        "6: 'pickedup' is not known here: did you mean picked_up",
    ),
    "tokens where there are none": ("elevateai", "  token_life: 1m", "6: ElevateAI has no access tokens that run out"),
    "a token of no life": ("marsview", "  token_life: 10ms", "6: a token lives for whole seconds: give 1s or more"),
    "links that do not expire": (
        "scriptix",
        "  link_life: 1m",
        "6: no source says what Scriptix does with an expired link",
    ),
    "a range where one span is": (
        "elevateai",
        "  results_late: 1m..2m",
        "6: script.results_late: '1m..2m' cannot be read; write a span of time: 500ms, ",
    ),
    "vanishing for ever": (
        "elevateai",
        "  vanish: {in: processing}\n  stay: {processing: forever}",
        "6: a job vanishes half-way",
    ),
    "vanishing at an end": (
        "elevateai",
        "  vanish: {in: processed}",
        "6: 'processed' is not known here: did you mean processing",
    ),
    "a misspelt field": (
        "elevateai",
        "  result_late: 1m",
        "6: script: unknown key 'result_late': did you mean 'results_late'?",
    ),
}


@pytest.mark.parametrize(("vendor", "text", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_the_vendor_cannot_do_is_refused(vendor: str, text: str, refusal: str) -> None:
    """Each refusal names the line and what is wrong, and where a word is misspelt the nearest one."""
    with pytest.raises(DocumentError) as caught:
        script(vendor, text + "\n")

    assert str(caught.value).startswith(f"test.yaml:{refusal}")
