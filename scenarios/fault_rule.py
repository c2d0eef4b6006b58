"""One fault and the place where it strikes, as a scenario file says it.

Source: ours. A `reply` fault answers something else; all the others break the exchange itself and need a socket.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from understudy.contracts import Document, Vendor, nearest
from understudy.contracts.strict_yaml import Step
from understudy.scenarios.duration import seconds

EVERY = "*"
"""in the place of an operation: whatever is called"""
FaultSpan = Annotated[
    str, msgspec.Meta(pattern=r"^(\d+(\.\d+)?(ms|s|m|h|d))+$", description="a span of time: 500ms, 2s, 5m, 1h30m, 1d")
]
"""one span of time, e.g. `500ms` or `2s`"""
ErrorStatus = Annotated[int, msgspec.Meta(ge=400, le=599)]
KINDS = (
    "respond",
    "ghost",
    "alter",
    "delay",
    "drip",
    "hang",
    "reset",
    "no_answer",
    "cut_after_bytes",
    "wrong_length",
    "refuse",
)
_HINTED = (429, 503)
"""the statuses that may say when to come back. Source: RFC 6585 section 4, RFC 9110 section 15.6.4"""
_BODILESS = (204, 205, 304)
"""Source: RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5"""


class Respond(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An answer instead of the vendor's; the vendor does nothing."""

    status: Annotated[int, msgspec.Meta(ge=200, le=599)]
    body: Literal["proxy", "vendor", "none"] = "proxy"
    """the HTML page of a gateway, the vendor's own refusal, or nothing"""
    retry_after: FaultSpan | None = None
    """the span that `Retry-After` names, in whole seconds rounded up"""
    retry_after_as: Literal["seconds", "date"] = "seconds"


class Alter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that is wrong with an answer that is the vendor's otherwise. A field is named by its dotted path."""

    content_type: Annotated[str, msgspec.Meta(pattern=r"^[\w.+-]+/[\w.+-]+(; ?[\w-]+=[\w.+-]+)*$")] | None = None
    malformed: Literal[True] | None = None
    """a comma stands where the last bracket of the JSON should"""
    truncate: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """only so many first bytes of the body go out, with a Content-Length to match"""
    empty: Literal[True] | None = None
    drop: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    null: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    add: Annotated[Mapping[str, Any], msgspec.Meta(min_length=1)] | None = None

    @property
    def kind(self) -> str:
        """The name of the one alteration; empty unless there is exactly one."""
        return _only(self, self.__struct_fields__)


class Drip(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The body in pieces of some bytes, one each span."""

    bytes: Annotated[int, msgspec.Meta(ge=1)]
    every: FaultSpan


class FaultRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"true_status": "while"}):
    """One fault and the place where it strikes."""

    operation: str
    """an operationId of the vendor's contract, or `*` for every one"""
    calls: tuple[Annotated[int, msgspec.Meta(ge=1)], ...] = ()
    """which calls of the operation are hit, counted from 1; none given means every call"""
    per: Literal["job", "tenant"] = "job"
    """whether calls are counted for each job, or for all of them together"""
    true_status: str | None = None
    """strikes only while the job, or a lane of it, truly has this status (`while` in a file)"""
    probability: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    """drawn from the seed for each call; 0 is never, 1 is always"""
    respond: ErrorStatus | Respond | None = None
    ghost: ErrorStatus | None = None
    """the vendor does its work, and the answer says that it failed"""
    alter: Alter | None = None
    delay: FaultSpan | None = None
    """the answer comes so much later"""
    drip: Drip | None = None
    hang: Literal[True] | None = None
    """no answer, ever"""
    reset: Literal["before_head", "after_head"] | None = None
    """the connection is reset instead of an answer, or between its head and its body"""
    no_answer: Literal[True] | None = None
    """the connection is closed in good order, without a byte"""
    cut_after_bytes: Annotated[int, msgspec.Meta(ge=0)] | None = None
    """the connection is closed after so many bytes of the body"""
    wrong_length: int | None = None
    """added to Content-Length; the body stays as it is"""
    refuse: FaultSpan | None = None
    """the connections of the vendor's port are closed, and for so long no new one is accepted, whosever it is"""

    @property
    def kind(self) -> str:
        """The name of the one kind of fault; empty unless there is exactly one."""
        return _only(self, KINDS)

    @property
    def response(self) -> Respond | None:
        """What `respond` asks for, in full."""
        return Respond(status=self.respond) if isinstance(self.respond, int) else self.respond


def _only(struct: msgspec.Struct, names: tuple[str, ...]) -> str:
    given = [name for name in names if getattr(struct, name) is not None]
    return given[0] if len(given) == 1 else ""


def check(document: Document, index: int, rule: FaultRule, vendor: Vendor) -> None:
    """Check the rule `faults[index]` of a scenario file beyond its form. Raises DocumentError with file and line."""
    where: list[Step] = ["faults", index]
    _check_place(document, where, rule, vendor)
    if not rule.kind:
        raise document.error(where, f"give exactly one of {_listed(KINDS)}")
    if rule.alter and not rule.alter.kind:
        raise document.error([*where, "alter"], f"give exactly one of {_listed(rule.alter.__struct_fields__)}")
    if rule.wrong_length == 0:
        raise document.error([*where, "wrong_length"], "0 bytes more make no wrong length: give -5 or 5, say")
    if problem := _problem(rule.response) or _no_field(rule.alter):
        raise document.error([*where, rule.kind], problem)
    if rule.refuse and seconds(rule.refuse) == 0:
        raise document.error([*where, "refuse"], "a port that is refused for no time at all is not refused")


def _check_place(document: Document, where: list[Step], rule: FaultRule, vendor: Vendor) -> None:
    operations = vendor.contract.operations
    if rule.operation != EVERY and rule.operation not in operations:
        near = ", ".join(nearest(rule.operation, operations)) or ", ".join(sorted(operations))
        reason = f"{rule.operation!r} is not known here: did you mean {near}? {EVERY!r} is every operation"
        raise document.error([*where, "operation"], reason)
    if rule.true_status is None:
        return
    if rule.true_status not in vendor.statuses:
        near = ", ".join(nearest(rule.true_status, vendor.statuses)) or ", ".join(vendor.statuses)
        reason = f"{rule.true_status!r} is no status of {vendor.title}: did you mean {near}?"
        raise document.error([*where, "while"], reason)
    if rule.operation != EVERY and "{" not in operations[rule.operation].path:
        reason = f"the path of {rule.operation!r} names no job whose status could be looked at"
        raise document.error([*where, "while"], reason)


def _problem(respond: Respond | None) -> str:
    """Return why this answer cannot be given; empty when it can."""
    if respond is None:
        return ""
    if respond.body == "vendor" and respond.status < 400:
        return f"{respond.status} is no refusal, so the vendor has no body for it: choose body: proxy or none"
    if respond.body != "none" and respond.status in _BODILESS:
        return f"{respond.status} has no body: choose body: none"
    if respond.retry_after and respond.status not in _HINTED:
        return f"retry_after goes with {' or '.join(map(str, _HINTED))}, not with {respond.status}"
    return ""


def _no_field(alter: Alter | None) -> str:
    """Return why a field cannot be found by its dotted path; empty when it can."""
    name = alter and (alter.drop or alter.null)
    return f"{name!r} is no dotted path of fields" if name and not all(name.split(".")) else ""


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"
