"""Servers that keep what was deleted, or delete something else.

Source: ours.
"""

from __future__ import annotations

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import Sabotage, after, before, wrong
from checks.saboteurs.withheld import Withheld


class _Resurrected(Sabotage):
    """Some operations still see what was deleted."""

    operations = ""

    def before(self, asked: Asked) -> None:
        """Undo the deletion for the time of the request."""
        asked.memory["deleted_at"] = asked.job and asked.job.deleted_at
        if asked.job and asked.is_of(self.operations):
            asked.job.deleted_at = None

    def after(self, asked: Asked, answer: Withheld) -> None:
        """Do it again."""
        if asked.job and asked.is_of(self.operations):
            asked.job.deleted_at = asked.memory["deleted_at"]


@wrong("elevateai", "delete")
class DeleteLeavesTheTranscript(_Resurrected):
    """The transcript of a deleted interaction can still be read."""

    operations = "getTranscript"


@wrong("elevateai", "delete")
class DeleteLeavesThePoll(_Resurrected):
    """A deleted interaction can still be polled."""

    operations = "getInteractionStatus"


@wrong("scriptix", "delete")
class DeleteLeavesTheResult(_Resurrected):
    """The result of a deleted session can still be read."""

    operations = "getResult"


@wrong("scriptix", "delete")
class DeleteLeavesTheSession(_Resurrected):
    """A deleted session can still be polled."""

    operations = "getSession"


@wrong("scriptix", "delete")
class DeletedTakesAFile(_Resurrected):
    """A deleted session still takes a file."""

    operations = "uploadMedia alignMedia"


@wrong("marsview", "delete")
class DeleteLeavesTheMetadata(_Resurrected):
    """The metadata of a deleted transaction can still be read."""

    operations = "fetchMetadata"


@wrong("scriptix", "delete", "list")
class DeleteLeavesTheListEntry(Sabotage):
    """A deleted session stays in the list."""

    def before(self, asked: Asked) -> None:
        """Undo all deletions for the time of the request."""
        if asked.is_of("listSessions"):
            jobs = [job for tenant in asked.tenants for job in tenant.jobs]
            asked.memory["deleted"] = [(job, job.deleted_at) for job in jobs if job.deleted_at is not None]
            for job, _ in asked.memory["deleted"]:
                job.deleted_at = None

    def after(self, asked: Asked, answer: Withheld) -> None:
        """Do them again."""
        if asked.is_of("listSessions"):
            for job, at in asked.memory["deleted"]:
                job.deleted_at = at


@after("elevateai", "deleteInteraction", "delete", code=404)
def second_delete_accepted(asked: Asked, answer: Withheld) -> None:
    """An interaction can be deleted again and again."""
    if asked.job:
        answer.status = 200
        answer.write(b"")


@after("scriptix", "deleteSession", "delete", code=400)
def second_session_delete_accepted(asked: Asked, answer: Withheld) -> None:
    """A session can be deleted again and again."""
    answer.status = 200
    answer.write(b"")


@after("marsview", "deleteFile", "delete")
def delete_does_nothing(asked: Asked, answer: Withheld) -> None:
    """A transaction is said to be deleted, and is still there."""
    if asked.job:
        asked.job.deleted_at = None


@after("elevateai", "deleteInteraction", "transition", "delete")
def delete_refused(asked: Asked, answer: Withheld) -> None:
    """An interaction that is there cannot be deleted: 404."""
    if asked.job:
        asked.job.deleted_at = None
        answer.status, answer.json = 404, {"errorMessage": "not found"}


@before("scriptix", "deleteSession", "transition", "list")
def deletes_the_one_before(asked: Asked) -> None:
    """Whoever deletes a session deletes the one that was created before it, too."""
    jobs = asked.jobs()
    if asked.job in jobs and (at := jobs.index(asked.job)) > 0:
        jobs[at - 1].deleted_at = asked.now


@before("scriptix", "*", "delete")
def deleted_comes_back(asked: Asked) -> None:
    """A deleted session is there again a minute later."""
    if asked.job and asked.job.deleted_at is not None and asked.now >= asked.job.deleted_at + 60:
        asked.job.deleted_at = None
