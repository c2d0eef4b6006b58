"""Faults in process: where they strike, what a reply fault answers, and what the journal says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from harness import RECORDING, Answer, Caller, multipart
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.contracts import Document, DocumentError
from understudy.fakes.faults import NO_FAULT, NoFault, WireFaultInProcess
from understudy.fakes.faults.alter import altered
from understudy.fakes.hazard import Hazard
from understudy.fakes.journal import Exchange
from understudy.fakes.registry import translation
from understudy.fakes.tenant import Settings, Tenant
from understudy.scenarios import load
from understudy.scenarios.fault_rule import Alter

AUDIO = {"type": "audio", "languageTag": "en"}
STATUS = "getInteractionStatus"


def play(tenant: Tenant, *rules: str, vendor: str = "elevateai") -> None:
    """Let these faults strike a tenant's calls."""
    head = f"vendor: {vendor}\ntitle: A test\nsource: ours\nadvice: none\nfaults:\n"
    tenant.scenarios[vendor] = load(Document(head + "".join(f"  - {{{rule}}}\n" for rule in rules), "test.yaml"))


@pytest.fixture
def caller() -> Iterator[Caller]:
    """Give ElevateAI's app, in process."""
    made = Caller("elevateai")
    yield made
    made.close()


def key(name: str = "tester") -> dict[str, str]:
    """Return the header of a tenant."""
    return {"X-API-Token": name}


def declare(caller: Caller, name: str = "tester") -> Answer:
    """Declare."""
    return caller("POST", "/v1/interactions", key(name), AUDIO)


def look(caller: Caller, job: str, what: str = "/status") -> Answer:
    """Look at a job."""
    return caller("GET", f"/v1/interactions/{job}{what}", key())


def declared(caller: Caller) -> str:
    """Return the id of a new job."""
    return str(declare(caller).json()["interactionIdentifier"])


def noted(caller: Caller, name: str = "tester") -> Exchange:
    """Return the latest row of a tenant's journal."""
    *_, row = caller.tenants.get(name).journal.after()
    return row


# where


def test_a_fault_strikes_the_calls_it_is_meant_for(caller: Caller) -> None:
    """Calls are counted from 1; the others go through, and another tenant is not concerned at all."""
    play(caller.tenants.get("tester"), "operation: declareInteraction, calls: [2, 4], respond: 500")

    assert [declare(caller).status for _ in range(5)] == [201, 500, 201, 500, 201]
    assert [declare(caller, "other").status for _ in range(2)] == [201, 201]


def test_calls_are_counted_for_each_job(caller: Caller) -> None:
    """The second look at one job is not the second look at another, nor a look of another kind."""
    play(caller.tenants.get("tester"), f"operation: {STATUS}, calls: [2], respond: 503")
    one, other = declared(caller), declared(caller)
    order = [(one, "/status"), (one, ""), (other, "/status"), (one, "/status"), (other, "/status"), (one, "/status")]

    assert [look(caller, *each).status for each in order] == [200, 200, 200, 503, 503, 200]


def test_calls_can_be_counted_for_all_jobs_together(caller: Caller) -> None:
    """With `per: tenant` the second look is the second one at whatever job."""
    play(caller.tenants.get("tester"), f"operation: {STATUS}, calls: [2], per: tenant, respond: 503")
    one, other = declared(caller), declared(caller)

    assert [look(caller, job).status for job in (one, other, one, other)] == [200, 503, 200, 200]


def test_a_star_is_every_operation(caller: Caller) -> None:
    """`*` counts and strikes whatever is called."""
    play(caller.tenants.get("tester"), "operation: '*', calls: [3], per: tenant, respond: 502")
    job = declared(caller)

    assert [look(caller, job).status, look(caller, job, "").status, look(caller, job).status] == [200, 502, 200]


def test_the_first_rule_that_fits_strikes(caller: Caller) -> None:
    """Of several rules for one call the first counts."""
    play(
        caller.tenants.get("tester"),
        "operation: declareInteraction, calls: [1], respond: 429",
        "operation: '*', respond: 500",
    )

    assert [declare(caller).status for _ in range(2)] == [429, 500]


