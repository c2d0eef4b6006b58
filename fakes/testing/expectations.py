"""What a test expects to be asked, and what it does not put up with.

Source: ours.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from understudy.contracts import nearest, vendor
from understudy.fakes.clock import wait_until, wait_until_async
from understudy.fakes.journal import BLAMED
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.record import Record


class UnknownOperation(ValueError):  # noqa: N818 - it is an answer, not a mishap
    """An operation that the vendor has not got; the message names the nearest."""


class NotCalled(AssertionError):  # noqa: N818 - an assertion of a test
    """An operation was not called as often as was waited for."""


class Unverified(AssertionError):  # noqa: N818 - an assertion of a test
    """The client did not do what was expected, or broke the contract."""

    def __init__(self, reasons: Sequence[str], exchanges: Sequence[Exchange]) -> None:
        """Say all `reasons`; `exchanges` are those that are to blame, in order."""
        super().__init__("\n".join(reasons))
        self.reasons, self.exchanges = tuple(reasons), tuple(exchanges)


class Expected(NamedTuple):
    """How often an operation is to be called."""

    operation: str
    at_least: int
    at_most: int | None
    place: str
    """file:line of the call that expects it"""

    def reason(self, count: int) -> str:
        """Return what is wrong with so many calls; empty when nothing is."""
        if count >= self.at_least and (self.at_most is None or count <= self.at_most):
            return ""
        wanted = f"at least {self.at_least}" if self.at_most is None else f"{self.at_least} to {self.at_most}"
        wanted = str(self.at_least) if self.at_most == self.at_least else wanted
        return f"{self.operation} was called {count} times, expected {wanted}"


class Expectations:
    """The expectations of one stand-in."""

    def __init__(self, vendor_name: str) -> None:
        """Expect nothing yet."""
        self._vendor = vendor_name
        self._expected: list[Expected] = []

    def add(self, operation: str, count: int | None, at_least: int | None, at_most: int | None) -> None:
        """Expect `count` calls, or a number between; with none at least one. Raises UnknownOperation, ValueError."""
        __tracebackhide__ = True
        self._check(operation)
        if count is not None and (at_least, at_most) != (None, None):
            raise ValueError("give a count, or at_least and at_most")
        least = count if count is not None else at_least
        most = count if count is not None else at_most
        if least is None:
            least = 1 if most is None else 0
        if least < 0 or (most is not None and most < least):
            raise ValueError(f"no number of calls is from {least} to {most}")
        self._expected.append(Expected(operation, least, most, _place()))

    def verify(self, record: Record, *, strict: bool) -> None:
        """Raise Unverified, with every reason, unless all is as expected; with `strict`, as documented, too."""
        __tracebackhide__ = True
        reasons, blamed = list(self._unmet(record)), record.blamed if strict else ()
        reasons += [f"{_line(each)}: {'; '.join(_violations(each))}" for each in blamed]
        if reasons:
            raise Unverified(reasons, blamed)

    def _unmet(self, record: Record) -> Iterator[str]:
        for each in self._expected:
            if reason := each.reason(record.counts.get(each.operation, 0)):
                yield f"{reason}\n    expected at {each.place}"

    def wait_for(self, look: Callable[[], Record], operation: str, count: int, within_s: float) -> tuple[Exchange, ...]:
        """Return the calls of an operation once there are so many. Raises NotCalled, UnknownOperation."""
        __tracebackhide__ = True
        self._check(operation)
        if not wait_until(lambda: look().counts.get(operation, 0) >= count, within_s):
            raise _not_called(look(), operation, count, within_s, _way_out())
        return _calls(look().exchanges, operation)

    async def wait_for_async(
        self, look: Callable[[], Record], operation: str, count: int, within_s: float
    ) -> tuple[Exchange, ...]:
        """Return the calls of an operation once there are so many, while the event loop goes on."""
        __tracebackhide__ = True
        self._check(operation)
        if not await wait_until_async(lambda: look().counts.get(operation, 0) >= count, within_s):
            raise _not_called(look(), operation, count, within_s)
        return _calls(look().exchanges, operation)

    def _check(self, operation: str) -> None:
        __tracebackhide__ = True
        operations = vendor(self._vendor).contract.operations
        if operation not in operations:
            near = ", ".join(nearest(operation, operations)) or ", ".join(sorted(operations))
            raise UnknownOperation(f"{self._vendor} has no operation {operation!r}: did you mean {near}?")


def _place() -> str:
    """Return file:line of the nearest caller that is none of ours."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith("understudy."):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _violations(blamed: Exchange) -> tuple[str, ...]:
    """Return what the client did wrong in an exchange that the journal blames it for."""
    found = tuple(finding for finding in blamed.findings if finding.startswith(BLAMED))
    return found or ("no operation has this path and method",)


def _calls(exchanges: Iterable[Exchange], operation: str) -> tuple[Exchange, ...]:
    return tuple(each for each in exchanges if each.operation == operation)


def _not_called(record: Record, operation: str, count: int, within_s: float, way_out: str = "") -> NotCalled:
    others = ", ".join(dict.fromkeys(each.operation or f"{each.method} {each.path}" for each in record.exchanges))
    told = f"; what was called: {others}" if others else "; nothing was called at all"
    times = record.counts.get(operation, 0)
    return NotCalled(f"{operation} was called {times} times within {within_s:g} s, not {count}{told}{way_out}")


def _way_out() -> str:
    """Return what to do where an event loop, and so perhaps the client, stood still while it was waited for."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return ""
    return "; the event loop of this thread stood still meanwhile: await wait_for_async(...)"


def _line(exchange: Exchange) -> str:
    return f"{exchange.method} {exchange.path} (exchange {exchange.number}, {exchange.at_s:g} s, HTTP {exchange.http})"
