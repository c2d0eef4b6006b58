"""Requests made up of a vendor's document: our stand-ins answer all of them as documented; what differs is found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

pytest.importorskip("schemathesis")

from understudy.contracts import Contract, Document, vendor, vendor_names
from understudy.contracts.checks.calls import sender
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.shapes import caller
from understudy.contracts.checks.shapes.made_up import MadeUp
from understudy.contracts.checks.shapes.shapes import shapes
from understudy.contracts.checks.target import Options, Target
from understudy.contracts.checks.walks.settling import bound_s
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings

Alter = Callable[[httpx.Response, dict[str, Any]], None]
EXAMPLES = 6
JSON = {"content-type": "application/json"}
KEY = "key-of-these-tests"


@pytest.fixture(scope="module")
def stand_ins() -> Iterator[StandIns]:
    """A server that takes no large files."""
    with StandIns(Settings(max_upload_bytes=1_000_000)).running() as running:
        yield running


def shaped(stand_ins: StandIns, name: str, operation: str | None, **how: Any) -> CaseResult:
    """Check one operation of one stand-in."""
    facts = vendor(name)
    target = Target(
        url=stand_ins.addresses.vendors[name], vendor=facts, key=KEY, secret="-", other_key="another",
        control=stand_ins.addresses.control,
    )  # fmt: skip
    options = Options(**{"examples": EXAMPLES, **how})
    return shapes(target, options, facts.contract.operations[operation] if operation else None)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[Alter], None]:
    """Return what makes every answer to a made-up request another one before it is judged."""
    told_by = caller.told_by

    def alter(how: Alter) -> None:
        def altered(answer: httpx.Response) -> dict[str, Any]:
            told = told_by(answer)
            how(answer, told)
            return told

        monkeypatch.setattr(caller, "told_by", altered)

    return alter


@pytest.mark.parametrize("name", vendor_names())
def test_our_stand_ins_keep_every_shape(stand_ins: StandIns, name: str) -> None:
    """Strictly: whatever is sent to whichever operation, and along the links, nothing differs, nothing is warned of."""
    for operation in (*vendor(name).contract.operations, None):
        result = shaped(stand_ins, name, operation, strict=True)
        assert [str(each.contradiction) for each in (*result.findings, *result.warnings)] == []
        assert result.unreached == ()
        assert result.exchanges > 0


@pytest.mark.parametrize("examples", [3, 12])
def test_the_number_of_requests_is_bounded_by_the_examples(stand_ins: StandIns, examples: int) -> None:
    """As many at the edges as are drawn, and what brings jobs about for them."""
    result = shaped(stand_ins, "scriptix", "createSession", examples=examples)

    assert examples <= result.exchanges <= 2 * examples + 4


def test_the_same_seed_makes_the_same_requests(stand_ins: StandIns, answers: Callable[[Alter], None]) -> None:
    """Another one makes others."""
    targets: list[str] = []
    answers(lambda answer, _: targets.append(str(answer.request.url)))
    sent: list[list[str]] = []
    for seed in (1, 1, 2):
        targets.clear()
        for operation in ("listSessions", "getDocument", None):
            shaped(stand_ins, "scriptix", operation, seed=seed)
        sent.append(list(targets))

    assert sent[0] == sent[1] != sent[2]


def test_jobs_that_are_there_are_asked_for(stand_ins: StandIns) -> None:
    """Those that just began, and those that have their results."""
    for name, operation, early in (
        ("elevateai", "getTranscript", 404), ("scriptix", "getDocument", 404), ("elevateai", "getSummary", 409),
    ):  # fmt: skip
        met = shaped(stand_ins, name, operation).met
        assert {f"response {operation} 200", f"response {operation} {early}"} <= met
    assert "field Metadata.transcript" in shaped(stand_ins, "marsview", "fetchMetadata").met
    assert "response compute 200" in shaped(stand_ins, "marsview", "compute").met
    assert {"response deleteSession 200", "response deleteSession 404"} <= shaped(
        stand_ins, "scriptix", "deleteSession"
    ).met


def test_nothing_is_sent_elsewhere(stand_ins: StandIns, answers: Callable[[Alter], None]) -> None:
    """Neither to another host nor past a redirect."""
    hosts: set[str] = set()

    def alter(answer: httpx.Response, told: dict[str, Any]) -> None:
        hosts.add(urlsplit(str(answer.request.url)).netloc)
        told.update(status=302, body="", answer_headers={"location": "http://192.0.2.1/"})

    answers(alter)
    result = shaped(stand_ins, "elevateai", "getTranscript")

    assert hosts == {urlsplit(stand_ins.addresses.vendors["elevateai"]).netloc}
    assert "answers 302" in result.findings[0].contradiction.message


def test_a_difference_is_found_once_with_the_shortest_request(
    stand_ins: StandIns, answers: Callable[[Alter], None]
) -> None:
    """With steps and shell lines that show it, the seed, and how often it was met; credentials are not among them."""

    urls: list[str] = []

    def alter(answer: httpx.Response, told: dict[str, Any]) -> None:
        if told["status"] == 404:
            told["body"] = {"detail": "no"}
            urls.append(str(answer.request.url))

    answers(alter)
    result = shaped(stand_ins, "elevateai", "getInteractionStatus", seed=7)

    (finding,) = result.findings
    shortest = min(map(len, urls))
    assert len({*urls}) > 1
    assert len(finding.curl[-1].partition('"$URL')[2].partition('"')[0]) <= shortest
    assert (finding.contradiction.where, finding.contradiction.fact) == ("errorMessage", "field Error.errorMessage")
    assert (finding.seed, finding.case) == (7, "shapes getInteractionStatus")
    assert finding.more == len(urls) - 1
    assert finding.steps[-1].endswith("-> 404")
    assert "$KEY" in finding.curl[-1]
    assert KEY not in "".join((*finding.steps, *finding.curl))


def test_a_difference_of_a_job_says_how_the_job_was_made(stand_ins: StandIns, answers: Callable[[Alter], None]) -> None:
    """An id alone brings nothing about again."""

    def alter(answer: httpx.Response, told: dict[str, Any]) -> None:
        if told["status"] == 200:
            told["body"]["status"] = "resting"

    answers(alter)
    (finding,) = shaped(stand_ins, "elevateai", "getInteractionStatus").findings

    assert finding.contradiction.rule == "status"
    assert finding.steps[0].startswith("declareInteraction")
    assert any("JOB1=" in line for line in finding.curl)
    assert "$JOB1" in finding.curl[-1]


def test_an_answer_without_a_credential_is_found(stand_ins: StandIns, answers: Callable[[Alter], None]) -> None:
    """Every operation that needs one is called once without."""

    def alter(answer: httpx.Response, told: dict[str, Any]) -> None:
        if told["status"] == 401:
            told.update(status=200, body={"result": []})

    answers(alter)
    result = shaped(stand_ins, "scriptix", "listSessions")

    assert ("credential", "status") in {(each.contradiction.rule, each.contradiction.where) for each in result.findings}


def test_a_job_that_is_not_known_at_once_is_found(stand_ins: StandIns, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its status, that is: its results need not be there."""
    told_by = sender.told_by

    def altered(answer: httpx.Response) -> dict[str, Any]:
        told = told_by(answer)
        return {**told, "status": 404} if answer.request.url.path.endswith("/status") else told

    monkeypatch.setattr(sender, "told_by", altered)
    result = shaped(stand_ins, "elevateai", None)

    (finding,) = result.findings
    assert finding.contradiction.rule == "transition"
    assert [step.split()[0] for step in finding.steps] == ["declareInteraction", "getInteractionStatus"]


