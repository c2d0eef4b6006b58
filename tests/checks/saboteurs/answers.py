"""Servers whose answers are not as documented: codes, shapes, numbers, whose job they are about, throttling.

Source: ours.
"""

from __future__ import annotations

import json
from typing import Any, cast

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import Sabotage, after, wrong
from checks.saboteurs.withheld import Withheld

POLL = {"elevateai": "getInteractionStatus", "marsview": "getTxn", "scriptix": "getSession"}


@after("elevateai", POLL["elevateai"], "answer")
def key_casing(asked: Asked, answer: Withheld) -> None:
    """Keys begin with a capital."""
    answer.json = {key[:1].upper() + key[1:]: value for key, value in answer.json.items()}


@after("scriptix", POLL["scriptix"], "answer", "field")
def camel_case(asked: Asked, answer: Withheld) -> None:
    """A session's created_at is called createdAt."""
    answer.json["createdAt"] = answer.json.pop("created_at")


@after("elevateai", POLL["elevateai"], "answer")
def missing_null(asked: Asked, answer: Withheld) -> None:
    """What is null is left out."""
    answer.json = {key: value for key, value in answer.json.items() if value is not None}


@after("scriptix", POLL["scriptix"], "answer")
def empty_text_for_null(asked: Asked, answer: Withheld) -> None:
    """What is null is an empty text."""
    answer.json = {key: "" if value is None else value for key, value in answer.json.items()}


@after("elevateai", POLL["elevateai"], "answer", code=404)
def server_error_for_not_found(asked: Asked, answer: Withheld) -> None:
    """An interaction that is not known breaks the server."""
    answer.status, answer.json = 500, {"errorMessage": "NullReferenceException"}


@after("marsview", POLL["marsview"], "answer", code=404)
def server_error_for_unknown_transaction(asked: Asked, answer: Withheld) -> None:
    """A transaction that is not known breaks the server."""
    answer.status = 500


@after("scriptix", POLL["scriptix"], "answer")
def accepted_for_ok(asked: Asked, answer: Withheld) -> None:
    """A poll is answered with 202 as long as the session has not ended."""
    if answer.json["finished_at"] is None:
        answer.status = 202


@after("marsview", "saveFile", "answer")
def created_for_ok(asked: Asked, answer: Withheld) -> None:
    """A file is saved with 201."""
    answer.status = 201


@after("scriptix", "uploadMedia", "answer", "command")
def upload_created(asked: Asked, answer: Withheld) -> None:
    """A file is taken with 201."""
    answer.status = 201


@after("elevateai", "*", "answer", code=404)
def error_of_another_shape(asked: Asked, answer: Withheld) -> None:
    """An error is told as an object."""
    answer.json = {"error": {"message": "not found"}}


@after("scriptix", "*", "answer", code=404)
def error_as_a_text(asked: Asked, answer: Withheld) -> None:
    """An error is told as plain text."""
    answer.write(b"Session not found", "text/plain")


@after("marsview", "*", "answer", code=403)
def error_with_true(asked: Asked, answer: Withheld) -> None:
    """A refusal says that its status is good."""
    answer.json["status"] = True


@after("marsview", POLL["marsview"], "answer")
def without_an_envelope(asked: Asked, answer: Withheld) -> None:
    """A transaction comes without its envelope."""
    answer.json = answer.json["data"]


@after("marsview", POLL["marsview"], "answer")
def status_as_a_text(asked: Asked, answer: Withheld) -> None:
    """The boolean of the envelope is a text."""
    answer.json["status"] = "true"


def _floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _floats(each) for key, each in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_floats(each) for each in cast("list[Any]", value)]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@after("elevateai", "getTranscript", "integer")
def times_as_floats(asked: Asked, answer: Withheld) -> None:
    """A transcript's times are written as 1410.0."""
    answer.json = _floats(answer.json)


@after("scriptix", POLL["scriptix"], "integer")
def ids_as_floats(asked: Asked, answer: Withheld) -> None:
    """A session's number is written as 12345.0."""
    answer.json["id"] = float(answer.json["id"])


@after("marsview", "fetchMetadata", "integer")
def sentences_as_floats(asked: Asked, answer: Withheld) -> None:
    """The times of sentences are written as 1410.0."""
    answer.json = _floats(answer.json)


