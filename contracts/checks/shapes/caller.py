"""Sends requests that schemathesis made up, with our credential and to our target alone, and keeps what differs.

Source: ours. The request is encoded by schemathesis; what is answered becomes an exchange like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import requests

from understudy.contracts import Operation
from understudy.contracts.checks.agreement.met import met_by
from understudy.contracts.checks.calls.exchange import ORDINARY, Exchange, Step
from understudy.contracts.checks.calls.pace import Pace
from understudy.contracts.checks.calls.pause import THROTTLED, throttled_s
from understudy.contracts.checks.calls.sender import Sender, told_by
from understudy.contracts.checks.finding import Contradiction
from understudy.contracts.checks.rig import Rig
from understudy.contracts.checks.shapes.mistake import Mistake
from understudy.contracts.protocol_form import MISSING

ELSEWHERE = frozenset({"", ".", ".."})
"""values of a path's parameter with which the path is another one, as is one with a slash"""
RUN_ID = "x-schemathesis-testcaseid"
SHOWN_MAX = 500
"""characters of a made-up text that are shown"""


@dataclass(frozen=True)
class Hit:
    """A contradiction, and the shortest request with which it was met."""

    contradiction: Contradiction
    steps: tuple[Step, ...]
    job: str | None
    size: int
    """of the request, in characters"""
    more: int = 0


@dataclass
class Caller:
    """Calls one target."""

    rig: Rig
    sender: Sender
    pace: Pace
    sent: int = 0
    met: set[str] = field(default_factory=set[str])
    hits: dict[tuple[str, ...], Hit] = field(default_factory=dict[tuple[str, ...], Hit])
    """by rule, place and operation"""

    def call(
        self,
        operation: Operation,
        case: Any,
        before: Iterable[Step] = (),
        job: str | None = None,
        credential: str = ORDINARY,
    ) -> tuple[httpx.Response, Exchange] | None:
        """Send a case and judge the answer, which is returned; None where there is none, or the case cannot be sent.

        `before` is what led here. A request that is asked to wait is sent again, once.
        """
        prepared = self._prepared(operation, case, credential)
        return self._called(operation, case, prepared, before, job, credential) if prepared else None

    def misspeak(
        self, operation: Operation, mistake: Mistake, before: Iterable[Step] = (), job: str | None = None
    ) -> None:
        """Send a request that is none of the operation's, and judge the answer."""
        url = self.sender.url(operation, job)
        headers = {**(self.sender.header() if operation.secured else {}), "Content-Type": mistake.media_type}
        prepared = requests.Request(operation.method, url, headers=headers, data=mistake.content).prepare()
        self._called(operation, mistake, prepared, before, job, ORDINARY)

    def _called(
        self,
        operation: Operation,
        case: Any,
        prepared: requests.PreparedRequest,
        before: Iterable[Step],
        job: str | None,
        credential: str,
    ) -> tuple[httpx.Response, Exchange] | None:
        """Send, once more if it is asked to wait, and judge."""
        steps = [*before]
        answered = self._judged(operation, case, prepared, steps, job, credential)
        if answered and answered[1].status == THROTTLED:
            steps.append(self.pace.elapse(throttled_s(answered[1], self.pace.now())))
            answered = self._judged(operation, case, prepared, steps, job, credential)
        return answered

    def _judged(
        self,
        operation: Operation,
        case: Any,
        prepared: requests.PreparedRequest,
        steps: list[Step],
        job: str | None,
        credential: str,
    ) -> tuple[httpx.Response, Exchange] | None:
        """Send once, judge what comes, and add it to the steps."""
        answer, exchange = self._sent(operation, case, prepared, job, credential)
        if exchange is None:
            return None
        steps.append(exchange)
        self.judge(self.rig.agreement.contradictions(exchange), steps, job, _size(prepared))
        self.met |= met_by(self.rig.target.vendor, exchange)
        return (answer, exchange) if answer is not None else None

    def judge(self, found: Iterable[Contradiction], steps: Iterable[Step], job: str | None, size: int) -> None:
        """Keep contradictions; of the same one, the shorter request."""
        kept = tuple(steps)
        operation = next((step.operation for step in reversed(kept) if isinstance(step, Exchange)), None)
        for each in found:
            key = (each.rule, each.where, operation.id if operation else "")
            known = self.hits.get(key)
            hit = Hit(each, kept, job, size) if known is None or size < known.size else known
            self.hits[key] = replace(hit, more=known.more + 1 if known else 0)

    def _prepared(self, operation: Operation, case: Any, credential: str) -> requests.PreparedRequest | None:
        """Return a case as it is sent; None where that is another operation's request, or none that can be written."""
        values = cast("Mapping[str, Any]", case.path_parameters or {}).values()
        if case.method.upper() != operation.method or any(_is_elsewhere(str(value)) for value in values):
            return None
        header = self.sender.header(credential) if operation.secured else {}
        try:
            sent = case.as_transport_kwargs(base_url=self.rig.target.url.rstrip("/"), headers=header)
            prepared = requests.Request(**sent).prepare()
        except (ValueError, requests.RequestException):
            return None
        is_ours = urlsplit(str(prepared.url))[:2] == urlsplit(self.rig.target.url)[:2]
        return prepared if is_ours else None

    def _shown(self, operation: Operation, case: Any, credential: str) -> dict[str, str]:
        shown = self.sender.shown_header(credential) if operation.secured else {}
        return {**shown, "Content-Type": case.media_type} if isinstance(case, Mistake) else shown

    def _sent(
        self, operation: Operation, case: Any, prepared: requests.PreparedRequest, job: str | None, credential: str
    ) -> tuple[httpx.Response | None, Exchange | None]:
        """Send once. Nothing at all is returned where HTTP has no such request."""
        method, url = str(prepared.method), str(prepared.url)
        shown = Exchange(
            number=self.sent + 1, at_s=self.pace.elapsed_s(), operation=operation, method=method, url=url, job=job,
            credential=credential, headers=self._shown(operation, case, credential), **_body_shown(case),
        )  # fmt: skip
        try:
            answer = self.rig.http.request(method, url, headers=_headers(prepared), content=_body(prepared))
        except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError):
            return None, None
        except httpx.HTTPError as error:
            self.sent += 1
            return None, replace(shown, broken=f"{type(error).__name__}: {error}")
        self.sent += 1
        return answer, replace(shown, at_s=self.pace.elapsed_s(), **told_by(answer))


def _is_elsewhere(value: str) -> bool:
    return value in ELSEWHERE or "/" in value or "\\" in value


def _headers(prepared: requests.PreparedRequest) -> dict[str, str]:
    """Return the headers without the one that is another one in every run."""
    headers: dict[str, Any] = dict(prepared.headers)
    return {name: _text(value) for name, value in headers.items() if name.lower() != RUN_ID}


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _size(prepared: requests.PreparedRequest) -> int:
    return len(str(prepared.url)) + len(_body(prepared) or "")


def _body(prepared: requests.PreparedRequest) -> Any:
    """Return what is sent: text or bytes, as schemathesis sends no streams."""
    return prepared.body


def _body_shown(case: Any) -> dict[str, Any]:
    """Return what an exchange tells of the body of a case, or of a mistake."""
    if isinstance(case, Mistake):
        return {"content": case.content.decode()}
    body: Any = case.body
    if str(case.media_type).endswith("json"):
        return {"json": body} if isinstance(body, dict | list | str | int | float | bool | None) else {"json": MISSING}
    if isinstance(body, dict):
        parts = cast("dict[str, Any]", body)
        return {"multipart": {str(part): str(value)[:SHOWN_MAX] for part, value in parts.items()}}
    return {}
