"""Servers that show the wrong status, or a right one at the wrong time.

Source: ours.
"""

from __future__ import annotations

import random
from array import array

from checks.saboteurs.asked import Asked
from checks.saboteurs.edges import EdgeLifecycle
from checks.saboteurs.sabotage import Sabotage, after, before, wrong
from checks.saboteurs.withheld import Withheld

from understudy.contracts import Lifecycle
from understudy.contracts.lifecycle import Row
from understudy.fakes.job import Job, Lane
from understudy.fakes.plan import plan
from understudy.fakes.timeline import Timeline, timeline
from understudy.scenarios import Script

HOUR_S, MINUTE_S = 3600.0, 60.0


def _hurry(lane: Lane, now: float) -> None:
    """Let the next step of a lane come now, and whatever follows as much sooner."""
    following = lane.next_start(now)
    if following is not None:
        sooner_s = following - now
        lane.starts = array("d", [each - sooner_s if each > now else each for each in lane.starts])


@before("elevateai", "getInteractionStatus", "still")
def status_moved_by_polling(asked: Asked) -> None:
    """Each poll moves an interaction on by a step, though the clock stands still."""
    if asked.job:
        _hurry(asked.job, asked.now)


@before("marsview", "getTxn", "still")
def models_moved_by_polling(asked: Asked) -> None:
    """Each poll moves all models of a transaction on by a step, though the clock stands still."""
    for lane in asked.job.lanes if asked.job else ():
        _hurry(lane, asked.now)


@before("scriptix", "getResult", "still")
def status_moved_by_asking_for_results(asked: Asked) -> None:
    """Whoever asks for the result moves the session on by a step, though the clock stands still."""
    if asked.job:
        _hurry(asked.job, asked.now)


@after("scriptix", "getSession", "transition", "still", "field")
def state_shared_between_jobs(asked: Asked, answer: Withheld) -> None:
    """There is one status for all sessions of a tenant: that of the one that was created last."""
    latest = asked.jobs()[-1]
    answer.json["status"] = latest.status(asked.now)


@before("scriptix", "getSession", "still", "transition")
def generator_shared_between_jobs(asked: Asked) -> None:
    """The timeline is drawn anew from one generator at each look, so a status goes back and forth."""
    job, chance = asked.job, asked.memory.setdefault("chance", random.Random(5))
    if job and job.commands:
        planned = plan(job.vendor, job.lifecycle, job.scenario.script, job.given)
        drawn = timeline(job.lifecycle, planned, str(chance.random()), job.declared_at, job.commands)
        job.rows, job.starts = drawn.rows, drawn.starts


@before("elevateai", "getInteractionStatus", "still", "transition")
def generator_shared_between_interactions(asked: Asked) -> None:
    """The timeline of an uploaded interaction is drawn anew from one generator at each look."""
    job, chance = asked.job, asked.memory.setdefault("chance", random.Random(7))
    if job and job.commands:
        planned = plan(job.vendor, job.lifecycle, job.scenario.script, job.given)
        drawn = timeline(job.lifecycle, planned, str(chance.random()), job.declared_at, job.commands)
        job.rows, job.starts = drawn.rows, drawn.starts


@after("elevateai", "getInteractionStatus", "status", "answer")
def extra_status(asked: Asked, answer: Withheld) -> None:
    """An interaction that waits for processing shows a word that nobody documents."""
    if answer.json["status"] == "pendingProcessing":
        answer.json["status"] = "queuedForReview"


@after("scriptix", "getSession", "status", "answer")
def status_in_capitals(asked: Asked, answer: Withheld) -> None:
    """Statuses are written in capitals."""
    answer.json["status"] = answer.json["status"].upper()


@after("marsview", "getTxn", "status", "answer")
def model_extra_status(asked: Asked, answer: Withheld) -> None:
    """A model that is being worked on shows a word that nobody documents."""
    for lane, shown in zip(asked.job.lanes if asked.job else (), answer.json["data"]["enableModels"], strict=True):
        if lane.row(asked.now) == "picked_up":
            shown["state"]["status"] = "processing"


