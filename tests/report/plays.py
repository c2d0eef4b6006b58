"""Evidence of rehearsals that were never played, for the reports to draw.

Source: ours; statuses are those of the vendors' contracts.
"""

from __future__ import annotations

from collections.abc import Sequence

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.evidence import Evidence, JobSeen, Step, Way
from understudy.scenarios.rehearsal.performance import Performance
from understudy.scenarios.scenario import Scenario
from understudy.scenarios.verdict.result import Finding, Result, Verdict

HOSTILE = "</script></title></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\x00\x1b[31m"
UPLOAD = ("filePendingUpload", "fileUploading", "fileUploaded", "pendingProcessing", "processing", "processed")


def steps(*timeline: tuple[float, str, str | None], over_s: float = 1e9) -> tuple[Step, ...]:
    """Steps from (moment, row, status); those after `over_s` are planned."""
    return tuple(Step(at_s=at_s, row=row, status=status, planned=at_s > over_s) for at_s, row, status in timeline)


def shown(*timeline: tuple[float, str], over_s: float = 1e9) -> tuple[Step, ...]:
    """Steps of rows that show their own names."""
    return steps(*((at_s, row, row or None) for at_s, row in timeline), over_s=over_s)


class Diary:
    """Exchanges, numbered as they come."""

    def __init__(self, vendor: str) -> None:
        """Begin with none."""
        self.vendor, self.exchanges = vendor, list[Exchange]()

    def add(self, at_s: float, operation: str, path: str, **more: object) -> Exchange:
        """Add one exchange; it is answered 50 ms later with 200 unless something else is given."""
        given = {
            "number": self.exchanges[-1].number + 1 if self.exchanges else 1,
            "at_s": at_s,
            "answered_s": at_s + 0.05,
            "vendor": self.vendor,
            "operation": operation,
            "method": "GET",
            "path": path,
            "http": 200,
            **more,
        }
        exchange = Exchange(**given)  # type: ignore[arg-type]
        self.exchanges.append(exchange)
        return exchange


def evidence(
    scenario: str,
    jobs: Sequence[JobSeen] = (),
    exchanges: Sequence[Exchange] = (),
    findings: Sequence[Finding] = (),
    verdict: Verdict | None = None,
    performance: Performance | None = None,
    title: str = "As documented",
    over_s: float | None = None,
    time: str = "faketime",
) -> Evidence:
    """One scenario, played and judged."""
    over_s = over_s if over_s is not None else max([each.answered_s for each in exchanges], default=0.0)
    performance = performance or Performance("success", 0, "done\n", (), 0.7)
    return Evidence(
        scenario=Scenario(
            vendor=scenario.partition("/")[0], title=title, source="the vendor's page", advice="Poll as advised."
        ),
        exchanges=tuple(exchanges),
        jobs=tuple(jobs),
        performance=performance,
        result=Result(
            scenario=scenario,
            verdict=verdict or ("fail" if findings else "pass"),
            findings=tuple(findings),
            polls=sum("Status" in each.operation for each in exchanges),
            virtual_s=over_s - (exchanges[0].at_s if exchanges else 0),
            real_s=performance.real_s,
            exit_code=performance.exit_code,
            replay="u1.elevateai-happy.7",
        ),
        seed=7,
        speed=120.0 if time == "faketime" else 0.0,
        time=time,
        deadline_s=900.0,
    )


def elevateai_play(interval_s: float = 30.0, over_s: float = 270.0) -> tuple[JobSeen, Diary]:
    """An ordinary upload to ElevateAI, polled at an interval."""
    job = JobSeen(
        id="0f3d-1",
        vendor="elevateai",
        lifecycle="upload",
        timeline=shown(
            (1.0, "filePendingUpload"),
            (2.0, "fileUploading"),
            (4.0, "fileUploaded"),
            (7.0, "pendingProcessing"),
            (45.0, "processing"),
            (over_s * 0.93, "processed"),
        ),
    )
    diary = Diary("elevateai")
    diary.add(1.0, "declareInteraction", "/v1/interactions", method="POST", http=201, job=job.id)
    diary.add(2.0, "uploadInteraction", f"/v1/interactions/{job.id}/upload", method="POST", job=job.id)
    at_s = 2.0 + interval_s
    while at_s < over_s:
        said = next(step.status for step in reversed(job.timeline) if step.at_s <= at_s)
        diary.add(at_s, "getInteractionStatus", f"/v1/interactions/{job.id}/status", job=job.id, said=said)
        at_s += interval_s
    diary.add(over_s, "getTranscript", f"/v1/interactions/{job.id}/transcript", job=job.id)
    return job, diary


