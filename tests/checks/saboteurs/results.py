"""Servers whose results come too early, never, or of another job.

Source: ours.
"""

from __future__ import annotations

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import Sabotage, after, wrong
from checks.saboteurs.withheld import Withheld

from understudy.fakes.elevateai import rendering
from understudy.fakes.job import Job, Lane
from understudy.fakes.scriptix import rendering as sessions
from understudy.scenarios import Script

RESULTS = "getTranscript getTranscripts getPunctuatedTranscript getAiResults"


@after("elevateai", "getTranscript", "result", code=404)
def transcript_too_early(asked: Asked, answer: Withheld) -> None:
    """The transcript can be had while the interaction is still being processed."""
    if asked.job and asked.job.deleted_at is None and asked.job.row(asked.now) == "processing":
        answer.status, answer.json = 200, rendering.phrases(rendering.spoken(asked.job))


@after("elevateai", RESULTS, "result")
def results_never(asked: Asked, answer: Withheld) -> None:
    """The results of a processed interaction are never there."""
    answer.status, answer.json = 404, {"errorMessage": "not ready"}


@after("elevateai", "getPunctuatedTranscript", "result")
def one_result_never(asked: Asked, answer: Withheld) -> None:
    """One of the results of a processed interaction is never there: 204."""
    answer.status = 204
    answer.write(b"")
    answer.drop_header("content-type")


@after("elevateai", "getSummary getCxSummary getCxSummaryDetails askQuestion", "result", code=409)
def summary_too_early(asked: Asked, answer: Withheld) -> None:
    """A summary can be had of an interaction that is not processed."""
    answer.status = 200
    answer.json = {"summary": "All is well."}


@wrong("elevateai", "result")
class ResultsLate(Sabotage):
    """The results of a processed interaction are there an hour later only."""

    def __init__(self) -> None:
        """Ask for it."""
        self.script = Script(results_late="1h")


@after("marsview", "fetchMetadata", "result")
def metadata_too_early(asked: Asked, answer: Withheld) -> None:
    """The transcript is in the metadata as soon as it was requested."""
    if asked.job and any(lane.name == "speech_to_text" for lane in asked.job.lanes):
        answer.json["data"].setdefault("transcript", [])


@after("marsview", "fetchMetadata", "result")
def metadata_never(asked: Asked, answer: Withheld) -> None:
    """The metadata are never there."""
    answer.json["data"] = {}


@after("marsview", "fetchMetadata", "result")
def metadata_of_one_model_never(asked: Asked, answer: Withheld) -> None:
    """The sentiments are never among the metadata."""
    answer.json["data"].pop("sentiment", None)


@wrong("marsview", "result")
class MetadataAllAtOnce(Sabotage):
    """The metadata of any model are there when those of all are, not sooner."""

    def after(self, asked: Asked, answer: Withheld) -> None:
        """Leave all out."""
        lanes = asked.job.lanes if asked.job and asked.is_of("fetchMetadata") and answer.status == 200 else ()
        if any(lane.ended(asked.now) is None for lane in lanes):
            answer.json["data"] = {}

    def requested(self, job: Job, lane: Lane) -> None:
        """Let the models end far from each other."""
        if lane.name == "sentiment_analysis" and lane.starts[-1] < lane.starts[0] + 3600:
            lane.starts[-1] += 3600


@after("scriptix", "getResult", "result")
def words_too_early(asked: Asked, answer: Withheld) -> None:
    """The result has words while the session is still being processed."""
    if asked.job and answer.json["result"]["status"] == "processing":
        words = sessions._item(sessions.spoken(asked.job)[0], 1)  # pyright: ignore[reportPrivateUsage]
        answer.json["result"]["results"] = [words]


@after("scriptix", "getResult", "result")
def words_never(asked: Asked, answer: Withheld) -> None:
    """The result of a completed session has no words."""
    answer.json["result"]["results"] = []


@after("scriptix", "getDocument", "result")
def document_never(asked: Asked, answer: Withheld) -> None:
    """The document of a completed session cannot be had."""
    answer.status = 404
    answer.json = {"error": "Not Found", "message": "no such document", "error_code": "DOCUMENT_NOT_FOUND"}


@after("scriptix", "getResult", "transition", "still")
def result_says_another_status(asked: Asked, answer: Withheld) -> None:
    """The result of a session that is being processed says that it is queued."""
    if answer.json["result"]["status"] == "processing":
        answer.json["result"]["status"] = "queued"


@after("elevateai", RESULTS, "result")
def results_gone_too_soon(asked: Asked, answer: Withheld) -> None:
    """The results of an interaction are kept for a minute."""
    processed_at = asked.job.reached("processed", asked.now) if asked.job else None
    if processed_at is not None and asked.now >= processed_at + 60:
        answer.status, answer.json = 404, {"errorMessage": "not kept any more"}
