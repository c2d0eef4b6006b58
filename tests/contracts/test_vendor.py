"""A vendor's facts: a lifecycle file that contradicts itself is refused, and durations and poll advice are read off."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.contracts import Contract, Document, DocumentError, Vendor, vendor, vendor_names

ACME = """\
vendor: acme
title: Acme
source: ours
statuses:
  waiting: {means: It waits., provenance: "documented: the page"}
  done: {means: It is done., provenance: "documented: the page"}
  broken: {means: It is broken., provenance: "documented: the page"}
lifecycles:
  plain:
    about: The only one.
    provenance: "documented: the page"
    rows:
      waiting: {then: [done, broken]}
      done: {ends: well}
      broken: {ends: badly}
failures:
  breaks:
    edge: {waiting: broken}
    provenance: "assumed: for a test"
error_codes: {}
durations:
  waiting:
    points: [{audio_s: 0, low_s: 1, high_s: 2}, {audio_s: 60, low_s: 3, high_s: 6}]
    provenance: "assumed: for a test"
poll_advice:
  - until_elapsed_s: 60
    interval_s: 3
    provenance: "documented: the page"
  - interval_s: 10
    provenance: "documented: the page"
"""
OPENAPI = "openapi: 3.1.0\npaths: {}\n"


def acme(text: str = ACME) -> Vendor:
    """Load a vendor that has this lifecycle file and no operation."""
    return Vendor(Document(text, "acme.yaml"), Contract(Document(OPENAPI, "openapi.yaml")), Path("acme"))


REFUSALS = {
    "a status without meaning": (
        "      done: {ends: well}\n",
        "      done: {ends: well, shows: finished}\n",
        "acme.yaml:6: the status 'done' is in no lifecycle",
    ),
    "a status that only a lifecycle knows": (
        "  done: {means: It is done.",
        "  finished: {means: It is done.",
        "acme.yaml:4: the status 'done' has no meaning under statuses",
    ),
    "a failure without an edge": (
        "    edge: {waiting: broken}\n",
        "    edge: {waiting: broken, done: broken}\n",
        "acme.yaml:17: no lifecycle has the edge ('done', 'broken') of failure 'breaks'",
    ),
    "a bad end without a failure": (
        "    edge: {waiting: broken}\n",
        "    edge: {waiting: done}\n",
        "acme.yaml:16: no failure names the edge waiting -> broken",
    ),
    "a duration for no row": (
        "durations:\n  waiting:",
        "durations:\n  waitin:",
        "acme.yaml:22: 'waitin' is no row: did you mean ['waiting']?",
    ),
    "points that do not grow": (
        "{audio_s: 60,",
        "{audio_s: 0,",
        "acme.yaml:22: points must be given with growing audio_s",
    ),
    "points that shrink": (
        "{audio_s: 0,",
        "{audio_s: 90,",
        "acme.yaml:22: points must be given with growing audio_s",
    ),
    "no point": (
        "[{audio_s: 0, low_s: 1, high_s: 2}, {audio_s: 60, low_s: 3, high_s: 6}]",
        "[]",
        "acme.yaml:22: points must be given with growing audio_s",
    ),
    "an undeclared target": (
        "waiting: {then: [done, broken]}",
        "waiting: {then: [done, broke]}",
        "acme.yaml:13: lifecycle 'plain': waiting: 'broke' is not a row of this lifecycle",
    ),
    "an unreachable row": (
        "waiting: {then: [done, broken]}",
        "waiting: {then: [done]}",
        "acme.yaml:15: lifecycle 'plain': broken: no row leads here from waiting",
    ),
    "a bad provenance": (
        '  broken: {means: It is broken., provenance: "documented: the page"}',
        '  broken: {means: It is broken., provenance: "sure"}',
        'acme.yaml:7: statuses.broken.provenance: "sure" does not match "^(documented|observed|assumed): \\S"',
    ),
    "a misspelt key": (
        "    about: The only one.",
        "    abuot: The only one.",
        "acme.yaml:10: lifecycles.plain: unknown key 'abuot': did you mean 'about'?",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_file_that_contradicts_itself_is_refused(old: str, new: str, refusal: str) -> None:
    """A lifecycle file is refused with file, line and reason when one part of it denies another."""
    assert old in ACME
    with pytest.raises(DocumentError) as caught:
        acme(ACME.replace(old, new, 1))

    assert refusal == str(caught.value)


def test_a_good_file_is_taken() -> None:
    """What holds together is loaded as it stands."""
    loaded = acme()

    assert (loaded.name, set(loaded.statuses), set(loaded.lifecycles)) == (
        "acme",
        {"waiting", "done", "broken"},
        {"plain"},
    )


@pytest.mark.parametrize(
    ("audio_s", "span"),
    [(0, (1, 2)), (15, (1.5, 3)), (60, (3, 6)), (120, (5, 10))],
    ids=["at the first point", "between", "at the last point", "beyond"],
)
def test_a_duration_is_read_off_straight_lines(audio_s: float, span: tuple[float, float]) -> None:
    """Between two points a stay grows evenly, and beyond the last one it goes on growing as before."""
    assert acme().durations["waiting"].range_s(audio_s) == pytest.approx(span)


def test_a_single_point_holds_for_every_length() -> None:
    """A duration with one point does not depend on the audio."""
    text = ACME.replace(", {audio_s: 60, low_s: 3, high_s: 6}]", "]")

    assert acme(text).durations["waiting"].range_s(3600) == (1, 2)


@pytest.mark.parametrize("name", vendor_names())
def test_no_duration_is_negative(name: str) -> None:
    """Whatever the length of the audio, no stay is negative and the longest is not shorter than the shortest."""
    spans = [
        each.range_s(audio_s) for each in vendor(name).durations.values() for audio_s in (0, 1, 59, 300, 3600, 86400)
    ]

    assert [span for span in spans if not 0 <= span[0] <= span[1]] == []


@pytest.mark.parametrize(
    ("name", "lifecycle", "elapsed_s", "interval_s"),
    [
        ("elevateai", "upload", 0, 30),
        ("elevateai", "download", 86400, 30),
        ("elevateai", "text", 0, 5),
        ("elevateai", "text", 86400, 5),
        ("marsview", "model", 0, 300),
        ("marsview", "model", 86400, 300),
        ("scriptix", "upload", 0, 3),
        ("scriptix", "link", 59.9, 3),
        ("scriptix", "upload", 60, 5),
        ("scriptix", "upload", 299.9, 5),
        ("scriptix", "link", 300, 10),
        ("scriptix", "upload", 86400, 10),
    ],
)
def test_the_documented_poll_advice_is_given(name: str, lifecycle: str, elapsed_s: float, interval_s: float) -> None:
    """30 s for audio and 5 s for texts; 300 s; 3, 5 and 10 s as time goes by: as each vendor documents it."""
    assert vendor(name).poll_interval_s(lifecycle, elapsed_s) == interval_s


def test_an_unknown_vendor_is_told_the_known_ones() -> None:
    """Asking for a vendor that is not there names those that are."""
    with pytest.raises(KeyError, match="no vendor 'acme': choose from elevateai, marsview, scriptix"):
        vendor("acme")
