"""What a test expects to be asked, and what it does not put up with.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from understudy.contracts import nearest, vendor
from understudy.fakes.clock import wait_until, wait_until_async
from understudy.scenarios.exchange import Exchange

BLAMED = ("request: ", "secret: ")
"""how findings begin that are the client's doing; `reply: ` would be ours"""


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
        self._expected.append(Expected(operation, least, most))

    def verify(self, exchanges: Sequence[Exchange], *, strict: bool) -> None:
        """Raise Unverified, with every reason, unless all is as expected; with `strict`, as documented, too."""
        __tracebackhide__ = True
        reasons, blamed = list(self._unmet(exchanges)), [each for each in exchanges if strict and violations(each)]
        reasons += [f"{_line(each)}: {'; '.join(violations(each))}" for each in blamed]
        if reasons:
            raise Unverified(reasons, blamed)

    def _unmet(self, exchanges: Sequence[Exchange]) -> Iterator[str]:
        for each in self._expected:
            if reason := each.reason(sum(exchange.operation == each.operation for exchange in exchanges)):
                yield reason

    def wait_for(
        self, look: Callable[[], Sequence[Exchange]], operation: str, count: int, within_s: float
    ) -> tuple[Exchange, ...]:
        """Return the calls of an operation once there are so many. Raises NotCalled, UnknownOperation."""
        __tracebackhide__ = True
        self._check(operation)
        if not wait_until(lambda: len(_calls(look(), operation)) >= count, within_s):
            raise _not_called(look(), operation, count, within_s)
        return _calls(look(), operation)

    async def wait_for_async(
        self, look: Callable[[], Sequence[Exchange]], operation: str, count: int, within_s: float
    ) -> tuple[Exchange, ...]:
        """Return the calls of an operation once there are so many, while the event loop goes on."""
        __tracebackhide__ = True
        self._check(operation)
        if not await wait_until_async(lambda: len(_calls(look(), operation)) >= count, within_s):
            raise _not_called(look(), operation, count, within_s)
        return _calls(look(), operation)

    def _check(self, operation: str) -> None:
        __tracebackhide__ = True
        operations = vendor(self._vendor).contract.operations
        if operation not in operations:
            near = ", ".join(nearest(operation, operations)) or ", ".join(sorted(operations))
            raise UnknownOperation(f"{self._vendor} has no operation {operation!r}: did you mean {near}?")


def violations(exchange: Exchange) -> tuple[str, ...]:
    """Return what the client did wrong in an exchange: it broke the contract, or called what is not there."""
    found = tuple(finding for finding in exchange.findings if finding.startswith(BLAMED))
    return found or (() if exchange.operation else ("no operation has this path and method",))


def _calls(exchanges: Iterable[Exchange], operation: str) -> tuple[Exchange, ...]:
    return tuple(each for each in exchanges if each.operation == operation)


def _not_called(exchanges: Sequence[Exchange], operation: str, count: int, within_s: float) -> NotCalled:
    times = len(_calls(exchanges, operation))
    others = ", ".join(dict.fromkeys(each.operation or f"{each.method} {each.path}" for each in exchanges))
    told = f"; what was called: {others}" if others else "; nothing was called at all"
    return NotCalled(f"{operation} was called {times} times within {within_s:g} s, not {count}{told}")


def _line(exchange: Exchange) -> str:
    return f"{exchange.method} {exchange.path} (exchange {exchange.number}, {exchange.at_s:g} s, HTTP {exchange.http})"
