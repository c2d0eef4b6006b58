"""A check as JSON, for whatever reads it next.

Source: ours; `docs/checks.md` describes the keys.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from understudy.contracts.checks.coverage import Part
from understudy.contracts.checks.finding import Finding
from understudy.contracts.checks.report import Report
from understudy.contracts.version import understudy_version

FORM = 1
"""goes up when a key changes its meaning or goes away"""


def write(path: Path, report: Report) -> None:
    """Write the file; its folder is made if need be. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(record(report)), indent=2) + b"\n")


def record(report: Report) -> dict[str, Any]:
    """Return everything as what JSON knows."""
    return {
        "form": FORM,
        "understudy": understudy_version(),
        "vendor": report.vendor.name,
        "url": report.url,
        "way": report.way,
        "seed": report.seed,
        "options": asdict(report.options) if report.options else None,
        "conforms": report.conforms,
        "ended_early": report.ended_early,
        "exchanges": report.exchanges,
        "virtual_s": round(report.virtual_s, 3),
        "findings": [_finding(each) for each in report.findings],
        "warnings": [_finding(each) for each in report.warnings],
        "coverage": {
            "percent": round(report.coverage.percent, 1),
            "reached": report.coverage.reached,
            "total": report.coverage.total,
            "parts": {part.title: _part(part) for part in report.coverage.parts},
        },
        "untried": list(report.untried),
        "assumptions": [{"fact": fact.name, "reason": fact.provenance.source} for fact in report.assumptions],
        "confirmed": [{"fact": name, "source": known.source} for name, known in report.confirmed.items()],
        "cases": [
            {
                "case": each.case,
                "findings": len(each.findings),
                "warnings": len(each.warnings),
                "exchanges": each.exchanges,
                "virtual_s": round(each.virtual_s, 3),
            }
            for each in report.results
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    what = finding.contradiction
    return {
        "rule": what.rule,
        "where": what.where,
        "message": what.message,
        "fact": what.fact,
        "sureness": str(what.provenance.sureness),
        "source": what.provenance.source,
        "case": finding.case,
        "job": finding.job,
        "times": finding.more + 1,
        "seed": finding.seed,
        "steps": list(finding.steps),
        "curl": list(finding.curl),
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "reached": list(part.reached),
        "unreached": [{"fact": each.name, "why": each.why, "beyond": each.is_beyond} for each in part.unreached],
    }
