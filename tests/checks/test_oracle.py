"""The oracle: what is possible it accepts, and what is not it names, at the event that shows it.

Source: ours. Where both are asked about generated traces, `brute_force` is the second opinion.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from checks.brute_force import Model
from checks.generated import Server, corrupted

from understudy.contracts import Vendor, vendor, vendor_names
from understudy.contracts.checks.finding import Contradiction
from understudy.contracts.checks.oracle.event import Begun, Commanded, Deleted, Event, LaneSeen, Results, Seen, Unknown
from understudy.contracts.checks.oracle.oracle import Oracle
from understudy.contracts.facts import facts

JOBS = [(name, lifecycle) for name in vendor_names() for lifecycle in vendor(name).protocol.jobs]
POLL = "getInteractionStatus"
DECLARED, UPLOADED, DONE = "2024-05-01T10:00:00.123456Z", "2024-05-01T10:01:00Z", "2024-05-01T10:02:00.500Z"
DAY_S = 86_400


def first_impossible(known: Vendor, trace: list[Event | None]) -> int | None:
    """Return the index of the first event that the oracle contradicts."""
    oracle = Oracle(known)
    for index, event in enumerate(trace):
        if event is None:
            oracle.elapse()
        elif oracle.take(event):
            return index
    return None


def seen(word: str, **fields: str | None) -> Seen:
    """Return a poll of ElevateAI."""
    nothing = dict.fromkeys(("uploaded", "downloaded", "processed", "errorMessage"))
    return Seen(POLL, word, {"identifier": "a", "status": word, "declared": DECLARED, **nothing, **fields})


def rules(found: list[Contradiction]) -> list[str]:
    """Return the rules that were broken."""
    return [each.rule for each in found]


def begun(lifecycle: str = "upload", name: str = "elevateai") -> Oracle:
    """Return the oracle of a job that has just begun."""
    oracle = Oracle(vendor(name), [lifecycle])
    assert not oracle.take(Begun((lifecycle,)), 0.0)
    return oracle


def uploaded() -> Oracle:
    """Return the oracle of a job whose file has come, a while ago."""
    oracle = begun()
    assert not oracle.take(Commanded("upload", True, "uploadInteraction"), 1.0)
    oracle.elapse()
    return oracle


@pytest.mark.parametrize(("name", "lifecycle"), JOBS)
def test_whatever_a_right_server_shows_is_accepted(name: str, lifecycle: str) -> None:
    """Traces that are drawn from the lifecycle contradict nothing."""
    for seed in range(150):
        trace = Server(vendor(name), lifecycle, seed).trace(25)
        assert first_impossible(vendor(name), trace) is None, trace


@pytest.mark.parametrize(("name", "lifecycle"), JOBS)
def test_every_changed_event_is_found_where_a_second_opinion_finds_it(name: str, lifecycle: str) -> None:
    """One event changed, whichever and however: oracle and brute force name the same first impossible event."""
    counts: Counter[str] = Counter()
    for seed in range(12):
        trace = Server(vendor(name), lifecycle, seed).trace(12)
        assert Model(vendor(name)).first_impossible(trace) is None
        for index, changed in corrupted(vendor(name), trace):
            expected = Model(vendor(name)).first_impossible(changed)
            assert first_impossible(vendor(name), changed) == expected, (seed, index, changed)
            counts["possible" if expected is None else "at once" if expected == index else "later"] += 1
    assert counts["at once"] > 100, counts


@pytest.mark.parametrize(("name", "lifecycle"), JOBS)
def test_a_beginning_that_was_not_seen_contradicts_nothing(name: str, lifecycle: str) -> None:
    """Any rest of a right server's trace is accepted by an oracle that begins there."""
    for seed, cut in itertools.product(range(40), (1, 5, 12)):
        trace = Server(vendor(name), lifecycle, seed).trace(25)
        assert first_impossible(vendor(name), trace[cut:]) is None, trace[cut:]


