"""One vendor's server as an ASGI app: routes from the contract, the vendor's own handlers, faults, checks, the journal.

Source: ours. One plain callable from end to end, as the path of a poll decides how many clients a fake can bear;
`bench/polling.py` measures it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from understudy.contracts import Operation, Vendor
from understudy.fakes.body import ClientGone, decode_json, media_type, read
from understudy.fakes.call import Call
from understudy.fakes.compression import BYTES_MIN, compressed
from understudy.fakes.faults import Fault, fault_at
from understudy.fakes.faults.place import NO_FAULT
from understudy.fakes.reply import JSON, Problem, Refused, Reply, ReplyHeaders
from understudy.fakes.routes import Found, Routes
from understudy.fakes.tenant import Tenant, Tenants

Headers = Mapping[bytes, bytes]
Handler = Callable[[Call], Reply]
StreamHandler = Callable[[Call], Awaitable[Reply]]


class Translation(NamedTuple):
    """What a vendor package provides: how it knows its clients, what it answers, how it refuses."""

    vendor: Vendor
    dialect: msgspec.Struct
    """the default; a tenant can have its own"""
    handlers: Mapping[str, Handler]
    """operationId -> handler of a call whose body has been read and checked"""
    streams: Mapping[str, StreamHandler]
    """operationId -> handler that awaits something: a body it reads itself, or a link it follows"""
    admit: Callable[[Headers, Tenants], Tenant]
    """the tenant behind a request's headers. Raises Refused"""
    refuse: Callable[[Refused], Reply]
    throttle: Callable[[Tenant], ReplyHeaders] | None = None
    """counts a request, and gives the headers that go with its answer, where the vendor limits rates. Raises Refused"""
    usage: Callable[[Tenant, float], dict[str, Any]] | None = None
    """what a tenant has used by a moment (Unix seconds), where the vendor counts it"""