@after("elevateai", "getInteractionStatus", "status", "answer")
def status_is_a_number(asked: Asked, answer: Withheld) -> None:
    """The status is told as a number."""
    answer.json["status"] = len(answer.json["status"])


class _Appended(Sabotage):
    """An end is followed by another row."""

    lifecycle_name, end, then, after_s = "", "", "", 0.0

    def timeline(self, lifecycle: Lifecycle, drawn: Timeline) -> Timeline:
        """Add the row."""
        if lifecycle.name != self.lifecycle_name or drawn.rows[-1] != self.end or self.then in drawn.rows[-2:]:
            return drawn
        return Timeline((*drawn.rows, self.then), array("d", [*drawn.starts, drawn.starts[-1] + self.after_s]))


@wrong("scriptix", "transition")
class CompletedThenFailed(_Appended):
    """A completed session fails an hour later."""

    lifecycle_name, end, then, after_s = "upload", "completed", "failed", HOUR_S


@wrong("elevateai", "transition")
class ProcessedThenFailed(_Appended):
    """A processed text fails a minute later."""

    lifecycle_name, end, then, after_s = "text", "processed", "processingFailed", MINUTE_S


@wrong("elevateai", "transition")
class FailedThenProcessed(_Appended):
    """A failed text is processed an hour later after all."""

    lifecycle_name, end, then, after_s = "text", "processingFailed", "processed", HOUR_S

    def __init__(self) -> None:
        """Let texts fail."""
        self.script = Script(fail="processing_failed")


class _BackRow(Sabotage):
    """An end is followed by a row of an earlier status, and there the job stays for a while, and ends again."""

    lifecycle_name, end, shows, after_s = "", "", "", 0.0

    def lifecycle(self, right: Lifecycle) -> Lifecycle:
        """Add the row."""
        return EdgeLifecycle(right, {"again": Row(shows=self.shows)}) if right.name == self.lifecycle_name else right

    def timeline(self, lifecycle: Lifecycle, drawn: Timeline) -> Timeline:
        """Go back, and come to the same end again."""
        if lifecycle.name != self.lifecycle_name or drawn.rows[-1] != self.end or "again" in drawn.rows:
            return drawn
        later = [drawn.starts[-1] + self.after_s, drawn.starts[-1] + 2 * self.after_s]
        return Timeline((*drawn.rows, "again", self.end), array("d", [*drawn.starts, *later]))


@wrong("marsview", "transition")
class ProcessedModelIsQueuedAgain(_BackRow):
    """A processed model is put into the queue again a minute later."""

    lifecycle_name, end, shows, after_s = "model", "processed", "uploaded", MINUTE_S


@wrong("scriptix", "transition")
class CompletedGoesBack(_BackRow):
    """A completed session of a link is processed once more an hour later."""

    lifecycle_name, end, shows, after_s = "link", "completed", "processing", HOUR_S


@wrong("elevateai", "transition")
class StatusGoesBack(Sabotage):
    """An interaction that is being processed waits for processing once more."""

    def lifecycle(self, right: Lifecycle) -> Lifecycle:
        """Add the row."""
        return EdgeLifecycle(right, {"again": Row(shows="pendingProcessing")})

    def timeline(self, lifecycle: Lifecycle, drawn: Timeline) -> Timeline:
        """Go back half-way through the processing."""
        if "processing" not in drawn.rows or "again" in drawn.rows:
            return drawn
        at = drawn.rows.index("processing") + 1
        if at == len(drawn.rows):
            return drawn
        start, end = drawn.starts[at - 1], drawn.starts[at]
        third_s = (end - start) / 3
        return Timeline(
            (*drawn.rows[:at], "again", "processing", *drawn.rows[at:]),
            array("d", [*drawn.starts[:at], start + third_s, start + 2 * third_s, *drawn.starts[at:]]),
        )


