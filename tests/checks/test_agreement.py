"""Whether one answer is as documented: what is a finding, what never is, and which fact is named."""

from __future__ import annotations

from typing import Any

import pytest

from understudy.contracts import vendor
from understudy.contracts.checks.agreement.agreement import Agreement
from understudy.contracts.checks.agreement.integers import floats_for_integers
from understudy.contracts.checks.calls.decode import NotJson, decode
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.finding import Contradiction
from understudy.contracts.facts import facts
from understudy.contracts.protocol_form import MISSING
from understudy.contracts.schema import Schema

JSON = {"content-type": "application/json"}
SESSION = {
    "id": 1, "session_id": "s", "status": "completed", "filename": "a.wav", "duration": 3, "language": "en",
    "media_type": "audio", "media_url": None, "error": None, "created_at": "2026-01-02T03:04:05Z",
    "started_at": "2026-01-02T03:04:06Z", "finished_at": "2026-01-02T03:05:05Z",
    "document": {"id": 4, "name": "d", "type": "transcript"}, "session_mode": "decode", "custom_model_id": None,
}  # fmt: skip
INTERACTION = {
    "identifier": "2f8c7dd6-8b73-4ba0-a8bd-3f9ad46dc1e6", "status": "processed", "declared": "2026-01-02T03:04:05Z",
    "uploaded": "2026-01-02T03:04:05.123Z", "downloaded": None, "processed": "2026-01-02T03:04:05.123456Z",
    "errorMessage": None,
}  # fmt: skip
REFUSAL = {"error": "Not Found", "message": "No such session", "error_code": "SESSION_NOT_FOUND"}
THROTTLED = {"error": "Too Many", "message": "wait", "error_code": "RATE_LIMIT_EXCEEDED", "retry_after": 3}


def judged(
    operation: str, body: Any = MISSING, status: int = 200, headers: dict[str, str] | None = None,
    *, of: str = "scriptix", strict: bool = False, **more: Any,
) -> list[Contradiction]:  # fmt: skip
    """Return what an answer contradicts."""
    facts_of = vendor(of)
    found = facts_of.contract.operations[operation]
    sent = Exchange(
        number=1, at_s=0, operation=found, method=found.method, url="/", status=status, body=body,
        answer_headers=JSON if headers is None else headers, **more,
    )  # fmt: skip
    return Agreement(facts_of, strict).contradictions(sent)


def said(found: list[Contradiction]) -> list[tuple[str, str, str]]:
    """Return rule, place and fact of each."""
    return [(each.rule, each.where, each.fact) for each in found]


def test_what_is_documented_is_no_finding() -> None:
    """Strictness changes nothing about it."""
    for strict in (False, True):
        assert judged("getSession", SESSION, strict=strict) == []
        assert judged("getInteractionStatus", INTERACTION, of="elevateai", strict=strict) == []
        assert judged("getSession", REFUSAL, 404, strict=strict) == []


def test_spelling_and_order_and_other_headers_are_no_finding() -> None:
    """A gateway adds headers, another server has another order, and any fraction of a second is a moment."""
    headers = {"content-type": "Application/JSON; charset=utf-8", "x-served-by": "cache", "via": "1.1 gateway"}

    assert judged("getSession", dict(reversed(SESSION.items())), headers=headers, strict=True) == []
    for fraction in (".123", ".123456"):
        moment = f"2026-01-02T03:04:05{fraction}Z"
        assert judged("getSession", {**SESSION, "created_at": moment}) == []
        assert judged("getInteractionStatus", {**INTERACTION, "processed": moment}, of="elevateai", strict=True) == []


def test_an_undocumented_key_is_warned_of_only_if_that_is_asked_for() -> None:
    """Also deep inside, and in one of several shapes."""
    more = {**SESSION, "colour": "red", "document": {"id": 4, "name": "d", "type": "transcript", "pages": 3}}

    assert judged("getSession", more) == []
    found = judged("getSession", more, strict=True)
    assert {each.where for each in found} == {"colour", "document.pages"}
    assert all(each.is_warning for each in found)


