"""A rehearsal as JUnit XML, for whatever already reads test results: one suite a vendor, one test case a scenario.

Source: ours; the form is what https://github.com/jenkinsci/xunit-plugin (`junit-10.xsd`) and GitLab's unit test reports
read. Some readers show the first failure of a test case only, so that one names the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, indent

from understudy.contracts import vendor
from understudy.contracts.element import element
from understudy.contracts.printable import discreet, shortened
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.report.again import again
from understudy.scenarios.report.entry import not_applicable, pace
from understudy.scenarios.report.mark import told
from understudy.scenarios.report.ruling import ruling
from understudy.scenarios.verdict.result import Finding

MESSAGE_MAX = 500
"""of a message, which stands in an attribute and in many readers on one line"""


def write(path: Path, evidences: Sequence[Evidence]) -> None:
    """Write the file; its folder is made if need be. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    vendors = list(dict.fromkeys(each.scenario.vendor for each in evidences))
    suites = [_suite(name, [each for each in evidences if each.scenario.vendor == name]) for name in vendors]
    root = element("testsuites", {"name": "understudy rehearse", **_counts(evidences)}, *suites)
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _suite(name: str, evidences: Sequence[Evidence]) -> Element:
    kept = (("vendor", vendor(name).title), ("seed", evidences[0].seed), ("clock", pace(evidences[0])))
    properties = (element("property", {"name": key, "value": value}) for key, value in kept)
    cases = map(_case, evidences)
    return element("testsuite", {"name": name, **_counts(evidences)}, element("properties", {}, *properties), *cases)


def _counts(evidences: Sequence[Evidence]) -> dict[str, object]:
    verdicts = [each.result.verdict for each in evidences]
    return {
        "tests": len(verdicts),
        "failures": verdicts.count("fail"),
        "errors": 0,
        "skipped": verdicts.count("not-applicable"),
        "time": _seconds(sum(each.result.real_s for each in evidences)),
    }


def _seconds(span_s: float) -> str:
    return f"{span_s:.3f}"


def _case(evidence: Evidence) -> Element:
    result = evidence.result
    name = result.scenario.removeprefix(f"{evidence.scenario.vendor}/")
    case = element("testcase", {"classname": evidence.scenario.vendor, "name": name, "time": _seconds(result.real_s)})
    if result.verdict == "not-applicable":
        case.append(element("skipped", {"message": not_applicable(evidence)}))
    if result.verdict == "fail":
        case.extend(_failures(evidence))
    output = discreet(evidence.performance.output)
    if lines := "\n".join(filter(None, (evidence.note, evidence.performance.ending, output))):
        case.append(element("system-out", {}, lines))
    return case


def _failures(evidence: Evidence) -> list[Element]:
    findings = evidence.result.findings or tuple(
        Finding(rule="deviation", message=each) for each in evidence.performance.deviations or ("the scenario failed",)
    )
    return [_failure(finding, findings, evidence) for finding in findings]


def _failure(finding: Finding, findings: Sequence[Finding], evidence: Evidence) -> Element:
    message = shortened(discreet(finding.message), MESSAGE_MAX)
    proof = next((each for each in evidence.exchanges if each.number == finding.exchange), None)
    text = "\n".join(_paragraphs(finding, proof, evidence))
    if finding is findings[0] and len(findings) > 1:
        others = "\n".join(f"- {each.rule}: {discreet(each.message)}" for each in findings[1:])
        text = f"{text}\n\nAlso found:\n{others}"
    return element("failure", {"type": finding.rule, "message": message}, text)


def _paragraphs(finding: Finding, proof: Exchange | None, evidence: Evidence) -> list[str]:
    rule = ruling(finding.rule)
    told_of = [("Why", rule.reason), ("Remedy", rule.remedy), ("Source", rule.source)] if rule else []
    scenario = evidence.scenario
    told_of += [("Scenario", scenario.title), ("A good client", scenario.advice), ("Play it again", again(evidence))]
    shown = [f"Exchange {told(proof)}"] if proof else []
    return [discreet(finding.message), *shown, *(f"{name}: {text}" for name, text in told_of)]