@pytest.mark.parametrize(("name", "lifecycle"), JOBS)
def test_what_is_said_to_be_met_are_facts(name: str, lifecycle: str) -> None:
    """Every name of a met fact is one of the vendor's facts, and the statuses shown are among them."""
    met: set[str] = set()
    words: set[str] = set()
    for seed in range(60):
        oracle = Oracle(vendor(name), [lifecycle])
        for event in Server(vendor(name), lifecycle, seed).trace(25):
            if event is None:
                oracle.elapse()
            else:
                words |= {event.word} if isinstance(event, Seen) and event.word else set()
                assert not oracle.take(event)
        met |= oracle.met
    assert met <= facts(vendor(name)).keys()
    assert {f"status {word}" for word in words} <= met


def test_a_status_that_nobody_documents_is_named() -> None:
    """An unknown word breaks the rule `status`, and what comes after it is judged as if it had not been said."""
    oracle = uploaded()
    found = oracle.take(seen("resting", uploaded=UPLOADED))
    assert (rules(found), found[0].where) == (["status"], "resting")
    assert not oracle.take(seen("processing", uploaded=UPLOADED))
    assert rules(oracle.take(seen("resting", uploaded=UPLOADED))) == ["status"]
    assert not oracle.take(seen("processed", uploaded=UPLOADED, processed=DONE)), "the word may have hidden a step"


def test_a_status_that_moves_by_being_looked_at_is_told_from_one_that_may_not_follow() -> None:
    """Without time between two looks it is `still`; where no time would explain it, `transition`."""
    oracle = uploaded()
    assert not oracle.take(seen("fileUploaded", uploaded=UPLOADED))
    assert rules(oracle.take(seen("processing", uploaded=UPLOADED))) == ["still"]
    oracle.elapse()
    assert rules(oracle.take(seen("fileUploading"))) == ["transition"]


def test_one_defect_is_one_finding() -> None:
    """After an impossible status the oracle goes on from there."""
    oracle = uploaded()
    assert not oracle.take(seen("processed", uploaded=UPLOADED, processed=DONE))
    oracle.elapse()
    assert rules(oracle.take(seen("processing", uploaded=UPLOADED, processed=DONE))) == ["transition"]
    assert not oracle.take(seen("processing", uploaded=UPLOADED))
    oracle.elapse()
    assert not oracle.take(seen("processed", uploaded=UPLOADED, processed=DONE))


def test_results_too_early_and_never_are_told_and_do_not_move_the_job() -> None:
    """Results are there exactly when it has ended well; a wrong answer leaves the status where it was seen."""
    oracle = uploaded()
    assert not oracle.take(seen("processing", uploaded=UPLOADED))
    found = oracle.take(Results("getTranscript", True))
    assert [(each.rule, each.where, each.fact) for each in found] == [
        ("result", "getTranscript", "protocol results by getTranscript")
    ]
    assert not oracle.take(seen("processing", uploaded=UPLOADED))
    oracle.elapse()
    assert not oracle.take(seen("processed", uploaded=UPLOADED, processed=DONE))
    assert rules(oracle.take(Results("getTranscript", False, may_be_unknown=True))) == ["result"]


def test_results_tell_what_the_status_leaves_open() -> None:
    """Where several statuses are possible, results narrow them."""
    oracle = uploaded()
    assert not oracle.take(Results("getTranscript", True), 50.0 * DAY_S)
    assert (oracle.has_ended, oracle.is_settled, oracle.words) == ("well", True, {"processed"})


def test_results_may_be_gone_once_they_need_not_be_kept() -> None:
    """A week after the latest time at which it had not ended, results may be missing; a day earlier they may not."""
    for kept_s, expected in ((6 * DAY_S, ["result"]), (8 * DAY_S, [])):
        oracle = uploaded()
        assert not oracle.take(seen("processing", uploaded=UPLOADED), 10.0 * DAY_S)
        oracle.elapse()
        assert not oracle.take(seen("processed", uploaded=UPLOADED, processed=DONE), 11.0 * DAY_S)
        assert rules(oracle.take(Results("getTranscript", False), 10.0 * DAY_S + kept_s)) == expected


