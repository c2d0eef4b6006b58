"""A request as a mark: what kind it is, which shape stands for it, and what it tells when pointed at.

Source: ours; the kind follows from the role of the operation in the vendor's contract.
"""

from __future__ import annotations

from typing import NamedTuple

from understudy.contracts import Vendor
from understudy.contracts.moment import moment
from understudy.contracts.printable import discreet, shortened
from understudy.scenarios.exchange import Exchange


class Kind(NamedTuple):
    """One kind of request and its shape, drawn around (0, 0), at most 12 wide and high."""

    name: str
    means: str
    path: str
    outlined: bool = False


KINDS = (
    Kind("token", "asks for an access token", "M0-6 5 0 0 6-5 0Z", outlined=True),
    Kind("submit", "declares a job", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0"),
    Kind("upload", "sends the recording", "M0-6 5.5 0H2V6H-2V0H-5.5Z"),
    Kind("start", "starts the work", "M-4-5.5 6 0-4 5.5Z"),
    Kind("poll", "asks how the job stands", "M-.75-6H.75V6H-.75Z"),
    Kind("fetch", "fetches a result", "M0 6 5.5 0H2V-6H-2V0H-5.5Z"),
    Kind("delete", "deletes the job", "M-5-3.5-3.5-5 0-1.5 3.5-5 5-3.5 1.5 0 5 3.5 3.5 5 0 1.5-3.5 5-5 3.5-1.5 0Z"),
    Kind("other", "anything else", "M-4.5-4.5H4.5V4.5H-4.5Z", outlined=True),
)
_BY_ROLE = {"authenticate": "token", "result": "fetch"}
_NAMES = {kind.name for kind in KINDS}


def kind_of(exchange: Exchange, vendor: Vendor) -> str:
    """Return the name of the kind that an exchange belongs to."""
    operation = vendor.contract.operations.get(exchange.operation)
    role = operation.role if operation else ""
    name = _BY_ROLE.get(role, role)
    return name if name in _NAMES else "other"


def refused(exchange: Exchange) -> bool:
    """Say whether the request was answered with an error, or not at all."""
    return exchange.http == 0 or exchange.http >= 400


def told(exchange: Exchange) -> str:
    """Return what there is to know of an exchange, a line each."""
    took_s = exchange.answered_s - exchange.at_s
    lines = [
        f"#{exchange.number} at {clock(exchange.at_s)}"
        + (f", answered after {moment(took_s)}" if took_s >= 0.1 else ""),
        f"{exchange.method} {shortened(discreet(exchange.path), 90)}",
        f"{answer(exchange)}{f' · {exchange.said}' if exchange.said else ''}",
        *(f"{name}: {status}" for name, status in exchange.lanes.items()),
        *([f"fault: {exchange.fault}"] if exchange.fault else []),
        *([f"Retry-After: {moment(exchange.retry_after_s)}"] if exchange.retry_after_s is not None else []),
        *(discreet(finding) for finding in exchange.findings),
    ]
    return "\n".join(shortened(line, 120) for line in lines)


def answer(exchange: Exchange) -> str:
    """Return the status code, or that there was none."""
    return f"HTTP {exchange.http}" if exchange.http else "no answer"


def clock(at_s: float) -> str:
    """Return a moment as a stopwatch shows it: `0:00:02.350`."""
    thousandths = round(at_s * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{rest / 1000:06.3f}"