@wrong("scriptix", "end", "transition")
class ComesAndGoesForEver(Sabotage):
    """A session in the queue is taken up and put back again and again, and never ends."""

    def timeline(self, lifecycle: Lifecycle, drawn: Timeline) -> Timeline:
        """Repeat two rows a hundred times."""
        if drawn.rows[-1] not in ("completed", "failed"):
            return drawn
        at = drawn.rows.index("queued")
        starts = [drawn.starts[at] + 30.0 * number for number in range(200)]
        return Timeline((*drawn.rows[:at], *("queued", "processing") * 100), array("d", [*drawn.starts[:at], *starts]))


@wrong("marsview", "end")
class LastModelNeverEnds(Sabotage):
    """The last model of each request is never done."""

    def requested(self, job: Job, lane: Lane) -> None:
        """Cut its way short."""
        if lane.name == "sentiment_analysis":
            lane.rows, lane.starts = lane.rows[:1], lane.starts[:1]


@after("marsview", "getTxn", "transition", "still", "result")
def lane_shows_another_models_state(asked: Asked, answer: Withheld) -> None:
    """Each model shows the state of the one that was requested before it."""
    models = answer.json["data"]["enableModels"]
    states = [model["state"] for model in models]
    for model, state in zip(models, states[-1:] + states[:-1], strict=True):
        model["state"] = state


@before("scriptix", "getSession", "transition")
def session_is_not_there_at_once(asked: Asked) -> None:
    """A session is not known before a second has passed since it was created."""
    if asked.job and asked.now < asked.job.declared_at + 1:
        asked.scope["path"] += "x"


@after("elevateai", "getInteractionStatus", "transition")
def vanishes_when_it_has_ended(asked: Asked, answer: Withheld) -> None:
    """An interaction that has been processed for a minute is not known any more."""
    job = asked.job
    if job and (at := job.reached("processed", asked.now)) is not None and asked.now >= at + MINUTE_S:
        answer.status, answer.json = 404, {"errorMessage": "not found"}


@before("scriptix", "getSession", "still", "transition")
def poll_moves_the_others(asked: Asked) -> None:
    """Whoever polls a session moves all others on by a step, though the clock stands still."""
    for job in asked.jobs():
        if job is not asked.job:
            _hurry(job, asked.now)


@after("elevateai", "getInteractionStatus", "still", "transition", "result", code=404)
def polled_by_others_it_moves(asked: Asked, answer: Withheld) -> None:
    """An interaction that somebody else asks for, in vain, is deferred, and begins again."""
    if asked.job and asked.job.deleted_at is None:
        asked.job.rows, asked.job.starts = asked.job.rows[:1], asked.job.starts[:1]


@after("elevateai", "getInteractionStatus", "transition", "still")
def one_answer_in_five_is_old(asked: Asked, answer: Withheld) -> None:
    """Every fifth poll of an interaction is answered as the first one was."""
    asked.memory.setdefault(("first", asked.values), answer.json)
    asked.memory[asked.values] = looks = asked.memory.get(asked.values, 0) + 1
    if looks % 5 == 0:
        answer.json = asked.memory["first", asked.values]


@after("marsview", "getTxn", "transition", "identity")
def request_ids_change(asked: Asked, answer: Withheld) -> None:
    """A requested model has another id at each look."""
    asked.memory["looks"] = looks = asked.memory.get("looks", 0) + 1
    for model in answer.json["data"]["enableModels"]:
        model["requestId"] = f"{model['requestId'][:-4]}{looks:04}"


@after("scriptix", "uploadMedia", "transition", "command")
def upload_says_that_it_waits(asked: Asked, answer: Withheld) -> None:
    """The answer to an upload says that the session waits for its file."""
    answer.json["result"]["status"] = "new"