class VendorApp:
    """The ASGI app of one vendor."""

    def __init__(self, translation: Translation, tenants: Tenants) -> None:
        """Raises ValueError when the handlers and the contract's operations are not the same."""
        self.vendor, self.tenants = translation.vendor, tenants
        self._handlers, self._streams = translation.handlers, translation.streams
        self._admit, self._refuse, self._throttle = translation.admit, translation.refuse, translation.throttle
        operations = self.vendor.contract.operations
        if differing := set(operations) ^ {*self._handlers, *self._streams}:
            raise ValueError(f"{self.vendor.name}: operations and handlers differ: {', '.join(sorted(differing))}")
        self._routes = Routes(operations.values())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        found = self._routes.find(scope["path"])
        operation = found.operations.get(scope["method"])
        headers = dict(scope["headers"])
        tenant: Tenant | None = None
        standing: ReplyHeaders = ()
        try:
            if operation is None:
                tenant = self._admitted_or_none(headers)
                raise _no_route(scope, found)
            if operation.secured:
                tenant = self._admit(headers, self.tenants)
                standing = self._throttle(tenant) if self._throttle else ()
        except Refused as refused:
            refused.tenant = tenant or refused.tenant
            await self._finish(scope, send, operation, refused.tenant, None, self._refusal(refused))
            return
        call = Call(operation, self.tenants, tenant, found.values, headers, receive)
        call.standing = standing
        fault = self._fault(call, tenant)
        if fault is NO_FAULT:
            await self._serve(call, scope, send)
        else:
            await self._serve_with(fault, call, scope, receive, send)

    def _admitted_or_none(self, headers: Headers) -> Tenant | None:
        try:
            return self._admit(headers, self.tenants)
        except Refused as refused:
            return refused.tenant

    def _fault(self, call: Call, tenant: Tenant | None) -> Fault:
        if tenant is None:
            return NO_FAULT
        return fault_at(tenant, self.vendor.name, call.operation, call.values[0] if call.values else "")

    async def _serve(self, call: Call, scope: Scope, send: Send) -> None:
        try:
            reply = await self._answer(call, scope)
        except ClientGone:
            return
        await self._finish(scope, send, call.operation, call.tenant_or_none, call, reply)

    async def _serve_with(self, fault: Fault, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with a fault around it; what went out, or that nothing did, goes into the journal."""
        seen = 0

        async def watched(message: Message) -> None:
            nonlocal seen
            seen = message.get("status", seen)
            await send(message)

        try:
            await fault(self._inner(call))(scope, receive, watched)
        except (ConnectionAbortedError, ClientGone):
            seen = 0
        finally:
            self._note(scope, call.operation, call.tenant_or_none, call, seen, fault.name, ())

    def _inner(self, call: Call) -> ASGIApp:
        """Return the app that a fault wraps: it answers, and writes no journal of its own."""

        async def inner(scope: Scope, receive: Receive, send: Send) -> None:
            call.receive = receive
            reply = await self._answer(call, scope)
            await _send(reply, call.now, scope, send)

        return inner

    async def _answer(self, call: Call, scope: Scope) -> Reply:
        """Return the answer to an admitted call. Raises ClientGone."""
        try:
            reply = await self._handled(call, scope)
        except Refused as refused:
            refused.tenant = call.tenant_or_none or refused.tenant
            reply = self._refusal(refused)
        return reply._replace(headers=(*reply.headers, *call.standing)) if call.standing else reply

    async def _handled(self, call: Call, scope: Scope) -> Reply:
        """Return what the operation's handler answers. Raises Refused, or ClientGone."""
        operation = call.operation
        if operation.query:
            _read_query(call, scope["query_string"])
        stream = self._streams.get(operation.id)
        if JSON in operation.request:
            await _read_body(call)
        return self._handlers[operation.id](call) if stream is None else await stream(call)

    def _refusal(self, refused: Refused) -> Reply:
        reply = self._refuse(refused)
        return reply._replace(headers=(*reply.headers, *refused.headers)) if refused.headers else reply

    async def _finish(
        self,
        scope: Scope,
        send: Send,
        operation: Operation | None,
        tenant: Tenant | None,
        call: Call | None,
        reply: Reply,
    ) -> None:
        """Check the reply against the contract, write the journal, and send."""
        findings: tuple[str, ...] = ()
        if operation is not None:
            issues = operation.check_response(reply.status, reply.body, reply.media_type)
            findings = tuple(f"reply: {issue}" for issue in issues) if issues else ()
        self._note(scope, operation, tenant, call, reply.status, None, findings)
        now = call.now if call else tenant.clock.now() if tenant else self.tenants.clock.now()
        await _send(reply, now, scope, send)

    def _note(
        self,
        scope: Scope,
        operation: Operation | None,
        tenant: Tenant | None,
        call: Call | None,
        http: int,
        fault: str | None,
        findings: tuple[str, ...],
    ) -> None:
        if tenant is None:
            return
        at_s = (call.now if call else tenant.clock.now()) - tenant.clock.start
        job_id = call.job.id if call and call.job else None
        said = call.said if call else None
        name = operation.id if operation else ""
        tenant.journal.add(
            at_s, self.vendor.name, name, scope["method"], scope["path"], job_id, http, said, fault, findings
        )


async def _send(reply: Reply, now: float, scope: Scope, send: Send) -> None:
    content = reply.content()
    encoding: tuple[tuple[bytes, bytes], ...] = ()
    if len(content) >= BYTES_MIN:
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"")
        content, encoding = compressed(content, reply.media_type, accepted)
    await send(
        {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [*reply.asgi_headers(len(content), now), *encoding],
        }
    )
    await send({"type": "http.response.body", "body": content})


def _no_route(scope: Scope, found: Found) -> Refused:
    if not found.operations:
        return Refused(Problem.NO_ROUTE, f"no operation has the path {scope['path'][:200]}")
    allowed = ", ".join(sorted(found.operations))
    return Refused(Problem.METHOD, f"{scope['method']} is not allowed here, only {allowed}")


def _read_query(call: Call, query_string: bytes) -> None:
    try:
        given = dict(parse_qsl(query_string.decode("latin-1"), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise Refused(Problem.INVALID, "the query has more than 100 parameters") from error
    call.query, issues = call.operation.check_query(given)
    if issues:
        raise Refused(Problem.INVALID, f"the parameter {issues[0]}", issues)


async def _read_body(call: Call) -> None:
    """Read, decode and check a JSON body, unless the request brings another documented media type.

    Raises Refused(MEDIA_TYPE, TOO_LARGE, MALFORMED or INVALID), or ClientGone.
    """
    kind, _ = media_type(call.headers.get(b"content-type", b"").decode("latin-1"))
    if kind != JSON:
        if kind in call.operation.request:
            return
        raise Refused(
            Problem.MEDIA_TYPE, f"the body must be {' or '.join(call.operation.request)}, not {kind or 'untyped'}"
        )
    call.raw = await read(call.receive)
    call.body = call.operation.keys.fold(decode_json(call.raw))
    if issues := call.operation.check_request(call.body):
        raise Refused(Problem.INVALID, str(issues[0]), issues)
