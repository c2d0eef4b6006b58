"""compute: what may be requested, how it is answered, and that models depend on each other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marsview.caller import ALL, COMPUTE, USER, Caller, Json, calling, model, refusal

from understudy.fakes.marsview.models import MODELS

BAD = (400, "understudy:bad_request")
DEPENDENT = [name for name, each in MODELS.items() if each.needs]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.just(10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
SETTINGS = (
    "speaker_seperation", "speaker_separation", "num_speakers", "priority", "quality", "enableKeywords", "enableTopics",
    "ocr", "screen_activity", "classes", "dead_air", "threshold", "intents", "statements",
    "config",
)  # fmt: skip
configs = st.dictionaries(
    st.sampled_from(SETTINGS),
    json_values | st.dictionaries(st.sampled_from(SETTINGS), json_values, max_size=3),
    max_size=6,
)


def test_all_models_can_be_requested_together(marsview: Caller) -> None:
    """compute answers 200 with the transaction, its owner and every model in the order of the request, uploaded."""
    txn_id = marsview.save()

    body = marsview.ask(txn_id, *ALL).json()

    assert body["status"] is True
    assert (body["data"]["txnId"], body["data"]["userId"]) == (txn_id, USER)
    assert [each["modelType"] for each in body["data"]["enableModels"]] == list(ALL)
    assert all(each["state"] == {"status": "uploaded"} for each in body["data"]["enableModels"])


def test_every_request_has_an_id_of_its_own(marsview: Caller) -> None:
    """Request and process ids occur once; a pair shares its milliseconds, the counters follow each other."""
    txn_id = marsview.save()
    lanes = marsview.compute(txn_id, *ALL) + marsview.compute(txn_id, *ALL)

    ids = [each[name] for each in lanes for name in ("requestId", "processId")]
    assert len(set(ids)) == 2 * len(lanes) == 52
    for each in lanes:
        request, process = each["requestId"].split("-"), each["processId"].split("-")
        assert (request[0], process[0], request[2]) == ("req", "process", process[2])
        assert int(request[1], 36) - int(process[1], 36) == 1


def test_the_answer_of_compute_is_what_get_txn_says(marsview: Caller) -> None:
    """Ids, configuration and date stay as they were answered."""
    txn_id = marsview.save()
    answered = marsview.compute(txn_id, model("speech_to_text", enableTopics=True), "meeting_topics")

    assert marsview.models(txn_id) == answered
    assert [each["modelConfig"] for each in answered] == [{"enableTopics": True}, {}]
    assert {each["requestDate"] for each in answered} == {"2025-01-15T10:00:00.250Z"}


def test_a_second_request_appends(marsview: Caller) -> None:
    """Models requested later stand behind the earlier ones, which are left alone; the same model may come again."""
    txn_id = marsview.save()
    first = marsview.compute(txn_id, "speech_to_text")
    marsview.finish(txn_id)
    second = marsview.compute(txn_id, "meeting_topics", "speech_to_text")

    models = marsview.models(txn_id)

    assert [each["requestId"] for each in models] == [each["requestId"] for each in first + second]
    assert [each["state"]["status"] for each in models] == ["processed", "uploaded", "uploaded"]
    assert len(second) == 2


@pytest.mark.parametrize("config", [None, {}, {"custom_vocabulary": ["Marsview"], "unheard_of": {"a": [1]}}])
def test_a_configuration_may_be_anything_or_nothing(marsview: Caller, config: Json | None) -> None:
    """Nothing in a configuration is refused, and it may be left out or null."""
    txn_id = marsview.save()

    lanes = marsview.compute(txn_id, {"modelType": "speech_to_text", "modelConfig": config})

    assert lanes[0]["modelConfig"] == (config or {})


def test_unknown_keys_are_passed_over(marsview: Caller) -> None:
    """Mid-2021 clients send a userId along."""
    asked = [{"modelType": "speech_to_text", "priority": "high"}]
    body = {"txnId": marsview.save(), "userId": USER, "enableModels": asked}

    assert marsview.call("POST", COMPUTE, json=body).status_code == 200


@pytest.mark.parametrize(
    "models",
    [
        None, {}, "speech_to_text", [], [None], ["speech_to_text"], [{}], [{"modelType": None}], [{"modelType": "stt"}],
        [{"modelType": "speech_to_text"}, {"modelType": "speaker_separation"}],
        [{"modelType": "speech_to_text", "modelConfig": []}], [{"modelType": ["speech_to_text"]}],
    ],
)  # fmt: skip
def test_a_wrong_list_of_models_is_refused(marsview: Caller, models: object) -> None:
    """enableModels is a list of one or more known models; otherwise nothing is requested at all."""
    txn_id = marsview.save()
    answer = marsview.call("POST", COMPUTE, json={"txnId": txn_id, "enableModels": models})

    assert refusal(answer) == BAD
    assert "enableModels" in answer.json()["message"]
    assert marsview.models(txn_id) == []


@pytest.mark.parametrize("missing", ["txnId", "enableModels"])
def test_a_missing_field_is_refused_by_name(marsview: Caller, missing: str) -> None:
    """The transaction and the models are required."""
    body: Json = {"txnId": marsview.save(), "enableModels": [{"modelType": "speech_to_text"}]}
    del body[missing]
    answer = marsview.call("POST", COMPUTE, json=body)

    assert refusal(answer) == BAD
    assert missing in answer.json()["message"]


@pytest.mark.parametrize("txn_id", ["txn-1", "", "a" * 600, "\x00", "../x"])
def test_an_unknown_transaction_is_not_found(marsview: Caller, txn_id: str) -> None:
    """A txnId that was never given gets 404."""
    assert refusal(marsview.ask(txn_id, "speech_to_text")) == (404, "understudy:not_found")


def test_a_foreign_transaction_is_not_found(marsview: Caller) -> None:
    """Another tenant's transaction looks as if it were not there, and nothing is requested on it."""
    txn_id = marsview.save()

    assert refusal(marsview.ask(txn_id, "speech_to_text", key="other")) == (404, "understudy:not_found")
    assert marsview.models(txn_id) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(marsview: Caller, body: bytes) -> None:
    """A broken body gets 400."""
    headers = {"Content-Type": "application/json"}

    assert refusal(marsview.call("POST", COMPUTE, content=body, headers=headers)) == BAD


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
def test_models_are_requested_with_json_only(marsview: Caller, kind: str) -> None:
    """Another content type gets 400."""
    assert refusal(marsview.call("POST", COMPUTE, content=b"{}", headers={"Content-Type": kind})) == BAD


