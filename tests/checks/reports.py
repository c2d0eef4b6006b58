"""Reports made by hand, for the tests of what is printed and written of them.

Source: ours.
"""

from __future__ import annotations

from understudy.contracts import vendor
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.finding import Finding, contradiction
from understudy.contracts.checks.report import Report
from understudy.contracts.checks.target import Options
from understudy.contracts.facts import facts

VENDOR = vendor("elevateai")
FACTS = facts(VENDOR)
URL = "http://127.0.0.1:8411/v1"
MET = frozenset(
    {
        "status filePendingUpload",
        "status processed",
        "transition upload: filePendingUpload -> fileUploading",
        "operation getInteractionStatus",
        "operation uploadInteraction",
        "response getInteractionStatus 200",
        "response uploadInteraction 201",
        "error code conflict",
        "failure upload_unreadable",
    }
)


def finding(
    rule: str = "status",
    where: str = "status",
    message: str = "'fileExploded' is no status of ElevateAI",
    fact: str = "status processed",
    steps: tuple[str, ...] = ("declareInteraction -> 201", "getInteractionStatus of job-1 -> 200"),
    *,
    is_warning: bool = False,
) -> Finding:
    """Return a finding about a documented fact."""
    return Finding(
        contradiction=contradiction(rule, where, message, FACTS[fact], is_warning=is_warning),
        case="walks upload",
        job="job-1",
        steps=steps,
        curl=(f"URL={URL}", 'curl -sS "$URL/interactions/$JOB1/status" -H "X-API-Token: $KEY"; echo'),
        seed=7,
    )


WARNING = finding("answer", "body.extra", "an undocumented key", steps=(), is_warning=True)


def report(
    *findings: Finding,
    warnings: tuple[Finding, ...] = (),
    met: frozenset[str] = MET,
    unreached: tuple[str, ...] = ("lifecycle download: a server elsewhere cannot fetch a recording: give --link",),
    url: str = URL,
) -> Report:
    """Return a report of two cases; the findings are those of the first."""
    walks = CaseResult(
        case="walks upload", findings=findings, warnings=warnings, exchanges=12, virtual_s=3725.0, met=met,
        unreached=unreached,
    )  # fmt: skip
    shapes = CaseResult(case="shapes getTranscript", exchanges=30, met=frozenset({"operation getTranscript"}))
    return Report(vendor=VENDOR, url=url, seed=7, options=Options(seed=7), results=(walks, shapes))
