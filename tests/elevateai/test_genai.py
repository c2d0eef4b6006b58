"""Generative AI: summaries and answers, of audio once it is processed, of chats and transcripts at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from harness import Answer

from understudy.contracts import vendor
from understudy.fakes.elevateai.dialect import Dialect

if TYPE_CHECKING:
    from elevateai.conftest import Account

CONTRACT = vendor("elevateai").contract
OPERATIONS = {name: each for name, each in CONTRACT.operations.items() if "/gen-ai/" in each.path}
QUESTION = {"question": "Which booking is it about?"}
PATHS: dict[str, tuple[str, str, Any]] = {
    "getSummary": ("GET", "/gen-ai/summary", b""),
    "getCxSummary": ("GET", "/gen-ai/cx/summary", b""),
    "getCxSummaryDetails": ("GET", "/gen-ai/cx/summary/details", b""),
    "askQuestion": ("POST", "/gen-ai/ask", QUESTION),
    "getAnswer": ("GET", "/gen-ai/ask?question=Which+booking+is+it+about%3F", b""),
}
CHAT = {
    "participants": [{"participant_id": "a"}, {"participant_id": "b"}],
    "messages": [
        {"participant_id": "a", "content": "Good morning, this is Dana of Harbour Travel."},
        {"participant_id": "b", "content": "The booking to Lisbon never arrived."},
        {"participant_id": "a", "content": "I will send the confirmation again."},
    ],
}
TRANSCRIPT = {"participantOne": {"phrases": ["Good", "morning."]}, "participantTwo": {"phrases": ["Hello."]}}
TEXTS = {"chat": CHAT, "transcript": TRANSCRIPT}


def ask(account: Account, operation: str, identifier: str, key: str = "tester") -> Answer:
    """Call an operation on an interaction."""
    method, path, body = PATHS[operation]
    return account.call(method, f"/{identifier}{path}", body, key)


@pytest.mark.parametrize("operation", PATHS)
def test_audio_has_to_be_processed_first(elevateai: Account, operation: str) -> None:
    """Until audio is processed every route is 409 and tells the status; from then on it answers, as JSON."""
    identifier = elevateai.declare()
    answers = [ask(elevateai, operation, identifier)]
    elevateai.upload(identifier)
    answers.append(ask(elevateai, operation, identifier))
    while elevateai.step():
        answers.append(ask(elevateai, operation, identifier))

    assert [answer.status for answer in answers] == [409] * (len(answers) - 1) + [200]
    assert answers[1].json() == {"errorMessage": "the interaction is fileUploading, not processed"}


@pytest.mark.parametrize("operation", PATHS)
def test_audio_that_failed_is_never_summarized(elevateai: Account, operation: str) -> None:
    """After processingFailed it stays 409."""
    elevateai.play("script: {fail: processing_failed}")
    identifier = elevateai.declare()
    elevateai.upload(identifier)
    elevateai.watch(identifier)

    assert ask(elevateai, operation, identifier).status == 409


@pytest.mark.parametrize("operation", PATHS)
@pytest.mark.parametrize("kind", TEXTS)
def test_texts_can_be_asked_at_once(elevateai: Account, kind: str, operation: str) -> None:
    """A chat or a transcript is there right after it was declared, and says the same once it is processed."""
    identifier = elevateai.declare(type=kind, **{kind: TEXTS[kind]})
    first = ask(elevateai, operation, identifier)
    elevateai.watch(identifier)

    assert first.status == 200
    assert ask(elevateai, operation, identifier).json() == first.json()


def test_a_summary_is_made_of_what_was_said(elevateai: Account) -> None:
    """Summary, details and answers speak of the chat that was declared, in the documented shapes."""
    identifier = elevateai.declare(type="chat", chat=CHAT)
    summary, general, details, answer, got = (ask(elevateai, name, identifier).json() for name in (
        "getCxSummary", "getSummary", "getCxSummaryDetails", "askQuestion", "getAnswer"))  # fmt: skip

    assert list(summary) == ["summary"]
    assert summary == general
    assert "Good morning" in summary["summary"]
    assert details["reasons"] == ["The booking to Lisbon never arrived."]
    assert details["actionsTakenByAgent"] == ["I will send the confirmation again."]
    assert {"type": "Name", "value": "Lisbon"} in details["entities"]
    assert isinstance(details["isResolved"], bool)
    assert answer == got == {"answer": "The booking to Lisbon never arrived."}


def test_what_was_not_said_cannot_be_answered(elevateai: Account) -> None:
    """A question on nothing that was said is told so."""
    identifier = elevateai.declare(type="chat", chat=CHAT)
    answer = elevateai.call("POST", f"/{identifier}/gen-ai/ask", {"question": "xyzzy?"})

    assert answer.json() == {"answer": "The interaction does not say."}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("POST", "", {}), ("POST", "", {"question": ""}), ("POST", "", {"question": 1}), ("POST", "", b"{"),
     ("GET", "", b""), ("GET", "?question=", b""), ("GET", "?q=why", b"")],
)  # fmt: skip
def test_a_question_must_be_asked(elevateai: Account, method: str, path: str, body: Any) -> None:
    """Without a question in the body or the query it is 400."""
    identifier = elevateai.declare(type="chat", chat=CHAT)
    answer = elevateai.call(method, f"/{identifier}/gen-ai/ask{path}", body, content_type="application/json")

    assert (answer.status, list(answer.json())) == (400, ["errorMessage"])


@pytest.mark.parametrize("operation", PATHS)
def test_nobody_elses_interaction_is_summarized(elevateai: Account, operation: str) -> None:
    """An unknown, deleted or foreign interaction is 404, whatever "not ready" is; without a token it is 401."""
    elevateai.speak(not_ready=204)
    identifier = elevateai.declare(type="chat", chat=CHAT)
    foreign, unknown = ask(elevateai, operation, identifier, "other"), ask(elevateai, operation, "nobody")
    nameless = ask(elevateai, operation, identifier, "")
    elevateai.call("DELETE", f"/{identifier}")

    codes = [each.status for each in (foreign, unknown, nameless, ask(elevateai, operation, identifier))]
    assert codes == [404, 404, 401, 404]


@pytest.mark.parametrize("operation", PATHS)
def test_it_is_kept_as_long_as_the_results(elevateai: Account, operation: str) -> None:
    """45 days after processing there is nothing left to ask."""
    identifier = elevateai.processed()
    elevateai.tenant.clock.advance(45 * 86_400)

    assert ask(elevateai, operation, identifier).status == 404


@pytest.mark.parametrize("path", ["cx/agent/action-items", "cx/agent/coaching-assistant", "topics", "cx/topics", ""])
def test_routes_whose_answers_are_not_known_are_not_there(elevateai: Account, path: str) -> None:
    """What the docs name without showing an answer is 404 in the vendor's own form."""
    answer = elevateai.call("GET", f"/{elevateai.processed()}/gen-ai/{path}")

    assert (answer.status, list(answer.json())) == (404, ["errorMessage"])


