"""One vendor's server as an ASGI app: routes from the contract, the vendor's own handlers, faults, checks, the journal.

Source: ours. One plain callable from end to end, as the path of a poll decides how many clients a fake can bear;
`bench/polling.py` measures it.
"""

from __future__ import annotations

import functools
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from understudy.contracts import Operation
from understudy.fakes import entry
from understudy.fakes.body import ClientGone
from understudy.fakes.call import Call
from understudy.fakes.exposure import discreet, exposure, path_of_stranger, words_in
from understudy.fakes.faults import NO_FAULT, Fault
from understudy.fakes.hazard import Hazard, Struck
from understudy.fakes.journal import NO_LANES
from understudy.fakes.reply import JSON, Problem, Refused, Reply, ReplyHeaders
from understudy.fakes.request import read_body, read_query
from understudy.fakes.rewind import Rewind
from understudy.fakes.routes import Found, Routes
from understudy.fakes.tenant import Tenant, Tenants
from understudy.fakes.translation import Headers, Translation


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
        self._hazard = Hazard(self.vendor, self._refusal)

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
                raise self._no_route(scope, found)
            if operation.secured:
                tenant = self._admit(headers, self.tenants)
                if operation.role == "poll":
                    tenant.begin_poll(self.vendor, found.values)
                standing = self._throttle(tenant) if self._throttle else ()
        except Refused as refused:
            refused.tenant = tenant or refused.tenant or self._betrayed(scope)
            unheard = self._unheard(refused.tenant, operation, found.values, headers, receive)
            reply, blamed = self._refusal(refused), entry.blame(refused)
            await self._finish(scope, send, operation, refused.tenant, unheard, reply, blamed)
            return
        call = Call(operation, self.tenants, tenant, found.values, headers, receive)
        call.standing = standing
        if tenant is None:
            await self._serve_stranger(call, scope, receive, send)
            return
        fault = self._hazard.fault(call, tenant)
        if fault is NO_FAULT:
            await self._serve(call, scope, send)
        else:
            await self._serve_with(fault, call, scope, receive, send)

    def _no_route(self, scope: Scope, found: Found) -> Refused:
        if found.operations:
            allowed = ", ".join(sorted(found.operations))
            refused = Refused(Problem.METHOD, f"{scope['method']} is not allowed here, only {allowed}")
            refused.nearest = f"{' or '.join(sorted(found.operations))} {next(iter(found.operations.values())).path}"
            return refused
        nearest = self._routes.nearest(scope["method"], scope["path"])
        hint = f": did you mean {nearest}?" if nearest else ""
        refused = Refused(Problem.NO_ROUTE, f"no operation has the path {scope['path'][:200]}{hint}")
        refused.nearest = nearest
        return refused

    def _admitted_or_none(self, headers: Headers) -> Tenant | None:
        try:
            return self._admit(headers, self.tenants)
        except Refused as refused:
            return refused.tenant

    def _unheard(
        self,
        tenant: Tenant | None,
        operation: Operation | None,
        values: tuple[str, ...],
        headers: Headers,
        receive: Receive,
    ) -> Call | None:
        """Return a call that gets no further, for the journal, with the job that it was about."""
        if tenant is None or operation is None:
            return None
        call = Call(operation, self.tenants, tenant, values, headers, receive)
        call.job = tenant.job_at(self.vendor, values)
        return call

    def _betrayed(self, scope: Scope) -> Tenant | None:
        """Return the tenant who sent its credential in the URL instead, where it can only be found as a mistake."""
        words = words_in(scope["path"], scope["query_string"])
        return next((tenant for tenant in self.tenants if tenant.name in words), None) if words else None

    async def _serve_stranger(self, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a call whose tenant its handler alone can tell; a fault strikes as soon as that is told."""
        rewind = Rewind(receive)
        call.receive, call.on_enter = rewind, functools.partial(self._strike_or_go_on, rewind)
        try:
            await self._serve(call, scope, send)
        except Struck as struck:
            again = Call(call.operation, self.tenants, None, call.values, call.headers, receive)
            again.enter(struck.tenant)
            again.job = call.job
            await self._serve_with(struck.fault, again, scope, rewind.again(), send)

    def _strike_or_go_on(self, rewind: Rewind, call: Call) -> None:
        fault = self._hazard.fault(call, call.tenant)
        if fault is not NO_FAULT:
            raise Struck(fault, call.tenant)
        rewind.stop()

    async def _serve(self, call: Call, scope: Scope, send: Send) -> None:
        try:
            reply = await self._answer(call, scope)
        except ClientGone:
            return
        await self._finish(scope, send, call.operation, call.tenant_or_none, call, reply, call.findings)

    async def _serve_with(self, fault: Fault, call: Call, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with a fault around it; what went out, or that nothing did, goes into the journal."""
        http, headers, is_noted = 0, ReplyHeaders(), False

        def note() -> None:
            nonlocal is_noted
            is_noted = True
            entry.unsay(call, fault, http)
            self._note(scope, call.operation, call.tenant_or_none, call, http, headers, call.findings, fault.name)

        async def watched(message: Message) -> None:
            nonlocal http, headers
            if message["type"] == "http.response.start":
                http, headers = message["status"], tuple(message["headers"])
            elif not message.get("more_body") and not is_noted:
                note()  # before the client has it all, who may look into the journal next
            await send(message)

        try:
            await fault(self._inner(call))(scope, receive, watched)
        except (ConnectionAbortedError, ClientGone):
            http, headers = 0, ()
        finally:
            if not is_noted:
                note()

    def _inner(self, call: Call) -> ASGIApp:
        """Return the app that a fault wraps: it answers, and writes no journal of its own."""

        async def inner(scope: Scope, receive: Receive, send: Send) -> None:
            call.receive = receive
            reply = await self._answer(call, scope)
            await reply.send(call.now, scope, send)

        return inner

    async def _answer(self, call: Call, scope: Scope) -> Reply:
        """Return the answer to an admitted call. Raises ClientGone."""
        try:
            reply = await self._handled(call, scope)
            if call.operation.role in entry.FEEDING and call.subject is None:
                call.subject = entry.subject_of(call)
            if call.said is not None and call.job is not None and call.job.lanes:
                entry.say_lanes(call)
        except Refused as refused:
            refused.tenant = call.tenant_or_none or refused.tenant
            call.findings = entry.blame(refused)
            if call.job is None and call.values and call.tenant_or_none:
                call.job = call.tenant_or_none.job_at(self.vendor, call.values)
            reply = self._refusal(refused)
        return reply._replace(headers=(*reply.headers, *call.standing)) if call.standing else reply

    async def _handled(self, call: Call, scope: Scope) -> Reply:
        """Return what the operation's handler answers. Raises Refused, or ClientGone."""
        operation = call.operation
        if operation.query:
            read_query(call, scope["query_string"])
        stream = self._streams.get(operation.id)
        if JSON in operation.request:
            await read_body(call)
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
        findings: tuple[str, ...],
    ) -> None:
        """Check the reply against the contract, write the journal, and send."""
        if operation is not None:
            issues = operation.check_response(reply.status, reply.body, reply.media_type)
            if issues:
                findings = (*findings, *entry.unasked(issues, call, tenant))
        self._note(scope, operation, tenant, call, reply.status, reply.headers, findings, None)
        now = call.now if call else tenant.clock.now() if tenant else self.tenants.clock.now()
        await reply.send(now, scope, send)

    def _note(
        self,
        scope: Scope,
        operation: Operation | None,
        tenant: Tenant | None,
        call: Call | None,
        http: int,
        headers: ReplyHeaders,
        findings: tuple[str, ...],
        fault: str | None,
    ) -> None:
        if tenant is None:
            self._note_stranger(scope, operation, http)
            return
        now, start, path, query = tenant.clock.now(), tenant.clock.start, scope["path"], scope["query_string"]
        at_s = (call.now if call else now) - start
        job = call.job if call else None
        if findings:
            findings = discreet(tenant, call.headers if call else dict(scope["headers"]), findings)
        if query or call is None or (call.values and (job is None or call.values != (job.id,))):
            given = call.headers if call else dict(scope["headers"])
            path, exposed = exposure(tenant, operation, given, path, query)
            findings = (*findings, *exposed) if exposed else findings
        tenant.journal.add(
            at_s,
            self.vendor.name,
            operation.id if operation else "",
            scope["method"],
            path,
            job.id if job else None,
            http,
            call.said if call else None,
            fault,
            findings,
            now - start,
            call.lanes if call else NO_LANES,
            entry.retry_after_s(headers, now) if headers and http != 200 else None,
            call.subject if call else None,
        )

    def _note_stranger(self, scope: Scope, operation: Operation | None, http: int) -> None:
        """Note a request that was refused, or broken off, before anybody could tell whose it was."""
        if 0 < http < HTTPStatus.BAD_REQUEST:
            return
        method, path = scope["method"], scope["path"]
        nearest = "" if operation else self._routes.nearest(method, path)
        noted = operation.path if operation else path_of_stranger(dict(scope["headers"]), path)
        self.tenants.strangers.add(self.vendor.name, method, noted, http, nearest)
