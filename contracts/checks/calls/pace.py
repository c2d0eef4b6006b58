"""How time passes in a check: by the control URL where there is one, else by waiting.

Source: ours; the control URL's form is that of `understudy serve` (`GET /openapi.json` there), of which three requests
are used: `PUT /tenants/KEY`, and `POST /tenants/KEY/clock` with `advance_s` or with `jump`. Only this module of the
room reads a clock or sleeps.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Protocol
from urllib.parse import quote

import httpx

from understudy.contracts.checks.calls.exchange import Passage


class NoControl(RuntimeError):  # noqa: N818 - it says what is wrong with a URL
    """The control URL does not do what a check needs; the message says what to do."""


class Pace(Protocol):
    """The time of one tenant."""

    @property
    def is_still(self) -> bool:
        """Whether nothing moves unless it is told to."""
        ...

    @property
    def is_over(self) -> bool:
        """Whether no more time can pass."""
        ...

    def begin(self, seed: int) -> Passage | None:
        """Begin anew, where that can be done."""
        ...

    def elapsed_s(self) -> float:
        """Return the seconds since the history began."""
        ...

    def now(self) -> float | None:
        """Return the server's time in Unix seconds, if it is known."""
        ...

    def elapse(self, span_s: float) -> Passage:
        """Let seconds pass."""
        ...

    def jump(self, least_s: float) -> Passage:
        """Go on to the next moment at which something happens; where that is not known, by `least_s`."""
        ...


class Controlled:
    """A clock that stands still unless it is told to go on."""

    is_still = True
    is_over = False

    def __init__(self, http: httpx.Client, control: str, key: str, control_key: str | None = None) -> None:
        """`key` names the tenant. Nothing is sent yet."""
        self._http, self._url = http, f"{control.rstrip('/')}/tenants/{quote(key, safe='')}"
        self._headers = {"authorization": f"Bearer {control_key}"} if control_key else {}
        self._began, self._now = 0.0, 0.0
        self._can_jump = True

    def begin(self, seed: int) -> Passage:
        """Forget all jobs, and stop the clock. Raises NoControl."""
        body = {"seed": seed, "frozen": True}
        self._began = self._now = self._asked("PUT", "", body)
        return Passage(0.0, f"begin anew with seed {seed}, the clock standing still", "PUT", self._shown, body)

    def elapsed_s(self) -> float:
        """Return the virtual seconds since `begin`."""
        return self._now - self._began

    def now(self) -> float:
        """Return the tenant's time."""
        return self._now

    def elapse(self, span_s: float) -> Passage:
        """Let virtual seconds pass. Raises NoControl."""
        return self._changed({"advance_s": span_s}, f"{span_s:g} s pass")

    def jump(self, least_s: float) -> Passage:
        """Go on to the next planned step of any job, or by `least_s` where the control URL knows none."""
        if self._can_jump:
            try:
                return self._changed({"jump": True}, "the clock goes on to the next step")
            except NoControl:
                self._can_jump = False
        return self.elapse(least_s)

    def _changed(self, change: Mapping[str, Any], what: str) -> Passage:
        self._now = self._asked("POST", "/clock", change)
        return Passage(self.elapsed_s(), what, "POST", f"{self._shown}/clock", change)

    @property
    def _shown(self) -> str:
        return f"{self._url.rpartition('/')[0]}/{{key}}"

    def _asked(self, method: str, path: str, body: Mapping[str, Any]) -> float:
        """Return the clock that is told for an answer, in Unix seconds. Raises NoControl."""
        where = f"{method} {self._shown}{path}"
        try:
            answer = self._http.request(method, self._url + path, json=body, headers=self._headers)
        except httpx.HTTPError as error:
            raise NoControl(f"{where}: {error or type(error).__name__}") from error
        if answer.status_code >= 400:
            raise NoControl(f"{where} answers {answer.status_code}: {_said(answer)}")
        try:
            return _now_of(answer.json())
        except ValueError as error:
            raise NoControl(f"{where} answers without a clock that has `now` in Unix seconds") from error


def _now_of(told: object) -> float:
    """Return the moment that is told, by itself or as a tenant's clock. Raises ValueError."""
    match told:
        case {"clock": {"now": int() | float() as now}} | {"now": int() | float() as now}:
            return float(now)
        case _:
            raise ValueError("no clock")


def _said(answer: httpx.Response) -> str:
    return answer.text[:200] or "nothing more is said"


class Waited:
    """Real time, of which only so much may be waited."""

    is_still = False

    def __init__(self, wait_s: float, longest_s: float = float("inf")) -> None:
        """`wait_s` is what may be waited in all, `longest_s` at once."""
        self._left_s, self._longest_s, self._began = wait_s, longest_s, time.monotonic()

    def begin(self, seed: int) -> None:
        """Nothing can be begun anew."""
        del seed
        self._began = time.monotonic()

    def elapsed_s(self) -> float:
        """Return the real seconds since `begin`."""
        return time.monotonic() - self._began

    def now(self) -> float | None:
        """Return nothing: the server's clock need not be ours."""
        return None

    def elapse(self, span_s: float) -> Passage:
        """Wait, as long as may still be waited."""
        waited_s = max(0.0, min(span_s, self._left_s, self._longest_s))
        time.sleep(waited_s)
        self._left_s -= waited_s
        return Passage(self.elapsed_s(), f"wait {waited_s:g} s", waited_s=waited_s)

    def jump(self, least_s: float) -> Passage:
        """Wait `least_s`."""
        return self.elapse(least_s)

    @property
    def is_over(self) -> bool:
        """Whether no time is left to wait."""
        return self._left_s <= 0


def today() -> date:
    """Return the date, UTC."""
    return datetime.now(UTC).date()
