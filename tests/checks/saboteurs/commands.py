"""Servers that take commands where they should not, or refuse them where they should not, or do something else.

Source: ours.
"""

from __future__ import annotations

from array import array

from checks.saboteurs.asked import Asked
from checks.saboteurs.edges import EdgeLifecycle
from checks.saboteurs.sabotage import Sabotage, after, before, wrong
from checks.saboteurs.withheld import Withheld

from understudy.contracts import Lifecycle
from understudy.contracts.lifecycle import Row
from understudy.fakes.job import Job, Lane, Link, Media
from understudy.fakes.marsview.lane import LIFECYCLE, VENDOR, ModelLane
from understudy.fakes.plan import plan
from understudy.fakes.timeline import timeline

HEARD_S = 30.0


@after("elevateai", "uploadInteraction", "command", code=409)
def upload_taken_twice(asked: Asked, answer: Withheld) -> None:
    """A file is taken in every status, and nothing comes of it."""
    answer.status = 201
    answer.write(b"")
    answer.drop_header("content-type")


@after("scriptix", "uploadMedia alignMedia", "command", code=409)
def session_upload_taken_twice(asked: Asked, answer: Withheld) -> None:
    """A file is taken in every status, and nothing comes of it."""
    job = asked.job
    if job and job.deleted_at is None:
        answer.status = 200
        answer.json = {"result": {"session_id": job.id, "status": "queued"}}


@after("scriptix", "uploadMedia", "command", "transition")
def upload_refused_and_taken(asked: Asked, answer: Withheld) -> None:
    """A file that was waited for is refused, and taken nevertheless."""
    answer.status = 409
    answer.json = {"error": "Conflict", "message": "not now", "error_code": "SESSION_CONFLICT"}


@after("elevateai", "uploadInteraction", "command", code=0)
def upload_refused(asked: Asked, answer: Withheld) -> None:
    """A file that was waited for is refused."""
    if asked.job and answer.status < 300:
        asked.job.rows, asked.job.starts = asked.job.rows[:1], asked.job.starts[:1]
        answer.status, answer.json = 409, {"errorMessage": "the interaction does not wait for a file"}


@wrong("elevateai", "command")
class RedoRefused(Sabotage):
    """After an upload that failed, no other is taken."""

    def lifecycle(self, right: Lifecycle) -> Lifecycle:
        """Take the redo away."""
        return EdgeLifecycle(right, {"fileUploadFailed": Row(ends="badly")}) if right.name == "upload" else right


@after("elevateai", "uploadInteraction", "command", "answer", code=409)
def refused_with_another_code(asked: Asked, answer: Withheld) -> None:
    """A file that is not waited for is refused with 422."""
    answer.status = 422


@wrong("elevateai", "command")
class UploadBeginsAnew(Sabotage):
    """A file for an interaction that was processed begins it anew."""

    def lifecycle(self, right: Lifecycle) -> Lifecycle:
        """Let the end take a command."""
        changed = {"processed": Row(ends="well", redo={"upload": "fileUploading"})}
        return EdgeLifecycle(right, changed) if right.name == "upload" else right


@after("scriptix", "uploadMedia", "transition")
def upload_is_lost(asked: Asked, answer: Withheld) -> None:
    """A file is taken, and the session goes on waiting for it."""
    if asked.job:
        asked.job.rows, asked.job.starts = asked.job.rows[:1], asked.job.starts[:1]


def _others(asked: Asked, answer: Withheld) -> tuple[Job | None, list[Lane]]:
    """Return the transaction of a compute, and its models that were requested before."""
    job = asked.find(answer.json["data"]["txnId"])[1]
    new = {each["requestId"] for each in answer.json["data"]["enableModels"]}
    return job, [lane for lane in (job.lanes if job else ()) if getattr(lane, "request_id", "") not in new]