BY_SCENARIO = (408, 422, 429, 500, 504)


@pytest.mark.parametrize("operation", PATHS)
@pytest.mark.parametrize("status", BY_SCENARIO)
def test_a_model_can_fail(elevateai: Account, operation: str, status: int) -> None:
    """Every listed error can be had from a scenario, and the next call is answered."""
    elevateai.play(f"faults: [{{operation: {operation}, calls: [1], respond: {status}}}]")
    identifier = elevateai.declare(type="chat", chat=CHAT)

    assert [ask(elevateai, operation, identifier).status for _ in range(2)] == [status, 200]


def test_every_code_has_a_test() -> None:
    """The tests of this file have every documented code of every one of these operations."""
    tested = {name: {200, 401, 404, 409, *BY_SCENARIO} for name in PATHS}
    tested["askQuestion"] |= {400, 413}
    tested["getAnswer"] |= {400}

    assert {name: set(each.responses) for name, each in OPERATIONS.items()} == tested


def test_a_huge_question_is_refused(elevateai: Account) -> None:
    """A body beyond the limit for JSON is 413."""
    identifier = elevateai.declare(type="chat", chat=CHAT)
    answer = elevateai.call("POST", f"/{identifier}/gen-ai/ask", {"question": "x" * 2_000_000})

    assert (answer.status, list(answer.json())) == (413, ["errorMessage"])


def test_the_same_seed_says_the_same(opened: Callable[..., Account]) -> None:
    """Two servers with one seed summarize the same call alike, in every dialect."""
    accounts = [opened(), opened()]
    accounts[1].speak(**{name: getattr(Dialect(), name) for name in Dialect.__struct_fields__} | {"not_ready": 204})
    said = [[ask(each, name, each.processed()).json() for name in PATHS] for each in accounts]

    assert said[0] == said[1]
