"""The control API: look at a tenant, choose its scenario, move its clock, read its jobs and journal.

Source: ours, described by `control.yaml`, which is served at `/openapi.json`. A tenant is named by its credential,
percent-encoded in the path.
"""

from __future__ import annotations

import functools
import hmac
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from understudy.contracts import Document, vendor_names
from understudy.fakes.job import Job, Lane
from understudy.fakes.registry import translation
from understudy.fakes.tenant import NotAdmitted, Tenant, Tenants
from understudy.scenarios import UnknownScenario, find

Seconds = Annotated[float, msgspec.Meta(ge=0, le=3.2e9)]
BODY_BYTES_MAX = 1024 * 1024
T = TypeVar("T")


class ClockChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What may be asked of a clock; several at once are done in this order."""

    rate: Seconds | None = None
    freeze: bool | None = None
    advance_s: Seconds | None = None
    jump: bool | None = None


class ScenarioChoice(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a tenant's next jobs will meet. What is left out stays as it is; null goes back to the ordinary."""

    name: str | msgspec.UnsetType | None = msgspec.UNSET
    """`vendor/name`"""
    transcript: str | msgspec.UnsetType | None = msgspec.UNSET
    """what is said in the recordings, `Name: words` a line, instead of made-up words"""


class _Answered(Exception):  # noqa: N818 - it is an answer, not a mishap
    """An answer given before the handler's end."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.response = JSONResponse({"error": error}, status)


def control_app(tenants: Tenants, control_key: str | None = None) -> ASGIApp:
    """Return the ASGI app. With a `control_key` every route but `/health` wants `Authorization: Bearer KEY`."""
    app = Starlette(
        routes=[
            Route("/health", health),
            Route("/openapi.json", openapi),
            Route("/tenants", list_tenants),
            Route("/tenants/{tenant}", show_tenant),
            Route("/tenants/{tenant}", reset_tenant, methods=["DELETE"]),
            Route("/tenants/{tenant}/scenario", choose_scenario, methods=["PUT"]),
            Route("/tenants/{tenant}/dialect", choose_dialect, methods=["PUT"]),
            Route("/tenants/{tenant}/clock", change_clock, methods=["POST"]),
            Route("/tenants/{tenant}/jobs", list_jobs),
            Route("/tenants/{tenant}/journal", show_journal),
            Route("/tenants/{tenant}/usage", show_usage),
        ],
        exception_handlers={_Answered: _answered, 404: _no_route, 405: _no_method},
    )
    app.state.tenants = tenants
    return _Guard(app, control_key)


class _Guard:
    """Asks for the control key, and keeps `%2F` in a credential from splitting the path."""

    def __init__(self, app: ASGIApp, control_key: str | None) -> None:
        self._app, self._expected = app, f"Bearer {control_key}".encode() if control_key else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(scope["headers"]).get(b"authorization", b"")
        if self._expected and scope["path"] != "/health" and not hmac.compare_digest(given, self._expected):
            refusal = JSONResponse({"error": "send the control key as Authorization: Bearer KEY"}, 401)
            await refusal(scope, receive, send)
            return
        path = scope["raw_path"].partition(b"?")[0].decode("latin-1")
        await self._app({**scope, "path": path}, receive, send)


async def _answered(_: Request, answered: Exception) -> Response:
    return answered.response if isinstance(answered, _Answered) else Response(status_code=500)


async def _no_route(request: Request, _: Exception) -> Response:
    return JSONResponse({"error": f"no route {request.url.path}: GET /openapi.json lists them"}, 404)


async def _no_method(request: Request, _: Exception) -> Response:
    return JSONResponse({"error": f"{request.method} is not allowed here: GET /openapi.json says what is"}, 405)


def _handler(
    translate: Callable[[Request, Tenant], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return a Starlette endpoint that finds the tenant first."""

    @functools.wraps(translate)
    async def handle(request: Request) -> Response:
        tenants: Tenants = request.app.state.tenants
        try:
            tenant = tenants.get(unquote(request.path_params["tenant"]))
        except NotAdmitted as reason:
            raise _Answered(404, str(reason)) from reason
        return await translate(request, tenant)

    return handle


async def health(request: Request) -> Response:
    """Say that the server answers."""
    tenants: Tenants = request.app.state.tenants
    return JSONResponse({"status": "ok", "tenants": sum(1 for _ in tenants), "seed": tenants.settings.seed})


@functools.cache
def _openapi() -> dict[str, Any]:
    document: dict[str, Any] = Document.read(files("understudy.fakes").joinpath("control.yaml")).value
    return document


async def openapi(_: Request) -> Response:
    """Describe this API."""
    return JSONResponse(_openapi())


async def list_tenants(request: Request) -> Response:
    """List the tenants seen so far."""
    tenants: Tenants = request.app.state.tenants
    return JSONResponse({"tenants": [_tenant_view(tenant) for tenant in tenants]})


@_handler
async def show_tenant(_: Request, tenant: Tenant) -> Response:
    """Show one tenant."""
    return JSONResponse(_tenant_view(tenant))


async def reset_tenant(request: Request) -> Response:
    """Forget a tenant: its jobs, clock, scenario, secret and journal."""
    tenants: Tenants = request.app.state.tenants
    tenants.reset(unquote(request.path_params["tenant"]))
    return Response(status_code=204)


