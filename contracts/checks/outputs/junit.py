"""A check as JUnit XML, for whatever already reads test results: one suite a vendor, one test case a case.

Source: ours; the form is what https://github.com/jenkinsci/xunit-plugin (`junit-10.xsd`) and GitLab's unit test reports
read. Some readers show the first failure of a test case only, so that one names the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, indent

from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.outputs.text import covered, headline, lines
from understudy.contracts.checks.report import Report
from understudy.contracts.element import element
from understudy.contracts.printable import shortened

MESSAGE_MAX = 500
"""of a message, which stands in an attribute and in many readers on one line"""


def write(path: Path, report: Report) -> None:
    """Write the file; its folder is made if need be. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    root = document(report)
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def document(report: Report) -> Element:
    """Return the root element."""
    kept = {"vendor": report.vendor.title, "url": report.url, "seed": report.seed, "coverage": covered(report.coverage)}
    properties = (element("property", {"name": name, "value": value}) for name, value in kept.items())
    cases = (_case(report.vendor.name, each) for each in report.results)
    suite = element(
        "testsuite",
        {"name": report.vendor.name, **_counts(report)},
        element("properties", {}, *properties),
        *cases,
    )
    return element("testsuites", {"name": "understudy check", **_counts(report)}, suite)


def _counts(report: Report) -> dict[str, object]:
    failures = sum(bool(each.findings) for each in report.results)
    return {"tests": len(report.results), "failures": failures, "errors": 0, "skipped": 0}


def _case(vendor: str, result: CaseResult) -> Element:
    case = element("testcase", {"classname": vendor, "name": result.case})
    case.extend(_failure(each, result.findings) for each in result.findings)
    if said := [f"warning: {headline(each)}" for each in result.warnings] + list(result.unreached):
        case.append(element("system-out", {}, "\n".join(said)))
    return case


def _failure(finding: Finding, findings: Sequence[Finding]) -> Element:
    what = finding.contradiction
    text = "\n".join(lines(finding))
    if finding is findings[0] and len(findings) > 1:
        text += "\n\nAlso found:\n" + "\n".join(f"- {headline(each)}" for each in findings[1:])
    return element(
        "failure", {"type": what.rule, "message": shortened(f"{what.where}: {what.message}", MESSAGE_MAX)}, text
    )
