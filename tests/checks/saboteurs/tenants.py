"""Servers that show a job to somebody else, or to anybody.

Source: ours.
"""

from __future__ import annotations

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import Sabotage, after, before, wrong
from checks.saboteurs.withheld import Withheld

from understudy.fakes.call import Call
from understudy.fakes.marsview import access_token
from understudy.fakes.marsview.refusal import BadToken
from understudy.fakes.reply import Reply
from understudy.fakes.translation import Translation


@before("elevateai", "getInteractionStatus", "tenant")
def poll_of_anybody(asked: Asked) -> None:
    """Whoever has a token can poll anybody's interactions."""
    if asked.header(b"x-api-token"):
        asked.come_as_owner()


@before("elevateai", "getTranscript", "tenant")
def transcript_of_anybody(asked: Asked) -> None:
    """Whoever has a token can read anybody's transcripts."""
    if asked.header(b"x-api-token"):
        asked.come_as_owner()


@before("elevateai", "deleteInteraction", "tenant")
def deleted_by_anybody(asked: Asked) -> None:
    """Whoever has a token can delete anybody's interactions."""
    if asked.header(b"x-api-token"):
        asked.come_as_owner()


@before("elevateai", "uploadInteraction", "tenant")
def uploaded_by_anybody(asked: Asked) -> None:
    """Whoever has a token can upload to anybody's interactions."""
    if asked.header(b"x-api-token"):
        asked.come_as_owner()


@before("scriptix", "getSession", "tenant")
def session_of_anybody(asked: Asked) -> None:
    """Whoever has a key can poll anybody's sessions."""
    if asked.header(b"authorization"):
        asked.come_as_owner()


@before("scriptix", "getResult getDocument", "tenant")
def result_of_anybody(asked: Asked) -> None:
    """Whoever has a key can read anybody's results."""
    if asked.header(b"authorization"):
        asked.come_as_owner()


@after("scriptix", "listSessions", "list", "tenant")
def list_of_everybody(asked: Asked, answer: Withheld) -> None:
    """The list shows the sessions of all tenants, as far as they have the same statuses as one's own."""
    mine = [each["session_id"] for each in answer.json["result"]]
    everybody = [job for tenant in asked.tenants for job in tenant.jobs if job.deleted_at is None]
    others = [job for job in everybody if job.id not in mine]
    if mine and others:
        answer.json["result"].append({**answer.json["result"][0], "session_id": others[0].id})
        answer.json["count"] += 1
        answer.json["total_results"] += 1


def _is_good(asked: Asked) -> bool:
    try:
        access_token.claims_of(dict(asked.scope["headers"]), asked.tenants.settings.seed)
    except BadToken:
        return False
    return True


@before("marsview", "getTxn", "tenant")
def transaction_of_anybody(asked: Asked) -> None:
    """Whoever has a token can poll anybody's transactions."""
    if _is_good(asked):
        asked.come_as_owner()


@before("marsview", "fetchMetadata", "tenant")
def metadata_of_anybody(asked: Asked) -> None:
    """Whoever has a token can read anybody's metadata."""
    if _is_good(asked):
        asked.come_as_owner()


@before("elevateai", "*", "credential")
def no_credential_needed(asked: Asked) -> None:
    """Whoever brings no token sees any interaction."""
    if not asked.header(b"x-api-token"):
        asked.come_as_owner()


@before("scriptix", "getDocument", "credential")
def no_credential_needed_for_a_document(asked: Asked) -> None:
    """Whoever brings no key sees any document."""
    if not asked.header(b"authorization"):
        asked.come_as_owner()


@before("marsview", "*", "credential")
def no_token_needed(asked: Asked) -> None:
    """Whoever brings no token sees any transaction."""
    if not asked.header(b"authorization"):
        asked.come_as_owner()


@before("marsview", "*", "credential")
def any_token_will_do(asked: Asked) -> None:
    """Whatever is no token that was given out is taken for one of the transaction's tenant."""
    if asked.header(b"authorization") and not _is_good(asked):
        asked.come_as_owner()