def test_a_fault_strikes_while_the_job_truly_has_a_status(caller: Caller) -> None:
    """Before and after it nothing happens; a path that names no job is not concerned."""
    tenant = caller.tenants.get("tester")
    play(tenant, "operation: '*', while: processing, respond: 503")
    job = declared(caller)
    before = look(caller, job)
    headers, body = multipart(RECORDING.read_bytes())
    caller("POST", f"/v1/interactions/{job}/upload", key() | headers, body)
    found = tenant.jobs.get(job, tenant.clock.now())
    assert found
    codes: dict[str, set[int]] = {}
    for start in found.starts[1:]:
        tenant.clock.advance_to(start)
        codes.setdefault(found.true_status(start), set()).add(look(caller, job).status)

    assert before.status == 200
    assert codes.pop("processing") == {503}
    assert set().union(*codes.values()) == {200}


def test_any_lane_of_a_job_may_have_the_status() -> None:
    """A Marsview transaction is struck while one of its models has the status."""
    caller = Caller("marsview")
    auth = {"apiKey": "tester", "apiSecret": "s", "userId": "me@example.com"}
    token = caller("POST", "/cb/v1/auth/create_access_token", {}, auth).json()["data"]["accessToken"]
    bearer = {"Authorization": f"Bearer {token}"}
    link = {"link": "https://example.com/a.mp3", "title": "A", "description": "A"}
    txn = caller("POST", "/cb/v1/conversation/save_file_link", bearer, link).json()["data"]["txnId"]
    path = caller.app.vendor.contract.operations["getTxn"].path.replace("{txnId}", txn)
    body = {"txnId": txn, "userId": "me@example.com", "enableModels": [{"modelType": "speech_to_text"}]}
    tenant = caller.tenants.get("tester")
    play(tenant, "operation: getTxn, while: processed, respond: 503", vendor="marsview")
    caller("POST", "/cb/v1/conversation/compute", bearer, body)
    (job,) = tenant.jobs
    (lane,) = job.lanes
    caller("GET", path, bearer)
    first = noted(caller)
    tenant.clock.advance_to(lane.starts[-1])
    struck = caller("GET", path, bearer).status
    caller.close()

    assert first.said is not None
    assert first.lanes == {lane.name: first.said}
    assert (first.http, struck) == (200, 503)


def codes_of(seed: int, probability: float, calls: int = 40) -> list[int]:
    """Declare so often where that fails with a probability, and return the codes."""
    caller = Caller("elevateai", Settings(seed=seed, speed=0.0))
    play(caller.tenants.get("tester"), f"operation: declareInteraction, probability: {probability}, respond: 500")
    codes = [declare(caller).status for _ in range(calls)]
    caller.close()
    return codes


@settings(max_examples=10, deadline=None, database=None)
@given(seed=st.integers(0, 10_000))
def test_never_is_never_and_always_is_always(seed: int) -> None:
    """Probability 0 is exactly off and 1 always, whatever the seed."""
    assert set(codes_of(seed, 0)) == {201}
    assert set(codes_of(seed, 1)) == {500}


@settings(max_examples=10, deadline=None, database=None)
@given(seed=st.integers(0, 10_000), probability=st.floats(0.01, 0.99))
def test_the_same_seed_gives_the_same_faults(seed: int, probability: float) -> None:
    """What a chance decides is decided by the seed alone."""
    assert codes_of(seed, probability) == codes_of(seed, probability)


def test_a_chance_is_one_for_each_call_and_each_seed() -> None:
    """About so many calls are struck as were asked for, and others with another seed."""
    codes = codes_of(1, 0.3, 400)

    assert 80 < codes.count(500) < 160
    assert codes != codes_of(2, 0.3, 400)


def test_a_chance_does_not_depend_on_other_calls(caller: Caller) -> None:
    """What was looked at in between makes no difference to what strikes a job's own calls."""
    tenant = caller.tenants.get("tester")
    play(tenant, f"operation: {STATUS}, probability: 0.5, respond: 500")
    job = declared(caller)
    alone = [look(caller, job).status for _ in range(30)]
    tenant.calls.clear()
    other = declared(caller)
    among = [(look(caller, other), look(caller, job, ""), look(caller, job).status)[-1] for _ in range(30)]

    assert set(alone) == {200, 500}
    assert among == alone