def test_a_command_is_taken_where_it_is_waited_for_and_nowhere_else() -> None:
    """Refused where it is waited for, and taken where it is not, both break the rule `command`."""
    oracle = begun()
    assert oracle.may_take("upload") is True
    assert rules(oracle.take(Commanded("upload", False, "uploadInteraction"))) == ["command"]
    assert not oracle.take(Commanded("upload", True, "uploadInteraction"))
    assert oracle.may_take("upload") is None, "the upload may have failed already"
    assert not oracle.take(seen("processing", uploaded=UPLOADED))
    assert oracle.may_take("upload") is False
    found = oracle.take(Commanded("upload", True, "uploadInteraction"))
    assert [each.fact for each in found] == ["protocol refusal of upload by uploadInteraction"]
    assert found[0].is_assumed, "when the upload is refused is not documented"
    assert not oracle.take(seen("processing", uploaded=UPLOADED)), "the status did not care"


def test_a_command_whose_answer_was_lost_leaves_both_possible() -> None:
    """Without an answer nobody knows; the next look tells."""
    for word, fields in (("filePendingUpload", {}), ("fileUploaded", {"uploaded": UPLOADED})):
        oracle = begun()
        assert not oracle.take(Commanded("upload", None, "uploadInteraction"))
        assert not oracle.take(seen(word, **fields))
    oracle = begun()
    assert not oracle.take(Commanded("upload", None, "uploadInteraction"))
    assert not oracle.take(Commanded("upload", False, "uploadInteraction")), "so the first one was taken"
    assert rules(oracle.take(seen("filePendingUpload"))) == ["transition"]


def test_a_transition_is_met_only_where_it_is_certain() -> None:
    """Two statuses with one way between them make each step of it certain; an end with two ways does not."""
    oracle = uploaded()
    assert not oracle.take(seen("processing", uploaded=UPLOADED))
    assert {
        "transition upload: filePendingUpload -> fileUploading",
        "transition upload: pendingProcessing -> processing",
    } <= oracle.met
    assert not {name for name in oracle.met if "-> processed" in name or "Failed" in name}
    oracle = begun("link", "scriptix")
    assert not oracle.take(Seen("getSession", "failed"))
    assert not {name for name in oracle.met if name.startswith("transition")}, "from queued, or from processing"
    oracle = computed(lane("1", "error", error="X1"))
    assert not {name for name in oracle.met if name.startswith("transition model")}, "from queued, or when picked up"


def test_what_another_request_may_have_done_is_not_certain() -> None:
    """A lane that had ended before anybody looked, or its successor: neither's transitions are met."""
    oracle = Oracle(vendor("marsview"))
    poll = Seen("getTxn", None, lanes=(LaneSeen("a", "a", "processed"),))
    assert not oracle.take(poll)
    assert not oracle.take(Commanded("compute", True, "compute"))
    assert not oracle.take(poll)
    assert not {name for name in oracle.met if name.startswith("transition model")}


def test_a_failure_is_met_by_its_transition_or_its_message() -> None:
    """One failure alone on its transition is met with it; of several, the one whose message is told."""
    oracle = uploaded()
    assert not oracle.take(seen("processingFailed", uploaded=UPLOADED, errorMessage="Sorry."))
    assert "failure processing_failed" in oracle.met
    oracle = uploaded()
    message = vendor("elevateai").failures["upload_unreadable"].message
    assert not oracle.take(seen("fileUploadFailed", errorMessage=message))
    assert {name for name in oracle.met if name.startswith("failure")} == {"failure upload_unreadable"}


