"""A check as SARIF, for code scanning: each rule, each finding with its fact, and its steps as a code flow.

Source: SARIF 2.1.0 (OASIS Standard, 27 March 2020), sections 3.13 to 3.52. A server has no files: what a finding is
about is named by the server's URL, as scanners of running servers do, on the line 1 that readers insist on.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from understudy.contracts.checks.finding import RULES, Finding
from understudy.contracts.checks.outputs.text import headline, lines
from understudy.contracts.checks.report import Report
from understudy.contracts.version import understudy_version

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
URI_CHARACTERS = ":/?#[]@!$&'()*+,;=%"
"""what a URI may hold besides letters, digits and `_.-~` (RFC 3986)"""


def write(path: Path, report: Report) -> None:
    """Write the file; its folder is made if need be. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(document(report)), indent=2) + b"\n")


def document(report: Report) -> dict[str, Any]:
    """Return the log with its one run."""
    found = [(each, "error") for each in report.findings] + [(each, "warning") for each in report.warnings]
    run = {
        "tool": {"driver": _driver()},
        "automationDetails": {"id": f"understudy/check/{report.vendor.name}/"},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, level, report.url) for each, level in found],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _invocation(report: Report) -> dict[str, Any]:
    """Return whether everything was done that was to be, and why not."""
    if not report.ended_early:
        return {"executionSuccessful": True}
    notification = {"level": "error", "message": {"text": f"It ended early: {report.ended_early}."}}
    return {"executionSuccessful": False, "toolExecutionNotifications": [notification]}


def _driver() -> dict[str, Any]:
    rules = [
        {
            "id": name,
            "name": name.capitalize(),
            "shortDescription": {"text": f"{demand[:1].upper()}{demand[1:]}."},
            "defaultConfiguration": {"level": "error"},
        }
        for name, demand in RULES.items()
    ]
    return {"name": "understudy", "version": understudy_version(), "rules": rules}


def _result(finding: Finding, level: str, url: str) -> dict[str, Any]:
    what = finding.contradiction
    result: dict[str, Any] = {
        "ruleId": what.rule,
        "level": level,
        "message": {"text": "\n".join(lines(finding))},
        "locations": [_location(url, what.where)],
        "partialFingerprints": {"contradiction/v1": _fingerprint(finding)},
        "properties": {
            "fact": what.fact,
            "sureness": str(what.provenance.sureness),
            "source": what.provenance.source,
            "case": finding.case,
            "times": finding.more + 1,
            **({} if finding.seed is None else {"seed": finding.seed}),
            **({"curl": list(finding.curl)} if finding.curl else {}),
        },
    }
    if what.rule in RULES:
        result["ruleIndex"] = list(RULES).index(what.rule)
    if finding.steps:
        flow = [{"location": {**_location(url, what.where), "message": {"text": step}}} for step in finding.steps]
        result["codeFlows"] = [{"message": {"text": headline(finding)}, "threadFlows": [{"locations": flow}]}]
    return result


def _location(url: str, where: str) -> dict[str, Any]:
    artifact = {"uri": quote(url, safe=URI_CHARACTERS)}
    return {
        "physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1}},
        "logicalLocations": [{"fullyQualifiedName": where or "server", "kind": "member"}],
    }


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same from run to run: not the message, in which figures stand."""
    what = finding.contradiction
    return hashlib.sha256("\0".join((what.rule, what.where, what.fact)).encode()).hexdigest()[:32]
