"""Servers whose list of sessions is not what the sessions say of themselves.

Source: ours.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from checks.saboteurs.asked import Asked
from checks.saboteurs.sabotage import after, before
from checks.saboteurs.withheld import Withheld

LIST = "listSessions"


@after("scriptix", LIST, "list")
def list_miscounts(asked: Asked, answer: Withheld) -> None:
    """The list counts one session more than it shows."""
    answer.json["count"] += 1


@after("scriptix", LIST, "list")
def list_miscounts_all(asked: Asked, answer: Withheld) -> None:
    """The total of the list is that of the page."""
    answer.json["total_results"] = answer.json["count"]


@after("scriptix", LIST, "list")
def list_omits_the_oldest(asked: Asked, answer: Withheld) -> None:
    """The last session of a page of several is left out, and not counted."""
    if answer.json["count"] > 1:
        answer.json["result"].pop()
        answer.json["count"] -= 1
        answer.json["total_results"] -= 1


@after("scriptix", LIST, "list")
def list_omits_what_is_new(asked: Asked, answer: Withheld) -> None:
    """A session that waits for its file is not in the list."""
    kept = [each for each in answer.json["result"] if each["status"] != "new"]
    answer.json["total_results"] -= answer.json["count"] - len(kept)
    answer.json["result"], answer.json["count"] = kept, len(kept)


def _query(asked: Asked) -> dict[str, str]:
    return dict(parse_qsl(asked.scope["query_string"].decode()))


@before("scriptix", LIST, "list")
def pages_repeat(asked: Asked) -> None:
    """Every page but the first begins with the last session of the one before."""
    query = _query(asked)
    if query.get("offset", "0").isdecimal() and int(query.get("offset", "0")) > 0:
        asked.scope["query_string"] = urlencode({**query, "offset": int(query["offset"]) - 1}).encode()


@before("scriptix", LIST, "list")
def pages_never_end(asked: Asked) -> None:
    """Every page is the first."""
    query = _query(asked)
    query.pop("offset", None)
    asked.scope["query_string"] = urlencode(query).encode()


@before("scriptix", LIST, "list")
def filter_is_ignored(asked: Asked) -> None:
    """A list of one status shows the sessions of all."""
    query = _query(asked)
    if query.get("status") in ("queued", "processing", "completed", "failed"):
        query.pop("status")
    asked.scope["query_string"] = urlencode(query).encode()


@after("scriptix", LIST, "list", "transition")
def list_shows_another_status(asked: Asked, answer: Withheld) -> None:
    """The list lags behind: what is being processed is still queued there."""
    for one in answer.json["result"]:
        if one["status"] == "processing":
            one["status"], one["started_at"] = "queued", None


@before("scriptix", LIST, "list")
def limit_is_ignored(asked: Asked) -> None:
    """A page shows all there is, whatever its limit."""
    query = _query(asked)
    if query.get("limit", "25").isdecimal() and 1 <= int(query.get("limit", "25")) < 25:
        query.pop("limit", None)
    asked.scope["query_string"] = urlencode(query).encode()


@after("scriptix", LIST, "list", "identity")
def list_repeats_on_a_page(asked: Asked, answer: Withheld) -> None:
    """The first session of a page stands there twice."""
    answer.json["result"] += answer.json["result"][:1]
    answer.json["count"] = len(answer.json["result"])