def test_who_is_asked_to_wait_waits_and_asks_again(stand_ins: StandIns, answers: Callable[[Alter], None]) -> None:
    """On the server's clock; the second answer counts as any other."""
    throttled = [True]

    def alter(answer: httpx.Response, told: dict[str, Any]) -> None:
        if throttled.pop() if throttled else False:
            told.update(status=429, answer_headers={**JSON, "retry-after": "60"}, body={"errorMessage": "wait"})

    answers(alter)
    result = shaped(stand_ins, "elevateai", "declareInteraction", examples=1)

    assert result.findings == ()
    assert 60 <= result.virtual_s < 120


def test_a_date_to_come_back_at_is_one_of_the_servers_clock(
    stand_ins: StandIns, answers: Callable[[Alter], None]
) -> None:
    """A Retry-After that is a date is waited for from the time that the control URL tells."""
    throttled = [True]

    def alter(_: httpx.Response, told: dict[str, Any]) -> None:
        if throttled.pop() if throttled else False:
            tenant = httpx.get(f"{stand_ins.addresses.control}/tenants/{KEY}").json()
            until = formatdate(tenant["clock"]["now"] + 5000, usegmt=True)
            told.update(status=429, answer_headers={**JSON, "retry-after": until}, body={"errorMessage": "wait"})

    answers(alter)
    result = shaped(stand_ins, "elevateai", "declareInteraction", examples=1)

    assert result.findings == ()
    assert 4999 <= result.virtual_s < 5060


def test_a_job_has_as_long_to_come_to_its_end_as_a_walk_gives_it(stand_ins: StandIns) -> None:
    """A user's server may take longer than ours; after that a job that is not at an end is a finding of the walks."""
    result = shaped(stand_ins, "elevateai", "getInteractionStatus")

    assert result.virtual_s >= bound_s(vendor("elevateai"))


def test_bodies_of_a_media_type_that_nobody_knows_are_made_up() -> None:
    """Whatever a contract calls them; a media type that schemathesis knows is written as it does."""
    known = vendor("scriptix").contract
    told = json.loads(json.dumps(known.openapi).replace("application/offset+octet-stream", "audio/made-of-bytes"))
    contract = Contract(Document.of(told, "a test"), is_known_good=True)
    (operation,) = (each for each in contract.operations.values() if "audio/made-of-bytes" in each.request)
    sent: list[dict[str, Any]] = []

    def send(case: Any, _: int) -> None:
        sent.append(case.as_transport_kwargs(base_url="http://127.0.0.1:9"))

    assert MadeUp(contract, seed=0).each(operation, 4, send) == []
    assert any(each.get("data") for each in sent)
