"""The reader: what an exchange tells of a job, and what it does not.

Source: ours.
"""

from __future__ import annotations

from typing import Any

import pytest

from understudy.contracts import vendor, vendor_names
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.oracle.event import Begun, Commanded, Deleted, Event, LaneSeen, Results, Seen, Unknown
from understudy.contracts.checks.oracle.reader import Reader
from understudy.contracts.protocol_form import MISSING

AUDIO = {"type": "audio", "languageTag": "de-de", "vertical": "default"}


def told(name: str, operation: str, status: int, body: Any = MISSING, job: str | None = "a", **how: Any) -> list[Event]:
    """Return the events of one exchange; all are about the same job."""
    found = vendor(name).contract.operations[operation]
    exchange = Exchange(
        number=1,
        at_s=0.0,
        operation=found,
        method=found.method,
        url=found.path,
        job=job,
        status=status,
        body=body,
        **how,
    )
    pairs = list(Reader(vendor(name)).events(exchange))
    assert {each for each, _ in pairs} <= {job or "a"}
    return [event for _, event in pairs]


@pytest.mark.parametrize(
    ("json", "lifecycles"),
    [
        (AUDIO, ("upload",)),
        ({**AUDIO, "downloadUri": None, "audioTranscriptionMode": "highSpeed"}, ("upload",)),
        ({**AUDIO, "downloadUri": "https://a.example/b.wav"}, ("download",)),
        (
            {"Type": "audio", "LanguageTag": "en", "Vertical": "default", "DownloadUri": "https://a.example/b"},
            ("download",),
        ),
        ({"type": "chat", "languageTag": "en", "vertical": "default", "chat": {}}, ("text",)),
        ({"type": "transcript", "audioTranscriptionMode": "highAccuracy", "transcript": {}}, ("text",)),
        (MISSING, ("upload", "download", "text")),
    ],
)
def test_a_declaration_tells_which_lifecycles_the_job_can_have(json: Any, lifecycles: tuple[str, ...]) -> None:
    """What the ways to submit differ in decides; where nothing was recorded, all are possible."""
    events = told("elevateai", "declareInteraction", 201, {"interactionIdentifier": "a"}, None, json=json)
    assert events == [Begun(lifecycles, "declareInteraction")]


@pytest.mark.parametrize(
    ("json", "lifecycles"),
    [
        ({"language": "en"}, ("upload",)),
        ({"language": "nl", "session_mode": "decode"}, ("upload",)),
        ({"language": "nl", "session_mode": "align"}, ("align",)),
        ({"language": "nl", "media_source": "https://a.example/b.wav"}, ("link",)),
    ],
)
def test_a_session_tells_its_lifecycle_and_its_first_status(json: Any, lifecycles: tuple[str, ...]) -> None:
    """An answer to a submit that is a view, too, is read as both; an alias stands for its status."""
    body = {"result": {"session_id": "a", "status": "created"}}
    events = told("scriptix", "createSession", 201, body, None, json=json)
    assert events == [Begun(lifecycles, "createSession"), Seen("createSession", "new", body["result"])]


@pytest.mark.parametrize(
    ("status", "event"),
    [
        (200, Commanded("upload", True, "uploadInteraction")),
        (201, Commanded("upload", True, "uploadInteraction")),
        (409, Commanded("upload", False, "uploadInteraction")),
        (404, Unknown("uploadInteraction")),
        (503, Commanded("upload", None, "uploadInteraction")),
        (0, Commanded("upload", None, "uploadInteraction")),
        (400, None),
        (413, None),
        (401, None),
        (429, None),
    ],
)
def test_a_command_is_taken_refused_or_neither(status: int, event: Event | None) -> None:
    """Only an answer about the job tells of it; without one, or after a 5xx, nobody knows."""
    assert told("elevateai", "uploadInteraction", status) == ([event] if event else [])


def test_a_poll_shows_the_status_and_the_jobs_object() -> None:
    """Bare or in its envelope, the job's object is the same; an alias stands for its status."""
    session = {"session_id": "a", "status": "done"}
    for body in (session, {"count": 1, "total_results": 1, "result": session}):
        assert told("scriptix", "getSession", 200, body) == [Seen("getSession", "completed", session)]
    assert told("scriptix", "getSession", 404) == [Unknown("getSession")]
    assert told("scriptix", "getSession", 500) == []


def test_a_poll_shows_every_lane_and_a_command_its_own() -> None:
    """Lanes are told apart by the request's id; their objects go along."""
    model = {"requestId": "r1", "modelType": "screengrabs", "state": {"status": "uploaded"}}
    body = {"status": True, "data": {"txnId": "a", "enableModels": [model]}}
    lanes = (LaneSeen("r1", "screengrabs", "uploaded", model),)
    assert told("marsview", "getTxn", 200, body) == [Seen("getTxn", None, body["data"], lanes)]
    assert told("marsview", "compute", 200, body) == [
        Commanded("compute", True, "compute"),
        Seen("compute", None, body["data"], lanes, are_all=False),
    ]