def test_a_fault_strikes_where_only_the_body_says_whose_request_it_is() -> None:
    """Marsview's tokens are asked for without a credential in the headers: the body is read, and then read again."""
    caller = Caller("marsview")
    tenant = caller.tenants.get("tester")
    play(tenant, "operation: createAccessToken, calls: [1], respond: 503",
         "operation: createAccessToken, calls: [2], ghost: 500", vendor="marsview")  # fmt: skip
    body = {"apiKey": "tester", "apiSecret": "secret", "userId": "me@example.com"}
    path = "/cb/v1/auth/create_access_token"
    answers = [caller("POST", path, {}, body) for _ in range(3)]
    rows = [(row.operation, row.http, row.fault) for row in tenant.journal.after()]
    other = caller("POST", path, {}, body | {"apiKey": "other"})
    caller.close()

    assert [answer.status for answer in answers] == [503, 500, 200]
    assert rows == [
        ("createAccessToken", 503, "respond 503"),
        ("createAccessToken", 500, "ghost 500"),
        ("createAccessToken", 200, None),
    ]
    assert other.status == 200


# what


def test_a_gateway_answers_instead_of_the_vendor(caller: Caller) -> None:
    """The answer is a page, and the vendor does nothing; the journal knows the job from the path, and no status."""
    tenant = caller.tenants.get("tester")
    job = declared(caller)
    play(tenant, "operation: '*', respond: 503")
    answer, row = look(caller, job), noted(caller)
    declare(caller)

    assert (answer.status, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert answer.content.startswith(b"<!DOCTYPE html>")
    assert b"<h1>503 Service Unavailable</h1>" in answer.content
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert (row.http, row.job, row.said, row.fault, row.findings) == (503, job, None, "respond 503", ())
    assert len(tenant.jobs) == 1


SHAPES = {
    "elevateai": ("/v1/interactions/x/status", STATUS, {"errorMessage"}),
    "marsview": ("/cb/v1/conversation/get_txn/x", "getTxn", {"status", "error", "message"}),
    "scriptix": ("/api/v4/sessions/x", "getSession", {"error", "message", "error_code"}),
}


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 429, 500, 503, 599])
@pytest.mark.parametrize("vendor", SHAPES)
def test_a_vendor_refuses_in_its_own_shape_with_any_status(vendor: str, status: int) -> None:
    """Whatever status is asked for, the body is the vendor's own."""
    caller = Caller(vendor)
    tenant = caller.tenants.get("tester")
    whole = translation(vendor)
    reply = Hazard(whole.vendor, whole.refuse).refusal(tenant, status, 20)
    caller.close()
    body: Any = reply.body

    assert reply.status == status
    assert set(body) >= SHAPES[vendor][2]


