"""Transcripts and scores: in the vendor's shapes, over the real length, from the seed or from a given text."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from harness import RECORDING

from understudy.fakes.tenant import Settings

if TYPE_CHECKING:
    from elevateai.conftest import Account

RESULTS = ["transcript", "transcripts", "transcripts/punctuated", "ai"]
SENTENCES = "transcripts/punctuated"
PARTICIPANTS = ("participantOne", "participantTwo")
ASKED = {"includeAiResults": True}
CHAT = {
    "participants": [{"participant_id": "a"}, {"participant_id": "b"}],
    "messages": [{"participant_id": "a", "content": "Hello there."}, {"participant_id": "b", "content": "Hello."}],
}


@pytest.mark.parametrize("what", RESULTS)
def test_there_is_no_result_before_the_end(elevateai: Account, what: str) -> None:
    """Until an interaction is processed each result is answered with 404, which tells the status."""
    identifier = elevateai.declare(**ASKED)
    elevateai.upload(identifier)
    answers = [elevateai.call("GET", f"/{identifier}/{what}")]
    while elevateai.step() and elevateai.get(identifier)["status"] != "processed":
        answers.append(elevateai.call("GET", f"/{identifier}/{what}"))

    assert {answer.status for answer in answers} == {404}
    assert answers[0].json() == {"errorMessage": "the interaction is fileUploading, not processed"}
    assert elevateai.call("GET", f"/{identifier}/{what}").status == 200


@pytest.mark.parametrize("what", RESULTS)
def test_there_is_no_result_after_a_failure(elevateai: Account, what: str) -> None:
    """An interaction whose processing failed has no results, ever."""
    elevateai.play("script: {fail: processing_failed}")
    identifier = elevateai.declare(**ASKED)
    elevateai.upload(identifier)
    elevateai.watch(identifier)

    assert elevateai.call("GET", f"/{identifier}/{what}").status == 404


@pytest.mark.parametrize("what", RESULTS)
def test_the_other_reading_of_not_ready_can_be_chosen(elevateai: Account, what: str) -> None:
    """Two clients take 204 without a body for "not ready"; a tenant's dialect decides."""
    elevateai.speak(not_ready=204)
    answer = elevateai.call("GET", f"/{elevateai.declare()}/{what}")

    assert (answer.status, answer.content) == (204, b"")


def test_both_paths_of_the_transcript_say_the_same(elevateai: Account) -> None:
    """The documented singular and the plural that three vendor clients use are one."""
    identifier = elevateai.processed()

    assert elevateai.get(identifier, "transcript") == elevateai.get(identifier, "transcripts")


def offsets(answer: bytes) -> list[object]:
    """Return every offset and index in an answer, as the JSON has it."""
    found: list[object] = []

    def note(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found.extend(value for name, value in pairs if name in ("startTimeOffset", "endTimeOffset", "phraseIndex"))
        return dict(pairs)

    json.loads(answer, object_pairs_hook=note)
    return found


@pytest.mark.parametrize("what", RESULTS)
def test_integers_are_integers(elevateai: Account, what: str) -> None:
    """Offsets and indices have no decimal point, as the .NET client cannot read one."""
    identifier = elevateai.processed(RECORDING.read_bytes(), **ASKED)
    found = offsets(elevateai.call("GET", f"/{identifier}/{what}").content)

    assert found != []
    assert {type(value) for value in found} == {int}


def test_the_transcript_is_spread_over_the_real_length(elevateai: Account, audio: Callable[[float], bytes]) -> None:
    """Sentences come in order, do not overlap, begin soon and end near the end, but not after it."""
    sentences = elevateai.get(elevateai.processed(audio(90)), SENTENCES)["sentenceSegments"]
    times = [(each["startTimeOffset"], each["endTimeOffset"]) for each in sentences]

    assert all(start < end for start, end in times)
    assert all(before[1] <= after[0] for before, after in pairwise(times))
    assert times[0][0] < 9_000
    assert 81_000 < times[-1][1] <= 90_000
    assert {each["participant"] for each in sentences} == set(PARTICIPANTS)
    assert len(sentences) > 10


def test_the_phrases_are_those_of_the_sentences(elevateai: Account, audio: Callable[[float], bytes]) -> None:
    """Segments point at distinct phrases, each participant has its own, and all together have all of them."""
    identifier = elevateai.processed(audio(60))
    transcript = elevateai.get(identifier, "transcript")
    spoken = {
        name: [transcript[name]["phrases"][each["phraseIndex"]] for each in transcript[name]["phraseSegments"]]
        for name in ("allParticipants", *PARTICIPANTS)
    }
    sentences = elevateai.get(identifier, SENTENCES)["sentenceSegments"]

    def words(of: tuple[str, ...]) -> list[str]:
        said = " ".join(each["phrase"] for each in sentences if each["participant"] in of)
        return [word.strip(".,?!") for word in said.split()]

    assert spoken == {
        "allParticipants": words(PARTICIPANTS),
        "participantOne": words(PARTICIPANTS[:1]),
        "participantTwo": words(PARTICIPANTS[1:]),
    }
    assert all(len(set(each["phrases"])) == len(each["phrases"]) for each in (transcript[name] for name in spoken))
    assert transcript["redactionSegments"] == []


def results(account: Account, **fields: object) -> list[Any]:
    """Return every result of an interaction that was processed."""
    identifier = account.processed(**ASKED, **fields)
    return [account.get(identifier, what) for what in RESULTS]


def test_the_seed_decides_every_result(opened: Callable[..., Account]) -> None:
    """Two servers with one seed answer the same to the last byte, another seed answers something else."""
    one, same, other = (results(opened(Settings(seed=seed, speed=0.0))) for seed in (1, 1, 2))

    assert one == same
    assert all(left != right for left, right in zip(one, other, strict=True))


def test_a_result_does_not_change(elevateai: Account) -> None:
    """What was once fetched is answered again, however much later."""
    identifier = elevateai.processed(**ASKED)
    before = [elevateai.call("GET", f"/{identifier}/{what}").content for what in RESULTS]
    elevateai.tenant.clock.advance(30 * 86400)

    assert [elevateai.call("GET", f"/{identifier}/{what}").content for what in RESULTS] == before


def said(account: Account, identifier: str) -> list[tuple[str, str]]:
    """Return the sentences of an interaction: who, and what."""
    sentences = account.get(identifier, SENTENCES)["sentenceSegments"]
    return [(each["participant"], each["phrase"]) for each in sentences]


def test_a_given_transcript_is_used(elevateai: Account) -> None:
    """What the scenario says is said, in place of made-up words."""
    elevateai.play("transcript: |\n  Ann: Good morning.\n  Bob: Hello, Ann!\n  How are you?\n  Ann: Fine.\n")

    assert said(elevateai, elevateai.processed(RECORDING.read_bytes())) == [
        ("participantOne", "Good morning."),
        ("participantTwo", "Hello, Ann!"),
        ("participantTwo", "How are you?"),
        ("participantOne", "Fine."),
    ]


TRANSCRIPTS: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "of two": (
        {"participantOne": {"phrases": ["Good", "morning."]}, "participantTwo": {"phrases": ["Hello."]}},
        [("participantOne", "Good morning."), ("participantTwo", "Hello.")],
    ),
    "of one": ({"participantOne": None, "participantTwo": {"phrases": ["Hello."]}}, [("participantOne", "Hello.")]),
    "of all": ({"allParticipants": {"phrases": ["Good", "morning."]}}, [("participantOne", "Good morning.")]),
    "of all and of two": (
        {
            "allParticipants": {"phrases": ["Good", "morning.", "Hello."]},
            "participantOne": {"phrases": ["Good", "morning."]},
            "participantTwo": {"phrases": ["Hello."]},
        },
        [("participantOne", "Good morning."), ("participantTwo", "Hello.")],
    ),
}