def test_a_body_over_the_limit_is_refused(marsview: Caller) -> None:
    """A body of more than 1 MiB gets 413, and nothing is requested."""
    txn_id = marsview.save()
    answer = marsview.ask(txn_id, model("speech_to_text", custom_vocabulary=["a" * 1024 * 1024]))

    assert refusal(answer) == (413, "understudy:too_large")
    assert marsview.models(txn_id) == []


@pytest.mark.parametrize("name", DEPENDENT)
def test_a_model_without_what_it_needs_ends_in_error(marsview: Caller, name: str) -> None:
    """compute takes it, and the model alone ends in error, saying what it depends on."""
    txn_id = marsview.save()
    marsview.compute(txn_id, name, *({"screengrabs", "speech_to_text"} - set(MODELS[name].needs)))

    bad, *others = marsview.finish(txn_id)

    message = f"DependencyError: {name} depends on {', '.join(MODELS[name].needs)}"
    assert bad["state"] == {"status": "error", "error": "MCST07", "message": message}
    assert (bad["err"], bad["msg"]) == ("MCST07", message)
    assert {each["state"]["status"] for each in others} == {"processed"}


def test_only_what_is_missing_is_named(marsview: Caller) -> None:
    """Of two models needed, the one that was requested is not complained about."""
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text", "action_items")

    message = marsview.finish(txn_id)[1]["state"]["message"]

    assert message == "DependencyError: action_items depends on speech_type_analysis"


@pytest.mark.parametrize("name", DEPENDENT)
def test_what_is_needed_may_come_with_the_model_or_before(marsview: Caller, name: str) -> None:
    """Requested together, in whatever order, or on the transaction before, a dependent model is processed."""
    together, before = marsview.save(), marsview.save()
    needed = [each for each in ALL if each != name]
    marsview.compute(together, name, *needed)
    marsview.compute(before, *needed)
    marsview.finish(before)
    marsview.compute(before, name)
    marsview.finish(before)

    assert marsview.states(together)[name] == marsview.states(before)[name] == "processed"


def test_what_was_requested_on_another_transaction_does_not_count(marsview: Caller) -> None:
    """Each transaction needs its own transcript."""
    marsview.compute(marsview.save(), "speech_to_text")
    txn_id = marsview.save()
    marsview.compute(txn_id, "emotion_analysis")

    assert marsview.finish(txn_id)[0]["state"]["status"] == "error"


def test_a_dialect_refuses_a_missing_dependency_at_once(marsview: Caller) -> None:
    """With `missing_dependency` 400, compute answers as the API before did, and nothing is requested; others go on."""
    marsview.choose(missing_dependency=400)
    txn_id = marsview.save()
    assert marsview.ask(marsview.save(key="other"), "emotion_analysis", key="other").status_code == 200

    answer = marsview.ask(txn_id, "screengrabs", "emotion_analysis")

    assert refusal(answer) == (400, "MCST07")
    assert answer.json()["message"] == "DependencyError: emotion_analysis depends on speech_to_text"
    assert marsview.models(txn_id) == []


@settings(max_examples=150, deadline=None)
@given(config=configs)
def test_no_configuration_breaks_a_model(config: dict[str, Any]) -> None:
    """Whatever is configured, every model is processed and its output conforms to the contract."""
    with calling() as marsview:
        marsview.complete(*(model(name, **config) for name in ALL))


@settings(max_examples=150, deadline=None)
@given(body=json_values | st.fixed_dictionaries({"txnId": json_values, "enableModels": json_values}))
def test_no_body_breaks_the_fake(body: object) -> None:
    """Whatever is sent is refused with 400."""
    with calling() as marsview:
        assert refusal(marsview.call("POST", COMPUTE, json=body)) == BAD
