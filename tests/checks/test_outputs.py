"""What a check came to, as text, JSON, JUnit XML, SARIF and a page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from checks import reports

from understudy.contracts.checks.finding import RULES
from understudy.contracts.checks.outputs import junit, page, record, sarif
from understudy.contracts.checks.outputs.text import covered, headline, lines, percent, summary
from understudy.contracts.checks.report import Report, Way
from understudy.contracts.provenance import Provenance, Sureness
from understudy.contracts.version import understudy_version

KEY = "k3y-of-the-customer"
FULL = reports.report(
    reports.finding(),
    reports.finding("command", "uploadInteraction", "taken twice <b>&", "error code conflict"),
    warnings=(reports.WARNING,),
)


def written(report: Report, folder: Path) -> dict[str, str]:
    """Write every file and return the texts."""
    junit.write(folder / "a" / "junit.xml", report)
    record.write(folder / "b" / "check.json", report)
    sarif.write(folder / "c" / "check.sarif", report)
    page.write(folder / "d", report)
    return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}


# the report


def test_a_report_without_findings_conforms() -> None:
    """Warnings do not count."""
    assert reports.report(warnings=(reports.WARNING,)).conforms
    assert not reports.report(reports.finding()).conforms


def test_the_same_contradiction_is_told_once_with_the_shortest_steps() -> None:
    """And says how often it was met; one without steps is not the shorter one."""
    long, short = reports.finding(steps=("a", "b", "c")), reports.finding(steps=("a",))
    (told,) = reports.report(long, short, reports.finding(steps=())).findings

    assert told.steps == ("a",)
    assert told.more == 2
    assert "2 further times, told once" in "\n".join(lines(told))


def test_different_places_stay_different_findings() -> None:
    """The same rule at another field is another finding."""
    assert len(reports.report(reports.finding(), reports.finding(where="other")).findings) == 2


def test_the_assumptions_are_those_met_and_those_a_finding_rests_on() -> None:
    """A documented fact is none."""
    found = reports.report(reports.finding(fact="failure upload_failed"), met=reports.MET)

    assert [each.name for each in found.assumptions] == [
        "failure upload_failed", "failure upload_unreadable", "error code conflict"
    ]  # fmt: skip


def test_what_evidence_confirms_is_no_assumption_any_more() -> None:
    """It is told apart."""
    seen = Provenance(Sureness.OBSERVED, "seen at api.example on 2026-01-31")
    found = replace(reports.report(), confirmed={"error code conflict": seen})

    assert [each.name for each in found.assumptions] == ["failure upload_unreadable"]
    assert "Assumptions confirmed (1)" in page.page(found)
    assert record.record(found)["confirmed"] == [{"fact": "error code conflict", "source": seen.source}]


def test_a_reason_about_a_fact_is_told_in_the_coverage_alone() -> None:
    """What is about a lifecycle, or about nothing in the contract, stays a reason of its own."""
    found = reports.report(unreached=("failure download_unreadable: nobody came", "lifecycle text: no time", "other"))

    assert found.untried == ("lifecycle text: no time", "other")


# no secret, and nothing that a terminal or XML takes for its own


def test_no_output_has_a_secret(tmp_path: Path) -> None:
    """Wherever a server repeats it: message, place, steps, curl lines, reasons, the URL; percent-encoded, too."""
    leaky = reports.finding("answer", f"header {KEY}", f"said {KEY}", steps=(f"GET /{KEY}", "GET /a%2Fb-c%2Fd"))
    leaky = replace(leaky, curl=(f"curl -H {KEY}",), job=KEY)
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
    report = reports.report(
        leaky, reports.finding(message=f"token {token}"), warnings=(replace(reports.WARNING, steps=(KEY,)),),
        unreached=(f"lifecycle text: {KEY}",), url=f"http://me:pass@127.0.0.1:1/{KEY}",
    ).sealed({KEY: "{key}", "a/b-c/d": "{secret}"})  # fmt: skip

    for name, text in written(report, tmp_path).items():
        assert not re.search(rf"{KEY}|me:pass|a%2Fb|{re.escape(token)}", text), name
    assert "said {key}" in report.findings[0].contradiction.message
    assert "GET /{secret}" in report.findings[0].steps


def test_a_short_secret_does_not_eat_other_words() -> None:
    """A key `a` is hidden where it stands alone."""
    sealed = reports.report(reports.finding(message="a key, 'a', that was said again")).sealed({"a": "{key}"})

    assert sealed.findings[0].contradiction.message == "{key} key, '{key}', that was said again"


def test_the_longer_of_two_secrets_is_hidden_first() -> None:
    """A derived key begins with the other."""
    sealed = reports.report(reports.finding(message="long-enough-other")).sealed(
        {"long-enough": "{key}", "long-enough-other": "{other key}"}
    )

    assert sealed.findings[0].contradiction.message == "{other key}"


def test_terminal_codes_and_forbidden_characters_are_dropped(tmp_path: Path) -> None:
    """What a server sends is not to be trusted."""
    report = reports.report(reports.finding(message="\x1b[31mred\x00 \x08")).sealed({})

    assert "red\ufffd \ufffd" in headline(report.findings[0])
    assert ElementTree.parse(_junit(tmp_path, report)).getroot() is not None


# text


def test_a_finding_names_rule_place_fact_source_steps_seed_and_curl() -> None:
    """Everything that is needed to believe it and to see it again."""
    text = "\n".join(lines(reports.finding()))

    assert text.startswith("status: status: 'fileExploded' is no status of ElevateAI")
    for part in (
        RULES["status"], "status processed", "documented: [status] Status Definitions", "1. declareInteraction -> 201",
        "seed    7", 'curl -sS "$URL/interactions/$JOB1/status"',
    ):  # fmt: skip
        assert part in text


def test_what_rests_on_an_assumption_says_so() -> None:
    """The error may be ours."""
    assert "assumption of ours" in "\n".join(lines(reports.finding(fact="error code conflict")))
    assert "assumption of ours" not in "\n".join(lines(reports.finding()))


def test_the_summary_says_whether_it_conforms() -> None:
    """With the figures."""
    assert summary(reports.report()).endswith("conforms to what ElevateAI documents: 42 exchanges.")
    assert "2 findings in 42 exchanges, 1 warning" in summary(FULL)


def test_what_ended_early_is_not_said_to_conform() -> None:
    """Though nothing was found in what was done."""
    text = summary(replace(reports.report(), ended_early="the key is refused"))

    assert "conforms" not in text
    assert text.endswith("It ended early: the key is refused.")


def test_almost_all_is_not_all() -> None:
    """99.9 % is never written as 100 %."""
    met = frozenset(reports.FACTS) - {"status processed"}

    assert "(99 %)" in covered(reports.report(met=met).coverage)
    assert (percent(99.99), percent(100.0)) == ("99 %", "100 %")


# JSON


def test_the_json_has_what_is_documented(tmp_path: Path) -> None:
    """These keys are a promise."""
    found = json.loads(written(FULL, tmp_path)["check.json"])

    assert set(found) == {
        "form", "understudy", "vendor", "url", "way", "seed", "options", "conforms", "ended_early", "exchanges",
        "virtual_s", "findings", "warnings", "coverage", "untried", "assumptions", "confirmed", "cases",
    }  # fmt: skip
    assert (found["conforms"], found["vendor"], found["exchanges"]) == (False, "elevateai", 42)
    assert found["way"] == "checked"
    assert found["options"] == {"examples": 30, "seed": 7, "strict": False, "wait_s": 20.0}
    assert found["findings"][0]["source"] == "[status] Status Definitions"
    assert found["findings"][0]["times"] == 1
    assert {"fact": "status processed"}.items() <= found["findings"][0].items()
    assert found["coverage"]["parts"]["statuses"]["reached"] == ["status filePendingUpload", "status processed"]
    assert [each["case"] for each in found["cases"]] == ["walks upload", "shapes getTranscript"]


# JUnit


def _junit(folder: Path, report: Report) -> Path:
    junit.write(folder / "junit.xml", report)
    return folder / "junit.xml"


def test_junit_has_a_test_case_for_each_case(tmp_path: Path) -> None:
    """A failure's type is the rule; the first names the others; warnings are output."""
    root = ElementTree.parse(_junit(tmp_path, FULL)).getroot()
    good, bad = root.findall(".//testcase")[1], root.findall(".//testcase")[0]

    assert root.attrib == {"name": "understudy check", "tests": "2", "failures": "1", "errors": "0", "skipped": "0"}
    assert (good.get("name"), list(good)) == ("shapes getTranscript", [])
    assert [each.get("type") for each in bad.findall("failure")] == ["status", "command"]
    assert "- command: uploadInteraction: taken twice <b>&" in str(bad.findtext("failure"))
    assert "undocumented key" in str(bad.findtext("system-out"))