@pytest.mark.parametrize(("transcript", "expected"), TRANSCRIPTS.values(), ids=TRANSCRIPTS.keys())
def test_a_declared_transcript_comes_back(
    elevateai: Account, transcript: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """The words of a declared transcript are those of its results, whichever participants it names."""
    assert said(elevateai, elevateai.processed(type="transcript", transcript=transcript)) == expected


def test_a_chat_has_scores_but_no_transcript(elevateai: Account) -> None:
    """A processed chat answers 404 for both transcripts and 200 for CX AI."""
    identifier = elevateai.processed(type="chat", chat=CHAT, **ASKED)
    codes = [elevateai.call("GET", f"/{identifier}/{what}").status for what in RESULTS]

    assert codes == [404, 404, 404, 200]


def test_the_scores_are_in_the_documented_bundles(elevateai: Account) -> None:
    """All and each of the participants have the two bundles, every score within its minimum and maximum."""
    answer = elevateai.get(elevateai.processed(**ASKED), "ai")
    models = [model for each in answer.values() for bundle in each["enlightenBundles"] for model in bundle["models"]]

    assert list(answer) == ["allParticipants", *PARTICIPANTS]
    for each in answer.values():
        names = [bundle["name"] for bundle in each["enlightenBundles"]]
        assert names == ["Customer Satisfaction", "Vulnerable Customer"]
    assert all(model["minScore"] <= model["score"] <= model["maxScore"] for model in models)


def test_voice_and_silence_follow_each_other(elevateai: Account, audio: Callable[[float], bytes]) -> None:
    """The voice activity of all is without gaps from the beginning to the last word."""
    identifier = elevateai.processed(audio(60), **ASKED)
    segments = elevateai.get(identifier, "ai")["allParticipants"]["voiceActivitySegments"]
    last = elevateai.get(identifier, SENTENCES)["sentenceSegments"][-1]

    assert segments[0]["startTimeOffset"] == 0
    assert all(before["endTimeOffset"] == after["startTimeOffset"] for before, after in pairwise(segments))
    assert segments[-1]["endTimeOffset"] == last["endTimeOffset"]
    assert {each["result"] for each in segments} == {"voice", "silence"}


@pytest.mark.parametrize("fields", [{}, {"includeAiResults": False}, {"includeAiResults": None}])
def test_scores_that_were_not_asked_for_are_not_there(elevateai: Account, fields: dict[str, object]) -> None:
    """Without includeAiResults there is no CX AI: 404, which says so."""
    answer = elevateai.call("GET", f"/{elevateai.processed(**fields)}/ai")

    assert answer.status == 404
    assert answer.json() == {"errorMessage": "the interaction was declared without includeAiResults"}


def test_results_may_come_late(elevateai: Account) -> None:
    """A scenario can have them so long after the good end; until then they are as little there as before it."""
    elevateai.play("script: {results_late: 45s}\n")
    identifier = elevateai.declare(includeAiResults=True)
    elevateai.upload(identifier)
    elevateai.watch(identifier)
    paths = ("transcript", "transcripts", "transcripts/punctuated", "ai")
    early = [elevateai.call("GET", f"/{identifier}/{path}").status for path in paths]
    elevateai.tenant.clock.advance(45)

    assert elevateai.get(identifier)["status"] == "processed"
    assert early == [404] * 4
    assert [elevateai.call("GET", f"/{identifier}/{path}").status for path in paths] == [200] * 4
