"""Where sources disagree on a status code, the one that is not the default: no defect, unless the default is demanded.

Source: ours; in each vendor's `protocol.yaml` the first of several codes is the default.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from understudy.contracts import Operation
from understudy.contracts.checks.calls.exchange import ORDINARY, Exchange
from understudy.contracts.protocol import Protocol


def second_choice(protocol: Protocol, operation: Operation, exchange: Exchange) -> str:
    """Return what is to be said of an answer's status code when it is not the default one, else nothing.

    A code that also says something else here is let pass.
    """
    first: set[int] = set()
    later: dict[int, int] = {}
    for codes in _choices(protocol, operation, exchange):
        known = [code for code in codes if code in operation.responses]
        first.update(known[:1])
        later.update((code, known[0]) for code in known[1:])
    default = later.get(exchange.status)
    if default is None or exchange.status in first:
        return ""
    return f"{operation.id} answers {exchange.status}; the default dialect has {default}"


def _choices(protocol: Protocol, operation: Operation, exchange: Exchange) -> Iterator[Sequence[int]]:
    """Yield the codes for each thing that an answer of this operation can say, the default first."""
    if exchange.credential != ORDINARY:
        yield protocol.credential.refused
    yield protocol.unknown
    for _, _, way in protocol.requests():
        if way.operation == operation.id:
            yield way.answers
            yield way.refused
    for result in protocol.results:
        if result.operation == operation.id:
            yield result.ready[:1]
            yield result.early
            yield from ([code] for code in result.ready[1:])
    if protocol.delete and protocol.delete.operation == operation.id:
        yield protocol.delete.answers
        yield protocol.delete.again
