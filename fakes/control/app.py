"""The control API: look at a tenant, choose its scenario, move its clock, read its jobs and journal.

Source: ours, described by `control.yaml`, which is served at `/openapi.json`. A tenant is named by its credential,
percent-encoded in the path.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from understudy.contracts import Document
from understudy.fakes.control.answer import Answered, answered, no_method, no_route
from understudy.fakes.control.desk import BadClockChange, ClockChange, TenantDesk
from understudy.fakes.control.form import Beginning, ScenarioChoice, SecretChange, read
from understudy.fakes.control.guard import ControlGuard
from understudy.fakes.control.view import jobs_view, journal_view, tenant_view, usage_view
from understudy.fakes.dialect_choice import BadDialect
from understudy.fakes.tenant import NotAdmitted, Tenants
from understudy.scenarios import UnknownScenario
from understudy.scenarios.inline import BadScenario


def control_app(
    tenants: Tenants, control_key: str | None = None, addresses: Callable[[], Mapping[str, str]] = dict
) -> ASGIApp:
    """Return the ASGI app. With a `control_key` every route but `/health` wants `Authorization: Bearer KEY`.

    `addresses` tells each vendor's base URL.
    """
    app = Starlette(
        routes=[
            Route("/health", health),
            Route("/openapi.json", openapi),
            Route("/tenants", list_tenants),
            Route("/tenants/{tenant}", show_tenant),
            Route("/tenants/{tenant}", begin_anew, methods=["PUT"]),
            Route("/tenants/{tenant}", reset_tenant, methods=["DELETE"]),
            Route("/tenants/{tenant}/scenario", choose_scenario, methods=["PUT"]),
            Route("/tenants/{tenant}/dialect", choose_dialect, methods=["PUT"]),
            Route("/tenants/{tenant}/secret", replace_secret, methods=["PUT"]),
            Route("/tenants/{tenant}/clock", change_clock, methods=["POST"]),
            Route("/tenants/{tenant}/jobs", list_jobs),
            Route("/tenants/{tenant}/journal", show_journal),
            Route("/tenants/{tenant}/usage", show_usage),
        ],
        exception_handlers={Answered: answered, 404: no_route, 405: no_method},
    )
    app.state.tenants, app.state.addresses = tenants, addresses
    return ControlGuard(app, control_key)


def _handler(
    translate: Callable[[Request, TenantDesk], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return a Starlette endpoint that finds the tenant first, and answers what cannot be done."""

    @functools.wraps(translate)
    async def handle(request: Request) -> Response:
        tenants: Tenants = request.app.state.tenants
        try:
            tenant = tenants.get(unquote(request.path_params["tenant"]))
            return await translate(request, TenantDesk(tenant, tenants.library))
        except (NotAdmitted, UnknownScenario) as reason:
            raise Answered(404, str(reason)) from reason
        except (BadScenario, BadDialect, BadClockChange) as bad:
            raise Answered(422, str(bad)) from bad

    return handle


async def health(request: Request) -> Response:
    """Say that the server answers, and where the vendors do."""
    tenants: Tenants = request.app.state.tenants
    vendors = dict(request.app.state.addresses())
    count = sum(1 for _ in tenants)
    return JSONResponse({"status": "ok", "tenants": count, "seed": tenants.settings.seed, "vendors": vendors})


@functools.cache
def _openapi() -> dict[str, Any]:
    document: dict[str, Any] = Document.read(files("understudy.fakes.control").joinpath("control.yaml")).value
    return document


async def openapi(_: Request) -> Response:
    """Describe this API."""
    return JSONResponse(_openapi())


async def list_tenants(request: Request) -> Response:
    """List the tenants seen so far."""
    tenants: Tenants = request.app.state.tenants
    return JSONResponse({"tenants": [tenant_view(tenant) for tenant in tenants]})


@_handler
async def show_tenant(_: Request, desk: TenantDesk) -> Response:
    """Show one tenant."""
    return JSONResponse(tenant_view(desk.tenant))


@_handler
async def begin_anew(request: Request, desk: TenantDesk) -> Response:
    """Forget everything behind the credential, and begin with a seed and a clock as asked."""
    how, tenants = await read(request, Beginning), request.app.state.tenants
    tenant = tenants.begin(desk.tenant.name, how.seed)
    if how.frozen:
        tenant.clock.freeze()
    return JSONResponse(tenant_view(tenant))


async def reset_tenant(request: Request) -> Response:
    """Forget a tenant: its jobs, clock, scenario, secret and journal."""
    tenants: Tenants = request.app.state.tenants
    tenants.reset(unquote(request.path_params["tenant"]))
    return Response(status_code=204)


@_handler
async def choose_scenario(request: Request, desk: TenantDesk) -> Response:
    """Choose what the tenant's next jobs will meet."""
    choice = await read(request, ScenarioChoice)
    if choice.name is not msgspec.UNSET and choice.scenario is not msgspec.UNSET:
        raise Answered(422, "give a name or a scenario, not both")
    desk.choose(choice.name if choice.scenario is msgspec.UNSET else choice.scenario, choice.transcript)
    return JSONResponse(tenant_view(desk.tenant))


@_handler
async def choose_dialect(request: Request, desk: TenantDesk) -> Response:
    """Set fields of the dialect in which vendors speak to this tenant; what is left out stays as it is."""
    desk.speak_all(await read(request, dict[str, dict[str, Any]]))
    return JSONResponse(tenant_view(desk.tenant))


@_handler
async def replace_secret(request: Request, desk: TenantDesk) -> Response:
    """Do what the vendor's portal does when credentials are reset: the secret before is not accepted any more."""
    change = await read(request, SecretChange)
    desk.tenant.replace_secret(change.secret)
    return Response(status_code=204)


@_handler
async def change_clock(request: Request, desk: TenantDesk) -> Response:
    """Freeze, thaw, speed up, advance, jump to the next planned step of any job, or let each poll take its time."""
    return JSONResponse(desk.change_clock(await read(request, ClockChange)))


@_handler
async def list_jobs(_: Request, desk: TenantDesk) -> Response:
    """List the tenant's jobs: their status now, and their timeline past and planned."""
    return JSONResponse({"jobs": jobs_view(desk.tenant)})


@_handler
async def show_journal(request: Request, desk: TenantDesk) -> Response:
    """Show the exchanges after a number."""
    after = request.query_params.get("after", "0")
    if not after.isdecimal() or len(after) > 18:
        raise Answered(422, "after: give the number of the last exchange that you have, 0 or more")
    return JSONResponse(journal_view(desk.tenant, int(after)))


@_handler
async def show_usage(_: Request, desk: TenantDesk) -> Response:
    """Show what the tenant has used, by vendor, where the vendor counts it."""
    return JSONResponse({"usage": usage_view(desk.tenant)})