def happy() -> Evidence:
    """Nothing is wrong."""
    job, diary = elevateai_play()
    return evidence("elevateai/happy", [job], diary.exchanges)


def impatient() -> Evidence:
    """Refused, told to wait, and back too early; polled after the end."""
    job, diary = elevateai_play()
    del diary.exchanges[3:5]
    status = f"/v1/interactions/{job.id}/status"
    hit = {"job": job.id, "http": 429, "fault": "respond 429", "retry_after_s": 60.0}
    one = diary.add(70.0, "getInteractionStatus", status, **hit)
    two = diary.add(80.0, "getInteractionStatus", status, **hit)
    slow = diary.add(150.0, "getInteractionStatus", status, job=job.id, http=0, answered_s=180.0, fault="hang")
    late = diary.add(285.0, "getInteractionStatus", status, job=job.id, said="processed")
    findings = [
        Finding(
            rule="ignored-retry-after", message="came back after 10.0 s of the 60 s asked for", exchange=two.number
        ),
        Finding(rule="poll-after-end", message="asked again after the terminal status processed", exchange=late.number),
        Finding(rule="never-fetched", message="no result was fetched"),
    ]
    assert one.number < slow.number
    output = "\x1b[31mERROR\x1b[0m gave up: 429 Too Many Requests\nAuthorization: Bearer eyJhbGciOi.eyJzdWIi.c2ln\n"
    ordered = sorted(diary.exchanges, key=lambda each: each.at_s)
    return evidence(
        "elevateai/rate_limited",
        [job],
        ordered,
        findings,
        performance=Performance("failure", 1, output, (), 2.4),
        title="429 with Retry-After",
    )


def long_one() -> Evidence:
    """Two hours, polled 300 times, and once too fast after another."""
    job, diary = elevateai_play(interval_s=24.0, over_s=7200.0)
    findings = [
        Finding(rule="poll-too-fast", message=f"polled after 24.0 s, advised are 30 s (poll {n})", exchange=n)
        for n in range(40, 60)
    ]
    return evidence("elevateai/slow", [job], diary.exchanges, findings, title="Two hours of processing")


def six_lanes() -> Evidence:
    """A transaction of six models, one of which is long after the others, and one of which shows a strange word."""
    names = (
        "speech_to_text",
        "diarization",
        "emotion_analysis",
        "sentiment_analysis",
        "data_intelligence",
        "screen_activity",
    )
    lanes = [
        Way(
            name=name,
            timeline=steps(
                (3, "queued", "uploaded"),
                (40 + 9 * n, "picked_up", "uploaded"),
                (300 + 60 * n, "processed", "processed"),
                over_s=900,
            ),
        )
        for n, name in enumerate(names[:4])
    ]
    lanes.append(
        Way(
            name=names[4],
            timeline=steps((3, "queued", "uploaded"), (60, "picked_up", "re-queued"), (700, "error", "error")),
        )
    )
    lanes.append(
        Way(
            name=names[5],
            timeline=steps(
                (3, "queued", "uploaded"), (50, "picked_up", "uploaded"), (1900, "processed", "processed"), over_s=1210
            ),
        )
    )
    job = JobSeen(id="txn-1", vendor="marsview", lifecycle="transaction", lanes=tuple(lanes))
    diary = Diary("marsview")
    diary.add(0.5, "createAccessToken", "/cb/v1/auth/create_access_token", method="POST")
    diary.add(1.5, "saveFile", "/cb/v1/conversation/save_file", method="POST", job=job.id)
    diary.add(3.0, "compute", "/cb/v1/conversation/compute", method="POST", job=job.id)
    for at_s in (303, 603, 903):
        diary.add(
            at_s,
            "getTxn",
            f"/cb/v1/conversation/get_txn/{job.id}",
            job=job.id,
            said="uploaded",
            lanes=dict.fromkeys(names, "uploaded"),
        )
    diary.add(1203, "getTxn", f"/cb/v1/conversation/get_txn/{job.id}", job=job.id, http=403, fault="token expired")
    diary.add(1204, "createAccessToken", "/cb/v1/auth/create_access_token", method="POST")
    diary.add(1205, "getTxn", f"/cb/v1/conversation/get_txn/{job.id}", job=job.id, said="error")
    diary.add(1210, "fetchMetadata", f"/cb/v1/conversation/fetch_metadata/{job.id}", job=job.id)
    return evidence(
        "marsview/lanes_apart", [job], diary.exchanges, title="One model long after the others", time="virtual"
    )


