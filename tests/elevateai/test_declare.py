"""Declaring an interaction: what is accepted, what is kept of it, and what is refused with a reason."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from understudy.fakes.body import JSON_BYTES_MAX

if TYPE_CHECKING:
    from elevateai.conftest import Account

AUDIO = {"type": "audio", "languageTag": "en-us"}
CHAT = {
    "participants": [{"participant_id": "a", "name": "Ann", "role": "agent"}],
    "messages": [{"participant_id": "a", "timestamp": "2024-01-01T00:00:00Z", "content": "Hello there."}],
}
LINK = "https://files.example/call.wav"


def test_a_declaration_is_answered_with_a_guid(elevateai: Account) -> None:
    """The answer is 201 exactly, and nothing but a GUID in lower case under `interactionIdentifier`."""
    answer = elevateai.call("POST", "", AUDIO)
    identifier = answer.json()["interactionIdentifier"]

    assert (answer.status, answer.headers["content-type"]) == (201, "application/json")
    assert list(answer.json()) == ["interactionIdentifier"]
    assert str(uuid.UUID(identifier)) == identifier


def test_no_two_declarations_share_an_identifier(elevateai: Account) -> None:
    """The same declaration twice is two interactions, and another tenant's is a third."""
    keys = ["tester", "tester", "other", "other"]

    assert len({elevateai.declare(key=key) for key in keys}) == len(keys)


KINDS: dict[str, tuple[dict[str, Any], str]] = {
    "audio without a link": (AUDIO, "filePendingUpload"),
    "audio with a link": (AUDIO | {"downloadUri": LINK}, "declared"),
    "audio with no link": (AUDIO | {"downloadUri": None}, "filePendingUpload"),
    "audio with the link's wrong name": (AUDIO | {"downloadUrl": LINK}, "filePendingUpload"),
    "a chat": (AUDIO | {"type": "chat", "chat": CHAT}, "declared"),
    "a chat with a link": (AUDIO | {"type": "chat", "chat": CHAT, "downloadUri": LINK}, "declared"),
    "a transcript": (AUDIO | {"type": "transcript", "transcript": {}}, "declared"),
}


@pytest.mark.parametrize(("declaration", "status"), KINDS.values(), ids=KINDS.keys())
def test_the_kind_decides_the_first_status(elevateai: Account, declaration: dict[str, Any], status: str) -> None:
    """Audio without a downloadUri waits for an upload; everything else is declared, and chats never download."""
    identifier = elevateai.declare(**declaration)

    assert elevateai.get(identifier)["status"] == status
    assert (elevateai.job(identifier).link is not None) is (declaration["type"] == "audio" and status == "declared")
    assert elevateai.job(identifier).lifecycle.name == {"filePendingUpload": "upload"}.get(
        status, "download" if declaration["type"] == "audio" else "text"
    )


ACCEPTED: dict[str, dict[str, Any]] = {
    "what the docs ask for": AUDIO | {"vertical": "default", "audioTranscriptionMode": "highAccuracy"},
    "keys that nobody knows": AUDIO | {"downloadUrl": LINK, "colour": "red"},
    "every property, null": AUDIO
    | dict.fromkeys([
        "vertical", "audioTranscriptionMode", "includeAiResults", "downloadUri", "originalFileName",
        "originalfilename", "externalIdentifier", "externalidentifier", "model", "metadata", "chat", "transcript",
    ]),
    "metadata as a text": AUDIO | {"metadata": '{"custom": "x"}'},
    "a language of its own": AUDIO | {"languageTag": "auto"},
    "a transcript with one participant": AUDIO
    | {"type": "transcript", "transcript": {"participantOne": {"phrases": ["a"]}, "participantTwo": None}},
}  # fmt: skip


@pytest.mark.parametrize("declaration", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_what_real_clients_send_is_accepted(elevateai: Account, declaration: dict[str, Any]) -> None:
    """Explicit nulls count as absent, unknown keys are ignored, and both spellings of the file's name pass."""
    assert elevateai.call("POST", "", declaration).status == 201


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON"],
)
def test_only_the_media_type_counts(elevateai: Account, content_type: str) -> None:
    """Parameters and case of the content type do not matter."""
    assert elevateai.call("POST", "", json.dumps(AUDIO).encode(), content_type=content_type).status == 201


@pytest.mark.parametrize("path", ["/v1/interactions/", "/v1//interactions", "//v1/interactions//"])
def test_slashes_too_many_are_no_other_path(elevateai: Account, path: str) -> None:
    """A trailing or double slash, which two vendor clients send, is answered directly, without a redirect."""
    assert elevateai.caller("POST", path, {"x-api-token": "tester"}, AUDIO).status == 201


ECHOED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "little": (AUDIO, {}),
    "much": (
        AUDIO | {"vertical": "default", "audioTranscriptionMode": "highSpeed", "includeAiResults": True},
        {"vertical": "default", "audioTranscriptionMode": "highSpeed", "includeAiResults": True},
    ),
    "a link": (AUDIO | {"downloadUri": LINK}, {"downloadUri": LINK}),
    "a chat": (AUDIO | {"type": "chat", "chat": CHAT}, {"type": "chat"}),
}


@pytest.mark.parametrize(("declaration", "echoed"), ECHOED.values(), ids=ECHOED.keys())
def test_the_declared_parameters_are_echoed(
    elevateai: Account, declaration: dict[str, Any], echoed: dict[str, Any]
) -> None:
    """What was declared can be read again; what was not is null, and so is every text."""
    identifier = elevateai.declare(**declaration)
    answer = elevateai.call("GET", f"/{identifier}")
    nothing = dict.fromkeys(["vertical", "audioTranscriptionMode", "transcript", "chat", "downloadUri"])

    expected = {"identifier": identifier, **AUDIO, **nothing, "includeAiResults": False, **echoed}
    assert (answer.status, answer.json()) == (200, expected)