@before("marsview", "*", "credential")
def token_never_expires(asked: Asked) -> None:
    """A token is good for ever."""
    if asked.operation and asked.operation.secured and asked.header(b"authorization") and _is_good(asked):
        seed = asked.tenants.settings.seed
        claims = access_token.claims_of(dict(asked.scope["headers"]), seed)
        asked.come_as(asked.tenants.get(claims.api_key))


@before("marsview", "getTxn", "credential")
def token_never_expires_for_a_poll(asked: Asked) -> None:
    """A token is good for ever when a transaction is polled."""
    if asked.header(b"authorization") and _is_good(asked):
        asked.come_as_owner(lambda owner: owner.name == _claimed(asked))


def _claimed(asked: Asked) -> str:
    return access_token.claims_of(dict(asked.scope["headers"]), asked.tenants.settings.seed).api_key


@after("marsview", "createAccessToken", "credential", code=401)
def any_secret_will_do(asked: Asked, answer: Withheld) -> None:
    """A token is given to whoever knows the key, whatever the secret."""
    owner = next(iter(asked.tenants))
    token = access_token.issue(owner.name, "someone", owner.clock.now(), asked.tenants.settings.seed)
    answer.status = 200
    answer.json = {"status": True, "data": {"accessToken": token, "expiresIn": 3600, "tokenType": "Bearer"}}


@after("elevateai", "*", "answer", "credential", code=401)
def refusal_of_another_shape(asked: Asked, answer: Withheld) -> None:
    """Whoever brings no token is refused in another shape."""
    answer.json = {"error": {"code": 401}}


@after("scriptix", "*", "credential", "answer", code=401)
def not_found_for_unauthorized(asked: Asked, answer: Withheld) -> None:
    """Whoever brings no key is told that there is no such session."""
    answer.status = 404
    answer.json = {"error": "Not Found", "message": "Session not found", "error_code": "SESSION_NOT_FOUND"}


@after("elevateai", "getInteractionStatus", "answer", "tenant", code=404)
def forbidden_for_not_found(asked: Asked, answer: Withheld) -> None:
    """Whoever polls an interaction of somebody else is told that it is there, and forbidden."""
    if asked.job and asked.job.deleted_at is None:
        answer.status = 403


@before("elevateai", "getDeclaredParameters", "tenant")
def declaration_of_anybody(asked: Asked) -> None:
    """Whoever has a token can see what anybody declared."""
    if asked.header(b"x-api-token"):
        asked.come_as_owner()


@after("elevateai", "deleteInteraction", "tenant", "delete", code=404)
def foreign_delete_seems_to_work(asked: Asked, answer: Withheld) -> None:
    """Whoever deletes somebody else's interaction is told that it is gone, which it is not."""
    if asked.job and asked.job.deleted_at is None:
        answer.status = 200
        answer.write(b"")
        answer.drop_header("content-type")


@after("scriptix", "getSession", "tenant", "answer", code=404)
def foreign_session_is_empty(asked: Asked, answer: Withheld) -> None:
    """Whoever polls somebody else's session gets an empty object."""
    if asked.job and asked.job.deleted_at is None:
        answer.status, answer.json = 200, {}


@wrong("marsview", "tenant")
class ComputedByAnybody(Sabotage):
    """Whoever has a token can request models on anybody's transactions."""

    def translation(self, right: Translation) -> Translation:
        """Go on as the transaction's tenant."""
        compute = right.handlers["compute"]

        def handle(call: Call) -> Reply:
            owner = next((each for each in call.tenants if each.jobs.get(call.body["txnId"], call.now)), None)
            if owner is not None:
                call.enter(owner)
            return compute(call)

        return right._replace(handlers={**right.handlers, "compute": handle})


@after("marsview", "getTxn", "answer", "tenant", code=404)
def error_as_ok(asked: Asked, answer: Withheld) -> None:
    """A transaction that is not known is answered with 200 and an error."""
    answer.status = 200