def vanished() -> Evidence:
    """A session that is gone in the middle."""
    job = JobSeen(
        id="sess-1",
        vendor="scriptix",
        lifecycle="upload",
        timeline=shown((0.2, "new"), (1, "queued"), (6, "processing"), (40, "")),
    )
    diary = Diary("scriptix")
    diary.add(0.2, "createSession", "/api/v4/x", method="POST", job=job.id)
    for at_s in (3, 6, 9, 12, 15, 20, 30, 40.5):
        diary.add(at_s, "getSession", f"/api/v4/sessions/{job.id}", job=job.id, http=404 if at_s > 40 else 200)
    return evidence(
        "scriptix/not_found",
        [job],
        diary.exchanges,
        performance=Performance("failure", 3, "", (), 0.4),
        title="The session vanishes",
    )


def one_second() -> Evidence:
    """A job that is over at once."""
    job = JobSeen(
        id="quick",
        vendor="scriptix",
        lifecycle="upload",
        timeline=shown((0.1, "new"), (0.3, "queued"), (0.5, "processing"), (0.9, "completed")),
    )
    return evidence("scriptix/at_once", [job], Diary("scriptix").exchanges, over_s=1.0)


def no_job() -> Evidence:
    """The client never made a job."""
    return evidence(
        "scriptix/too_short",
        verdict="not-applicable",
        performance=Performance("none", None, "", ("it printed nothing",), 60.0),
        over_s=900.0,
    )


def twice() -> Evidence:
    """One recording declared twice."""
    first, diary = elevateai_play()
    second = JobSeen(
        id="0f3d-2",
        vendor="elevateai",
        lifecycle="upload",
        deleted_at_s=200.0,
        timeline=shown(
            (20, "filePendingUpload"),
            (25, "fileUploading"),
            (29, "fileUploaded"),
            (33, "pendingProcessing"),
            (60, "processing"),
            (250, "processed"),
        ),
    )
    proof = diary.add(
        20, "declareInteraction", "/v1/interactions", method="POST", http=201, job=second.id, subject="file:1"
    )
    diary.add(25, "uploadInteraction", f"/v1/interactions/{second.id}/upload", method="POST", job=second.id)
    diary.add(200, "deleteInteraction", f"/v1/interactions/{second.id}", method="DELETE", job=second.id)
    diary.add(10, "", "/favicon.ico", http=404)
    found = Finding(
        rule="duplicate-submit",
        message="declared the same recording again, although no failure was reported",
        exchange=proof.number,
    )
    ordered = sorted(diary.exchanges, key=lambda each: each.at_s)
    return evidence(
        "elevateai/ghost_declare", [first, second], ordered, [found], title="A 500 although the job was made"
    )


def hostile() -> Evidence:
    """Everything that comes from outside tries to be markup."""
    job = JobSeen(
        id=HOSTILE,
        vendor="elevateai",
        lifecycle="upload",
        lanes=(Way(name=HOSTILE, timeline=steps((1, "processing", HOSTILE), (50, "processed", "processed"))),),
    )
    diary = Diary("elevateai")
    diary.add(
        1,
        HOSTILE,
        f"/v1/{HOSTILE}?token=hunter2",
        method=HOSTILE,
        http=400,
        job=job.id,
        said=HOSTILE,
        fault=HOSTILE,
        lanes={HOSTILE: HOSTILE},
        findings=(f"request: {HOSTILE}",),
    )
    findings = [Finding(rule=HOSTILE, message=HOSTILE, exchange=1)]
    made = Performance("failure", 1, f"{HOSTILE}\nX-API-Token: hunter2\n", (HOSTILE,), 0.1)
    return evidence(
        f"elevateai/{HOSTILE}",
        [job],
        diary.exchanges,
        findings,
        performance=made,
        title=f"{HOSTILE} {'x' * 300}",
        over_s=60.0,
    )


PLAYS = (happy, impatient, long_one, twice, six_lanes, vanished, one_second, no_job)
