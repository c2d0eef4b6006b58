"""JUnit XML: what a reader of test results finds in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import msgspec
from report import plays

from understudy.scenarios import junit
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.rehearsal.performance import Performance

ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors", "skipped"},
    "testsuite": {"name", "time", "tests", "failures", "errors", "skipped"},
    "properties": set[str](),
    "property": {"name", "value"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type", "message"},
    "skipped": {"message"},
    "system-out": set[str](),
}
"""what the schemas of the readers named in the module allow, as far as we use it"""


def written(folder: Path, evidences: Sequence[Evidence]) -> Element:
    """Write the file and read it again."""
    path = folder / "made" / "junit.xml"
    junit.write(path, evidences)
    return ElementTree.parse(path).getroot()


def test_there_is_a_suite_a_vendor_and_a_case_a_scenario(tmp_path: Path) -> None:
    """With counts that agree with what is inside."""
    root = written(tmp_path, [play() for play in plays.PLAYS])
    assert [suite.get("name") for suite in root] == ["elevateai", "marsview", "scriptix"]
    assert [case.get("name") for case in root[0].iter("testcase")][:2] == ["happy", "rate_limited"]
    for suite in (root, *root):
        assert suite.get("tests") == str(len(list(suite.iter("testcase"))))
        assert suite.get("failures") == str(sum(case.find("failure") is not None for case in suite.iter("testcase")))
        assert suite.get("skipped") == str(len(list(suite.iter("skipped"))))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("8", "3", "1")
    assert root.find("testsuite/testcase").get("time") == "0.700"  # type: ignore[union-attr]


def test_only_elements_and_attributes_that_readers_know_are_written(tmp_path: Path) -> None:
    """Every required one is there, too."""
    for part in written(tmp_path, [play() for play in plays.PLAYS]).iter():
        assert set(part.attrib) == ATTRIBUTES[part.tag]


def test_a_finding_is_a_failure_with_all_that_is_needed_to_mend_it(tmp_path: Path) -> None:
    """Rule, message, reason, remedy, source, the exchange and the line that plays it again."""
    failures = written(tmp_path, [plays.impatient()]).findall(".//failure")
    assert [each.get("type") for each in failures] == ["ignored-retry-after", "poll-after-end", "never-fetched"]
    text = failures[0].text or ""
    assert failures[0].get("message") == "came back after 10.0 s of the 60 s asked for"
    for part in ("Why: ", "Remedy: ", "Source: ", "Exchange #13 at 0:01:20.000", "fault: respond 429"):
        assert part in text
    assert "Play it again: understudy rehearse --replay u1.elevateai-happy.7 -- COMMAND" in text
    assert "- never-fetched: no result was fetched" in text


def test_what_does_not_apply_is_skipped_and_output_is_kept(tmp_path: Path) -> None:
    """The output without terminal codes and credentials."""
    root = written(tmp_path, [plays.no_job(), plays.impatient()])
    assert "never went the way" in (root.find(".//skipped").get("message") or "")  # type: ignore[union-attr]
    assert (root.findtext(".//system-out") or "").startswith("ERROR gave up: 429")
    assert "eyJ" not in (root.findtext(".//system-out") or "")


def test_what_the_verdict_does_not_rest_on_is_said_before_the_output(tmp_path: Path) -> None:
    """Exchanges that were lost, and a signal of which the client died."""
    died = Performance("failure", 139, "done\n", (), 0.7)
    root = written(tmp_path, [msgspec.structs.replace(plays.happy(), missing=3, performance=died)])
    lines = (root.findtext(".//system-out") or "").splitlines()
    assert lines[0].endswith("the journal no longer kept the other 3 when it was read")
    assert lines[1:] == ["the client died of SIGSEGV (exit code 139)", "done"]


def test_hostile_text_is_text(tmp_path: Path) -> None:
    """The file can be read whatever a client printed, and holds no secret."""
    root = written(tmp_path, [plays.hostile()])
    assert root.find(".//script") is None
    assert "<script>alert(1)</script>" in (root.findtext(".//system-out") or "")
    assert "hunter2" not in ElementTree.tostring(root, encoding="unicode")


def test_any_character_a_client_prints_can_be_written(tmp_path: Path) -> None:
    """Also those that XML forbids, lone surrogates among them."""
    text = "".join(map(chr, (*range(0x100), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F600)))
    made = plays.evidence("elevateai/happy", performance=Performance("success", 0, text, (), 0.1))
    assert "\U0001f600" in (written(tmp_path, [made]).findtext(".//system-out") or "")


def test_a_failed_scenario_never_looks_passed(tmp_path: Path) -> None:
    """Even one without a finding, for which only a deviation speaks."""
    made = plays.evidence("elevateai/happy", verdict="fail", performance=Performance("success", 0, "", ("odd",), 0.1))
    failure = written(tmp_path, [made]).find(".//failure")
    assert failure is not None
    assert (failure.get("type"), failure.get("message")) == ("deviation", "odd")
