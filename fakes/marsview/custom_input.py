"""What a user gives the models on intents and statement tags: made by one operation, listed by another.

Source: facts/marsview section 3.9; docs, "Intent Recognition" and "Custom Statement Tags". Assumed: the user in the
path is the one whose list it is, whatever the body says; the list of tags by analogy with that of intents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from understudy.contracts import vendor
from understudy.fakes import draw
from understudy.fakes.call import Call
from understudy.fakes.marsview.identifier import identifier
from understudy.fakes.marsview.rendering import envelope
from understudy.fakes.reply import Reply
from understudy.fakes.tenant import Tenant

VENDOR = vendor("marsview")


class Kind(NamedTuple):
    """One kind of input, in the vendor's words."""

    id_kind: str
    """with which its ids begin"""
    noun: str
    """with which its keys in a list begin"""
    answered_as: str
    """the key of the new id"""
    shown: Callable[[Mapping[str, Any]], dict[str, Any]]
    """what a list shows of the body that made it"""


def _intent(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "intent_name": body["intentName"],
        "implements": [],
        "intent_samples": body.get("intentSamples", []),
        "intent_sample_phrases": body.get("intentSamplePhrases", []),
        "deleted": False,
    }


def _statement_tag(body: Mapping[str, Any]) -> dict[str, Any]:
    phrases = body.get("statementTagSamplePhrases", body.get("statementTagPhrases", []))
    settings = {name: body[name] for name in ("priority", "threshold") if name in body}
    return {
        "statement_tag_name": body["statementTagName"],
        "implements": [],
        "statement_tag_samples": body["statementTagSamples"],
        "statement_tag_sample_phrases": phrases,
        **settings,
        "deleted": False,
    }


INTENT = Kind("intent", "intent", "intentId", _intent)
STATEMENT_TAG = Kind("statement", "statement_tag", "statementTag", _statement_tag)


def create_intent(call: Call) -> Reply:
    """Source: docs, "Intent Recognition": 200."""
    return _create(call, INTENT)


def get_user_intents(call: Call) -> Reply:
    """Source: docs, "Intent Recognition": 200. Assumed: empty for a user who has none."""
    return _list(call, INTENT)


def create_statement_tag(call: Call) -> Reply:
    """Source: docs, "Custom Statement Tags": 200."""
    return _create(call, STATEMENT_TAG)


def get_user_statement_tags(call: Call) -> Reply:
    """Source: docs, "Custom Statement Tags": 200. Assumed: empty for a user who has none."""
    return _list(call, STATEMENT_TAG)


def names(tenant: Tenant) -> dict[str, str]:
    """Return the names of a tenant's intents and statement tags, by id."""
    return {
        each[f"{kind.noun}_id"]: each[f"{kind.noun}_name"]
        for kind in (INTENT, STATEMENT_TAG)
        for each in _kept(tenant, kind)
    }


def _create(call: Call, kind: Kind) -> Reply:
    kept = _kept(call.tenant, kind)
    key = call.tenant.key(VENDOR.name, kind.noun, len(kept))
    new_id = identifier(kind.id_kind, key)
    own = {"_id": draw.hexadecimal(24, key, "_id"), "type": "custom", "user_id": call.values[0]}
    kept.append({**own, f"{kind.noun}_id": new_id, **kind.shown(call.body)})
    return Reply(200, envelope({kind.answered_as: new_id}))


def _list(call: Call, kind: Kind) -> Reply:
    return Reply(200, envelope([each for each in _kept(call.tenant, kind) if each["user_id"] == call.values[0]]))


def _kept(tenant: Tenant, kind: Kind) -> list[dict[str, Any]]:
    return tenant.resources.setdefault((VENDOR.name, kind.noun), [])


HANDLERS = {
    "createIntent": create_intent,
    "getUserIntents": get_user_intents,
    "createStatementTag": create_statement_tag,
    "getUserStatementTags": get_user_statement_tags,
}
