"""A wrong server on free loopback ports: a fake of one vendor with a sabotage in it, and a right control port.

Source: ours. The sabotage is in this one server alone: no module of the fakes is patched, and no contract.
"""

from __future__ import annotations

import socket
from typing import Any, cast

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import Sabotage
from checks.saboteurs.withheld import Withheld
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.contracts import Lifecycle, Vendor
from understudy.fakes import port as ports
from understudy.fakes.clock import Clock
from understudy.fakes.job import Job, Lane, Link, Media
from understudy.fakes.registry import translation
from understudy.fakes.routes import Routes
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings, Tenant, Tenants
from understudy.fakes.timeline import Command, Timeline
from understudy.fakes.vendor_app import VendorApp
from understudy.scenarios import Scenario, Script

SETTINGS = Settings(seed=11, speed=0.0, fetch_links=True)
START_S = 1_800_000_000.0
"""when every tenant's clock begins (Unix seconds), so that two servers can be held against each other"""


class SabotagedJob(Job):
    """A job whose timeline, lanes and recording the sabotage has changed."""

    __slots__ = ("_lanes", "sabotage")

    def __init__(
        self,
        sabotage: Sabotage,
        vendor: Vendor,
        lifecycle: Lifecycle,
        *more: Any,
        link: Link | None,
        media: Media | None,
    ) -> None:
        """`more` are the arguments of a job that stay as they are."""
        self.sabotage, self._lanes = sabotage, tuple[Lane, ...]()
        own = {"link": sabotage.followed(link), "media": sabotage.heard(media)}
        super().__init__(vendor, sabotage.lifecycle(lifecycle), *more, **own)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes requested so far."""
        return self._lanes

    @lanes.setter
    def lanes(self, lanes: tuple[Lane, ...]) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        for lane in lanes:
            if lane not in self._lanes:
                lane.lifecycle = self.sabotage.lifecycle(lane.lifecycle)
                drawn = self.sabotage.timeline(lane.lifecycle, lane)
                lane.rows, lane.starts = drawn.rows, drawn.starts
                self.sabotage.requested(self, lane)
        self._lanes = lanes

    def command(self, command: Command, media: Media | None = None) -> None:
        """Take a command."""
        super().command(command, self.sabotage.heard(media))

    def _drawn(self, *how: Any, **more: Any) -> Timeline:
        return self.sabotage.timeline(self.lifecycle, super()._drawn(*how, **more))


class SabotagedTenant(Tenant):
    """A tenant who gets sabotaged jobs."""

    sabotage: Sabotage

    def declare(
        self,
        vendor: Vendor,
        lifecycle: Lifecycle,
        job_id: str,
        request: bytes,
        link: Link | None = None,
        media: Media | None = None,
    ) -> Job:
        """Make a job that starts now."""
        more = (job_id, self._key, self.clock.now(), self.scenario(vendor.name), request)
        job = SabotagedJob(self.sabotage, vendor, lifecycle, *more, link=link, media=media)
        self.jobs.add(job)
        return job


class SabotagedTenants(Tenants):
    """The tenants of a wrong server."""

    def __init__(self, settings: Settings, vendor: str, sabotage: Sabotage) -> None:
        """Every tenant plays the sabotage's script, if it has one."""
        super().__init__(settings)
        self._sabotage = sabotage
        self._scenario = self.library.find(sabotage.scenario) if sabotage.scenario else None
        if sabotage.script or sabotage.dialect:
            self._scenario = Scenario(
                vendor=vendor, title="asked", source="ours", advice="",
                script=sabotage.script or Script(), dialect=sabotage.dialect,
            )  # fmt: skip

    def _make(self, credential: str, settings: Settings) -> Tenant:
        made = super()._make(credential, settings)
        made.__class__ = SabotagedTenant
        cast("SabotagedTenant", made).sabotage = self._sabotage
        made.clock = Clock(settings.speed, START_S)
        if self._scenario is not None:
            made.play(self._scenario)
        return made


class WrongApp:
    """The app of a vendor whose requests and answers pass through a sabotage."""

    def __init__(self, app: VendorApp, sabotage: Sabotage) -> None:
        """`app` is the vendor's."""
        self._app, self._sabotage = app, sabotage
        self._routes = Routes(app.vendor.contract.operations.values())
        self._memory: dict[Any, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        found = self._routes.find(scope["path"])
        operation, scope = found.operations.get(scope["method"]), dict(scope)
        asked = Asked(self._app.vendor.name, operation, found.values, scope, self._app.tenants, self._memory)
        self._sabotage.before(asked)
        if type(self._sabotage).after is Sabotage.after:  # nothing is to be changed, so nothing is held back
            await self._app(scope, receive, send)
            return
        answer = await Withheld.of(self._app, scope, receive)
        self._sabotage.after(asked, answer)
        await answer.send(send)


class WrongServer(StandIns):
    """Serves one vendor wrongly; `url` is its base URL, as the checker is given it."""

    def __init__(self, vendor: str, sabotage: Sabotage, settings: Settings = SETTINGS) -> None:
        """Bind at once."""
        self._sabotage, self._vendor = sabotage, vendor
        super().__init__(settings, (vendor,), tenants=SabotagedTenants(settings, vendor, sabotage))

    @property
    def url(self) -> str:
        """Base URL of the vendor's API."""
        return self.addresses.vendors[self._vendor]

    @property
    def control(self) -> str:
        """Base URL of the control port."""
        return self.addresses.control

    def _place(self, vendor: str, bound: socket.socket) -> None:
        right = VendorApp(self._sabotage.translation(translation(vendor)), self.tenants)
        app: ASGIApp = self._sabotage.around(WrongApp(right, self._sabotage))
        self._apps[ports.number(bound)] = app
        self.addresses.vendors[vendor] = ports.url(self._host, bound) + right.vendor.contract.base_path