@after("scriptix", "listSessions", "integer")
def count_in_exponents(asked: Asked, answer: Withheld) -> None:
    """A list is counted as 1e0."""
    count = json.dumps(answer.json["count"]).encode()
    answer.write(answer.body.replace(b'"count":' + count, b'"count":' + count + b"e0", 1))


@after("scriptix", POLL["scriptix"], "answer")
def number_as_a_text(asked: Asked, answer: Withheld) -> None:
    """A session's number is written as a text."""
    answer.json["id"] = str(answer.json["id"])


@after("elevateai", "getDeclaredParameters", "identity")
def echo_of_another_declaration(asked: Asked, answer: Withheld) -> None:
    """The declared parameters are not those that were declared."""
    answer.json["languageTag"] = "pt-br"


@after("elevateai", "getDeclaredParameters", "identity", "answer")
def echo_left_out(asked: Asked, answer: Withheld) -> None:
    """The declared parameters do not tell whether CX AI was asked for."""
    answer.json["includeAiResults"] = False


@after("elevateai", POLL["elevateai"], "identity")
def id_of_another_job(asked: Asked, answer: Withheld) -> None:
    """A poll tells another id than was asked for."""
    answer.json["identifier"] = "00000000-0000-4000-8000-000000000000"


@after("marsview", POLL["marsview"], "identity")
def transaction_of_another_id(asked: Asked, answer: Withheld) -> None:
    """A poll tells another id than was asked for."""
    head, middle, tail = answer.json["data"]["txnId"].split("-")
    answer.json["data"]["txnId"] = f"{head}-{middle[::-1]}-{tail}"


@after("scriptix", "uploadMedia alignMedia", "identity")
def upload_tells_another_id(asked: Asked, answer: Withheld) -> None:
    """The answer to an upload is about another session."""
    answer.json["result"]["session_id"] = answer.json["result"]["session_id"][::-1]


@wrong("elevateai", "identity")
class IdsGivenTwice(Sabotage):
    """Every second interaction gets the id of the one before it."""

    def after(self, asked: Asked, answer: Withheld) -> None:
        """Tell the id of the one before."""
        if asked.is_of("declareInteraction") and answer.status == 201:
            token = asked.header(b"x-api-token")
            if before := asked.memory.pop(token, None):
                answer.json["interactionIdentifier"] = before
            else:
                asked.memory[token] = answer.json["interactionIdentifier"]


EVERY = 7
"""one request in so many is throttled"""


def _throttle(asked: Asked, answer: Withheld, retry_after: str | None) -> None:
    asked.memory["count"] = count = asked.memory.get("count", 0) + 1
    if asked.is_of("getSession getResult listSessions") and count % EVERY == 0:
        answer.status = 429
        answer.json = {
            "error": "Rate Limit Exceeded", "message": "Too many requests.",
            "error_code": "RATE_LIMIT_EXCEEDED", "retry_after": 1,
        }  # fmt: skip
        if retry_after is not None:
            answer.set_header("retry-after", retry_after)


@after("scriptix", "*", "throttle", "answer", code=0)
def retry_after_missing(asked: Asked, answer: Withheld) -> None:
    """Some requests are one too many, and nothing says how long to stay away."""
    _throttle(asked, answer, None)


@after("scriptix", "*", "throttle", "answer", code=0)
def retry_after_as_a_word(asked: Asked, answer: Withheld) -> None:
    """Some requests are one too many, and what says how long to stay away cannot be read."""
    _throttle(asked, answer, "soon")


@after("elevateai", POLL["elevateai"], "answer", "reachable")
def redirected(asked: Asked, answer: Withheld) -> None:
    """A poll of what is processed leads to another place."""
    if answer.json["status"] == "processed":
        answer.status = 302
        answer.set_header("location", "/elsewhere")
        answer.write(b"")


@after("elevateai", "declareInteraction", "answer", "identity", code=201)
def declared_without_an_id(asked: Asked, answer: Withheld) -> None:
    """A declaration is answered without an id."""
    answer.json = {}


@after("elevateai", "declareInteraction", "answer", "command", code=201)
def declaration_refused(asked: Asked, answer: Withheld) -> None:
    """A chat cannot be declared."""
    answer.status, answer.json = 400, {"errorMessage": "bad request"}


@after("elevateai", "declareInteraction", "answer", code=201)
def id_is_a_number(asked: Asked, answer: Withheld) -> None:
    """An interaction is named by a number where it is declared."""
    answer.json["interactionIdentifier"] = 7
