"""A tenant of a server elsewhere, dealt with as one in this process is.

Source: ours.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from understudy.fakes.control.desk import BadClockChange
from understudy.fakes.dialect_choice import BadDialect
from understudy.fakes.tenant import NotAdmitted
from understudy.fakes.testing.venue import StandInClosed
from understudy.scenarios import UnknownScenario
from understudy.scenarios.inline import BadScenario
from understudy.scenarios.record import Record
from understudy.scenarios.rehearsal.evidence import JobSeen

T = TypeVar("T")
TIMEOUT_S = 30.0
CONTROL_KEY_VARIABLE = "UNDERSTUDY_CONTROL_KEY"
"""where `understudy serve` takes its control key from"""


class ServerUnusable(RuntimeError):  # noqa: N818 - it says what it met
    """The server that was named does not answer, or not as ours does, or it has no such vendor."""


class AwayDesk:
    """One tenant, over the control port."""

    def __init__(self, control_url: str, key: str) -> None:
        """Send nothing yet."""
        # here, as they bring an HTTP client with its TLS context, which a stand-in in this process does without
        import httpx

        from understudy.scenarios.rehearsal.remote_tenant import RemoteTenant

        control_key = os.environ.get(CONTROL_KEY_VARIABLE)
        headers = {"Authorization": f"Bearer {control_key}"} if control_key else {}
        self._http = httpx.Client(timeout=TIMEOUT_S, trust_env=False, headers=headers)
        self._tenant, self._control_url = RemoteTenant(self._http, control_url, key), control_url

    def vendor_url(self, vendor: str) -> str:
        """Return the base URL of a vendor. Raises ServerUnusable."""
        __tracebackhide__ = True
        found = self._asked(self._health)
        vendors: dict[str, str] = found.get("vendors", {})
        if vendor not in vendors:
            raise ServerUnusable(
                f"{self._control_url} serves {', '.join(vendors) or 'no vendor'}, not {vendor}: "
                "give the control URL that `understudy serve` prints"
            )
        return str(vendors[vendor])

    def _health(self) -> dict[str, Any]:
        answer = self._http.get(f"{self._control_url}/health").raise_for_status()
        return msgspec.json.decode(answer.content, type=dict[str, Any])

    def begin(self, seed: int) -> None:
        """Begin anew. Raises ServerUnusable, and NotAdmitted for a key that the server does not take."""
        __tracebackhide__ = True
        self._asked(lambda: self._tenant.begin_anew(seed), missing=NotAdmitted)

    def choose(self, *, scenario: Any = UNSET, transcript: Any = UNSET) -> None:
        """Choose `scenario` (a name, or the form of a file) or `transcript`. Raises UnknownScenario, BadScenario."""
        __tracebackhide__ = True
        named = {"name" if isinstance(scenario, str) else "scenario": scenario, "transcript": transcript}
        choice = {key: value for key, value in named.items() if value is not UNSET}
        self._asked(lambda: self._tenant.choose(**choice), missing=UnknownScenario)

    def speak(self, vendor: str, fields: Mapping[str, Any]) -> None:
        """Set fields of a vendor's dialect. Raises BadDialect."""
        __tracebackhide__ = True
        self._asked(lambda: self._tenant.speak(vendor, fields), BadDialect)

    def clock(self, **change: Any) -> Mapping[str, Any]:
        """Change the clock, and return how it stands. Raises BadClockChange."""
        __tracebackhide__ = True
        return self._asked(
            lambda: self._tenant.clock(**change) if change else self._tenant.state()["clock"], BadClockChange
        )

    def jobs(self) -> tuple[JobSeen, ...]:
        """Return the jobs."""
        __tracebackhide__ = True
        return self._asked(self._tenant.jobs)

    def record(self, after: int = 0) -> Record:
        """Return what was asked."""
        __tracebackhide__ = True
        return self._asked(lambda: self._tenant.record(after))

    def close(self) -> None:
        """Forget the tenant, if its server is still there, and hang up."""
        import httpx

        try:
            self._tenant.forget()
        except httpx.HTTPError:
            pass
        finally:
            self._http.close()

    def _asked(
        self, ask: Callable[[], T], refusal: type[ValueError] = BadScenario, missing: type[LookupError] | None = None
    ) -> T:
        """Return what is answered; what is refused, or not found, is told as in this process."""
        __tracebackhide__ = True
        import httpx

        if self._http.is_closed:  # by whoever closed the stand-in while another thread still used it
            raise StandInClosed(f"the stand-in at {self._control_url} is not open any more")
        try:
            return ask()
        except httpx.HTTPStatusError as error:
            raise _told(error.response, refusal, missing) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, msgspec.MsgspecError) as error:
            raise ServerUnusable(f"{self._control_url}: {error}: is it a control URL of `understudy serve`?") from error


def _told(answer: Any, refusal: type[ValueError], missing: type[LookupError] | None) -> Exception:
    try:
        reason = str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        reason = str(answer.text)[:200]
    if answer.status_code == 422:
        return refusal(reason)
    if answer.status_code == 404 and missing and not reason.startswith("no route"):
        return missing(reason)
    way_out = f"; set {CONTROL_KEY_VARIABLE}" if answer.status_code == 401 else ": is it the control URL?"
    return ServerUnusable(f"{answer.url} answers {answer.status_code}: {reason}{way_out}")
