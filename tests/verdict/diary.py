"""A journal that a test writes by hand, request by request, and the conduct it stands for."""

from __future__ import annotations

from collections.abc import Mapping

from understudy.contracts import vendor
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.performance import Performance, Report
from understudy.scenarios.scenario import Expect, Scenario
from understudy.scenarios.verdict.conduct import Conduct
from understudy.scenarios.verdict.result import Finding
from understudy.scenarios.verdict.verdict import judge

VERBS: Mapping[str, Mapping[str, str]] = {
    "elevateai": {
        "submit": "declareInteraction",
        "upload": "uploadInteraction",
        "poll": "getInteractionStatus",
        "result": "getPunctuatedTranscript",
    },
    "marsview": {
        "submit": "saveFile",
        "start": "compute",
        "poll": "getTxn",
        "result": "fetchMetadata",
        "authenticate": "createAccessToken",
    },
    "scriptix": {"submit": "createSession", "upload": "uploadMedia", "poll": "getSession", "result": "getResult"},
}
FILE, OTHER_FILE, LINK, TEXT = "file:1111", "file:2222", "link:3333", "text:4444"
LANES_END = {"speech_to_text": "processed", "emotion_analysis": "processed"}


class Diary:
    """Requests of one client, each some virtual seconds after the answer to the one before."""

    def __init__(self, vendor_name: str = "elevateai") -> None:
        """Begin with an empty journal at 0 s."""
        self.vendor = vendor(vendor_name)
        self.rows: list[Exchange] = []
        self.now_s = 0.0

    def send(
        self,
        role: str,
        job: str | None = "a",
        said: str | None = None,
        *,
        after: float = 0.0,
        took: float = 0.0,
        http: int = 200,
        known: bool = True,
        operation: str | None = None,
        lanes: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        subject: str | None = None,
        findings: tuple[str, ...] = (),
    ) -> int:
        """Write one request down and return its number. `known` False: it was answered before anybody saw its job."""
        operation = VERBS[self.vendor.name][role] if operation is None else operation
        facts = self.vendor.contract.operations.get(operation)
        self.now_s = round(self.now_s + after, 3)
        at_s, self.now_s = self.now_s, round(self.now_s + took, 3)
        row = Exchange(
            number=len(self.rows) + 1,
            at_s=at_s,
            answered_s=self.now_s,
            vendor=self.vendor.name,
            operation=operation,
            method=facts.method if facts else "GET",
            path=_path(facts.path, job or "none") if facts else "/nowhere",
            job=job if known else None,
            http=http,
            said=said,
            lanes=lanes or {},
            retry_after_s=retry_after,
            subject=subject,
            findings=findings,
        )
        self.rows.append(row)
        return row.number

    def begin(self, job: str = "a", *, subject: str = FILE) -> int:
        """Do what it takes to have a job of this subject under way, and return the number of its submit."""
        name, is_file = self.vendor.name, subject.startswith("file:")
        if name == "marsview":
            self.send("authenticate", None)
            number = self.send("submit", job, subject=subject)
            self.send("start", job, "uploaded")
            return number
        number = self.send("submit", job, http=201, subject=None if is_file else subject)
        if is_file:
            self.send("upload", job, subject=subject)
        return number

    def poll(self, said: str | None, *, after: float, job: str = "a", **rest: object) -> int:
        """Look at the status."""
        return self.send("poll", job, said, after=after, **rest)  # type: ignore[arg-type]

    def conduct(
        self,
        report: Report = "success",
        outcome: str = "transcribed",
        *,
        needs: str | None = None,
        speed: float = 0.0,
        paced: bool = True,
    ) -> Conduct:
        """Return the whole conduct; `outcome` is what the scenario expects."""
        scenario = Scenario(
            vendor=self.vendor.name,
            title="A test",
            source="ours",
            advice="none",
            needs=needs,  # type: ignore[arg-type]
            expect=Expect(outcome=outcome),  # type: ignore[arg-type]
        )
        exit_code = {"success": 0, "failure": 1}.get(report)
        performance = Performance(report, exit_code)
        return Conduct(self.vendor, scenario, tuple(self.rows), performance, 3600.0, speed, paced)

    def finish(self, job: str = "a", *, after: float = 0.0) -> None:
        """Be told the good end, and fetch the result."""
        end = {"scriptix": "completed"}.get(self.vendor.name, "processed")
        self.poll(end, after=after, job=job)
        self.send("result", job)


def _path(form: str, job: str) -> str:
    steps = [job if step.startswith("{") else step for step in form.split("/")]
    return "/".join(steps)


def told(conduct: Conduct) -> list[tuple[str, int | None]]:
    """Return the findings as (rule, exchange)."""
    return [(each.rule, each.exchange) for each in findings(conduct)]


def findings(conduct: Conduct) -> tuple[Finding, ...]:
    """Return the findings."""
    return judge(conduct)[1]
