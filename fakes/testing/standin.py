"""What a test holds of one vendor: its base URL, a credential of its own, its clock, its scenario, and what was asked.

Source: ours. One behaviour in three shapes: `thread` is a real socket on this process's own server, `asgi` the vendor's
app in process, and `server=URL` an `understudy serve` anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Literal

from understudy.contracts import nearest, vendor_names
from understudy.fakes.testing.clock_view import ClockView
from understudy.fakes.testing.expectations import Expectations
from understudy.fakes.testing.here import Here
from understudy.fakes.testing.inline_scenario import InlineScenario
from understudy.fakes.testing.journal_view import JournalView
from understudy.fakes.testing.sleep_patch import SleepPatch
from understudy.fakes.testing.venue import Desk, InAnotherProcess, StandInClosed, Venue
from understudy.scenarios.exchange import Exchange
from understudy.scenarios.rehearsal.environment import Environment
from understudy.scenarios.rehearsal.evidence import JobSeen

if TYPE_CHECKING:
    import httpx
    from starlette.types import ASGIApp

__all__ = ["Shape", "StandIn", "StandInClosed", "stand_in"]
Shape = Literal["thread", "asgi"]


class StandIn:
    """One vendor, for one tenant. Made by `stand_in`; of use inside its `with` or `async with` block only.

    Its clock stands still until it is moved. Outside the block whatever is asked of it raises StandInClosed.
    """

    def __init__(
        self, vendor: str, venue: Venue, key: str | None, seed: int, scenario: str | None, strict: bool
    ) -> None:
        """Nothing is started before `open`."""
        self.vendor, self.strict = vendor, strict
        self._venue, self._given_key, self._seed, self._scenario = venue, key, seed, scenario
        self._desk: Desk | None = None
        self._key, self._pid = "", 0

    def open(self) -> StandIn:
        """Begin, with everything behind the key forgotten; `with` calls it.

        Raises UnknownScenario, WireFaultInProcess for a scenario with one in the asgi shape, ClockInUse when another
        stand-in that is still open has the same key, NotAdmitted for a key that cannot be one, and ServerUnusable for a
        server that is not there.
        """
        __tracebackhide__ = True
        if self._desk is not None:
            raise StandInClosed("this stand-in is open already: make another one for a second block")
        self._key, self._pid = self._venue.take(self._given_key), os.getpid()
        try:
            self._desk = self._venue.desk(self._key, self._seed)
            self._clock = ClockView(self._desk)
            self._inline = InlineScenario(self.vendor, self._venue.has_wire)
            self._expectations = Expectations(self.vendor)
            if self._scenario is not None:
                self.use(self._scenario)
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Forget everything behind the key, without verifying anything; a second time it does nothing."""
        if self._desk is not None:
            SleepPatch.end(self._clock)
            self._clock.end(self._closed())
        if self._key and self._pid == os.getpid():  # what a forked child has is its parent's to forget
            self._venue.leave(self._key)
        self._desk, self._key = None, ""

    def __enter__(self) -> StandIn:
        """Open."""
        __tracebackhide__ = True
        return self.open()

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Verify, unless the block has failed already, and close. Raises Unverified."""
        __tracebackhide__ = True
        try:
            if kind is None and self._desk is not None and self._pid == os.getpid():
                self.verify()
        finally:
            self.close()

    async def __aenter__(self) -> StandIn:
        """Open."""
        __tracebackhide__ = True
        return self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Verify, unless the block has failed already, and close. Raises Unverified."""
        __tracebackhide__ = True
        self.__exit__(kind, error, traceback)

    @property
    def url(self) -> str:
        """The base URL that the client is configured with, as `understudy serve` prints it."""
        __tracebackhide__ = True
        self._open()
        return self._venue.url

    @property
    def control_url(self) -> str:
        """The URL of the control port; empty in the asgi shape."""
        __tracebackhide__ = True
        self._open()
        return self._venue.control_url

    @property
    def key(self) -> str:
        """The credential: token or API key. No other stand-in has it."""
        __tracebackhide__ = True
        self._open()
        return self._key

    @property
    def secret(self) -> str:
        """The secret that goes with the key, where the vendor wants one."""
        __tracebackhide__ = True
        return self._environment().secret

    @property
    def user_id(self) -> str:
        """The user that goes with the key, where the vendor wants one."""
        __tracebackhide__ = True
        return self._environment().user_id

    @property
    def env(self) -> Mapping[str, str]:
        """The environment variables that `understudy rehearse` and `understudy exec` set: base URL, key and so on."""
        __tracebackhide__ = True
        return self._environment().variables()

    @property
    def app(self) -> ASGIApp:
        """The vendor's ASGI app. Raises AttributeError in the shapes that have a socket instead."""
        __tracebackhide__ = True
        self._open()
        return self._venue.app

    @property
    def transport(self) -> httpx.ASGITransport:
        """What `httpx.AsyncClient(transport=..., base_url=elevateai.url)` takes, in the asgi shape only."""
        __tracebackhide__ = True
        import httpx  # here, as whoever needs it has it, and others need not wait for it

        return httpx.ASGITransport(self.app)

    @property
    def clock(self) -> ClockView:
        """The clock of this stand-in alone."""
        __tracebackhide__ = True
        self._open()
        return self._clock

    @property
    def scenario(self) -> str:
        """What a report calls the scenario that the next jobs meet."""
        __tracebackhide__ = True
        self._open()
        return self._inline.title

    @property
    def jobs(self) -> tuple[JobSeen, ...]:
        """The jobs as they are now, oldest first, with what is past and what is planned."""
        __tracebackhide__ = True
        return self._open().jobs()

    @property
    def journal(self) -> JournalView:
        """What was asked so far and how it was answered: a list, as it is now."""
        __tracebackhide__ = True
        desk = self._open()
        return JournalView(desk.record(), desk.clock(), self._venue.url)

    def use(self, scenario: str) -> None:
        """Let the next jobs meet a scenario, `processing_failed` or `elevateai/processing_failed`, and nothing else.

        Raises UnknownScenario, naming the near ones; WireFaultInProcess.
        """
        __tracebackhide__ = True
        self._inline.use(scenario, self._open())

    def script(self, turns: str | None = None, **parts: Any) -> None:
        """Let the next jobs go their own way: `"fileUploading@2s, processing@30s, processingFailed"`.

        Rows in order, each with how long it lasts where that matters; or the keys of a scenario file's `script`:
        `stay={"processing": "30s"}`, `fail="processing_failed"`. It replaces the scenario's script; faults stay.
        Raises BadScenario.
        """
        __tracebackhide__ = True
        self._inline.script(self._open(), turns, parts)

    def fault(self, operation: str, **rule: Any) -> None:
        """Add a fault: `fault("getInteractionStatus", respond=503, calls=[2])`.

        The keys are those of a scenario file's `faults`; its `while` is written `while_`. Raises BadScenario, and
        WireFaultInProcess at once for a fault that breaks the connection, where there is none.
        """
        __tracebackhide__ = True
        self._inline.fault(self._open(), operation, rule)

    def transcript(self, text: str | None) -> None:
        """Say what is said in the recordings of the next jobs, `Name: words` a line; None makes words up again."""
        __tracebackhide__ = True
        self._open().choose(transcript=text)

    def dialect(self, **fields: Any) -> None:
        """Choose which side of a documented disagreement the vendor takes; the rest stays. Raises BadDialect."""
        __tracebackhide__ = True
        self._open().speak(self.vendor, fields)

    def expect(
        self, operation: str, count: int | None = None, *, at_least: int | None = None, at_most: int | None = None
    ) -> None:
        """Expect so many calls of an operation by the end; with no number, at least one. Checked by `verify`.

        Raises UnknownOperation.
        """
        __tracebackhide__ = True
        self._open()
        self._expectations.add(operation, count, at_least, at_most)

    def allow_violations(self) -> None:
        """Let the client break the contract: `verify` then checks only what was expected."""
        __tracebackhide__ = True
        self._open()
        self.strict = False

    def verify(self) -> None:
        """Check what was expected and, where strict, that each request was as documented.

        Raises Unverified (an AssertionError) with every reason and the offending exchanges.
        """
        __tracebackhide__ = True
        self._expectations.verify(self._open().record(), strict=self.strict)

    def wait_for(self, operation: str, count: int = 1, within_s: float = 5.0) -> tuple[Exchange, ...]:
        """Wait until an operation has been called so often, and return those calls; `within_s` is real time.

        For a client in another thread or process. Raises NotCalled (an AssertionError), UnknownOperation.
        """
        __tracebackhide__ = True
        desk = self._open()
        return self._expectations.wait_for(desk.record, operation, count, within_s)

    async def wait_for_async(self, operation: str, count: int = 1, within_s: float = 5.0) -> tuple[Exchange, ...]:
        """Wait as `wait_for` does, for a client on the same event loop."""
        __tracebackhide__ = True
        desk = self._open()
        return await self._expectations.wait_for_async(desk.record, operation, count, within_s)

    def patch_sleep(self, *modules: ModuleType) -> AbstractContextManager[None]:
        """Let `time.sleep` and `asyncio.sleep` wait on this clock, in every thread but the servers' own, for a block.

        `modules` are those that did `from time import sleep` or `from asyncio import sleep`. The event loop's own
        timers are left alone. Raises ClockInUse when they wait on another stand-in's clock already.
        """
        __tracebackhide__ = True
        self._open()
        return SleepPatch(self._clock, modules)

    def _open(self) -> Desk:
        __tracebackhide__ = True
        if self._desk is None:
            raise self._closed()
        if self._pid != os.getpid():
            raise InAnotherProcess()
        return self._desk

    def _closed(self) -> StandInClosed:
        return StandInClosed(
            f"the stand-in of {self.vendor} is not open: use it inside its `with` block, or within its own test"
        )

    def _environment(self) -> Environment:
        __tracebackhide__ = True
        addresses = {self.vendor: self.url} | ({"control": url} if (url := self._venue.control_url) else {})
        return Environment(addresses, self._key, vendor=self.vendor)


