"""Plays a scenario with the reference client, in virtual time: nobody sleeps, its tenant's clock is advanced instead.

Source: ours; the ways in are those of each vendor's documentation.
"""

from __future__ import annotations

from functools import partial

import httpx

from understudy.cli.material import submission
from understudy.cli.tenant_clock import WIRE_SPEED, TenantClock, real_s, wait_real_s
from understudy.client import Client, ClientError, Exchange, Hooks, NoReply, NotSent, Policy, Progress, connect
from understudy.scenarios.rehearsal.observation import Observation
from understudy.scenarios.rehearsal.part import Part, Time
from understudy.scenarios.rehearsal.performance import Performance, Report

TIMEOUT_S = 60.0
NOTICED_REAL_S, NOTICED_LOOKS_MAX = 0.005, 100
"""how often and how many times a server is asked whether it has noticed that the client hung up"""
REPLY = "reply: "
"""begins what a journal says against an answer"""
SLOW = ("delay", "drip", "hang")
"""the faults that cost real time: there a time-out of a minute is a second"""


class Reference:
    """The reference client, as patient as it is by default but for a status that nobody documents."""

    time: Time = "virtual"
    speed = 0.0

    def __init__(self, http: httpx.Client) -> None:
        """`http` is used for all scenarios."""
        self._http = http

    def perform(self, part: Part) -> Performance:
        """Play one scenario."""
        began, clock = real_s(), TenantClock(part.tenant)
        sent = _Sent(part, clock)
        client = self._client(part, clock, Hooks(on_progress=partial(_look, part, clock), on_exchange=sent.exchanged))
        report: Report = "success"
        try:
            given = submission(part.scenario.needs, part.environment)
            output = client.transcribe(**given, deadline_s=part.deadline_s).transcript.to_text()
            told = Observation(part.scene.ways)
        except ClientError as error:
            report, output, told = "failure", f"{type(error).__name__}: {error}", _told(part, error)
        return Performance(report, None, output, _deviations(part, told), real_s() - began)

    def _client(self, part: Part, clock: TenantClock, hooks: Hooks) -> Client:
        vendor, environment = part.scenario.vendor, part.environment
        is_slow = any(rule.kind in SLOW for rule in part.scenario.faults)
        limit_s = TIMEOUT_S / WIRE_SPEED if is_slow else TIMEOUT_S
        return connect(
            vendor,
            environment.addresses[vendor],
            environment.key,
            secret=environment.secret,
            user_id=environment.user_id,
            http=self._http,
            clock=clock,
            draw=lambda: 0.0,
            policy=Policy(wait_on_unknown_status=True, request_limit_s=limit_s),
            hooks=hooks,
        )


class _Sent:
    """Looks on: after an exchange that was broken off, time stands still until the server has noticed it, too."""

    def __init__(self, part: Part, clock: TenantClock) -> None:
        self._part, self._clock, self._count = part, clock, 0

    def exchanged(self, exchange: Exchange) -> None:
        """Count one exchange that reached the server."""
        self._clock.is_shut_out = isinstance(exchange.error, NotSent)
        if self._clock.is_shut_out:
            return
        self._count += 1
        if isinstance(exchange.error, NoReply):
            for _ in range(NOTICED_LOOKS_MAX):
                if self._part.tenant.state()["exchanges"] >= self._count:
                    return
                wait_real_s(NOTICED_REAL_S)


def _look(part: Part, clock: TenantClock, progress: Progress) -> None:
    """Show one look of the client."""
    part.scene.polls, part.scene.ended_s = progress.polls, clock.elapsed_s
    if progress.status:
        lanes = progress.status.lanes
        part.scene.note([(lane.name, lane.word) for lane in lanes] or [("", progress.status.word)])
    part.on_change(part.scene)


def _told(part: Part, error: ClientError) -> Observation:
    said = error.status.message if error.status and error.status.message else str(error)
    return Observation(part.scene.ways, error.code, said)


def _deviations(part: Part, told: Observation) -> tuple[str, ...]:
    """Return what else went wrong, what the stand-ins say of their own answers included."""
    findings = (text for each in part.tenant.journal() for text in each.findings)
    return (*told.deviations(part.scenario, part.facts), *(text for text in findings if text.startswith(REPLY)))
