"""Intents and statement tags: made by a user, listed to that user, and named where a model finds them."""

from __future__ import annotations

from typing import Any

import pytest
from marsview.caller import USER, Caller, Json, calling, model, refusal, silence

from understudy.fakes.tenant import Settings

INTENTS = ("/profile/intents/create_intent", "/profile/intents/get_user_intents")
TAGS = ("/profile/statement_tags/create_statement_tag", "/profile/statement_tags/get_user_statement_tags")
INTENT: Json = {"userId": USER, "intentName": "Refund", "intentSamples": ["I want my money back"],
                "intentSamplePhrases": ["money back"]}  # fmt: skip
TAG: Json = {"userId": USER, "statementTagName": "Greeting", "statementTagSamples": ["Good morning"],
             "statementTagSamplePhrases": ["morning"], "priority": 2, "threshold": 0.8}  # fmt: skip
BOTH = pytest.mark.parametrize(("paths", "body"), [(INTENTS, INTENT), (TAGS, TAG)], ids=["intents", "statement tags"])
Paths = tuple[str, str]


def make(marsview: Caller, paths: Paths, body: Json, user: str = USER, **who: Any) -> str:
    """Create one, and return its id."""
    answer = marsview.call("POST", f"{paths[0]}/{user}", json=body, **who)
    assert answer.status_code == 200, answer.text
    (new_id,) = answer.json()["data"].values()
    return str(new_id)


def listed(marsview: Caller, paths: Paths, user: str = USER, **who: Any) -> list[Json]:
    """Return a user's own."""
    answer = marsview.call("GET", f"{paths[1]}/{user}", **who)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


def test_an_intent_is_made_and_listed(marsview: Caller) -> None:
    """Its id comes as `intentId`; the list has it in the documented keys, with what it was made of."""
    answer = marsview.call("POST", f"{INTENTS[0]}/{USER}", json=INTENT).json()
    (item,) = listed(marsview, INTENTS)

    assert answer == {"status": True, "data": {"intentId": item["intent_id"]}}
    assert item.pop("_id")
    assert item == {
        "type": "custom", "user_id": USER, "intent_id": answer["data"]["intentId"], "intent_name": "Refund",
        "implements": [], "intent_samples": ["I want my money back"], "intent_sample_phrases": ["money back"],
        "deleted": False,
    }  # fmt: skip


def test_a_statement_tag_is_made_and_listed(marsview: Caller) -> None:
    """Its id comes as `statementTag`; the list has it with what it was made of."""
    answer = marsview.call("POST", f"{TAGS[0]}/{USER}", json=TAG).json()
    (item,) = listed(marsview, TAGS)

    assert answer == {"status": True, "data": {"statementTag": item["statement_tag_id"]}}
    assert (item["statement_tag_name"], item["priority"], item["threshold"]) == ("Greeting", 2, 0.8)
    assert item["statement_tag_sample_phrases"] == ["morning"]


def test_the_phrases_of_a_tag_may_be_called_as_in_the_table(marsview: Caller) -> None:
    """The vendor's table and its snippet differ in the name of one field; both are read."""
    make(marsview, TAGS, {"statementTagName": "a", "statementTagSamples": [], "statementTagPhrases": ["b"]})

    assert listed(marsview, TAGS)[0]["statement_tag_sample_phrases"] == ["b"]


@BOTH
def test_each_user_is_told_their_own(marsview: Caller, paths: Paths, body: Json) -> None:
    """The user in the path is the one whose list it is, oldest first; other users and other tenants have theirs."""
    names = [make(marsview, paths, body, user) for user in (USER, "you@example.com", USER)]
    marsview.tenant("other")

    def ids(**who: Any) -> list[str]:
        return [next(each[name] for name in ("intent_id", "statement_tag_id") if name in each)
                for each in listed(marsview, paths, **who)]  # fmt: skip

    assert ids() == [names[0], names[2]]
    assert ids(user="you@example.com") == [names[1]]
    assert ids(user="nobody@example.com") == ids(key="other") == []
    assert len(set(names)) == 3


@BOTH
def test_the_seed_gives_the_ids(paths: Paths, body: Json) -> None:
    """The same seed gives the same ids for the same tenant, another seed others."""
    found: list[list[Json]] = []
    for seed in (1, 1, 2):
        with calling(Settings(speed=0.0, seed=seed)) as marsview:
            make(marsview, paths, body)
            found.append(listed(marsview, paths))

    assert found[0] == found[1]
    assert found[0][0]["_id"] != found[2][0]["_id"]


@BOTH
@pytest.mark.parametrize("change", [{"Name": None}, {"Name": 5}, {"Samples": "one"}, {"Samples": [1]}])
def test_a_wrong_body_is_refused_by_name(marsview: Caller, paths: Paths, body: Json, change: Json) -> None:
    """A name is needed, samples are a list of texts; otherwise nothing is made."""
    prefix = "intent" if paths is INTENTS else "statementTag"
    wrong = body | {f"{prefix}{name}": value for name, value in change.items()}
    answer = marsview.call("POST", f"{paths[0]}/{USER}", json=wrong)

    assert refusal(answer) == (400, "understudy:bad_request")
    assert prefix in answer.json()["message"]
    assert listed(marsview, paths) == []


@BOTH
def test_a_good_token_is_needed(marsview: Caller, paths: Paths, body: Json) -> None:
    """Without one neither is answered."""
    answers = [marsview.send("POST", f"{paths[0]}/{USER}", json=body), marsview.send("GET", f"{paths[1]}/{USER}")]

    assert [answer.status_code for answer in answers] == [403, 403]


@BOTH
def test_a_reset_forgets_them(marsview: Caller, paths: Paths, body: Json) -> None:
    """They are part of the tenant."""
    make(marsview, paths, body)
    marsview.tenants.reset("tester")

    assert listed(marsview, paths) == []


def test_a_match_bears_the_name_that_was_given(marsview: Caller) -> None:
    """What the models find is told with its id and the name it was created under."""
    intent_id, tag_id = make(marsview, INTENTS, INTENT), make(marsview, TAGS, TAG)
    data = marsview.complete(
        "speech_to_text",
        model("intent_analysis", config={"intents": [intent_id]}),
        model("statement_tag_analysis", config={"statements": [tag_id]}),
        data=silence(600),
    )

    for key, noun, met, name in (("intent", "intent", intent_id, "Refund"),
                                 ("statementTag", "statementTag", tag_id, "Greeting")):  # fmt: skip
        matches = [match for item in data[key] for match in item["similarityMatch"]]
        assert {(match[f"{noun}Id"], match[f"{noun}Name"]) for match in matches} == {(met, name)}
        assert {match["matchedTextList"][0]["value"] for match in matches} == {name}
