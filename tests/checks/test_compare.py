"""Drift: evidence of a stand-in agrees with its contract, and each difference between the two is named."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from understudy.contracts import Sureness, Vendor, read_vendor, vendor, vendor_names
from understudy.contracts.checks.evidence.compare import Comparison, compare, compared
from understudy.contracts.checks.live.live import live, plan
from understudy.contracts.checks.target import Target
from understudy.contracts.evidence import Evidence
from understudy.fakes.server import StandIns
from understudy.fakes.tenant import Settings


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Evidence]:
    """Return what gives the evidence of a vendor's stand-in in some scenario."""
    known: dict[tuple[str, str], Evidence] = {}

    def made(name: str, scenario: str = "happy") -> Evidence:
        if (name, scenario) not in known:
            with StandIns(Settings(seed=3)).running() as running:
                target = Target(
                    url=running.addresses.vendors[name], vendor=vendor(name), key=f"{scenario}@compared",
                    secret="a secret", other_key="other", control=running.addresses.control,
                )  # fmt: skip
                result = live(plan(target), folder=tmp_path_factory.mktemp(name))
            known[name, scenario] = Evidence.read(result.evidence)
        return known[name, scenario]

    return made


def drift(comparison: Comparison) -> list[tuple[str, str]]:
    """Return where evidence and contract differ, and what the fact is."""
    return [(found.contradiction.where, found.contradiction.fact) for found in comparison.result.findings]


def changed(evidence: Evidence, change: Callable[[dict[str, Any]], object]) -> Evidence:
    """Return evidence after a change of its JSON."""
    table = copy.deepcopy(json.loads(msgspec.json.encode(evidence)))
    change(table)
    return msgspec.json.decode(json.dumps(table), type=Evidence)


def bodies(table: dict[str, Any], operation: str, status: int = 200) -> list[dict[str, Any]]:
    """Return the bodies of one operation's answers."""
    found = [each for each in table["exchanges"] if (each["operation"], each["status"]) == (operation, status)]
    return [each["body"] for each in found if "body" in each]


@pytest.mark.parametrize("name", vendor_names())
def test_evidence_of_the_innocent_agrees(seen: Any, name: str) -> None:
    """What a stand-in showed does not differ from the contract, however much of it was redacted."""
    comparison = compared(seen(name), vendor(name))

    assert (drift(comparison), comparison.result.warnings) == ([], ())
    assert comparison.result.met == frozenset(seen(name).met)
    assert all(known.sureness is Sureness.OBSERVED for known in comparison.confirmed.values())
    assert comparison.confirmed == seen(name).observed(vendor(name))


def _new_status(table: dict[str, Any]) -> None:
    for body in bodies(table, "getInteractionStatus"):
        body["status"] = body["status"].replace("processing", "thinking")


def _no_field(table: dict[str, Any]) -> None:
    for body in bodies(table, "getInteractionStatus"):
        del body["downloaded"]


def _floats(table: dict[str, Any]) -> None:
    bodies(table, "getTranscript")[0]["allParticipants"]["phraseSegments"][0]["startTimeOffset"] = 1410.0


def _another_type(table: dict[str, Any]) -> None:
    bodies(table, "getInteractionStatus")[0]["errorMessage"] = 7


def _another_code(table: dict[str, Any]) -> None:
    table["exchanges"][0]["status"] = 202


def _another_media_type(table: dict[str, Any]) -> None:
    table["exchanges"][0]["headers"]["content-type"] = "text/html"


def _back_again(table: dict[str, Any]) -> None:
    bodies(table, "getInteractionStatus")[-1]["status"] = "declared"


def _a_moment_that_moves(table: dict[str, Any]) -> None:
    bodies(table, "getInteractionStatus")[-1]["declared"] = "<date-time, 6 digits, Z, 9.000000 s>"


def _set_too_early(table: dict[str, Any]) -> None:
    bodies(table, "getInteractionStatus")[0]["processed"] = "<date-time, 6 digits, Z, 9.000000 s>"


def _no_results(table: dict[str, Any]) -> None:
    for each in table["exchanges"]:
        if each["operation"] == "getPunctuatedTranscript" and each["status"] == 200:
            each["status"], each["body"] = 404, {"errorMessage": "<text>"}


def _another_operation(table: dict[str, Any]) -> None:
    table["exchanges"][0]["operation"] = "declareTwice"


def _forgotten_fact(table: dict[str, Any]) -> None:
    table["met"].append("status thinking")


def _told_before(table: dict[str, Any]) -> None:
    number = next(
        each["number"] for each in table["exchanges"] if each["operation"] == "getTranscript" and "body" in each
    )
    where = {"rule": "answer", "where": "errorMessage", "fact": "field Error.errorMessage", "number": number}
    table["differences"] = [where]


RESULTS = "protocol results by getPunctuatedTranscript"
PROCESSED = "protocol field processed of getInteractionStatus"
OFFSET = "allParticipants.phraseSegments.startTimeOffset"
DRIFTS: dict[str, tuple[Callable[[dict[str, Any]], None], tuple[str, str]]] = {
    "a new status": (_new_status, ("status", "field InteractionStatus.status")),
    "a field that is gone": (_no_field, ("downloaded", "field InteractionStatus.downloaded")),
    "an integer as a float": (_floats, (OFFSET, "field PhraseSegment.startTimeOffset")),
    "another type": (_another_type, ("errorMessage", "field InteractionStatus.errorMessage")),
    "another status code": (_another_code, ("status", "operation declareInteraction")),
    "another media type": (_another_media_type, ("Content-Type", "response declareInteraction 201")),
    "a status that goes back": (_back_again, ("declared", "lifecycle text")),
    "a moment that moves": (_a_moment_that_moves, ("declared", "protocol field declared of getInteractionStatus")),
    "a moment that is set too early": (_set_too_early, ("processed", PROCESSED)),
    "results that do not come": (_no_results, ("getPunctuatedTranscript", RESULTS)),
    "an operation that is no more": (_another_operation, ("operation declareTwice", "operation declareTwice")),
    "a fact that is no more": (_forgotten_fact, ("status thinking", "status thinking")),
    "a difference in what is redacted": (_told_before, ("errorMessage", "field Error.errorMessage")),
}  # fmt: skip


