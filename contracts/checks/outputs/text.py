"""A check in words: one finding with how it is brought about again, the summary, and what was not reached.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contracts.checks.coverage import Coverage, Unreached
from understudy.contracts.checks.finding import RULES, Finding
from understudy.contracts.checks.report import Report

ASSUMED = "no source says so: this rests on an assumption of ours, and may be an error of ours"


def headline(finding: Finding) -> str:
    """Return rule, place and message."""
    what = finding.contradiction
    return f"{what.rule}: {what.where}: {what.message}"


def told(finding: Finding) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of what else there is to say of a finding, without its steps."""
    what = finding.contradiction
    yield "Rule", RULES.get(what.rule, what.rule)
    yield "Fact", what.fact
    yield "Source", f"{what.provenance.sureness}: {what.provenance.source}"
    if what.is_assumed:
        yield "Caution", ASSUMED
    yield "Case", finding.case
    if finding.more:
        yield "Met", f"{number(finding.more, 'further time')}, told once"
    if finding.seed is not None:
        yield "Seed", str(finding.seed)


def lines(finding: Finding) -> Iterator[str]:
    """Yield everything about a finding as lines of plain text; the curl lines stand alone, to be copied."""
    yield headline(finding)
    yield from (f"  {name.lower():8}{text}" for name, text in told(finding))
    if finding.steps:
        yield "  steps"
        yield from (f"    {place}. {step}" for place, step in enumerate(finding.steps, 1))
    if finding.curl:
        yield "  again, in a shell"
        yield from (f"    {line}" for entry in finding.curl for line in entry.splitlines())


def summary(report: Report) -> str:
    """Return whether the server conforms, in a sentence."""
    seen = number(report.exchanges, "exchange")
    if report.warnings:
        seen += f", {number(len(report.warnings), 'warning')}"
    early = f" It ended early: {report.ended_early}." if report.ended_early else ""
    if not report.findings:
        said = "shows nothing that differs from" if early else "conforms to"
        return f"{report.url} {said} what {report.vendor.title} documents: {seen}.{early}"
    found = number(len(report.findings), "finding")
    return f"{report.url} differs from what {report.vendor.title} documents: {found} in {seen}.{early}"


def covered(coverage: Coverage) -> str:
    """Return how much was reached, in a sentence."""
    beyond = sum(each.is_beyond for each in coverage.unreached)
    besides = f"; {beyond} more are not in a client's hands" if beyond else ""
    return f"{coverage.reached} of {coverage.total} documented facts reached ({percent(coverage.percent)}){besides}"


def percent(share: float) -> str:
    """Return a share of 100 without decimals, cut off rather than rounded: 100 % is all."""
    return f"{int(share)} %"


def missing(each: Unreached) -> str:
    """Return one fact that was not reached, and why."""
    return f"{each.name}: {each.why}"


def number(count: int, thing: str) -> str:
    """Return `1 finding`, `2 findings`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
