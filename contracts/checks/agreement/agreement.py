"""Whether one answer is as documented: its status code, media type, headers and body, each by itself.

Source: each vendor's `openapi.yaml`. Extra headers and keys, other spacing or order, and slowness are no difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contracts import Operation, Vendor
from understudy.contracts.checks.agreement.difference import Difference, differences
from understudy.contracts.checks.agreement.integers import floats_for_integers
from understudy.contracts.checks.agreement.second_choice import second_choice
from understudy.contracts.checks.agreement.shown import statuses_in
from understudy.contracts.checks.agreement.tolerance import tolerant
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.finding import Contradiction, contradiction
from understudy.contracts.contract import Parameter, Reply
from understudy.contracts.facts import Fact, facts
from understudy.contracts.protocol_form import MISSING

THROTTLED = 429
RETRY_AFTER = "Retry-After"


class Agreement:
    """One vendor's documented answers, as a client may rely on them."""

    def __init__(self, vendor: Vendor, strict: bool = False) -> None:
        """With `strict` the vendor's default dialect is demanded, and what is not documented is warned of."""
        self._vendor, self._strict = vendor, strict
        self._facts = facts(vendor)
        self._tolerant = tolerant(vendor.contract)

    def contradictions(self, exchange: Exchange) -> list[Contradiction]:
        """Return in what an answer differs from the contract, with the fact it differs from; nothing if excused."""
        if exchange.operation is None or exchange.is_excused:
            return []
        operation = self._tolerant.operations[exchange.operation.id]
        if not exchange.status:
            if not exchange.broken:
                return []
            return [
                self._of(operation, "reachable", "answer", f"there is none: {exchange.broken or 'no reason given'}")
            ]
        reply = operation.responses.get(exchange.status)
        if reply is None:
            return list(self._undocumented(operation, exchange))
        found = [*self._headers(operation, reply, exchange), *self._content(operation, reply, exchange)]
        if self._strict and (choice := second_choice(self._vendor.protocol, operation, exchange)):
            found.append(self._at(operation, reply, "answer", "status", choice))
        return found

    def _undocumented(self, operation: Operation, exchange: Exchange) -> Iterator[Contradiction]:
        """Yield that a status code is not documented; any gateway may ask a client to wait, if it says how long."""
        is_asked_to_wait = exchange.status == THROTTLED and RETRY_AFTER.lower() in exchange.answer_headers
        if not is_asked_to_wait or self._strict:
            known = ", ".join(map(str, operation.responses))
            message = f"{operation.id} answers {exchange.status}; documented are {known}"
            yield self._of(operation, "answer", "status", message, is_warning=is_asked_to_wait)

    def _headers(self, operation: Operation, reply: Reply, exchange: Exchange) -> Iterator[Contradiction]:
        for header in reply.headers:
            rule = "throttle" if (reply.status, header.name) == (THROTTLED, RETRY_AFTER) else "answer"
            if wrong := self._header(header, exchange):
                yield self._at(operation, reply, rule, header.name, wrong)

    def _header(self, header: Parameter, exchange: Exchange) -> str:
        text = exchange.answer_headers.get(header.name.lower())
        if text is None:
            is_missing = header.required and (exchange.is_recorded_whole or bool(exchange.answer_headers))
            return f"is missing from an answer with {exchange.status}" if is_missing else ""
        wrong = differences(header.validator, header.value(text.strip()))
        return wrong[0].message if wrong else ""

    def _content(self, operation: Operation, reply: Reply, exchange: Exchange) -> Iterator[Contradiction]:
        """Yield what is wrong with media type and body."""
        if operation.method == "HEAD":
            return
        if exchange.broken:
            yield self._at(operation, reply, "answer", "body", f"cannot be read: {exchange.broken}")
        elif exchange.body is MISSING:
            if reply.content and not reply.bare and exchange.is_recorded_whole:
                yield self._at(
                    operation, reply, "answer", "body", f"{operation.id} {reply.status} has a body; none came"
                )
        elif not reply.content:
            if self._strict:
                message = f"{operation.id} {reply.status} has no documented body; one came"
                yield self._at(operation, reply, "answer", "body", message, is_warning=True)
        elif exchange.media_type not in reply.content:
            known = ", ".join(reply.content)
            message = f"{exchange.media_type or 'none'}; documented for {operation.id} {reply.status}: {known}"
            yield self._at(operation, reply, "answer", "Content-Type", message)
        else:
            yield from self._body(operation, reply, exchange)

    def _body(self, operation: Operation, reply: Reply, exchange: Exchange) -> Iterator[Contradiction]:
        schema = reply.content[exchange.media_type]
        if schema is None:
            return
        if not schema.is_valid(exchange.body):
            yield from self._wrong(operation, reply, differences(schema, exchange.body))
            return
        for each, number in floats_for_integers(schema, exchange.body):
            yield self._differs(operation, reply, "integer", each, f"{number!r} for a documented integer")
        if self._strict:
            yield from self._extra(operation, reply, exchange)

    def _wrong(self, operation: Operation, reply: Reply, found: list[Difference]) -> Iterator[Contradiction]:
        """Yield what is wrong with a body; where it shows no documented status, what depends on that is not told."""
        shows = statuses_in(self._vendor.protocol, operation.id)
        words = [each for each in found if each.where in shows and each.kind in ("enum", "const")]
        yield from (self._differs(operation, reply, "status" if words else "answer", each) for each in words or found)

    def _extra(self, operation: Operation, reply: Reply, exchange: Exchange) -> Iterator[Contradiction]:
        """Yield a warning of each key, and of each form, that the tolerant copy lets pass."""
        closed = self._vendor.contract.operations[operation.id].responses[reply.status].content[exchange.media_type]
        if closed is not None and not closed.is_valid(exchange.body):
            for each in differences(closed, exchange.body):
                yield self._differs(operation, reply, "answer", each, is_warning=True)

    def _differs(
        self,
        operation: Operation,
        reply: Reply,
        rule: str,
        each: Difference,
        message: str = "",
        is_warning: bool = False,
    ) -> Contradiction:
        """Return a difference in a body; the fact is the field's, where it has one."""
        place = f" (at {each.place})" if each.place != each.where else ""
        named = (self._facts.get(f"field {field}") for field in each.fields)
        fact = next(filter(None, named), self._response(operation, reply))
        text = f"{operation.id} {reply.status}: {message or each.message}{place}"
        return contradiction(rule, each.where or "body", text, fact, is_warning=is_warning)

    def _at(
        self, operation: Operation, reply: Reply, rule: str, where: str, message: str, is_warning: bool = False
    ) -> Contradiction:
        return contradiction(rule, where, message, self._response(operation, reply), is_warning=is_warning)

    def _of(self, operation: Operation, rule: str, where: str, message: str, is_warning: bool = False) -> Contradiction:
        return contradiction(rule, where, message, self._facts[f"operation {operation.id}"], is_warning=is_warning)

    def _response(self, operation: Operation, reply: Reply) -> Fact:
        return self._facts[f"response {operation.id} {reply.status}"]
