"""The exchanges of one scenario as a table: what the picture shows, for reading and for those who cannot see it.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from understudy.contracts.element import element
from understudy.contracts.printable import discreet, shortened
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.report.mark import clock, refused
from understudy.scenarios.verdict.result import Finding

ROWS_MAX = 300
"""how many rows a page shows of one scenario, so that it can still be mailed; proofs are always among them"""
COLUMNS = ("#", "time", "took", "request", "HTTP", "said", "fault or remark", "finding")


def exchanges_table(exchanges: Sequence[Exchange], findings: Sequence[Finding]) -> Element:
    """Return the table."""
    proven: dict[int, list[str]] = {}
    for number, finding in enumerate(findings, start=1):
        if finding.exchange is not None:
            proven.setdefault(finding.exchange, []).append(str(number))
    shown = _chosen(exchanges, proven)
    head = element("tr", {}, *(element("th", {"scope": "col"}, name) for name in COLUMNS))
    body = element("tbody", {}, *(_row(each, proven.get(each.number, [])) for each in shown))
    table = element("table", {}, element("thead", {}, head), body)
    if left := len(exchanges) - len(shown):
        note = f"{left} exchanges from the middle are left out here; the picture counts them."
        table.insert(0, element("caption", {}, note))
    return table


def _chosen(exchanges: Sequence[Exchange], proven: Mapping[int, list[str]]) -> Sequence[Exchange]:
    """Return the first and the last exchanges, and the proofs between them."""
    if len(exchanges) <= ROWS_MAX:
        return exchanges
    tail = ROWS_MAX // 3
    first, middle, last = exchanges[: ROWS_MAX - tail], exchanges[ROWS_MAX - tail : -tail], exchanges[-tail:]
    return [*first, *[each for each in middle if each.number in proven][:ROWS_MAX], *last]


def _row(exchange: Exchange, proves: Sequence[str]) -> Element:
    took_s = exchange.answered_s - exchange.at_s
    lanes = ", ".join(f"{name}: {status}" for name, status in exchange.lanes.items())
    wait = "" if exchange.retry_after_s is None else f"Retry-After: {exchange.retry_after_s:g} s"
    remarks = "; ".join(part for part in (exchange.fault or "", wait, *map(discreet, exchange.findings)) if part)
    cells = (
        str(exchange.number),
        clock(exchange.at_s),
        f"{took_s:.1f}s" if took_s >= 0.1 else "",
        f"{exchange.method} {shortened(discreet(exchange.path), 160)}",
        str(exchange.http) if exchange.http else "none",
        lanes or exchange.said or "",
        remarks,
        ", ".join(proves),
    )
    look = " ".join(name for name, true in (("bad", refused(exchange)), ("proof", bool(proves))) if true)
    return element("tr", {"class": look} if look else {}, *(element("td", {}, shortened(cell, 240)) for cell in cells))