@pytest.mark.parametrize("body", ["proxy", "vendor", "none"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_refusal_says_when_to_come_back(caller: Caller, status: int, body: str) -> None:
    """In whole seconds, or as a date on the tenant's own clock; the journal reads both."""
    tenant = caller.tenants.get("tester")
    tenant.clock.advance(86_400)
    rule = f"operation: declareInteraction, calls: [%d], respond: {{status: {status}, body: {body}, retry_after: 1500ms"
    play(tenant, f"{rule % 1}}}", f"{rule % 2}, retry_after_as: date}}")
    plain, dated = declare(caller), declare(caller)
    first, second = tenant.journal.after()
    told = parsedate_to_datetime(dated.headers["retry-after"]).timestamp()

    assert (plain.status, plain.headers["retry-after"], first.retry_after_s) == (status, "2", 2.0)
    assert told == int(tenant.clock.now()) + 2
    assert second.retry_after_s == pytest.approx(2, abs=1)
    assert (plain.content == b"") == (body == "none")


def test_a_ghost_is_a_job_that_was_made_though_the_answer_says_it_failed(caller: Caller) -> None:
    """The work is done, the answer is the vendor's 500, and the journal knows the job."""
    tenant = caller.tenants.get("tester")
    play(tenant, "operation: declareInteraction, calls: [1], ghost: 500")
    answer, row = declare(caller), noted(caller)
    (job,) = tenant.jobs

    assert (answer.status, answer.json()) == (500, {"errorMessage": "Internal Server Error"})
    assert (row.http, row.fault, row.job, row.said) == (500, "ghost 500", job.id, None)


ALTERATIONS = {
    "content_type: text/html": ("alter content_type text/html", True),
    "malformed: true": ("alter malformed", False),
    "truncate: 20": ("alter truncate 20", False),
    "truncate: 100000": ("alter truncate 100000", True),
    "empty: true": ("alter empty", False),
    "drop: status": ("alter drop status", False),
    "drop: declared": ("alter drop declared", True),
    "drop: nothing.of.that": ("alter drop nothing.of.that", True),
    "'null': status": ("alter null status", False),
    "add: {extra: {deep: [1]}}": ("alter add extra", True),
    "add: {status: strange}": ("alter add status", False),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_one_thing_is_wrong_with_an_altered_answer(caller: Caller, alteration: str) -> None:
    """The rest is as it was, its length is told, and the journal says what the answer still says."""
    name, says = ALTERATIONS[alteration]
    job = declared(caller)
    whole = look(caller, job)
    play(caller.tenants.get("tester"), f"operation: {STATUS}, alter: {{{alteration}}}")
    answer, row = look(caller, job), noted(caller)
    rule = caller.tenants.get("tester").scenarios["elevateai"].faults[0].alter
    assert rule

    assert (answer.status, row.http, row.fault, row.job) == (200, 200, name, job)
    assert row.said == ("filePendingUpload" if says else None)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.content == altered(whole.content, rule)
    assert answer.headers["content-type"] == (rule.content_type or whole.headers["content-type"])
    assert row.findings == ()


BODY = b'{"a":1,"b":{"c":[{"d":2,"e":3},{"d":4,"e":5}]}}'


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Alter(malformed=True), BODY[:-1] + b","),
        (Alter(truncate=0), b""),
        (Alter(truncate=5), BODY[:5]),
        (Alter(empty=True), b""),
        (Alter(drop="a"), b'{"b":{"c":[{"d":2,"e":3},{"d":4,"e":5}]}}'),
        (Alter(drop="b.c"), b'{"a":1,"b":{}}'),
        (Alter(drop="b.c.d"), b'{"a":1,"b":{"c":[{"e":3},{"e":5}]}}'),
        (Alter(drop="b.c.1.d"), b'{"a":1,"b":{"c":[{"d":2,"e":3},{"e":5}]}}'),
        (Alter(null="b.c.0.e"), b'{"a":1,"b":{"c":[{"d":2,"e":null},{"d":4,"e":5}]}}'),
        (Alter(null="b"), b'{"a":1,"b":null}'),
        (Alter(drop="b.c.9.d"), BODY),
        (Alter(drop="a.b"), BODY),
        (Alter(add={"z": None}), BODY[:-1] + b',"z":null}'),
        (Alter(content_type="text/plain"), BODY),
    ],
)
def test_what_is_altered_is_that_and_nothing_else(asked: Alter, expected: bytes) -> None:
    """Fields are found by their dotted path, through lists by number or each; what is not there changes nothing."""
    assert altered(BODY, asked) == expected


def test_malformed_json_cannot_be_read() -> None:
    """Not even by luck: numbers, texts and empty objects become unreadable, too."""
    for value in (b"{}", b"[]", b"1", b'"a"', b"null", b"", BODY):
        with pytest.raises(ValueError, match=r"."):
            json.loads(altered(value, Alter(malformed=True)))


def test_a_body_that_is_no_json_has_no_fields_to_alter() -> None:
    """It goes out as it is."""
    assert altered(b"<html>", Alter(drop="a")) == b"<html>"
    assert altered(b"[1]", Alter(add={"a": 1})) == b"[1]"


WIRE = {
    "delay: 2s": "delay 2s",
    "drip: {bytes: 3, every: 1s}": "drip 3 bytes every 1s",
    "hang: true": "hang",
    "reset: before_head": "reset before_head",
    "reset: after_head": "reset after_head",
    "no_answer: true": "no answer",
    "cut_after_bytes: 3": "cut after 3 bytes",
    "wrong_length: -5": "wrong length -5",
    "refuse: 2s": "refuse 2s",
}