@pytest.mark.parametrize(
    ("fields", "rule", "where", "which"),
    [
        ({"uploaded": None}, "field", "uploaded", ""),
        ({"downloaded": UPLOADED}, "field", "downloaded", ", not set"),
        ({"errorMessage": "Oh."}, "field", "errorMessage", ", not set"),
        ({"uploaded": "yesterday"}, "moment", "uploaded", ""),
        ({"uploaded": "2024-05-01T09:59:59Z"}, "moment", "uploaded", ""),
        ({"processed": "2024-05-01T10:00:59Z"}, "moment", "processed", " (2)"),
    ],
)
def test_a_field_that_is_not_as_documented_is_named(fields: dict[str, str], rule: str, where: str, which: str) -> None:
    """The finding names the field, and the fact with its source."""
    found = uploaded().take(seen("processed", **{"uploaded": UPLOADED, "processed": DONE, **fields}))
    assert [(each.rule, each.where, each.fact) for each in found] == [
        (rule, where, f"protocol field {where} of {POLL}{which}")
    ]
    assert found[0].provenance.source
    assert found[0].is_assumed == (which == ", not set"), "that a field is null is assumed, that it is set documented"


def test_moments_stay_and_are_compared_as_exactly_as_they_are_written() -> None:
    """A moment that is written more coarsely is the same; one that changes is not."""
    oracle = uploaded()
    assert not oracle.take(seen("fileUploaded", uploaded="2024-05-01T10:00:00Z")), "cut off, not before declared"
    assert not oracle.take(seen("fileUploaded", uploaded="2024-05-01T10:00:00.400Z"))
    assert not oracle.take(seen("fileUploaded", uploaded="2024-05-01T12:00:00.400000+02:00"))
    assert rules(oracle.take(seen("fileUploaded", uploaded="2024-05-01T10:00:00.700Z"))) == ["moment"]


def test_a_moment_is_not_ahead_of_the_servers_time_where_that_is_known() -> None:
    """A second is let go, as an answer takes a while."""
    now = 1714557660.0  # UPLOADED
    assert not uploaded().take(seen("fileUploaded", uploaded=UPLOADED), 2.0, now - 0.9)
    assert rules(uploaded().take(seen("fileUploaded", uploaded=UPLOADED), 2.0, now - 1.5)) == ["moment"]


def test_what_is_deleted_is_gone() -> None:
    """Whatever shows a deleted job breaks the rule `delete`; an unknown job is what is expected then."""
    showing: list[Event] = [
        seen("processed", uploaded=UPLOADED, processed=DONE),
        Results("getTranscript", True),
        Commanded("upload", False, "uploadInteraction"),
        Deleted(True),
    ]
    for event in showing:
        oracle = uploaded()
        assert not oracle.take(Deleted(True))
        assert not oracle.take(Unknown(POLL))
        assert oracle.is_deleted
        assert oracle.may_take("upload") is False
        assert rules(oracle.take(event)) == ["delete"]


def test_a_job_that_vanishes_is_told_and_a_delete_without_an_answer_leaves_both_possible() -> None:
    """Nobody deleted it: `transition`. A delete whose answer was lost explains both."""
    assert rules(uploaded().take(Unknown(POLL))) == ["transition"]
    oracle = uploaded()
    assert not oracle.take(Deleted(None))
    assert not oracle.is_deleted
    assert not oracle.take(Unknown(POLL))
    assert oracle.is_deleted
    oracle = uploaded()
    assert not oracle.take(Deleted(None))
    assert not oracle.take(seen("processed", uploaded=UPLOADED, processed=DONE))
    assert rules(oracle.take(Deleted(False))) == ["delete"]


def test_an_id_that_is_given_twice_is_told() -> None:
    """Two submits that give the same id make one job of two."""
    assert rules(begun().take(Begun(("upload",), "declareInteraction"))) == ["identity"]


def lane(key: str, word: str, name: str = "speech_to_text", error: str | None = None) -> LaneSeen:
    """Return a lane of Marsview."""
    return LaneSeen(key, name, word, {"requestDate": DECLARED, "state": {"status": word, "error": error}})


def computed(*lanes: LaneSeen) -> Oracle:
    """Return the oracle of a transaction on which these models were just requested."""
    oracle = begun("transaction", "marsview")
    assert not oracle.take(Commanded("compute", True, "compute"))
    assert oracle.is_settled is False, "nobody has seen the lanes yet"
    assert not oracle.take(Seen("compute", None, {}, lanes, are_all=False))
    return oracle