def test_an_undocumented_status_code_is_a_finding() -> None:
    """Also one of a server that broke down, where no breakdown is documented; the operation is the fact."""
    assert said(judged("getSession", {}, 418)) == [("answer", "status", "operation getSession")]
    assert said(judged("getInteractionStatus", {}, 500, of="elevateai")) == [
        ("answer", "status", "operation getInteractionStatus")
    ]
    assert judged("getSession", {}, 503) == []


def test_another_media_type_is_a_finding() -> None:
    """So is none at all."""
    for headers in ({"content-type": "text/html"}, {}):
        found = judged("getSession", "<html>", 404, headers)
        assert said(found) == [("answer", "Content-Type", "response getSession 404")]


def test_a_missing_body_is_a_finding_where_one_is_documented() -> None:
    """Unless it is known to be left out, or only the status was recorded, or the method has none."""
    assert said(judged("getSession", headers={})) == [("answer", "body", "response getSession 200")]
    assert judged("getSession", headers={}, is_recorded_whole=False) == []
    assert judged("getInteractionStatus", status=401, headers={}, of="elevateai") == []
    assert judged("getFileOffset", status=404, headers=JSON) == []


def test_a_body_that_cannot_be_read_is_a_finding() -> None:
    """It says why."""
    found = judged("getSession", "{", broken="no JSON: Expecting value at character 1")

    assert said(found) == [("answer", "body", "response getSession 200")]
    assert "Expecting value" in str(found[0])


def test_a_body_where_none_is_documented_is_warned_of_only_if_that_is_asked_for() -> None:
    """What no page shows need not be nothing."""
    assert judged("deleteSession", "ok", headers={"content-type": "text/plain"}) == []
    (found,) = judged("deleteSession", "ok", headers={"content-type": "text/plain"}, strict=True)
    assert found.is_warning


@pytest.mark.parametrize(
    ("change", "where", "fact"),
    [
        ({"started_at": 3}, "started_at", "field SessionFields.started_at"),
        ({"finished_at": "yesterday"}, "finished_at", "field SessionFields.finished_at"),
        ({"document": None}, "document", "field SessionFields.document"),
        ({"document": {"id": 4, "name": "d", "type": "poem"}}, "document.type", "field DocumentReference.type"),
        ({"duration": "3"}, "duration", "field SessionFields.duration"),
    ],
)
def test_a_wrong_field_is_named_with_its_fact(change: dict[str, Any], where: str, fact: str) -> None:
    """Where several shapes are documented, the one that was meant is; the fact carries its source."""
    found = judged("getSession", {**SESSION, **change})

    assert said(found) == [("answer", where, fact)]
    assert found[0].provenance == facts(vendor("scriptix"))[fact].provenance


def test_a_missing_field_is_named_with_its_fact() -> None:
    """The place is the field's own, not that of what it is missing from."""
    without = {key: value for key, value in SESSION.items() if key != "finished_at"}

    assert said(judged("getSession", without)) == [("answer", "finished_at", "field SessionFields.finished_at")]


def test_the_same_in_every_item_of_a_list_is_one_finding() -> None:
    """It names the place of the first."""
    items = [{**SESSION, "session_id": 7}] * 3
    found = judged("listSessions", {"count": 3, "total_results": 3, "result": items})

    assert said(found) == [("answer", "result.session_id", "field SessionFields.session_id")]
    assert "result.0.session_id" in found[0].message


def test_an_undocumented_word_is_a_finding_about_the_status_alone() -> None:
    """Whatever else depends on the status is not told, as nobody knows what holds then; lanes have theirs, too."""
    assert said(judged("getSession", {**SESSION, "status": "paused"})) == [("status", "status", "field Session.status")]
    body = {"status": True, "data": {"txnId": "txn-1a2b3c4d5e6f7g8h-1234567890123", "enableModels": [
        {"modelType": "speech_to_text", "requestId": "r", "state": {"status": "waiting"}}]}}  # fmt: skip
    found = judged("getTxn", body, of="marsview")
    assert [each.where for each in found if each.rule == "status"] == ["data.enableModels.state.status"]


