"""What is documented as possible, and what nobody forbids, is no finding: dialects, failures, throttling, spacing."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, cast, get_args, get_origin, get_type_hints

import msgspec
import pytest
from checks.check_run import findings, found, tell
from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import Sabotage
from checks.saboteurs.server import WrongServer
from checks.saboteurs.withheld import Withheld

from understudy.contracts import vendor_names
from understudy.contracts.checks.case import CaseResult
from understudy.fakes.registry import translation

UNUSABLE = {("elevateai", "token"), ("scriptix", "api_key")}
"""fields of a dialect with which nobody gets in"""


class Innocent(NamedTuple):
    """A server that is right, though not in the most usual way."""

    name: str
    vendor: str
    make: Callable[[], Sabotage]

    def __str__(self) -> str:
        """Return the vendor and the name."""
        return f"{self.vendor}-{self.name}"


def _speaking(**fields: Any) -> Callable[[], Sabotage]:
    def make() -> Sabotage:
        spoken = Sabotage()
        spoken.dialect = fields
        return spoken

    return make


def _dialects() -> Iterator[Innocent]:
    """Yield one server for each value that a field of a dialect has, but for the default."""
    for vendor in vendor_names():
        default = translation(vendor).dialect
        for field, kind in get_type_hints(type(default)).items():
            values = get_args(kind) if get_origin(kind) is Literal else (True, False) if kind is bool else ()
            for value in values:
                if value != getattr(default, field) and (vendor, field) not in UNUSABLE:
                    yield Innocent(f"{field}-{value}", vendor, _speaking(**{field: value}))
    yield Innocent("monthly_quota-2", "elevateai", _speaking(monthly_quota=2))
    yield Innocent("requests_used-1", "elevateai", _speaking(monthly_quota=3, requests_used=1))
    yield Innocent("all_that_is_older", "scriptix", _speaking(
        create_ok=200, session_shape="envelope", session_done="done", failed_session="short", document_before="null",
        delete_ok=204, result_done="done", result_early=409, result_unit_ms=1000, document_type="caption",
        document_object="long", error_shape="nested", rate_limit_body="slug", plan="gold",
    ))  # fmt: skip


PLAYED = {
    "elevateai": "by_link chat transcript download_failed download_unreadable link_expired processing_failed "
    "quota_reached rate_limited rate_limited_until summary_busy upload_failed upload_failed_once upload_unreadable",
    "marsview": "airdow002 by_link configuration_error lanes_apart link_expires_soon long_recording "
    "one_model_fails processing_error rate_limited unreadable",
    "scriptix": "by_link decode_failed language_detection_failed plan_free processing_timeout "
    "rate_limited slow_queue too_short",
}
"""scenarios of the library that play nothing but what the vendor documents, whatever is sent"""


def _scenarios() -> Iterator[Innocent]:
    def playing(name: str) -> Callable[[], Sabotage]:
        def make() -> Sabotage:
            played = Sabotage()
            played.scenario = name
            return played

        return make

    for vendor, names in PLAYED.items():
        yield from (Innocent(name, vendor, playing(f"{vendor}/{name}")) for name in names.split())


Edit = Callable[[Asked, Withheld], None]


def _is_json(answer: Withheld) -> bool:
    return answer.body[:1] in (b"{", b"[")


def more_headers(asked: Asked, answer: Withheld) -> None:
    """Add what a gateway adds."""
    for name, value in {
        "server": "nginx", "via": "1.1 gateway", "x-request-id": "7f", "cache-control": "no-store",
        "x-ratelimit-remaining": "59", "strict-transport-security": "max-age=63072000", "vary": "Accept-Encoding",
    }.items():  # fmt: skip
        answer.set_header(name, value)


def another_order(asked: Asked, answer: Withheld) -> None:
    """Write the keys in the other direction."""
    if _is_json(answer):
        answer.json = _reversed(answer.json)


def _reversed(value: Any) -> Any:
    return _each(value, _reversed, lambda fields: dict(reversed(fields.items())))


def another_spacing(asked: Asked, answer: Withheld) -> None:
    """Write JSON as people read it."""
    if _is_json(answer):
        answer.write(json.dumps(answer.json, indent=4, ensure_ascii=False).encode() + b"\n")


def a_charset(asked: Asked, answer: Withheld) -> None:
    """Say how JSON is encoded."""
    if _is_json(answer):
        answer.set_header("content-type", "application/json; charset=utf-8")


def in_chunks(asked: Asked, answer: Withheld) -> None:
    """Do not say how long the body is."""
    answer.is_chunked = True


def an_extra_key(asked: Asked, answer: Withheld) -> None:
    """Say something more in each object."""
    if _is_json(answer):
        answer.json = _with_more(answer.json)


def _with_more(value: Any) -> Any:
    return _each(value, _with_more, lambda fields: {**fields, "xAddedLater": "later"})


def _each(value: Any, inner: Callable[[Any], Any], outer: Callable[[dict[str, Any]], Any]) -> Any:
    """Return a JSON value whose members went through `inner`, and which, if it is an object, went through `outer`."""
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        return outer({key: inner(each) for key, each in fields.items()})
    return [inner(each) for each in cast("list[Any]", value)] if isinstance(value, list) else value


def _moments(digits: int, zone: str = "Z") -> Edit:
    def edit(asked: Asked, answer: Withheld) -> None:
        """Write moments with so many digits behind the second."""

        def rewrite(match: re.Match[bytes]) -> bytes:
            fraction = ((match[2] or b".")[1:] + b"0" * 9)[:digits]
            return match[1] + (b"." + fraction if digits else b"") + zone.encode()

        if _is_json(answer) and not (asked.operation and asked.operation.id == "makeUploadUrl"):
            answer.write(re.sub(rb"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00:00)", rewrite, answer.body))

    return edit


def _throttled() -> Edit:
    counter = itertools.count(1)

    def edit(asked: Asked, answer: Withheld) -> None:
        """Let every fifth question come too soon for somebody, though what was asked for by others is done."""
        is_question = asked.operation is not None and asked.operation.method == "GET"
        if is_question and next(counter) % 5 == 0 and 429 in (asked.operation.responses if asked.operation else {}):
            answer.status = 429
            answer.set_header("retry-after", "2")
            answer.json = _REFUSALS[asked.vendor]

    return edit


_REFUSALS: Mapping[str, Any] = {
    "elevateai": {"errorMessage": "Too many requests"},
    "marsview": {"status": False, "error": "too_many", "message": "Too many requests"},
    "scriptix": {"error": "Rate Limit Exceeded", "message": "Too many requests", "error_code": "RATE_LIMIT_EXCEEDED",
                 "retry_after": 2},
}  # fmt: skip
EDITS: dict[str, Callable[[], Edit]] = {
    "more_headers": lambda: more_headers,
    "another_order": lambda: another_order,
    "another_spacing": lambda: another_spacing,
    "a_charset": lambda: a_charset,
    "in_chunks": lambda: in_chunks,
    "an_extra_key": lambda: an_extra_key,
    "moments_of_3_digits": lambda: _moments(3),
    "moments_of_6_digits": lambda: _moments(6),
    "moments_of_7_digits_in_greenwich": lambda: _moments(7, "+00:00"),
    "every_fifth_answer_is_429": _throttled,
}


def _edited() -> Iterator[Innocent]:
    def editing(make_edit: Callable[[], Edit]) -> Callable[[], Sabotage]:
        class Edited(Sabotage):
            def __init__(self) -> None:
                self._edit = make_edit()

            def after(self, asked: Asked, answer: Withheld) -> None:
                self._edit(asked, answer)

        return Edited

    for vendor in vendor_names():
        yield from (Innocent(name, vendor, editing(make_edit)) for name, make_edit in EDITS.items())


AS_THEY_ARE = [Innocent("as_it_is", name, Sabotage) for name in vendor_names()]
INNOCENT = [*AS_THEY_ARE, *_dialects(), *_scenarios(), *_edited()]
QUICK = [each for each in INNOCENT if str(each) in {
    "elevateai-upload_failed_once",
    "elevateai-not_ready-204",
    "marsview-missing_dependency-400",
    "scriptix-every_fifth_answer_is_429",
    "scriptix-all_that_is_older",
}]  # fmt: skip
"""those that every run of the tests tries, with the planned walks alone"""


def _heard(innocent: Innocent, **how: Any) -> list[CaseResult]:
    server = WrongServer(innocent.vendor, innocent.make())
    with server.running():
        return found(server.url, innocent.vendor, control=server.control, **how)


@pytest.mark.parametrize("innocent", QUICK, ids=str)
def test_a_walk_through_what_is_documented_as_possible_has_no_finding(innocent: Innocent) -> None:
    """The planned walks of a right server find nothing."""
    assert tell(_heard(innocent, kinds=("walks",))) == ""


@pytest.mark.slow
@pytest.mark.parametrize("innocent", [*AS_THEY_ARE, *_dialects()], ids=str)
def test_the_other_side_of_a_disagreement_is_no_finding(innocent: Innocent) -> None:
    """Walks of a server that follows other documents find nothing; nor shapes, where it follows none of ours."""
    kinds = ("walks", "shapes") if innocent.name in ("as_it_is", "all_that_is_older") else ("walks",)
    assert tell(_heard(innocent, kinds=kinds, examples=1)) == ""


@pytest.mark.slow
@pytest.mark.parametrize("innocent", [*_scenarios(), *_edited()], ids=str)
def test_what_is_documented_as_possible_is_no_finding(innocent: Innocent) -> None:
    """Walks with a vendor that fails as it is documented to, or puts its answers otherwise, find nothing."""
    assert tell(_heard(innocent, kinds=("walks",))) == ""


def test_an_undocumented_key_is_a_warning_under_strict_alone() -> None:
    """It is told with the field's name, and fails nothing."""
    extra = next(each for each in INNOCENT if str(each) == "marsview-an_extra_key")
    loose, strict = (_heard(extra, kinds=("walks",), strict=each) for each in (False, True))

    assert (findings(loose), findings(loose, is_warning=True), findings(strict)) == ([], [], [])
    assert any("xAddedLater" in str(each.contradiction) for each in findings(strict, is_warning=True))


def test_the_list_of_innocents_has_every_dialect_of_every_vendor() -> None:
    """Each field, and each value that can be listed; and each of them has a name of its own."""
    names = list(map(str, INNOCENT))
    spoken = [(each.vendor, item) for each in INNOCENT for item in each.make().dialect.items()]

    assert len(set(names)) == len(names)
    assert len(QUICK) == 5
    for vendor in vendor_names():
        default = translation(vendor).dialect
        fields = {name for name in msgspec.structs.asdict(default) if (vendor, name) not in UNUSABLE}
        assert {name for of, (name, _) in spoken if of == vendor} == fields
        for name in fields:
            said = {value for of, (field, value) in spoken if (of, field) == (vendor, name)}
            assert said | {getattr(default, name)} >= _possible(type(default), name)


def _possible(dialect: type[msgspec.Struct], name: str) -> set[Any]:
    """Return the values that a field can have, as its schema lists them; none for a number."""
    schema = msgspec.json.schema(get_type_hints(dialect)[name])
    return {True, False} if schema.get("type") == "boolean" else set(schema.get("enum", ()))