def test_each_lane_has_a_way_of_its_own() -> None:
    """One ends well, one badly, one moves on; the job has ended when all have, badly if one has."""
    oracle = computed(lane("1", "uploaded"), lane("2", "uploaded", "screengrabs"))
    oracle.elapse()
    ended = (lane("1", "processed"), lane("2", "error", "screengrabs", "X1"))
    assert not oracle.take(Seen("getTxn", None, {}, (ended[0], lane("2", "uploaded", "screengrabs"))))
    assert (oracle.has_ended, oracle.is_settled, [name for name, _ in oracle.unsettled()]) == (
        None,
        False,
        ["screengrabs"],
    )
    oracle.elapse()
    assert not oracle.take(Seen("getTxn", None, {}, ended))
    assert (oracle.has_ended, oracle.is_settled) == ("badly", True)
    oracle.elapse()
    assert rules(oracle.take(Seen("getTxn", None, {}, (lane("1", "uploaded"), ended[1])))) == ["transition"]


def test_lanes_neither_vanish_nor_come_unasked() -> None:
    """A poll shows every requested model, and no other."""
    assert rules(computed(lane("1", "uploaded")).take(Seen("getTxn", None, {}, ()))) == ["transition"]
    strange = (lane("1", "uploaded"), lane("2", "uploaded"))
    assert rules(computed(lane("1", "uploaded")).take(Seen("getTxn", None, {}, strange))) == ["transition"]


def test_a_lanes_error_is_set_exactly_where_it_ended_badly() -> None:
    """The field is named as it stands in the lane."""
    found = computed(lane("1", "uploaded")).take(Seen("getTxn", None, {}, (lane("1", "uploaded", error="X1"),)))
    assert [(each.rule, each.where) for each in found] == [("field", "state.error")]


def test_results_of_a_lane_are_there_exactly_when_it_ended_well() -> None:
    """What is there of a model is held to that model's lane."""
    oracle = computed(lane("1", "uploaded"))
    early = Results("fetchMetadata", None, {"speech_to_text": True, "screengrabs": False})
    assert [(each.rule, each.where) for each in oracle.take(early)] == [("result", "speech_to_text")]
    assert not oracle.take(replace(early, lanes={"speech_to_text": False}))
    assert rules(oracle.take(replace(early, lanes={"screengrabs": True}))) == ["result"]
    oracle.elapse()
    assert not oracle.take(early)
    assert oracle.has_ended == "well"


def test_a_lane_known_by_its_name_alone_may_be_another_one_after_a_new_request() -> None:
    """A journal tells lanes by their names; a second request of a model begins it anew, and only then."""

    def poll(word: str) -> Seen:
        return Seen("getTxn", None, lanes=(LaneSeen("a", "a", word),))

    oracle = begun("transaction", "marsview")
    assert not oracle.take(Commanded("compute", True, "compute"))
    assert not oracle.take(poll("processed"))
    assert not oracle.take(Commanded("compute", True, "compute"))
    assert not oracle.take(poll("uploaded"))
    oracle.elapse()
    assert not oracle.take(poll("error"))
    oracle.elapse()
    assert rules(oracle.take(poll("uploaded"))) == ["transition"]


def test_what_nobody_deleted_can_only_be_hidden() -> None:
    """Two operations that do not know a job are one finding; deleting it then is nothing strange."""
    oracle = uploaded()
    assert rules(oracle.take(Unknown("getTranscript"))) == ["transition"]
    assert not oracle.take(Unknown(POLL))
    assert not oracle.is_deleted
    assert not oracle.take(Deleted(True))
    assert oracle.is_deleted


def test_what_is_to_stay_the_same_does() -> None:
    """A number that names a session is no other one later."""
    oracle = Oracle(vendor("scriptix"), ["upload"])
    shown = {"status": "new", "created_at": DECLARED, "duration": 0}
    assert not oracle.take(Seen("getSession", "new", {**shown, "id": 1}))
    (found,) = oracle.take(Seen("getSession", "new", {**shown, "id": 2}))
    assert (found.rule, found.where) == ("identity", "id")