# SARIF


def test_sarif_has_the_form_that_readers_want(tmp_path: Path) -> None:
    """Section 3 of SARIF 2.1.0: what is required, and that references point at what they name."""
    log = json.loads(written(FULL, tmp_path)["check.sarif"])
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert (log["version"], log["$schema"].rpartition("/")[2]) == ("2.1.0", "sarif-schema-2.1.0.json")
    assert [each["id"] for each in rules] == list(RULES)
    assert all(each["shortDescription"]["text"].endswith(".") for each in rules)
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert run["tool"]["driver"]["version"] == understudy_version()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == reports.URL
        assert place["physicalLocation"]["region"]["startLine"] >= 1
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
    assert [each["level"] for each in run["results"]] == ["error", "error", "warning"]


def test_sarif_says_when_not_everything_was_done() -> None:
    """Section 3.20.14: a run that ended early is no success, and says why."""
    (run,) = sarif.document(replace(reports.report(), ended_early="the key is refused"))["runs"]
    (invocation,) = run["invocations"]

    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("error", "It ended early: the key is refused.")


def test_sarif_tells_the_steps_as_a_code_flow() -> None:
    """In their order; a finding without steps has none."""
    first, _, warning = sarif.document(FULL)["runs"][0]["results"]
    (flow,) = first["codeFlows"][0]["threadFlows"]

    assert [each["location"]["message"]["text"] for each in flow["locations"]] == list(reports.finding().steps)
    assert "codeFlows" not in warning


