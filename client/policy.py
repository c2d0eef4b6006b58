"""How patient a client is: budgets, the shape of its backoff, and what it makes of an unknown status.

Source: ours; issue "The reference client", "Waiting". The vendors' advised intervals stand in their own
modules.
"""

from __future__ import annotations

from dataclasses import dataclass

from understudy.client.errors import UsageError


@dataclass(frozen=True)
class Policy:
    """The defaults are good enough to leave alone."""

    faults_max: int = 8
    """failed exchanges in a row (0 or more) beyond which the last one is raised; a good reply clears them"""
    polls_max: int | None = None
    """looks at an unfinished job (1 or more) after which WaitTimeout is raised; None: the deadline decides"""
    resends_max: int = 2
    """how often a file that did not arrive is sent again for the same job (0 or more)"""
    floor_s: float = 1.0
    """least pause between two requests about a job, whatever anybody says (above 0)"""
    backoff_s: float = 1.0
    """pause after a first fault; it doubles with each further one (above 0)"""
    ceiling_s: float = 300.0
    """most that backoff alone may ask for; vendors may ask for more (`floor_s` or more)"""
    jitter: float = 0.1
    """part of each pause that is added at random, so that clients don't march in step (0 to 1)"""
    request_limit_s: float = 60.0
    """longest that one exchange may take in all, real seconds (above 0); a file adds its own time"""
    wait_on_unknown_status: bool = False
    """go on polling at a status that the vendor does not document, instead of raising UnknownStatus"""
    hurry: bool = False
    """follow a server's hint even where it is shorter than the vendor's documented interval"""

    def __post_init__(self) -> None:
        """Raise UsageError when a value is out of its range."""
        sane = self.faults_max >= 0 and self.resends_max >= 0 and 0 <= self.jitter <= 1
        sane = sane and self.floor_s > 0 and self.backoff_s > 0 and self.ceiling_s >= self.floor_s
        if not sane or self.request_limit_s <= 0 or (self.polls_max is not None and self.polls_max < 1):
            raise UsageError(f"out of range: {self}")

    def backoff(self, faults: int) -> float:
        """Return the seconds to stay away after `faults` failed exchanges in a row (0: none)."""
        return min(self.backoff_s * 2.0 ** min(faults - 1, 30), self.ceiling_s) if faults else 0.0

    def pause_s(self, advice_s: float, hint_s: float | None, faults: int, draw: float) -> float:
        """Return the seconds until the next request.

        `advice_s` is the vendor's documented interval, `hint_s` what the server just asked for, `faults` the failed
        exchanges in a row, `draw` a random number from 0 to 1. The hint beats our backoff, and the interval too where
        it is the longer one. Jitter only adds: an interval is a promise.
        """
        if hint_s is None:
            asked_s = max(advice_s, self.backoff(faults))
        else:
            asked_s = hint_s if self.hurry else max(hint_s, advice_s)
        return max(asked_s, self.floor_s) * (1 + self.jitter * draw)
