"""A protocol file says how jobs are brought about and looked at; one that cannot be meant is refused with its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from understudy.contracts import DocumentError, Provenance, Sureness, read_vendor, vendor, vendor_names
from understudy.contracts.facts import facts
from understudy.contracts.protocol import Protocol
from understudy.contracts.protocol_form import MISSING, at


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Protocol]:
    """Return a function that reads ElevateAI's protocol with a text replaced."""

    def read(old: str, new: str) -> Protocol:
        for name in ("openapi", "lifecycle", "protocol"):
            shutil.copy(str(files("understudy.contracts").joinpath("elevateai", f"{name}.yaml")), tmp_path)
        file = tmp_path / "protocol.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return read_vendor(tmp_path).protocol

    return read


@pytest.mark.parametrize("name", vendor_names())
def test_every_lifecycle_has_jobs_or_lanes(name: str) -> None:
    """Nothing that is documented to happen is out of a check's reach."""
    facts_of = vendor(name)
    lanes = facts_of.protocol.poll.lanes

    assert {*facts_of.protocol.jobs, *([lanes.lifecycle] if lanes else [])} == set(facts_of.lifecycles)


@pytest.mark.parametrize("name", vendor_names())
def test_every_answer_that_a_protocol_names_is_documented(name: str) -> None:
    """Status codes of the protocol are those of the contract's operations."""
    protocol, operations = vendor(name).protocol, vendor(name).contract.operations

    for _, _, way in protocol.requests():
        assert {*way.answers, *way.refused} <= set(operations[way.operation].responses), way
    for form in protocol.results:
        assert {*form.ready, *form.early} <= set(operations[form.operation].responses), form
    if form := protocol.delete:
        assert {*form.answers, *form.again} <= set(operations[form.operation].responses)


@pytest.mark.parametrize("name", vendor_names())
def test_every_fact_of_a_protocol_has_a_name_of_its_own(name: str) -> None:
    """Two ways to give one command are two facts."""
    names = [each for each, _ in vendor(name).protocol.provenances()]

    assert len(names) == len(set(names))
    assert {f"protocol {each}" for each in names} <= set(facts(vendor(name)))


SURENESS = list(Sureness)


@pytest.mark.parametrize("name", vendor_names())
def test_no_way_is_surer_than_the_operation_that_it_uses(name: str) -> None:
    """Nor a result than its answer: what the contract assumes, the protocol does not know."""
    protocol, operations = vendor(name).protocol, vendor(name).contract.operations
    known = [(way.operation, way.answers[0], way.provenance) for _, _, way in protocol.requests()]
    known += [(form.operation, form.ready[0], form.provenance) for form in protocol.results]
    if form := protocol.delete:
        known.append((form.operation, form.answers[0], form.provenance))

    for operation, code, provenance in known:
        own = SURENESS.index(Provenance.parse(provenance).sureness)
        reply = operations[operation].responses[code]
        assert own >= SURENESS.index(operations[operation].provenance.sureness), operation
        assert own >= SURENESS.index(reply.provenance.sureness), (operation, code)


@pytest.mark.parametrize("name", vendor_names())
def test_what_is_assumed_is_a_fact_of_its_own(name: str) -> None:
    """A documented fact does not carry an assumption along, which nobody would count."""
    mixed = [each for each, said in vendor(name).protocol.provenances() if "assumed" in said.partition(":")[2]]

    assert mixed == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("operation: uploadInteraction", "operation: uploadInteractions",
         "'uploadInteractions' is no operation: did you mean"),
        ("  upload:\n    submit", "  uplaod:\n    submit", "'uplaod' is no lifecycle: did you mean"),
        ("since: [fileUploaded]", "since: [fileUplaoded]", "'fileUplaoded' is no row: did you mean"),
        ("      upload:\n        - op", "      uplode:\n        - op", "not the lifecycle's commands: upload"),
        ("again: [404]", "again: [499]", "deleteInteraction does not answer 499; documented are 200, 400"),
        ("after: uploaded", "after: uplaoded", "'uplaoded' is no field of getInteractionStatus: did you mean uploaded"),
        ("lifecycles: [upload]", "lifecycles: [uplaod]", "'uplaod' is no lifecycle: did you mean upload"),
        ("unknown: [404]", "aliases: {done: procesed}\nunknown: [404]", "'procesed' is no status: did you mean"),
        ("vendor: elevateai", "vendor: elevatai", "the vendor of this folder is elevateai, not elevatai"),
        ("again: [404]", "agian: [404]", "unknown key 'agian': did you mean 'again'"),
        ("  refused: [401]\n", "", "refused"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_place(
    changed: Callable[[str, str], Protocol], old: str, new: str, reason: str
) -> None:
    """File, line and what to write instead."""
    with pytest.raises(DocumentError) as refused:
        changed(old, new)

    assert reason in str(refused.value)
    assert "protocol.yaml:" in str(refused.value)


def test_a_lifecycle_that_no_job_takes_is_refused(changed: Callable[[str, str], Protocol]) -> None:
    """A check would never see it."""
    whole = files("understudy.contracts").joinpath("elevateai", "protocol.yaml").read_text(encoding="utf-8")
    text = whole[whole.index("  text:\n") : whole.index("\nviews:")]

    with pytest.raises(DocumentError, match="no job takes the lifecycle text"):
        changed(text, "")


@pytest.mark.parametrize(
    ("paths", "value"),
    [(("a.b",), 1), (("x", "a.c"), None), (("",), {"a": {"b": 1, "c": None}}), (("a.b.c", "x.y"), MISSING)],
)
def test_of_several_paths_the_first_that_is_there_counts(paths: tuple[str, ...], value: object) -> None:
    """A null is there; the empty path is the body itself."""
    assert at({"a": {"b": 1, "c": None}}, paths) == value
