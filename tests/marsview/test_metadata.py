"""fetch_metadata: the output of each model, in the documented shape, and what the vendor's visualiser needs of it."""

from __future__ import annotations

from typing import Any

import pytest
from marsview.caller import ALL, Caller, Json, calling, model, silence

from understudy.fakes.job import Media
from understudy.fakes.marsview import app
from understudy.fakes.marsview.models import MODELS
from understudy.scenarios import Scenario

CALL_S = 240
OUTPUT = {name: each.output for name, each in MODELS.items()}
PER_SENTENCE = ("transcript", "emotion", "sentiment", "speechType")
SAID = """Agent: Thank you for calling, what can I do for you?
Caller: I was charged twice and I am angry.
Agent: I will send the money back today.
"""


def say(marsview: Caller, text: str) -> None:
    """Let this be said in the next recordings."""
    scenario = Scenario(vendor="marsview", title="t", source="s", advice="a", transcript=text)
    marsview.tenant().scenarios["marsview"] = scenario


def show_video(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the next uploads be video of this length."""

    async def examine(*_: object) -> Media:
        return Media("call.mp4", "video/mp4", 1000, seconds, has_video=True)

    monkeypatch.setattr(app, "examine", examine)


def visualise(data: Json) -> None:
    """Read metadata as the vendor's visualiser does; it crashes on anything else (facts/marsview section 5)."""
    spoken = {each["startTime"]: each["speakers"][0] + each["sentence"] for each in data["transcript"]}
    for each in data["transcript"]:
        assert all(keyword["keyword"] for keyword in each["keywords"])
    for name in ("emotion", "sentiment", "speechType"):
        assert [each["startTime"] for each in data[name]] == list(spoken)
    assert all(each["emotion"]["value"] and each["tone"]["value"] for each in data["emotion"])
    assert all(each["priority"] in ("high", "medium", "low") for each in data["actionsData"])
    assert all(isinstance(each["questionBlock"], list) for each in data["questionResponse"])
    assert all(isinstance(each["title"], list) for each in data["screengrabs"])
    assert all(each["meetingActivity"][0]["className"] for each in data["meetingActivity"])
    assert data["dataInsights"]["meetingInsights"]
    assert isinstance(data["dataInsights"]["speakerInsights"]["speakers"], list)
    assert all(isinstance(each, str) for each in data["topicsData"])


def test_every_model_puts_its_output_under_its_key(marsview: Caller) -> None:
    """All thirteen together give thirteen keys, and each shape conforms to the contract."""
    assert set(marsview.complete(*ALL)) == set(OUTPUT.values())


@pytest.mark.parametrize("name", ALL)
def test_a_model_gives_its_own_key_only(marsview: Caller, name: str) -> None:
    """What was not requested is not there."""
    needed = list(MODELS[name].needs)
    needed += [each for need in needed for each in MODELS[need].needs]

    assert set(marsview.complete(*{*needed, name})) == {OUTPUT[each] for each in (*needed, name)}


def test_before_anything_is_ready_there_is_nothing(marsview: Caller) -> None:
    """Before compute and before the end, fetch_metadata answers 200 with no keys."""
    txn_id = marsview.save()
    assert marsview.metadata(txn_id) == {}
    marsview.compute(txn_id, *ALL)

    assert marsview.metadata(txn_id) == {}


def test_only_what_is_processed_is_there(marsview: Caller) -> None:
    """While some models are still at work, the others can be fetched."""
    txn_id = marsview.save()
    marsview.compute(txn_id, *ALL)
    partly = 0
    while marsview.step():
        processed = {OUTPUT[name] for name, status in marsview.states(txn_id).items() if status == "processed"}
        assert set(marsview.metadata(txn_id)) == processed
        partly += 0 < len(processed) < len(ALL)

    assert partly


def test_a_model_in_error_gives_nothing(marsview: Caller) -> None:
    """A failed model has no output, its neighbours have theirs."""
    assert set(marsview.complete("speech_to_text", "screen_activity")) == {"transcript"}


def test_the_visualiser_can_read_it(marsview: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that the vendor's visualiser needs is there, with and without a picture."""
    everything = [model(name, priority=3) for name in ALL]
    visualise(marsview.complete(*everything, data=silence(CALL_S)))
    show_video(monkeypatch, CALL_S)

    visualise(marsview.complete(*everything))


def test_sentences_are_joined_by_identical_times(marsview: Caller) -> None:
    """Transcript, emotion, sentiment and speech type have the same sentences at the same times; these grow."""
    data = marsview.complete(*ALL, data=silence(CALL_S))

    joined = [[(each["startTime"], each["endTime"], each["sentence"]) for each in data[name]] for name in PER_SENTENCE]

    assert joined[0] == joined[1] == joined[2] == joined[3]
    starts = [each[0] for each in joined[0]]
    assert starts == sorted(set(starts))
    assert len(starts) > 20


def test_times_are_whole_milliseconds_of_the_real_recording(marsview: Caller) -> None:
    """The transcript fills the recording that was sent; times are integers, even where numbers would be allowed."""
    sentences = marsview.complete("speech_to_text", data=silence(CALL_S))["transcript"]

    assert all(type(each[name]) is int for each in sentences for name in ("startTime", "endTime"))
    assert all(each["startTime"] < each["endTime"] for each in sentences)
    assert 0.9 * CALL_S * 1000 < sentences[-1]["endTime"] <= CALL_S * 1000


def test_the_same_recording_says_the_same_each_time(marsview: Caller) -> None:
    """Metadata is fetched again unchanged, whenever that is."""
    txn_id = marsview.save()
    marsview.compute(txn_id, *ALL)
    marsview.finish(txn_id)
    first = marsview.metadata(txn_id)
    marsview.advance(86400)

    assert marsview.metadata(txn_id) == first


def test_two_recordings_say_different_things(marsview: Caller) -> None:
    """Each transaction has a transcript of its own."""
    first, second = (marsview.complete("speech_to_text", data=silence(CALL_S)) for _ in range(2))

    assert first != second


def test_what_a_scenario_says_is_heard(marsview: Caller) -> None:
    """A given text is the transcript, and the models judge its sentences."""
    say(marsview, SAID)
    data = marsview.complete(*(model(name, priority=3) for name in ALL))

    assert [each["sentence"] for each in data["transcript"]] == [line.partition(": ")[2] for line in SAID.splitlines()]
    assert [each["speakers"] for each in data["transcript"]] == [["1"], ["2"], ["1"]]
    assert [each["type"] for each in data["speechType"]] == ["Question", "Statement", "Action Item"]
    assert [each["sentiment"] for each in data["sentiment"]] == ["Positive", "Very Negative", "Neutral"]
    assert [each["tone"]["value"] for each in data["emotion"]] == ["positive", "negative", "neutral"]
    assert [each["actions"] for each in data["actionsData"]] == ["I will send the money back today."]
    assert [each["response"] for each in data["questionResponse"]] == ["I was charged twice and I am angry."]


def test_a_question_and_its_answer_have_the_documented_times(marsview: Caller) -> None:
    """The question's times are numbers, the end of the answer is a string with three decimals."""
    say(marsview, SAID)
    data = marsview.complete("speech_to_text", "speech_type_analysis", "question_response")

    question, answer, _ = data["transcript"]
    assert data["questionResponse"] == [
        {
            "questionStartTime": question["startTime"],
            "questionEndTime": question["endTime"],
            "responseEndTime": f"{answer['endTime']}.000",
            "questionBlock": [{"question": question["sentence"]}],
            "response": answer["sentence"],
        }
    ]


def test_a_question_that_nobody_answers_has_an_empty_response(marsview: Caller) -> None:
    """Whoever goes on talking does not answer himself; nor does silence."""
    say(marsview, "A: Who is there?\nA: Is anybody there?\n")
    data = marsview.complete("speech_to_text", "speech_type_analysis", "question_response")

    assert [each["response"] for each in data["questionResponse"]] == ["", ""]


@pytest.mark.parametrize("spelling", ["speaker_seperation", "speaker_separation"])
@pytest.mark.parametrize(
    ("asked", "heard"), [(-1, {"1", "2"}), (0, {"1", "2"}), (1, {"1"}), (2, {"1", "2"}), (9, {"1", "2"})]
)
def test_speakers_are_separated_as_configured(marsview: Caller, spelling: str, asked: int, heard: set[str]) -> None:
    """num_speakers limits the speakers, in either spelling, for all models; -1 leaves it to the recording."""
    recognition = model("speech_to_text", **{spelling: {"num_speakers": asked}})
    data = marsview.complete(recognition, *ALL[1:], data=silence(CALL_S))

    assert {each["speakers"][0] for each in data["transcript"]} == heard
    assert {each["speaker"] for each in data["emotion"]} == heard
    assert set(data["dataInsights"]["speakerInsights"]["speakers"]) == heard


def test_the_later_of_two_requests_for_a_model_counts(marsview: Caller) -> None:
    """A model requested again replaces its earlier output once it is processed."""
    txn_id = marsview.save()
    marsview.compute(txn_id, "speech_to_text")
    marsview.finish(txn_id)
    assert any(each["keywords"] for each in marsview.metadata(txn_id)["transcript"])
    marsview.compute(txn_id, model("speech_to_text", enableKeywords=False))
    marsview.finish(txn_id)

    assert not any(each["keywords"] for each in marsview.metadata(txn_id)["transcript"])


def test_a_request_that_is_not_ready_changes_nothing(marsview: Caller) -> None:
    """A second speech_to_text with other settings counts only once it is processed."""
    txn_id = marsview.save(silence(CALL_S))
    marsview.compute(txn_id, "speech_to_text", "emotion_analysis")
    marsview.finish(txn_id)
    before = marsview.metadata(txn_id)
    marsview.compute(txn_id, model("speech_to_text", speaker_seperation={"num_speakers": 1}))
    assert marsview.metadata(txn_id) == before
    marsview.finish(txn_id)

    assert {each["speaker"] for each in marsview.metadata(txn_id)["emotion"]} == {"1"}


@pytest.mark.parametrize(
    ("config", "expected"), [({}, True), ({"enableKeywords": True}, True), ({"enableKeywords": False}, False)]
)
def test_keywords_can_be_switched_off(marsview: Caller, config: Json, expected: bool) -> None:
    """By default a sentence has its keywords."""
    sentences = marsview.complete(model("speech_to_text", **config))["transcript"]

    assert any(each["keywords"] for each in sentences) == expected
    assert all(keyword["keyword"] in each["sentence"].lower() for each in sentences for keyword in each["keywords"])


def test_topics_and_intents_come_with_the_transcript_when_asked_for(marsview: Caller) -> None:
    """enableTopics and enableSuggestedIntents add their keys."""
    plain = marsview.complete("speech_to_text")
    full = marsview.complete(model("speech_to_text", enableTopics=True, enableSuggestedIntents=True))

    assert set(plain) == {"transcript"}
    assert set(full) == {"transcript", "topicsData", "suggestedIntents"}
    assert full["topicsData"]


@pytest.mark.parametrize(
    ("config", "allowed"),
    [({}, {"high"}), ({"priority": 1}, {"high"}), ({"priority": 2}, {"high", "medium"}),
     ({"priority": 3}, {"high", "medium", "low"}), ({"priority": "3"}, {"high"})],
)  # fmt: skip
def test_action_items_have_the_priorities_asked_for(marsview: Caller, config: Json, allowed: set[str]) -> None:
    """1, by default, is high only; 2 adds medium, 3 adds low."""
    models = ("speech_to_text", "speech_type_analysis", model("action_items", **config))
    items = marsview.complete(*models, data=silence(3600, rate=100))["actionsData"]

    assert {each["priority"] for each in items} == allowed


def test_an_action_is_due_after_it_was_promised(marsview: Caller) -> None:
    """completionDate lies within two weeks after the request, on the tenant's clock."""
    say(marsview, "\n".join(["A: I will send it."] * 30))
    items = marsview.complete("speech_to_text", "speech_type_analysis", model("action_items", priority=3))[
        "actionsData"
    ]

    assert all("2025-01-16" <= each["completionDate"][:10] <= "2025-01-29" for each in items)
    assert len({each["completionDate"] for each in items}) > 20


def test_a_summary_is_part_of_the_transcript(marsview: Caller) -> None:
    """It has fewer sentences, in their order, with their times and speakers."""
    data = marsview.complete("speech_to_text", "extractive_summary", data=silence(CALL_S))
    whole = [
        {
            "sentence": each["sentence"],
            "startTime": each["startTime"],
            "endTime": each["endTime"],
            "speaker": each["speakers"][0],
        }
        for each in data["transcript"]
    ]

    assert data["summaryData"] == [each for each in whole if each in data["summaryData"]]
    assert 0 < len(data["summaryData"]) < len(whole) / 2


def test_a_recording_without_a_picture_has_none(marsview: Caller) -> None:
    """The models on pictures give empty lists for audio."""
    data = marsview.complete("screengrabs", "screen_activity")

    assert data == {"screengrabs": [], "meetingActivity": []}


def test_a_video_has_screengrabs_and_activity(marsview: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shots follow each other to the end of the video; both models speak of the same ones."""
    show_video(monkeypatch, 65)
    data = marsview.complete(model("screengrabs", ocr={"enable": True}), "screen_activity")
    grabs, activity = data["screengrabs"], data["meetingActivity"]

    assert [each["shotId"] for each in grabs] == [each["shotId"] for each in activity]
    assert (
        [each["timeStamp"] for each in grabs] == [each["startTime"] for each in activity] == [0, 20_000, 40_000, 60_000]
    )
    assert [each["frameNumber"] for each in grabs] == [each["startFrame"] for each in activity]
    assert activity[-1]["endTime"] == 65_000
    assert all(each["title"] and each["meetingActivivty"] for each in grabs)


def test_screengrabs_follow_their_configuration(marsview: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without OCR there are no titles; classes limit the activity, which can be switched off."""
    show_video(monkeypatch, 600)
    limited = marsview.complete(model("screengrabs", screen_activity={"classes": ["ppt", "drawing"]}))["screengrabs"]
    off = marsview.complete(model("screengrabs", screen_activity={"enable": False}))["screengrabs"]

    assert {each["meetingActivivty"] for each in limited} == {"ppt", "drawing"}
    assert {each["meetingActivivty"] for each in off} == {None}
    assert {len(each["title"]) for each in limited + off} == {0}


def shares(items: list[Json], name: str, labels: list[str]) -> bool:
    """Say whether these are the shares of these labels."""
    expected = {label: pytest.approx(labels.count(label) / len(labels), abs=1e-4) for label in labels}
    return {each[name]: each["value"] for each in items} == expected


def test_insights_agree_with_the_other_models(marsview: Caller) -> None:
    """Shares of emotion and sentiment are those of the sentences, in all and for each speaker; times add up."""
    data = marsview.complete(*ALL, data=silence(CALL_S))
    meeting, speaker = data["dataInsights"]["meetingInsights"], data["dataInsights"]["speakerInsights"]
    emotions = [(each["speaker"], each["emotion"]["value"]) for each in data["emotion"]]
    sentiments = [(each["speakers"][0], each["sentiment"]) for each in data["sentiment"]]

    assert shares(meeting["meetingEmotion"], "emotion", [each for _, each in emotions])
    assert shares(meeting["meetingSentiment"], "sentiment", [each for _, each in sentiments])
    for name in speaker["speakers"]:
        assert shares(speaker["speakersEmotion"][name], "emotion", [each for who, each in emotions if who == name])
        assert shares(
            speaker["speakersSentiment"][name], "sentiment", [each for who, each in sentiments if who == name]
        )
        spoken = [each for each in data["transcript"] if each["speakers"] == [name]]
        assert speaker["speakersTalktime"][name] == sum(each["endTime"] - each["startTime"] for each in spoken)
        assert 0 < speaker["speakersMonologue"][name] < CALL_S * 1000
        assert 60 < speaker["speakerAvgWpm"][name] < 300
    assert 0 < meeting["engagementRatio"] < 1


@pytest.mark.parametrize(
    ("threshold", "is_dead"), [(1, True), (0.5, True), (10**9, False), (10**400, False), ("1", False)]
)
def test_dead_air_begins_at_the_threshold(marsview: Caller, threshold: object, is_dead: bool) -> None:
    """Pauses shorter than the configured milliseconds are not dead air."""
    insights = model("data_insights", dead_air={"threshold": threshold})
    data = marsview.complete("speech_to_text", "emotion_analysis", "sentiment_analysis", insights)

    assert (data["dataInsights"]["meetingInsights"]["deadAir"] > 0) == is_dead


def test_intents_and_tags_are_met_by_some_sentences(marsview: Caller) -> None:
    """Matches name the configured ids only, and stand at sentences of the transcript."""
    ids = ["intent-a", "intent-b"]
    models: tuple[Any, ...] = (
        model("intent_analysis", config={"intents": ids}),
        model("statement_tag_analysis", config={"statements": ["tag-a"]}),
    )
    data = marsview.complete("speech_to_text", *models, data=silence(CALL_S))
    times = {each["startTime"]: each["sentence"] for each in data["transcript"]}

    for key, noun, expected in (("intent", "intent", set(ids)), ("statementTag", "statementTag", {"tag-a"})):
        matches = [(item, match) for item in data[key] for match in item["similarityMatch"]]
        assert {match[f"{noun}Id"] for _, match in matches} == expected
        assert all(match["matchedTextList"][0]["text"] == times[item["startTime"]] for item, match in matches)
        assert 0 < len(data[key]) < len(times)


@pytest.mark.parametrize("name", ["intent_analysis", "statement_tag_analysis"])
def test_without_ids_nothing_is_met(marsview: Caller, name: str) -> None:
    """Intents and tags have to be configured."""
    assert marsview.complete("speech_to_text", name)[OUTPUT[name]] == []


@pytest.mark.parametrize("data", [silence(0.0005, 8000), silence(0.05), silence(0.5)])
def test_a_very_short_recording_is_processed(marsview: Caller, data: bytes) -> None:
    """There is no shortest length."""
    assert set(marsview.complete(*ALL, data=data)) == set(OUTPUT.values())


def test_a_text_in_which_nothing_is_said_gives_empty_outputs(marsview: Caller) -> None:
    """A transcript without words is no mishap."""
    say(marsview, "Agent:\nCaller:\n")
    data = marsview.complete(*ALL)

    assert {name: data[name] for name in PER_SENTENCE} == {name: [] for name in PER_SENTENCE}
    assert data["dataInsights"]["speakerInsights"]["speakers"] == []


def test_a_tenant_hears_the_same_on_every_server() -> None:
    """The same seed and commands give the same metadata."""
    found: list[Json] = []
    for _ in range(2):
        with calling() as marsview:
            marsview.tenant()
            found.append(marsview.complete(*ALL))

    assert found[0] == found[1]