def stand_in(
    vendor: str,
    *,
    scenario: str | None = None,
    seed: int = 0,
    key: str | None = None,
    shape: Shape = "thread",
    server: str | None = None,
    strict: bool = True,
) -> StandIn:
    """Return a stand-in of a vendor, to be used in a `with` or `async with` block.

    `scenario` is what its jobs meet, and `seed` what everything is drawn from, together with the `key`; a key is made
    up where none is given. `shape` says whether the client needs a socket; `server` is the control URL of a server
    (`understudy serve`) to be used instead. With `strict`, a request that breaks the contract fails the block at its
    end.

    Raises ValueError for a vendor or a shape that there is not.
    """
    __tracebackhide__ = True
    if vendor not in vendor_names():
        near = nearest(vendor, vendor_names())
        meant = f"did you mean {near[0]}?" if near else f"choose from {', '.join(vendor_names())}"
        raise ValueError(f"no vendor {vendor!r}: {meant}")
    if shape not in ("thread", "asgi"):
        raise ValueError(f"no shape {shape!r}: choose thread or asgi, or give the control URL of a server")
    venue = Here(vendor, shape) if server is None else _elsewhere(vendor, server)
    return StandIn(vendor, venue, key, seed, scenario, strict)


def _elsewhere(vendor: str, server: str) -> Venue:
    from understudy.fakes.testing.elsewhere import Elsewhere  # here, as most need none

    return Elsewhere(vendor, server)
