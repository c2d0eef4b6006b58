"""OpenTelemetry spans when the package is installed; nothing at all when it is not.

Source: ours; attribute names are OpenTelemetry's semantic conventions for HTTP clients.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol, cast

Value = str | int | float | bool


class Span(Protocol):
    """The part of an OpenTelemetry span that we use."""

    def set_attribute(self, key: str, value: Value) -> object:
        """Add a fact."""
        ...


class Tracer(Protocol):
    """The part of an OpenTelemetry tracer that we use. It notes an exception by itself."""

    def start_as_current_span(self, name: str) -> AbstractContextManager[Span]:
        """Open a span."""
        ...


class _Api(Protocol):
    def get_tracer(self, name: str) -> Tracer: ...


def installed_tracer() -> Tracer | None:
    """Return OpenTelemetry's tracer for this package, None when OpenTelemetry is not installed."""
    try:
        api = importlib.import_module("opentelemetry.trace")
    except ImportError:
        return None
    return cast("_Api", api).get_tracer("understudy.client")


@contextmanager
def span(tracer: Tracer | None, name: str, attributes: Mapping[str, Value]) -> Generator[Span | None]:
    """Open a span around the block; yield it, or None without a tracer."""
    if tracer is None:
        yield None
        return
    with tracer.start_as_current_span(name) as opened:
        for key, value in attributes.items():
            opened.set_attribute(key, value)
        yield opened
