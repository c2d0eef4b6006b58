"""Every fact about a vendor by its name, so that a check can say which it met, and which it relied on.

Source: ours. A name is a kind and what it is about, e.g. `status processed`, `response getTranscript 404`,
`transition upload: fileUploading -> fileUploaded`, `field InteractionStatus.declared`, `protocol delete`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from understudy.contracts.provenance import Provenance
from understudy.contracts.vendor import Vendor


class Fact(NamedTuple):
    """One fact that carries its source."""

    kind: str
    """one of status, lifecycle, transition, failure, error code, duration, poll advice, operation, response, field and
    protocol"""
    subject: str
    provenance: Provenance

    @property
    def name(self) -> str:
        """The kind and what it is about."""
        return f"{self.kind} {self.subject}"


def transition(lifecycle: str, row: str, target: str) -> str:
    """Return the name of the fact that a row can be followed by another."""
    return f"transition {lifecycle}: {row} -> {target}"


@functools.lru_cache(maxsize=16)
def facts(vendor: Vendor) -> Mapping[str, Fact]:
    """Return every fact of a vendor by its name, in the order of its files."""
    return {fact.name: fact for fact in (*_lifecycle_facts(vendor), *_contract_facts(vendor), *_protocol_facts(vendor))}


def _lifecycle_facts(vendor: Vendor) -> Iterator[Fact]:
    for name, status in vendor.statuses.items():
        yield Fact("status", name, Provenance.parse(status.provenance))
    for name, lifecycle in vendor.lifecycles.items():
        known = Provenance.parse(lifecycle.provenance)
        yield Fact("lifecycle", name, known)
        for row, target, _ in lifecycle.edges():
            yield Fact("transition", f"{name}: {row} -> {target}", known)
    for name, failure in vendor.failures.items():
        yield Fact("failure", name, Provenance.parse(failure.provenance))
    for name, code in vendor.error_codes.items():
        yield Fact("error code", name, Provenance.parse(code.provenance))
    for name, duration in vendor.durations.items():
        yield Fact("duration", name, Provenance.parse(duration.provenance))
    for number, advice in enumerate(vendor.poll_advice, 1):
        yield Fact("poll advice", str(number), Provenance.parse(advice.provenance))


def _contract_facts(vendor: Vendor) -> Iterator[Fact]:
    for operation in vendor.contract.operations.values():
        yield Fact("operation", operation.id, operation.provenance)
        for code, reply in operation.responses.items():
            yield Fact("response", f"{operation.id} {code}", reply.provenance)
    yield from (Fact("field", name, known) for name, known in vendor.contract.fields())


def _protocol_facts(vendor: Vendor) -> Iterator[Fact]:
    for name, known in vendor.protocol.provenances():
        yield Fact("protocol", name, Provenance.parse(known))
