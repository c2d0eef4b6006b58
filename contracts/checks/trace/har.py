"""An HTTP Archive as exchanges.

Source: HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/. Fields of our own (`_operation`, `_job`, `_said`,
`_fault`) are used where there are no bodies. No header that was sent is kept, as there may be secrets in it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from understudy.contracts import Vendor
from understudy.contracts.checks.calls.decode import NotJson, decode
from understudy.contracts.checks.calls.exchange import ORDINARY, Exchange
from understudy.contracts.checks.trace.overlap import Span, overlapping
from understudy.contracts.checks.trace.owner import Owner
from understudy.contracts.checks.trace.route import Routes
from understudy.contracts.protocol_form import MISSING

SECRET_HEADERS = ("set-cookie", "authorization", "proxy-authorization")
NO_CONTENT = 204


class _Form(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Unknown keys are passed over, as the specification demands."""


class Pair(_Form, frozen=True, kw_only=True):
    """A header."""

    name: str
    value: str = ""


class PostData(_Form, frozen=True, kw_only=True):
    """What was sent."""

    mime_type: str = ""
    text: str | None = None


class Asked(_Form, frozen=True, kw_only=True):
    """The request."""

    method: str
    url: str
    headers: Sequence[Pair] = ()
    post_data: PostData | None = None


class Content(_Form, frozen=True, kw_only=True):
    """What was answered."""

    size: float = -1
    """-1 where it is not known"""
    mime_type: str = ""
    text: str | None = None
    encoding: str | None = None


class Answer(_Form, frozen=True, kw_only=True):
    """The response."""

    status: int
    headers: Sequence[Pair] = ()
    content: Content = msgspec.field(default_factory=Content)


class Entry(_Form, frozen=True, kw_only=True):
    """One exchange."""

    started_date_time: str
    time: float = 0
    """milliseconds; -1 where it is not known"""
    request: Asked
    response: Answer
    operation: str | None = msgspec.field(name="_operation", default=None)
    job: str | None = msgspec.field(name="_job", default=None)
    said: str | None = msgspec.field(name="_said", default=None)
    fault: str | None = msgspec.field(name="_fault", default=None)


class Archive:
    """The entries of one file."""

    def __init__(self, log: object, file: str) -> None:
        """Read what stands under `log`. Raises ValueError with the file, the entry (counted from 1) and the reason."""
        listed = cast("dict[str, object]", log).get("entries") if isinstance(log, dict) else None
        if not isinstance(listed, list):
            raise ValueError(f"{file}: log.entries: a list is expected, as HAR 1.2 has it")
        self.file, self.entries, self.ends = file, list[Entry](), list[float]()
        for place, each in enumerate(cast("list[object]", listed), 1):
            try:
                self.entries.append(msgspec.convert(each, Entry))
                self.ends.append(_answered_at(self.entries[-1]))
            except (msgspec.ValidationError, ValueError, OverflowError) as error:
                raise ValueError(f"{file}: entry {place}: {error}") from error
        self._start_s = min(self.ends, default=0.0)

    def count(self, vendor: Vendor) -> int:
        """Return how many entries lead to an operation of a vendor."""
        routes = Routes(vendor)
        return sum(routes.find(each.request.method, each.request.url) is not None for each in self.entries)

    def exchanges(self, vendor: Vendor) -> list[Exchange]:
        """Return the exchanges with a vendor in the order of their answers, numbered by their entries from 1.

        What overlaps another exchange about its job is excused.
        """
        routes, owner = Routes(vendor), Owner(vendor)
        order = sorted(range(len(self.entries)), key=lambda index: self.ends[index])
        found = [self._exchange(index, vendor, routes, owner) for index in order]
        spans = [Span(each.job, self._asked_s(each.number), each.at_s) for each in found]
        unordered = overlapping(spans)
        excused = [replace(each, is_excused=True) if i in unordered else each for i, each in enumerate(found)]
        return [each for each in excused if each.operation is not None]

    def _asked_s(self, number: int) -> float:
        """Return when an entry was asked, in seconds as in `Exchange.at_s`."""
        return self.ends[number - 1] - self._start_s - max(self.entries[number - 1].time, 0) / 1000

    def _exchange(self, index: int, vendor: Vendor, routes: Routes, owner: Owner) -> Exchange:
        entry = self.entries[index]
        asked, answer = entry.request, entry.response
        route = routes.find(asked.method, asked.url)
        operation = vendor.contract.operations.get(entry.operation or "") or (route.operation if route else None)
        sent, (body, broken) = _sent(asked.post_data), _body(answer)
        values = route.values if route and operation is route.operation else {}
        job = entry.job or (owner.of(operation, values, sent, body) if operation else None)
        is_own = owner.is_own(job, asked.headers, answer.status)
        return Exchange(
            number=index + 1,
            at_s=round(self.ends[index] - self._start_s, 6),
            operation=operation,
            method=asked.method.upper(),
            url=asked.url.partition("?")[0],
            job=job,
            credential=ORDINARY if is_own else "other",
            json=sent,
            status=max(answer.status, 0),
            answer_headers=_headers(answer),
            body=body,
            broken=broken or ("" if answer.status > 0 else "no answer"),
            said=entry.said,
            is_recorded_whole=body is not MISSING or answer.content.size == 0 or answer.status == NO_CONTENT,
            is_excused=entry.fault is not None,
        )


def _answered_at(entry: Entry) -> float:
    """Return when the answer was there, in Unix seconds. Raises ValueError."""
    started = datetime.fromisoformat(entry.started_date_time)
    at = started if started.tzinfo else started.replace(tzinfo=UTC)
    return at.timestamp() + max(entry.time, 0) / 1000


def _headers(answer: Answer) -> dict[str, str]:
    named = {each.name.lower(): each.value for each in answer.headers if each.name.lower() not in SECRET_HEADERS}
    kind = answer.content.mime_type
    return {"content-type": kind, **named} if kind and kind != "x-unknown" else named


def _sent(data: PostData | None) -> Any:
    """Return the JSON body of a request; MISSING where there is none that can be read."""
    if data is None or data.text is None or not _is_json(data.mime_type):
        return MISSING
    try:
        return decode(data.text.encode())
    except (NotJson, UnicodeEncodeError):
        return MISSING


def _body(answer: Answer) -> tuple[Any, str]:
    """Return the body of an answer, decoded where it is JSON, and why it cannot be read, if so."""
    content = answer.content
    if not content.text:
        return MISSING, ""
    try:
        raw = base64.b64decode(content.text) if content.encoding == "base64" else content.text.encode()
        return (decode(raw) if _is_json(_headers(answer).get("content-type", "")) else content.text), ""
    except (NotJson, binascii.Error, UnicodeEncodeError) as error:
        return content.text, str(error)


def _is_json(media_type: str) -> bool:
    kind = media_type.partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