@pytest.mark.parametrize(("change", "found"), DRIFTS.values(), ids=DRIFTS.keys())
def test_a_difference_is_named(seen: Any, change: Any, found: tuple[str, str]) -> None:
    """Each way in which a vendor may have moved on is found, with its place and the fact that it differs from."""
    comparison = compared(changed(seen("elevateai"), change), vendor("elevateai"), "evidence.json")

    assert found in drift(comparison)
    assert {each.contradiction.rule for each in comparison.result.findings} == {"drift"}
    assert {each.case for each in comparison.result.findings} == {"drift evidence.json"}
    assert found[1] not in comparison.result.met | comparison.confirmed.keys()


def test_a_difference_is_told_once(seen: Any) -> None:
    """The same in many answers is one finding, with how often it was met and where first."""
    comparison = compared(changed(seen("elevateai"), _no_field), vendor("elevateai"))

    (found,) = comparison.result.findings
    polls = [each for each in seen("elevateai").exchanges if each.operation == "getInteractionStatus"]
    assert found.more == len(polls) - 1
    assert found.steps == (f"exchange {polls[0].number}: getInteractionStatus -> 200",)
    assert found.job == "job-1"


def test_an_undocumented_key_is_a_warning(seen: Any) -> None:
    """A new field is no breach of a contract, but worth knowing."""

    def change(table: dict[str, Any]) -> None:
        bodies(table, "getInteractionStatus")[0]["retainedUntil"] = "<text>"

    comparison = compared(changed(seen("elevateai"), change), vendor("elevateai"))

    assert not comparison.result.findings
    assert [each.contradiction.where for each in comparison.result.warnings] == ["retainedUntil"]


def test_a_text_that_is_redacted_is_not_held_to_its_pattern(seen: Any) -> None:
    """What stands for a text is no difference, whatever the contract asks of the text."""

    def change(table: dict[str, Any]) -> None:
        for model in bodies(table, "getTxn")[-1]["data"]["enableModels"]:
            model["processId"] = "<text>"

    assert not compared(changed(seen("marsview"), change), vendor("marsview")).result.findings


def test_a_difference_that_the_contract_has_caught_up_with_is_none(seen: Any, tmp_path: Path) -> None:
    """Evidence of an undocumented status agrees with a contract in which it is documented since."""
    evidence = seen("scriptix", "unknown_status")
    assert compared(evidence, vendor("scriptix")).result.findings

    assert drift(compared(evidence, _with_transcribing(tmp_path))) == []


def _with_transcribing(folder: Path) -> Vendor:
    """Return Scriptix as if it called the status processing `transcribing`."""
    for file in ("openapi.yaml", "lifecycle.yaml", "protocol.yaml"):
        text = files("understudy.contracts").joinpath("scriptix", file).read_text(encoding="utf-8")
        if file == "openapi.yaml":
            text = text.replace("enum: [new, queued, processing,", "enum: [new, queued, processing, transcribing,")
        if file == "protocol.yaml":
            text = text.replace("aliases: {done: completed,", "aliases: {transcribing: processing, done: completed,")
        (folder / file).write_text(text, encoding="utf-8")
    return read_vendor(folder)


def test_a_job_that_did_not_end_is_still_told(seen: Any) -> None:
    """What only the run itself could see is taken from what it told."""
    comparison = compared(seen("scriptix", "never_ends"), vendor("scriptix"))

    assert [where for where, fact in drift(comparison) if fact == "lifecycle upload"] == ["status"]


def test_a_cut_connection_is_no_drift(seen: Any) -> None:
    """An answer that did not arrive says nothing about what the vendor documents."""
    assert not compared(seen("scriptix", "wrong_length"), vendor("scriptix")).result.findings


def test_a_file_is_compared(seen: Any, tmp_path: Path) -> None:
    """A file is read, and refused with its name where it is about another vendor, or no evidence."""
    path = seen("marsview").write(tmp_path)
    other = tmp_path / "other.json"
    other.write_text("[]")

    assert not compare(path, vendor("marsview")).result.findings
    with pytest.raises(ValueError, match=rf"{path.name}: this is evidence about marsview, not about scriptix"):
        compare(path, vendor("scriptix"))
    with pytest.raises(ValueError, match=r"other\.json: is no evidence"):
        compare(other, vendor("marsview"))


def test_hostile_evidence_breaks_nothing(seen: Any) -> None:
    """Forms that stand for nothing, and ids that nobody knows, are taken for texts."""

    def change(table: dict[str, Any]) -> None:
        table["ids"]["job-1"] = "<date-time, 9 digits, +99:99, 999999999999 s>"
        polls = bodies(table, "getInteractionStatus")
        polls[0]["declared"] = "<date-time, 9 digits, +99:99, 999999999999 s>"
        polls[1]["declared"] = "<integer job-99>"
        table["exchanges"][2]["job"] = "job-nobody"

    found = drift(compared(changed(seen("elevateai"), change), vendor("elevateai")))

    # a time is no id, and no moment may move; what else was seen is judged as before
    assert {where for where, _ in found} == {"interactionIdentifier", "identifier", "declared"}
    assert ("declared", "field InteractionStatus.declared") in found
