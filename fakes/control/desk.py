"""What may be done to one tenant from outside: its scenario, dialect, secret and clock.

Source: ours. The control port is HTTP around it; a stand-in in the same process uses it as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from understudy.contracts import vendor_names
from understudy.fakes.control.view import clock_view, jobs_view, journal_view
from understudy.fakes.dialect_choice import BadDialect, speaking
from understudy.fakes.poll_time import PollTime
from understudy.fakes.registry import translation
from understudy.fakes.tenant import Tenant
from understudy.scenarios import Library
from understudy.scenarios.inline import inline
from understudy.scenarios.record import Record
from understudy.scenarios.rehearsal.evidence import JobSeen

SECONDS_MAX, MOMENT_MAX = 3.2e9, 6.4e9
"""the longest span, a hundred years; and the last moment of a clock, in Unix seconds"""
Seconds = Annotated[float, msgspec.Meta(ge=0, le=SECONDS_MAX)]


class BadClockChange(ValueError):  # noqa: N818 - it is an answer, not a mishap
    """What no clock can do; the message says why."""


class ClockChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What may be asked of a clock; several at once are done in this order."""

    rate: Seconds | None = None
    freeze: bool | None = None
    on_poll: bool | None = None
    """whether each poll takes the time that the vendor advises, where the client's own clock cannot be made fast"""
    advance_s: Seconds | None = None
    until: Annotated[float, msgspec.Meta(ge=0, le=MOMENT_MAX)] | None = None
    """a moment in Unix seconds to go on to; nothing happens when it is past"""
    jump: bool | None = None


class TenantDesk:
    """One tenant, as it is dealt with from outside."""

    def __init__(self, tenant: Tenant, library: Library) -> None:
        """`library` has the scenarios that can be chosen by name."""
        self.tenant, self._library = tenant, library

    def choose(
        self,
        scenario: str | Mapping[str, Any] | msgspec.UnsetType | None = msgspec.UNSET,
        transcript: str | msgspec.UnsetType | None = msgspec.UNSET,
    ) -> None:
        """Choose what the next jobs will meet: a scenario by name or in the form of a file, and what is said in them.

        What is left out stays; None goes back to the ordinary, for all vendors. Raises UnknownScenario, BadScenario,
        BadDialect; nothing is changed then.
        """
        if scenario is None or scenario == "":
            self.tenant.scenarios = {}
        elif isinstance(scenario, str):
            self.tenant.play(self._library.find(scenario))
        elif scenario is not msgspec.UNSET:
            self.tenant.play(inline(scenario))
        if transcript is not msgspec.UNSET:
            self.tenant.transcript = transcript

    def speak(self, vendor: str, fields: Mapping[str, Any]) -> None:
        """Set fields of a vendor's dialect; what is left out stays. Raises BadDialect."""
        self.speak_all({vendor: fields})

    def speak_all(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """Set fields of several vendors' dialects, all or none. Raises BadDialect, naming what there is."""
        for vendor, fields in changes.items():
            self._check(vendor, fields)
        for vendor, fields in changes.items():
            self.tenant.speak(translation(vendor).dialect, fields)

    def _check(self, vendor: str, fields: Mapping[str, Any]) -> None:
        if vendor not in vendor_names():
            raise BadDialect(f"no vendor {vendor!r}: there are {', '.join(vendor_names())}")
        try:
            speaking(self.tenant.dialect(translation(vendor).dialect), fields)
        except BadDialect as bad:
            raise BadDialect(f"{vendor}: {bad}") from bad

    def clock(self, **change: Any) -> Mapping[str, Any]:
        """Change the clock by the fields of a ClockChange, and return how it stands. Raises BadClockChange."""
        if not change:
            return clock_view(self.tenant)
        try:
            told = msgspec.convert(change, ClockChange)
        except msgspec.ValidationError as error:
            raise BadClockChange(str(error)) from None
        return self.change_clock(told)

    def change_clock(self, change: ClockChange) -> dict[str, Any]:
        """Freeze, thaw, speed up, advance, jump to the next planned step of any job, or let each poll take its time.

        Raises BadClockChange when it would lead beyond the last moment; nothing is changed then.
        """
        clock = self.tenant.clock
        if change.advance_s is not None and clock.now() + change.advance_s > MOMENT_MAX:
            raise BadClockChange(f"the clock ends at {MOMENT_MAX:g} Unix seconds: begin anew with another tenant")
        if change.rate is not None:
            clock.run(change.rate)
        if change.freeze is not None:
            clock.freeze() if change.freeze else clock.thaw()
        if change.on_poll is not None:
            self.tenant.poll_time = PollTime() if change.on_poll else None
        return self._go_on(change)

    def _go_on(self, change: ClockChange) -> dict[str, Any]:
        clock = self.tenant.clock
        before = clock.now()
        if change.advance_s is not None:
            clock.advance(change.advance_s)
        if change.until is not None:
            clock.advance_to(change.until)
        if change.jump and (event := self.tenant.next_event()) is not None:
            clock.advance_to(event)
        return clock_view(self.tenant) | {"advanced_s": round(clock.now() - before, 6)}

    def jobs(self) -> tuple[JobSeen, ...]:
        """Return the jobs, each with its timeline past and planned."""
        return msgspec.convert(jobs_view(self.tenant), tuple[JobSeen, ...])

    def record(self, after: int = 0) -> Record:
        """Return what was asked, from the exchange after a number on."""
        return msgspec.convert(journal_view(self.tenant, after), Record)