def test_a_sarif_fingerprint_outlives_the_figures_in_a_message() -> None:
    """And differs between places."""

    def mark(message: str, where: str) -> str:
        found = sarif.document(reports.report(reports.finding(where=where, message=message)))
        return str(found["runs"][0]["results"][0]["partialFingerprints"])

    assert mark("3 s", "status") == mark("4 s", "status")
    assert mark("3 s", "status") != mark("3 s", "other")


def test_a_sarif_uri_is_one_even_for_a_file_with_spaces() -> None:
    """A trace is named by its file."""
    found = sarif.document(reports.report(reports.finding(), url="my trace <1>.har"))
    uri = found["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

    assert uri == "my%20trace%20%3C1%3E.har"


# the page


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a tag."""
        self.tags.append(tag)
        self.attributes += attrs


def test_the_page_asks_for_nothing_and_runs_nothing() -> None:
    """No address but those in its text, no script, no markup from outside."""
    text = page.page(FULL)
    tags = Tags(text)

    assert not {"script", "img", "link", "iframe", "b"} & set(tags.tags)
    assert not [name for name, _ in tags.attributes if name in ("src", "href") or name.startswith("on")]
    assert "default-src 'none'" in text
    assert "taken twice &lt;b&gt;&amp;" in text


def test_the_page_tells_everything() -> None:
    """Findings, warnings, cases, coverage, what was not reached, assumptions."""
    text = page.page(FULL)

    for part in (
        "Contract check: ElevateAI", "Findings (2)", "Warnings (1)", "fileExploded", "walks upload", "1h 02m 05s",
        "$JOB1/status", "Not reached", "Not in a client's hands", "give --link", "Assumptions relied on (2)",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("way", "how"),
    [
        ("checked", "30 examples, seed 7"),
        ("live", "a gentle visit: right requests only"),
        ("trace", "a recording"),
        ("drift", "evidence of an earlier visit"),
    ],
)
def test_the_page_says_what_was_done(way: Way, how: str) -> None:
    """A live visit is no recording; it has no options either."""
    options = reports.report().options if way == "checked" else None
    text = page.page(replace(reports.report(), way=way, options=options))

    assert f"<dt>Checked with</dt><dd>{how}</dd>" in text


def test_the_page_of_what_conforms_has_no_findings() -> None:
    """Nor the headings of what is not there."""
    text = page.page(reports.report())

    assert "<title>Contract check, ElevateAI: conforms</title>" in text
    assert "Findings (" not in text
    assert "Warnings (" not in text


@pytest.mark.parametrize(("count", "unfolded"), [(1, 1), (8, 8), (9, 1)])
def test_many_findings_are_folded(count: int, unfolded: int) -> None:
    """All are unfolded while they are few; the first always is."""
    text = page.page(reports.report(*(reports.finding(where=f"field{n}") for n in range(count))))

    assert sum(name == "open" for name, _ in Tags(text).attributes) == unfolded