@pytest.mark.parametrize(
    ("name", "operation", "status", "body", "event"),
    [
        ("elevateai", "getTranscript", 200, {}, Results("getTranscript", True)),
        ("elevateai", "getTranscript", 204, MISSING, Results("getTranscript", False)),
        ("elevateai", "getTranscript", 404, {}, Results("getTranscript", False, may_be_unknown=True)),
        ("elevateai", "getTranscripts", 404, {}, None),
        ("elevateai", "getSummary", 409, {}, Results("getSummary", False)),
        ("elevateai", "getSummary", 404, {}, Results("getSummary", False, may_be_unknown=True)),
        ("elevateai", "getSummary", 422, {}, None),
        ("elevateai", "getSummary", 429, {}, None),
        ("elevateai", "getTranscript", 500, {}, None),
        ("scriptix", "getDocument", 200, {}, Results("getDocument", True)),
    ],
)
def test_results_are_there_or_not_or_that_is_not_told(
    name: str, operation: str, status: int, body: Any, event: Event | None
) -> None:
    """A refusal of the moment tells nothing; a code that an unknown job gets, too, says so."""
    assert told(name, operation, status, body) == ([event] if event else [])


def test_results_under_one_code_are_told_apart_by_what_is_in_them() -> None:
    """An empty list is none; of lanes, each name that is there counts."""
    for results, are_there in (([], False), ([{"text": "hello"}], True)):
        result = {"session_id": "a", "status": "completed", "results": results}
        assert told("scriptix", "getResult", 200, {"result": result})[1] == Results("getResult", are_there)
    events = told("marsview", "fetchMetadata", 200, {"data": {"transcript": [], "sentiment": None}})
    there = {"speech_to_text": True, "sentiment_analysis": False, "speech_type_analysis": False}
    assert events == [Results("fetchMetadata", None, there)]


@pytest.mark.parametrize(
    ("status", "event"),
    [(200, Deleted(True)), (400, Deleted(False)), (404, Unknown("deleteSession")), (502, Deleted(None))],
)
def test_a_delete_is_done_was_done_already_or_nobody_knows(status: int, event: Event) -> None:
    """A code of the second delete that no unknown job gets says that it was deleted before."""
    assert told("scriptix", "deleteSession", status) == [event]


def test_a_list_shows_each_of_its_jobs() -> None:
    """One look for each item, with what the list says of it."""
    items = [{"session_id": "a", "status": "done"}, {"session_id": "a", "status": "queued"}]
    body = {"count": 2, "total_results": 2, "result": items}
    seen = [Seen("listSessions", "completed", items[0]), Seen("listSessions", "queued", items[1])]
    assert told("scriptix", "listSessions", 200, body, None) == seen


def test_a_journal_tells_the_words_alone() -> None:
    """Without bodies the status and the lanes are those that were noted; what is not noted is not told."""
    bare = {"is_recorded_whole": False}
    assert told("scriptix", "getSession", 200, said="done", **bare) == [Seen("getSession", "completed")]
    lanes = (LaneSeen("screengrabs", "screengrabs", "error"),)
    polled = told("marsview", "getTxn", 200, said="error", lanes={"screengrabs": "error"}, **bare)
    assert polled == [Seen("getTxn", None, lanes=lanes)]
    assert told("marsview", "fetchMetadata", 200, **bare) == [Results("fetchMetadata", None)]
    assert told("scriptix", "getResult", 200, said="queued", **bare)[1:] == [Results("getResult", None)]
    assert told("elevateai", "getTranscript", 200, **bare) == [Results("getTranscript", True)]


def test_what_a_fault_made_is_not_believed() -> None:
    """Whatever it says, the command or the delete may have been done, and nothing else is known."""
    for status in (0, 200, 409, 404):
        event = Commanded("upload", None, "uploadInteraction")
        assert told("elevateai", "uploadInteraction", status, is_excused=True) == [event]
    assert told("scriptix", "deleteSession", 404, is_excused=True) == [Deleted(None)]
    for name, operation in (
        ("elevateai", "getInteractionStatus"),
        ("elevateai", "getTranscript"),
        ("marsview", "getTxn"),
    ):
        assert told(name, operation, 404, is_excused=True) == []


def test_another_credential_tells_nothing_of_a_job() -> None:
    """What a stranger is told is no event."""
    for credential in ("other", "wrong", "missing", "stale"):
        assert told("elevateai", "getInteractionStatus", 404, credential=credential) == []


def test_an_operation_that_feeds_a_job_in_a_way_of_its_own_may_have_been_any_command() -> None:
    """The protocol does not name it; whether it was taken the next look tells."""
    events = told("scriptix", "appendToFile", 204)
    assert {event.command for event in events if isinstance(event, Commanded) and event.taken is None} == {
        "align",
        "upload",
    }
    assert told("scriptix", "appendToFile", 409) == []


@pytest.mark.parametrize("name", vendor_names())
def test_no_answer_however_odd_is_too_much(name: str) -> None:
    """Every operation, every code it documents and some others, with bodies of no shape at all, of which none is told.

    What hangs on the code alone is told as ever: whether nobody knows if a command was taken.
    """
    bodies = (MISSING, None, 7, "x", [], {}, {"result": 3}, {"result": [3]}, {"data": {"enableModels": [1]}})
    for operation in vendor(name).contract.operations:
        for status in (0, 200, 404, 409, 500, *vendor(name).contract.operations[operation].responses):
            for body in bodies:
                for event in told(name, operation, status, body):
                    if isinstance(event, Seen):
                        assert (event.word, event.lanes or ()) == (None, ())
                    if isinstance(event, Commanded | Deleted):
                        assert event.taken is None or status not in (0, 500)
                    assert status == 404 or not isinstance(event, Unknown)
