"""The reference client's clock in a rehearsal: when it sleeps, its tenant's clock is advanced, and no real time passes.

Source: ours. It uses the control API only, as a user's own client in another language could. Of all commands' modules,
this one alone reads real time and waits for it.
"""

from __future__ import annotations

import time

from understudy.scenarios.rehearsal.remote_tenant import RemoteTenant

WIRE_SPEED = 60.0
"""virtual seconds per real second of what takes real time even so: delays, drips, hangs and refused connections"""


def real_s() -> float:
    """Return real seconds since some moment, for measuring spans."""
    return time.perf_counter()


def wait_real_s(seconds: float) -> None:
    """Let real time pass."""
    time.sleep(seconds)


class TenantClock:
    """A frozen tenant's clock, moved by whoever sleeps on it."""

    def __init__(self, tenant: RemoteTenant) -> None:
        """Freeze the tenant."""
        self._tenant = tenant
        self._now = self.started_at = self._change(freeze=True)
        self.is_shut_out = False
        """whether the client cannot reach the server: only real time opens a port again, so its sleep takes some"""

    def now(self) -> float:
        """Return the tenant's time in Unix seconds."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let so many virtual seconds (0 or more) pass."""
        if self.is_shut_out:
            wait_real_s(seconds / WIRE_SPEED)
        self._now = self._change(advance_s=seconds)

    async def sleep_async(self, seconds: float) -> None:
        """Let so many virtual seconds (0 or more) pass."""
        self.sleep(seconds)

    @property
    def elapsed_s(self) -> float:
        """Virtual seconds since the beginning."""
        return self._now - self.started_at

    def _change(self, **change: object) -> float:
        return float(self._tenant.clock(**change)["now"])