@pytest.mark.parametrize("rule", WIRE)
def test_a_wire_fault_needs_a_wire(caller: Caller, rule: str) -> None:
    """In process it is an error that says what to do, never an answer of another kind."""
    play(caller.tenants.get("tester"), f"operation: declareInteraction, {rule}")
    with pytest.raises(WireFaultInProcess) as caught:
        declare(caller)

    assert str(caught.value) == (
        f"the fault {WIRE[rule]!r} needs a connection, and in process there is none: "
        'run the vendor on a socket (stand_in(..., shape="thread"), or understudy serve)'
    )


def test_no_fault_is_the_app_itself() -> None:
    """Where nothing strikes, nothing is wrapped."""

    async def app(scope: object, receive: object, send: object) -> None:
        """Do nothing."""

    assert NoFault()(app) is app
    assert (NO_FAULT.layer, NO_FAULT.still_says("anything")) == ("reply", True)


# what is refused at load

REFUSED = {
    "operation: getInteractionState, hang: true": "6: 'getInteractionState' is not known here: did you mean getInter",
    f"operation: {STATUS}": "6: give exactly one of respond, ghost, alter, delay, drip, hang, reset, no_answer, cut_",
    f"operation: {STATUS}, hang: true, delay: 2s": "6: give exactly one of respond, ghost, ",
    f"operation: {STATUS}, while: procesing, hang: true": "6: 'procesing' is no status of ElevateAI: did you mean pro",
    "operation: declareInteraction, while: declared, hang: true": "6: the path of 'declareInteraction' names no job",
    f"operation: {STATUS}, alter: {{}}": "6: give exactly one of content_type, malformed, ",
    f"operation: {STATUS}, alter: {{empty: true, drop: a}}": "6: give exactly one of content_type, malformed, ",
    f"operation: {STATUS}, alter: {{drop: a..b}}": "6: 'a..b' is no dotted path of fields",
    f"operation: {STATUS}, wrong_length: 0": "6: 0 bytes more make no wrong length",
    f"operation: {STATUS}, refuse: 0s": "6: a port that is refused for no time at all is not refused",
    f"operation: {STATUS}, respond: {{status: 200, body: vendor}}": "6: 200 is no refusal, so the vendor has no body",
    f"operation: {STATUS}, respond: {{status: 204}}": "6: 204 has no body: choose body: none",
    f"operation: {STATUS}, respond: {{status: 500, retry_after: 2s}}": "6: retry_after goes with 429 or 503, not with",
    f"operation: {STATUS}, probability: 1.5, hang: true": "6: faults.0.probability: 1.5 is greater than the maximum",
    f"operation: {STATUS}, delay: 2": "6: faults.0.delay: 2 is not ",
    f"operation: {STATUS}, alter: {{dorp: a}}": "6: faults.0.alter: unknown key 'dorp': did you mean 'drop'?",
    f"operation: {STATUS}, respond: {{status: 429, retry_afer: 2s}}": "6: faults.0.respond: unknown key 'retry_afer'",
    f"operation: {STATUS}, respond: {{status: 99}}": "6: faults.0.respond.status: 99 is less than the minimum of 200",
    f"operation: {STATUS}, respond: 200": "6: faults.0.respond: 200 is less than the minimum of 400",
    f"operation: {STATUS}, reset: before": "6: faults.0.reset: ",
    f"operation: {STATUS}, delay: 1s..2s": "6: faults.0.delay: ",
    f"operation: {STATUS}, calls: [0], hang: true": "6: faults.0.calls.0: 0 is less than the minimum of 1",
    f"operation: {STATUS}, ghost: 200": "6: faults.0.ghost: 200 is ",
    f"operation: {STATUS}, hangs: true": "6: faults.0: unknown key 'hangs': did you mean 'hang'?",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_rule_that_cannot_be_played_is_refused(caller: Caller, rule: str) -> None:
    """With file, line and reason, and the nearest known word."""
    with pytest.raises(DocumentError) as caught:
        play(caller.tenants.get("tester"), rule)

    assert str(caught.value).startswith(f"test.yaml:{REFUSED[rule]}")
