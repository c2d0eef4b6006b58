"""Servers whose moments, and other fields that are set at some time, are not what happened.

Source: ours.
"""

from __future__ import annotations

from datetime import UTC, datetime

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import after
from checks.saboteurs.withheld import Withheld

DAY_S = 86_400.0


def _micro(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _second(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@after("elevateai", "getInteractionStatus", "moment")
def processed_before_it_was_declared(asked: Asked, answer: Withheld) -> None:
    """An interaction was processed a day before it was declared."""
    if answer.json["processed"] and asked.job:
        answer.json["processed"] = _micro(asked.job.declared_at - DAY_S)


@after("scriptix", "getSession listSessions", "moment")
def finished_before_it_started(asked: Asked, answer: Withheld) -> None:
    """A session's end and its start are exchanged."""
    found = answer.json.get("result", [answer.json])
    for one in found:
        if one["finished_at"] and one["started_at"]:
            one["finished_at"], one["started_at"] = one["started_at"], one["finished_at"]


@after("elevateai", "getInteractionStatus", "moment")
def declared_changes(asked: Asked, answer: Withheld) -> None:
    """An interaction was always declared just now."""
    answer.json["declared"] = _micro(asked.now)


@after("scriptix", "getSession", "moment")
def started_changes(asked: Asked, answer: Withheld) -> None:
    """A session always started just now."""
    if answer.json["started_at"]:
        answer.json["started_at"] = _second(asked.now)


@after("marsview", "getTxn", "identity")
def request_date_changes(asked: Asked, answer: Withheld) -> None:
    """A model was always requested just now."""
    for model in answer.json["data"]["enableModels"]:
        model["requestDate"] = _micro(asked.now)


@after("elevateai", "getInteractionStatus", "field")
def uploaded_set_too_early(asked: Asked, answer: Withheld) -> None:
    """The time of the upload is set as soon as an interaction is declared."""
    if asked.job and asked.job.lifecycle.name == "upload":
        answer.json["uploaded"] = answer.json["uploaded"] or answer.json["declared"]


@after("scriptix", "getSession", "field", "moment")
def finished_set_too_early(asked: Asked, answer: Withheld) -> None:
    """A session tells its end as soon as it is planned."""
    if asked.job and answer.json["status"] == "processing":
        answer.json["finished_at"] = _second(asked.job.starts[-1])


@after("scriptix", "getSession", "field")
def started_never_set(asked: Asked, answer: Withheld) -> None:
    """A session never tells when it started."""
    answer.json["started_at"] = None


@after("elevateai", "getInteractionStatus", "field")
def downloaded_never_set(asked: Asked, answer: Withheld) -> None:
    """The time of the download is never told."""
    answer.json["downloaded"] = None


@after("elevateai", "getInteractionStatus", "moment")
def uploaded_in_the_future(asked: Asked, answer: Withheld) -> None:
    """An interaction is uploaded a day from now, though what is left is told as it is."""
    if answer.json["uploaded"] and asked.job:
        answer.json["uploaded"] = _micro((asked.job.reached("fileUploaded", asked.now) or asked.now) + DAY_S)
        answer.json["processed"] = None if answer.json["processed"] is None else _micro(asked.now + 2 * DAY_S)


@after("scriptix", "getSession", "moment")
def created_in_another_zone(asked: Asked, answer: Withheld) -> None:
    """A session's creation is told in local time, two hours ahead, as if it were UTC."""
    if asked.job:
        answer.json["created_at"] = _second(asked.job.declared_at + 7200)


@after("elevateai", "getInteractionStatus", "moment", "answer")
def moments_of_another_form(asked: Asked, answer: Withheld) -> None:
    """The time of the declaration is written as people write it."""
    if asked.job:
        answer.json["declared"] = datetime.fromtimestamp(asked.job.declared_at, UTC).strftime("%d/%m/%Y %H:%M")


@after("elevateai", "getInteractionStatus", "field")
def failure_without_a_message(asked: Asked, answer: Withheld) -> None:
    """An upload that failed does not say why."""
    answer.json["errorMessage"] = None


@after("elevateai", "getInteractionStatus", "field")
def message_without_a_failure(asked: Asked, answer: Withheld) -> None:
    """An interaction in good order has a message of an error."""
    answer.json["errorMessage"] = answer.json["errorMessage"] or "OK"


@after("marsview", "getTxn", "field")
def code_without_an_error(asked: Asked, answer: Withheld) -> None:
    """A model in good order has the code of an error."""
    for model in answer.json["data"]["enableModels"]:
        model["state"].setdefault("error", "NONE")


@after("marsview", "getTxn", "field", "answer")
def error_without_a_code(asked: Asked, answer: Withheld) -> None:
    """A model that failed has no code of an error."""
    for model in answer.json["data"]["enableModels"]:
        model["state"].pop("error", None)


@after("scriptix", "getSession", "field")
def duration_before_the_end(asked: Asked, answer: Withheld) -> None:
    """A session tells the length of its recording before it is completed."""
    if answer.json["status"] == "processing":
        answer.json["duration"] = 1.5


@after("scriptix", "getSession", "field", "answer")
def document_before_the_end(asked: Asked, answer: Withheld) -> None:
    """A session names its document while it is being processed."""
    if answer.json["status"] == "processing":
        answer.json["document"] = {"id": 77, "name": "call.wav Transcript", "type": "transcript"}


@after("scriptix", "getSession", "answer", "field")
def completed_without_a_document(asked: Asked, answer: Withheld) -> None:
    """A completed session names no document."""
    answer.json.pop("document", None)


@after("elevateai", "getInteractionStatus", "moment")
def processed_before_it_was_uploaded(asked: Asked, answer: Withheld) -> None:
    """An interaction was processed when it was declared, before its file came."""
    if answer.json["processed"]:
        answer.json["processed"] = answer.json["declared"]


@after("elevateai", "getInteractionStatus", "moment")
def declared_jitters(asked: Asked, answer: Withheld) -> None:
    """The time of the declaration is a millisecond later at each look."""
    asked.memory["looks"] = looks = asked.memory.get("looks", 0) + 1
    if asked.job:
        answer.json["declared"] = _micro(asked.job.declared_at - 10 + looks / 1000)
