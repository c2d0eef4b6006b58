"""One tenant, over the control port of whatever server is called: its scenario, clock, jobs and journal.

Source: ours; `control.yaml` of the fakes describes the port.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
import msgspec

from understudy.scenarios.exchange import Exchange
from understudy.scenarios.record import Record
from understudy.scenarios.rehearsal.evidence import JobSeen


class RemoteTenant:
    """A tenant by its credential."""

    def __init__(self, http: httpx.Client, control: str, credential: str) -> None:
        """`control` is the control port's URL; nothing is sent yet."""
        self.credential = credential
        self.http, self.url = http, f"{control}/tenants/{quote(credential, safe='')}"

    def begin(self, scenario: str, transcript: str | None) -> None:
        """Begin anew with this scenario (`vendor/name`), its clock standing still at 0. Raises httpx.HTTPError."""
        self.http.delete(self.url).raise_for_status()
        self.clock(freeze=True)
        body = {"name": scenario} | ({} if transcript is None else {"transcript": transcript})
        self.http.put(f"{self.url}/scenario", json=body).raise_for_status()

    def begin_anew(self, seed: int) -> None:
        """Forget everything, and draw from this seed, the clock standing still at 0. Raises httpx.HTTPError."""
        self.http.put(self.url, json={"seed": seed, "frozen": True}).raise_for_status()

    def forget(self) -> None:
        """Forget everything behind the credential. Raises httpx.HTTPError."""
        self.http.delete(self.url).raise_for_status()

    def choose(self, **choice: Any) -> None:
        """Choose `name`, `scenario` (in the form of a file) or `transcript`; what is left out stays.

        Raises httpx.HTTPStatusError: 404 for a name that there is not, 422 for a scenario that cannot be accepted.
        """
        self.http.put(f"{self.url}/scenario", json=choice).raise_for_status()

    def speak(self, vendor: str, fields: Mapping[str, Any]) -> None:
        """Set fields of a vendor's dialect; what is left out stays. Raises httpx.HTTPStatusError: 422 says why."""
        self.http.put(f"{self.url}/dialect", json={vendor: fields}).raise_for_status()

    def clock(self, **change: Any) -> Mapping[str, Any]:
        """Change the clock as the control port allows, and return how it stands. Raises httpx.HTTPError."""
        return self._read(self.http.post(f"{self.url}/clock", json=change))

    def state(self) -> Mapping[str, Any]:
        """Return the tenant as the control port shows it. Raises httpx.HTTPError."""
        return self._read(self.http.get(self.url))

    def journal(self, after: int = 0) -> tuple[Exchange, ...]:
        """Return the exchanges whose number is above `after`. Raises httpx.HTTPError."""
        return self.record(after).exchanges

    def record(self, after: int = 0) -> Record:
        """Return the exchanges whose number is above `after`, and how many were dropped. Raises httpx.HTTPError."""
        answer = self.http.get(f"{self.url}/journal", params={"after": after}).raise_for_status()
        return msgspec.json.decode(answer.content, type=Record)

    def journal_bytes(self) -> bytes:
        """Return the whole journal as it came. Raises httpx.HTTPError."""
        return self.http.get(f"{self.url}/journal").raise_for_status().content

    def jobs(self) -> tuple[JobSeen, ...]:
        """Return the jobs with their timelines. Raises httpx.HTTPError."""
        answer = self.http.get(f"{self.url}/jobs").raise_for_status()
        return msgspec.json.decode(answer.content, type=_Jobs).jobs

    def _read(self, answer: httpx.Response) -> Mapping[str, Any]:
        found: Mapping[str, Any] = answer.raise_for_status().json()
        return found


class _Jobs(msgspec.Struct):
    jobs: tuple[JobSeen, ...]