REFUSED: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{type: audio}", "the body is not JSON: "),
    "half of it": (b'{"type": "audio", "langua', "the body is not JSON: "),
    "nothing": (b"", "the body is not JSON: "),
    "not UTF-8": (b'{"type": "audio", "languageTag": "\xff"}', "the body is not JSON: "),
    "nested without end": (b"[" * 100_000, "the body is not JSON: "),
    "a list": (b"[]", "[] is not of type "),
    "null": (b"null", "null is not of type "),
}
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no type": ({"languageTag": "en"}, 'type: "type" is a required property'),
    "an unknown type": (AUDIO | {"type": "video"}, 'type: "video" is not one of '),
    "no language": ({"type": "audio"}, 'languageTag: "languageTag" is a required property'),
    "a language that is no word": (AUDIO | {"languageTag": 1}, 'languageTag: 1 is not of type "string"'),
    "an empty language": (AUDIO | {"languageTag": ""}, "languageTag: "),
    "a link that is no word": (AUDIO | {"downloadUri": 1}, "downloadUri: 1 is not of types "),
    "a link that is none": (AUDIO | {"downloadUri": "https://[x"}, "'https://[x' is no link: "),
    "a question answered with a word": (AUDIO | {"includeAiResults": "yes"}, "includeAiResults: "),
    "a chat without one": (AUDIO | {"type": "chat"}, 'chat: "chat" is a required property'),
    "a chat of null": (AUDIO | {"type": "chat", "chat": None}, "chat: "),
    "a chat of nobody": (AUDIO | {"type": "chat", "chat": {"messages": []}}, "chat.participants: "),
    "a message without words": (
        AUDIO | {"type": "chat", "chat": CHAT | {"messages": [{"participant_id": "a"}]}},
        "chat.messages.0.content: ",
    ),
    "a transcript without one": (AUDIO | {"type": "transcript"}, "transcript: "),
    "a participant that is a word": (
        AUDIO | {"type": "transcript", "transcript": {"participantOne": "Hello"}},
        "transcript.participantOne: ",
    ),
    "phrases that are none": (
        AUDIO | {"type": "transcript", "transcript": {"participantOne": {"phrases": 5}}},
        "transcript.participantOne.phrases: ",
    ),
    "a phrase that is none": (
        AUDIO | {"type": "transcript", "transcript": {"participantOne": {"phrases": [None]}}},
        "transcript.participantOne.phrases.0: ",
    ),
}
REFUSED |= {name: (json.dumps(body).encode(), reason) for name, (body, reason) in WRONG.items()}


@pytest.mark.parametrize(("body", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_declaration_is_refused(elevateai: Account, body: bytes, reason: str) -> None:
    """What cannot be accepted is answered with 400 and names the field; nothing is declared."""
    answer = elevateai.call("POST", "", body, content_type="application/json")

    assert answer.status == 400
    assert list(answer.json()) == ["errorMessage"]
    assert answer.json()["errorMessage"].startswith(reason)
    assert len(elevateai.tenant.jobs) == 0


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_media_type_is_refused(elevateai: Account, content_type: str) -> None:
    """A declaration that does not say that it is JSON is answered with 400 and told what it must be."""
    answer = elevateai.call("POST", "", json.dumps(AUDIO).encode(), content_type=content_type)

    assert answer.status == 400
    assert answer.json()["errorMessage"].startswith("the body must be application/json, not ")


def test_a_huge_declaration_is_refused(elevateai: Account) -> None:
    """A body beyond the limit for JSON is answered with 413."""
    answer = elevateai.call("POST", "", AUDIO | {"externalIdentifier": "x" * JSON_BYTES_MAX})

    assert answer.status == 413
    assert answer.json()["errorMessage"] == f"the body is larger than {JSON_BYTES_MAX} bytes"


words = st.text(max_size=5) | st.sampled_from(["a: b", "\n", LINK, "ftp://x", "https://[x", "HTTPS://h:99999/%"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=5,
)
participants = st.none() | anything | st.fixed_dictionaries({"phrases": st.lists(words, max_size=4) | anything})
names = st.sampled_from(["allParticipants", "participantOne", "participantTwo", "participantThree"])
messages = st.fixed_dictionaries({"participant_id": words | anything, "content": words | anything})
chats = st.fixed_dictionaries({"participants": st.just([]) | anything, "messages": st.lists(messages, max_size=3)})
declarations = st.fixed_dictionaries(
    {"type": st.sampled_from(["audio", "chat", "transcript", "video"]), "languageTag": words},
    optional={
        "downloadUri": words | anything,
        "includeAiResults": st.just(True) | anything,
        "chat": chats | anything,
        "transcript": st.dictionaries(names, participants) | anything,
    },
)


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=declarations | anything)
def test_no_declaration_breaks_the_stand_in(elevateai: Account, body: object) -> None:
    """Whatever JSON is declared, it is accepted or refused, and what was accepted can be followed to its results."""
    answer = elevateai.call("POST", "", body)

    assert answer.status in (201, 400)
    if answer.status == 201:
        identifier = answer.json()["interactionIdentifier"]
        elevateai.watch(identifier)
        for what in ("", "/transcript", "/transcripts/punctuated", "/ai"):
            assert elevateai.call("GET", f"/{identifier}{what}").status in (200, 404)