@pytest.mark.parametrize("number", ["1410.0", "0.0", "-3.0", "1e3", "9007199254740993.0", "1e300"])
def test_an_integer_that_is_written_as_a_float_is_a_finding(number: str) -> None:
    """JSON Schema takes it, typed clients do not; a field that is a number may be written so."""
    found = judged("getSession", {**SESSION, "id": decode(number.encode())})
    assert said(found) == [("integer", "id", "field SessionFields.id")]

    assert judged("getSession", {**SESSION, "duration": 3.0}) == []


def test_a_constant_that_is_written_as_a_float_is_a_finding() -> None:
    """Also inside lists, and where it is the least that is taken."""
    body = {"count": 1.0, "total_results": 1, "result": [{**SESSION, "id": 7.0}]}
    found = judged("listSessions", body)

    assert [(each.rule, each.where) for each in found] == [("integer", "count"), ("integer", "result.id")]


def test_a_number_at_the_edge_of_its_range_may_be_written_as_a_float() -> None:
    """To be told apart from integers it is looked at a little below, where it would be too small."""
    schema = Schema({"properties": {"least": {"type": "number", "minimum": 1}}}, AssertionError)

    assert floats_for_integers(schema, {"least": 1.0}) == []


def test_a_429_says_how_long_to_stay_away_where_that_is_documented() -> None:
    """As a number of seconds; where it is not documented, any answer that says it is possible."""
    for headers in (JSON, {**JSON, "retry-after": "soon"}, {**JSON, "retry-after": "0"}):
        assert said(judged("getSession", THROTTLED, 429, headers)) == [
            ("throttle", "Retry-After", "response getSession 429")
        ]
    assert judged("getSession", THROTTLED, 429, {**JSON, "retry-after": "3"}) == []
    assert judged("getInteractionStatus", {}, 429, {**JSON, "retry-after": "3"}, of="elevateai") == []
    assert said(judged("getInteractionStatus", {}, 429, of="elevateai")) == [
        ("answer", "status", "operation getInteractionStatus")
    ]


def test_either_side_of_a_disagreement_is_taken_unless_the_default_is_demanded() -> None:
    """200 or 201 for an upload, 404 or 204 for what is not ready, 200 or 204 for a delete."""
    for operation, status, of in (
        ("uploadInteraction", 201, "elevateai"),
        ("getTranscript", 204, "elevateai"),
        ("deleteSession", 204, "scriptix"),
    ):
        assert judged(operation, status=status, headers={}, of=of) == []
        (found,) = judged(operation, status=status, headers={}, of=of, strict=True)
        assert (found.where, found.is_warning) == ("status", False)
    assert judged("uploadInteraction", status=200, headers={}, of="elevateai", strict=True) == []
    assert judged("getSummary", {"errorMessage": "no"}, 422, of="elevateai", strict=True) == []


def test_an_excused_answer_and_an_unknown_path_are_not_judged() -> None:
    """A fault that was asked for is no defect, and what is no operation has no contract."""
    assert judged("getSession", {}, 418, is_excused=True) == []
    nowhere = Exchange(number=1, at_s=0, operation=None, method="GET", url="/", status=404)
    assert Agreement(vendor("scriptix")).contradictions(nowhere) == []


def test_no_answer_is_a_finding() -> None:
    """Unless nothing tells why there is none, as in a journal whose client went away."""
    assert said(judged("getSession", status=0, broken="ReadError")) == [("reachable", "answer", "operation getSession")]
    assert judged("getSession", status=0) == []


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"a": NaN}', "NaN"), (b"[Infinity]", "Infinity"), (b"1e999", "more than"), (b"\xff", "UTF-8"),
        (b"{", "no JSON"), (b"[" * 100_000, "deep"), (b"", "no JSON"),
    ],
    ids=["nan", "infinity", "too large", "not utf-8", "cut", "deep", "empty"],
)  # fmt: skip
def test_what_is_no_json_is_refused_with_a_reason(raw: bytes, reason: str) -> None:
    """Python's own reader lets some of it pass."""
    with pytest.raises(NotJson, match=reason):
        decode(raw)


def test_a_number_stays_what_it_was_written_as() -> None:
    """An integer of any length, and a float even where nothing follows its point."""
    assert [type(each) for each in decode(b"[1410, 1410.0, 12345678901234567890]")] == [int, float, int]