@after("marsview", "compute", "transition")
def models_lost_at_a_second_compute(asked: Asked, answer: Withheld) -> None:
    """A second request for models takes the place of the first."""
    job, others = _others(asked, answer)
    if job:
        job.lanes = tuple(lane for lane in job.lanes if lane not in others)


@after("marsview", "compute", "transition")
def models_begin_anew_at_a_second_compute(asked: Asked, answer: Withheld) -> None:
    """A second request for models lets those of the first begin anew."""
    job, others = _others(asked, answer)
    for lane in others:
        later_s = (asked.find(job.id)[0] or next(iter(asked.tenants))).clock.now() - lane.starts[0] if job else 0.0
        lane.starts = array("d", [lane.starts[0], *(each + later_s for each in lane.starts[1:])])


@after("marsview", "compute", "command", "answer")
def compute_refused(asked: Asked, answer: Withheld) -> None:
    """Models cannot be requested."""
    job, others = _others(asked, answer)
    if job:
        job.lanes = tuple(others)
    answer.status = 400
    answer.json = {"status": False, "error": "understudy:bad_request", "message": "not now"}


@wrong("scriptix", "cause")
class UnreadableFileTaken(Sabotage):
    """What is no recording is transcribed."""

    def heard(self, media: Media | None) -> Media | None:
        """Take it for one of half a minute."""
        return media._replace(duration_s=HEARD_S) if media and media.duration_s is None else media


@wrong("scriptix", "cause")
class TooShortFileTaken(Sabotage):
    """A recording of less than a second is transcribed."""

    def heard(self, media: Media | None) -> Media | None:
        """Take it for one of half a minute."""
        return media._replace(duration_s=HEARD_S) if media and media.duration_s and media.duration_s < 1 else media


@wrong("marsview", "cause")
class ExpiredLinkTaken(Sabotage):
    """A link that had expired long before is followed."""

    def followed(self, link: Link | None) -> Link | None:
        """Take it for one without an end."""
        return link and link._replace(expires_at=None)


@wrong("marsview", "cause", is_warned=True)
class DependencyNotNeeded(Sabotage):
    """A model works without the one that it depends on."""

    def requested(self, job: Job, lane: Lane) -> None:
        """Plan it as if nothing were missing."""
        if isinstance(lane, ModelLane) and lane.missing:
            planned = plan(VENDOR, LIFECYCLE, job.scenario.script, job.given)
            drawn = timeline(LIFECYCLE, planned, lane.key, lane.requested_at)
            lane.rows, lane.starts = drawn.rows, drawn.starts


@before("marsview", "getTxn", "still")
def models_wait_for_the_first_poll(asked: Asked) -> None:
    """No model is worked on before somebody has asked for its state; the first question ends it."""
    for lane in asked.job.lanes if asked.job else ():
        if ("seen", id(lane)) not in asked.memory:
            asked.memory["seen", id(lane)] = lane
            continue
        lane.starts = array("d", [min(each, asked.now) for each in lane.starts])


@after("elevateai", "uploadInteraction", "command", code=409)
def upload_taken_for_a_download(asked: Asked, answer: Withheld) -> None:
    """A file is taken for an interaction that is downloaded, and nothing comes of it."""
    if asked.job and asked.job.lifecycle.name == "download":
        answer.status = 201
        answer.write(b"")
        answer.drop_header("content-type")


@after("scriptix", "alignMedia", "command", code=409)
def align_taken_without_its_mode(asked: Asked, answer: Withheld) -> None:
    """A file and its text are taken for a session that is not to be aligned, and nothing comes of it."""
    if asked.job and asked.job.lifecycle.name == "upload":
        answer.status = 200
        answer.json = {"result": {"session_id": asked.job.id, "status": "queued"}}


@after("marsview", "getTxn", "cause")
def link_expired_with_another_code(asked: Asked, answer: Withheld) -> None:
    """A link that had expired has a code of an internal error."""
    for model in answer.json["data"]["enableModels"]:
        if model["state"].get("error") == "AIRDOW002":
            model["state"]["error"] = model["err"] = "MVINT500"
