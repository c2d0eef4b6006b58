"""What the report of a failed test tells of a stand-in: seed, scenario, the last exchanges, the jobs' timelines.

Source: ours. Plain text of at most 30 lines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from understudy.contracts.printable import printable, shortened
from understudy.fakes.testing.standin import StandIn
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.evidence import JobSeen, Step

LINES_MAX = 30
EXCHANGE_LINES_MAX = 15
STRAY_LINES_MAX = 3
COLUMNS_MAX = 110
PATH_COLUMNS = 44
ID_LETTERS = 8
"""how much of a job's id is shown in a path: enough to tell one test's few jobs apart"""


def postmortem(mine: StandIn, seed: int, strays: str = "") -> str:
    """Return the text; `strays` is a line about requests that belong to no stand-in.

    Raises what the stand-in raises when it cannot be asked any more.
    """
    exchanges, jobs, clock_s = tuple(mine.journal), mine.jobs, mine.clock.elapsed_s
    head = [
        f"seed {seed}, clock at {clock_s:.1f} s, key {mine.key}",
        f"scenario: {mine.scenario}",
    ]
    table = _table(exchanges) + (textwrap.wrap(strays, COLUMNS_MAX)[:STRAY_LINES_MAX] if strays else [])
    timelines = [line for job in jobs for line in _timeline(job, clock_s)]
    room = LINES_MAX - len(head) - len(table)
    if len(timelines) > room:
        timelines = [*timelines[: room - 1], f"… and {len(timelines) - room + 1} lines more"]
    return "\n".join(printable(line)[:COLUMNS_MAX].rstrip() for line in [*head, *table, *timelines])


def _table(exchanges: Sequence[Exchange]) -> list[str]:
    """Return the last exchanges, each with what was wrong with it, as many as there is room for."""
    if not exchanges:
        return ["no request has come with this key"]
    lines: list[str] = []
    shown = 0
    for exchange in reversed(exchanges):
        more = list(_row(exchange))
        if lines and len(more) + len(lines) > EXCHANGE_LINES_MAX:
            break
        lines, shown = [*more, *lines], shown + 1
    title = f"exchanges, the last {shown} of {len(exchanges)}:" if shown < len(exchanges) else "exchanges:"
    return [title, f"{'#':>5} {'at s':>9}  {'request':<51}  answer", *lines]


def _row(exchange: Exchange) -> Iterator[str]:
    path = exchange.path
    if exchange.job and len(exchange.job) > ID_LETTERS + 1:
        path = path.replace(exchange.job, f"{exchange.job[:ID_LETTERS]}…")
    request = f"{exchange.method:<6} {shortened(path, PATH_COLUMNS)}"
    answer = [str(exchange.http or "broken off"), exchange.said or "", exchange.fault and f"fault: {exchange.fault}"]
    yield f"{exchange.number:>5} {exchange.at_s:>9.1f}  {request:<51}  {'  '.join(filter(None, answer))}"
    for finding in exchange.findings[:3]:
        yield f"{'!':>5} {'':>9}  {finding}"


def _timeline(job: JobSeen, clock_s: float) -> Iterator[str]:
    """Yield the steps of a job, what is past and what was planned, with the one in which it is marked."""
    ended = "" if job.deleted_at_s is None else f", deleted at {job.deleted_at_s:.1f} s"
    yield f"job {job.id} ({job.lifecycle}{ended}):"
    for way in job.ways:
        if way.name:
            yield f"  {way.name}:"
        current = max((step.at_s for step in way.timeline if step.at_s <= clock_s), default=None)
        yield from (_step(step, is_current=step.at_s == current) for step in way.timeline)


def _step(step: Step, *, is_current: bool) -> str:
    status = step.status or "(vanished)" if not step.row else step.status or step.row
    note = "  planned" if step.planned else ""
    return f"{'>' if is_current else '':>5} {step.at_s:>9.1f}  {status}{note}"