@_handler
async def choose_scenario(request: Request, tenant: Tenant) -> Response:
    """Choose what the tenant's next jobs will meet."""
    choice = await _read(request, ScenarioChoice)
    try:
        scenario = find(choice.name) if choice.name else None
    except UnknownScenario as unknown:
        raise _Answered(404, str(unknown)) from unknown
    if choice.transcript is not msgspec.UNSET:
        tenant.transcript = choice.transcript
    if choice.name is None:
        tenant.scenarios.clear()
    if scenario is not None:
        tenant.scenarios[scenario.vendor] = scenario
        tenant.calls.clear()
    return JSONResponse(_tenant_view(tenant))


@_handler
async def choose_dialect(request: Request, tenant: Tenant) -> Response:
    """Set fields of the dialect in which vendors speak to this tenant; what is left out stays as it is."""
    changes = await _read(request, dict[str, dict[str, Any]])
    chosen = [_dialect(tenant, vendor, fields) for vendor, fields in changes.items()]
    tenant.dialects.update((type(dialect), dialect) for dialect in chosen)
    return JSONResponse(_tenant_view(tenant))


def _dialect(tenant: Tenant, vendor: str, fields: dict[str, Any]) -> msgspec.Struct:
    """Return the tenant's dialect of a vendor with some fields changed. Answers 422, naming what there is."""
    if vendor not in vendor_names():
        raise _Answered(422, f"no vendor {vendor!r}: there are {', '.join(vendor_names())}")
    present = tenant.dialect(translation(vendor).dialect)
    try:
        return msgspec.convert({**msgspec.structs.asdict(present), **fields}, type(present))
    except msgspec.ValidationError as error:
        known = ", ".join(present.__struct_fields__)
        raise _Answered(422, f"{vendor}: {error}; the fields are {known}") from error


@_handler
async def change_clock(request: Request, tenant: Tenant) -> Response:
    """Freeze, thaw, speed up, advance, or jump to the next planned step of any of the tenant's jobs."""
    change, clock = await _read(request, ClockChange), tenant.clock
    if change.rate is not None:
        clock.run(change.rate)
    if change.freeze is not None:
        clock.freeze() if change.freeze else clock.thaw()
    before = clock.now()
    if change.advance_s is not None:
        clock.advance(change.advance_s)
    if change.jump and (event := tenant.next_event()) is not None:
        clock.advance_to(event)
    return JSONResponse(_clock_view(tenant) | {"advanced_s": round(clock.now() - before, 6)})


@_handler
async def list_jobs(_: Request, tenant: Tenant) -> Response:
    """List the tenant's jobs: their status now, and their timeline past and planned."""
    now = tenant.clock.now()
    return JSONResponse({"jobs": [_job_view(job, tenant, now) for job in tenant.jobs]})


@_handler
async def show_journal(request: Request, tenant: Tenant) -> Response:
    """Show the exchanges after a number."""
    after = request.query_params.get("after", "0")
    if not after.isdecimal() or len(after) > 18:
        raise _Answered(422, "after: give the number of the last exchange that you have, 0 or more")
    rows = [row._asdict() for row in tenant.journal.after(int(after))]
    return JSONResponse({"count": tenant.journal.count, "dropped": tenant.journal.dropped, "exchanges": rows})


@_handler
async def show_usage(_: Request, tenant: Tenant) -> Response:
    """Show what the tenant has used, by vendor, where the vendor counts it."""
    now = tenant.clock.now()
    counted = {name: translation(name).usage for name in vendor_names()}
    return JSONResponse({"usage": {name: usage(tenant, now) for name, usage in counted.items() if usage}})


async def _read(request: Request, kind: type[T]) -> T:
    """Return the JSON body as a `kind`. Answers 413 or 422."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_BYTES_MAX:
            raise _Answered(413, f"the body is larger than {BODY_BYTES_MAX} bytes")
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _Answered(422, str(error)) from error


def _clock_view(tenant: Tenant) -> dict[str, Any]:
    clock = tenant.clock
    now = clock.now()
    return {"now": now, "elapsed_s": round(now - clock.start, 6), "rate": clock.rate, "frozen": clock.rate == 0}


def _tenant_view(tenant: Tenant) -> dict[str, Any]:
    scenarios = {vendor: scenario.title for vendor, scenario in tenant.scenarios.items()}
    return {
        "tenant": tenant.name,
        "clock": _clock_view(tenant),
        "scenarios": scenarios,
        "dialects": {name: msgspec.structs.asdict(_dialect(tenant, name, {})) for name in vendor_names()},
        "jobs": len(tenant.jobs),
        "exchanges": tenant.journal.count,
    }


def _job_view(job: Job, tenant: Tenant, now: float) -> dict[str, Any]:
    lanes = [{"name": lane.name, **_lane_view(lane, tenant, now)} for lane in job.lanes]
    own = {} if lanes else _lane_view(job, tenant, now)
    deleted_at = None if job.deleted_at is None else round(job.deleted_at - tenant.clock.start, 3)
    return {
        "id": job.id,
        "vendor": job.vendor.name,
        "lifecycle": job.lifecycle.name,
        "deleted_at_s": deleted_at,
        **own,
        **({"lanes": lanes} if lanes else {}),
    }


def _lane_view(lane: Lane, tenant: Tenant, now: float) -> dict[str, Any]:
    steps = [
        {
            "at_s": round(start - tenant.clock.start, 3),
            "row": row,
            "status": lane.lifecycle.shown(row) if row else None,
            "planned": start > now,
        }
        for row, start in zip(lane.rows, lane.starts, strict=True)
    ]
    return {"status": lane.status(now) or None, "timeline": steps}
