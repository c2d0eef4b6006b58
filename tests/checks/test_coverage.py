"""What a check reached of a contract, and why not the rest."""

from __future__ import annotations

import pytest
from checks import reports

from understudy.contracts import vendor, vendor_names
from understudy.contracts.checks.agreement.met import met_by
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.coverage import Coverage, Unreached, coverage, own_transitions
from understudy.contracts.facts import facts

VENDOR = reports.VENDOR


def unreached(found: Coverage, name: str) -> Unreached:
    """Return the one fact of that name that was not reached."""
    return next(each for each in found.unreached if each.name == name)


def answered(operation: str, status: int, body: object = None, **more: object) -> Exchange:
    """Return an exchange with a JSON body."""
    found = VENDOR.contract.operations[operation]
    headers = {"content-type": "application/json"}
    return Exchange(
        number=1, at_s=0.0, operation=found, method=found.method, url=found.path, status=status, body=body,
        answer_headers=headers, **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("name", vendor_names())
def test_everything_met_is_everything_covered(name: str) -> None:
    """100 %, and nothing is left."""
    found = coverage(vendor(name), facts(vendor(name)))

    assert (found.percent, found.unreached, found.reached) == (100.0, (), found.total)


@pytest.mark.parametrize("name", vendor_names())
def test_nothing_met_is_nothing_covered(name: str) -> None:
    """0 %, and each of the six kinds of fact is there to be reached, each with a reason."""
    found = coverage(vendor(name), ())

    assert found.percent == 0.0
    assert all(part.total for part in found.parts)
    assert [part.title for part in found.parts] == [
        "statuses", "transitions", "operations", "responses", "error codes", "failures"
    ]  # fmt: skip
    assert all(each.why for each in found.unreached)


def test_what_only_a_scenario_brings_about_is_not_counted() -> None:
    """A failure without a cause, its transition, and the status that only it leads to."""
    found = coverage(VENDOR, ())

    for name in (
        "failure processing_failed",
        "transition text: processing -> processingFailed",
        "status processingFailed",
        "response declareInteraction 429",
        "error code quota_reached",
    ):
        assert unreached(found, name).is_beyond, name


def test_what_a_client_can_bring_about_is_counted() -> None:
    """A file that is no audio, though the same edge is also taken by a failure that only a scenario asks for."""
    found = coverage(VENDOR, ())

    for name in (
        "failure upload_unreadable",
        "transition upload: fileUploading -> fileUploadFailed",
        "status fileUploadFailed",
        "error code conflict",
    ):
        assert not unreached(found, name).is_beyond, name


def test_what_lies_behind_an_asked_failure_alone_is_beyond_a_client() -> None:
    """Every other transition is a client's, the redo after a failed upload included."""
    own = set(own_transitions(VENDOR))
    every = {name for name, fact in facts(VENDOR).items() if fact.kind == "transition"}

    assert every - own == {
        f"transition {lifecycle}: processing -> processingFailed" for lifecycle in ("upload", "download", "text")
    }


def test_the_other_side_of_a_disagreement_is_not_missing() -> None:
    """A server that answers 201 to an upload need not answer 200, too; nor one with 404 for a result, 204."""
    found = coverage(VENDOR, ("response uploadInteraction 201", "response getTranscript 404"))

    assert unreached(found, "response uploadInteraction 200").is_beyond
    assert "201" in unreached(found, "response uploadInteraction 200").why
    assert unreached(found, "response getTranscript 204").is_beyond
    assert not unreached(coverage(VENDOR, ()), "response uploadInteraction 200").is_beyond


def test_a_reason_of_a_case_is_told_with_its_fact() -> None:
    """One of its lifecycle goes with the lifecycle's transitions; what only comes by itself stays that."""
    reasons = ("lifecycle download: give --link", "failure download_unreadable: nobody fetched it")
    found = coverage(VENDOR, (), reasons)

    assert unreached(found, "transition download: declared -> filePendingDownload").why == "give --link"
    assert unreached(found, "failure download_unreadable").why == "nobody fetched it"
    assert "scenario" in unreached(found, "transition download: processing -> processingFailed").why
    assert "give --link" not in unreached(found, "transition text: declared -> pendingProcessing").why


def test_names_that_are_no_facts_change_nothing() -> None:
    """A trace may name what a contract does not have."""
    assert coverage(VENDOR, ("status no_such", "nonsense")).reached == 0


def test_an_answer_shows_its_operation_code_and_fields() -> None:
    """Of the schema that the contract has for it."""
    body = {"identifier": "1", "status": "processed", "unknown": 1}

    assert met_by(VENDOR, answered("getInteractionStatus", 200, body)) == {
        "operation getInteractionStatus",
        "response getInteractionStatus 200",
        "field InteractionStatus.identifier",
        "field InteractionStatus.status",
    }


def test_every_name_met_is_a_fact() -> None:
    """Nobody else may invent names."""
    met = met_by(VENDOR, answered("getTranscript", 404, {"errorMessage": "no"}))

    assert met
    assert met <= facts(VENDOR).keys()


def test_an_error_code_is_met_by_name_or_alone_with_its_status() -> None:
    """401 of ElevateAI has one code; of Scriptix three, of which the answer names one."""
    scriptix = vendor("scriptix")
    operation = scriptix.contract.operations["getSession"]
    refused = Exchange(
        number=1, at_s=0.0, operation=operation, method="GET", url="", status=401,
        body={"error_code": "INVALID_API_KEY", "message": "x"},
    )  # fmt: skip

    assert "error code unauthorized" in met_by(VENDOR, answered("getTranscript", 401))
    assert {each for each in met_by(scriptix, refused) if each.startswith("error code")} == {
        "error code INVALID_API_KEY"
    }


def test_an_excused_or_undocumented_answer_shows_nothing() -> None:
    """A fault was asked for; or the code is not the operation's."""
    assert not met_by(VENDOR, answered("getTranscript", 404, is_excused=True))
    assert not met_by(VENDOR, answered("getTranscript", 418))
