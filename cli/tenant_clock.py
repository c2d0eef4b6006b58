"""The reference client's clock in a rehearsal: when it sleeps, its tenant's clock is advanced, and no real time passes.

Source: ours. It uses the control API only, as a user's own client in another language could.
"""

from __future__ import annotations

import httpx


class TenantClock:
    """A frozen tenant's clock, moved by whoever sleeps on it."""

    def __init__(self, http: httpx.Client, tenant_url: str) -> None:
        """Freeze the tenant at `tenant_url` (`http://…/tenants/NAME`, percent-encoded)."""
        self._http, self._url = http, f"{tenant_url}/clock"
        self._now = self.started_at = self._change({"freeze": True})

    def now(self) -> float:
        """Return the tenant's time in Unix seconds."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let so many virtual seconds (0 or more) pass."""
        self._now = self._change({"advance_s": seconds})

    async def sleep_async(self, seconds: float) -> None:
        """Let so many virtual seconds (0 or more) pass."""
        self.sleep(seconds)

    @property
    def elapsed_s(self) -> float:
        """Virtual seconds since the beginning."""
        return self._now - self.started_at

    def _change(self, change: dict[str, object]) -> float:
        answer = self._http.post(self._url, json=change)
        answer.raise_for_status()
        return float(answer.json()["now"])
