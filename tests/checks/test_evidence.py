"""Evidence: what is kept of an exchange, the file it is kept in, and which assumptions it turns into observations."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from understudy.cli.main import main
from understudy.contracts import Contract, Document, Sureness, vendor, vendor_names
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.evidence.form import Moments, form, integer_form, numbered, sample
from understudy.contracts.checks.evidence.redaction import Redaction
from understudy.contracts.checks.evidence.restored import restored
from understudy.contracts.checks.evidence.sighting import codes_of, confirmed, fields_of
from understudy.contracts.checks.finding import contradiction
from understudy.contracts.checks.oracle.stamps import Stamp
from understudy.contracts.evidence import FORMAT, Evidence
from understudy.contracts.explain import KINDS, markdown, sureness_table, text
from understudy.contracts.facts import facts as known_facts
from understudy.contracts.place import Place

DAY = datetime.date(2026, 1, 31)
JOB = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


def evidence(of: str = "elevateai", **more: Any) -> Evidence:
    """Return evidence of one vendor."""
    return Evidence(format=FORMAT, vendor=of, date=DAY, origin="api.example", understudy="1.0", **more)


def exchange(operation: str, body: Any, of: str = "elevateai", **more: Any) -> Exchange:
    """Return an exchange with a JSON answer."""
    found = vendor(of).contract.operations[operation]
    headers = {"content-type": "application/json", "server": "some gateway", "set-cookie": "session=mine"}
    told = {"number": 1, "at_s": 0.0, "job": JOB, "status": 200, "answer_headers": headers, **more}
    return Exchange(operation=found, method=found.method, url="https://api.example/x", body=body, **told)


def status(**more: Any) -> dict[str, Any]:
    """Return ElevateAI's answer to a poll."""
    nothing = {"uploaded": None, "downloaded": None, "processed": None, "errorMessage": None}
    return {"identifier": JOB, "status": "processing", "declared": "2021-03-04T05:06:07.123456Z", **nothing, **more}


# what is kept of an exchange


def test_a_poll_is_kept_without_its_id_and_its_moments() -> None:
    """The status stays; the id gets a name, a moment its form and its distance from the first one."""
    redaction = Redaction(vendor("elevateai"))

    kept = redaction.record(exchange("getInteractionStatus", status(uploaded="2021-03-04T05:06:09Z")))

    assert kept.job == "job-1"
    assert kept.body == {
        "identifier": "job-1",
        "status": "processing",
        "declared": "<date-time, 6 digits, Z, 0.000000 s>",
        "uploaded": "<date-time, 0 digits, Z, 1.876544 s>",
        "downloaded": None,
        "processed": None,
        "errorMessage": None,
    }
    assert redaction.ids == {"job-1": "<uuid>"}
    assert kept.headers == {"content-type": "application/json"}


def test_an_undocumented_status_is_kept() -> None:
    """It is what one wants to learn, and a single word where a status stands is nobody's; a sentence may be."""
    redaction = Redaction(vendor("elevateai"), [JOB])

    def said(word: str) -> str:
        return redaction.record(exchange("getInteractionStatus", status(status=word))).body["status"]  # type: ignore[no-any-return]

    assert said("fileQuarantined") == "fileQuarantined"
    assert said("Your file of Monday was lost") == "<text>"
    assert said(JOB) == "job-1"


def test_documented_errors_are_kept_and_others_are_not() -> None:
    """A message stays only where it is documented to the last letter."""
    redaction = Redaction(vendor("scriptix"))
    known = {"error": "not_found", "message": "Session not found", "error_code": "SESSION_NOT_FOUND"}
    other = {"error": "mine_alone", "message": "No session of Ms Jones", "error_code": "NO_SESSION_OF_JONES"}

    kept = [redaction.record(exchange("getSession", each, "scriptix", status=404)).body for each in (known, other)]

    assert kept[0]["message"] == "Session not found"
    assert kept[0]["error_code"] == "SESSION_NOT_FOUND"
    assert kept[1] == {"error": "aaaa_aaaaa", "message": "<text>", "error_code": "<text>"}


def test_what_is_said_in_a_recording_is_not_kept() -> None:
    """In results no word stays, not even one that is a status elsewhere, and only the first items of a list do."""
    phrases = ["processing", "error", "hello", *(f"word {number}" for number in range(100))]
    body = {"allParticipants": {"phrases": phrases, "phraseSegments": []}}

    kept = Redaction(vendor("elevateai")).record(exchange("getTranscript", body))

    assert kept.body == {"allParticipants": {"phrases": ["<text>"] * 5, "phraseSegments": []}}


def test_a_document_that_is_no_json_is_not_kept() -> None:
    """Of a text nothing stays but that there was one."""
    kept = Redaction(vendor("elevateai")).record(
        exchange("getTranscript", "He said no.", answer_headers={"content-type": "text/plain"})
    )

    assert kept.body == "<text>"


def test_an_undocumented_key_is_kept_where_it_is_a_field() -> None:
    """The name of a new field is kept; keys of a map from somebody's words are not."""
    redaction = Redaction(vendor("elevateai"), ["secretKey"])

    field = redaction.record(exchange("getInteractionStatus", status(retainedUntil="2031", secretKey=1))).body
    words = {"status": 3, "hello": 2, "Jones": 1}
    counted = redaction.record(exchange("getInteractionStatus", words)).body

    assert field["retainedUntil"] == "<text>"
    assert "secretKey" not in field
    assert counted == {"status": 3, "<key 2>": 2, "<key 3>": 1}


def test_a_secret_is_not_kept_wherever_it_stands() -> None:
    """Neither as a whole string, nor within one, nor in a header, nor where the contract has a word just like it."""
    redaction = Redaction(vendor("elevateai"), ["processing"])
    body = status(errorMessage="the key is processing.", uploaded="processing")

    kept = redaction.record(
        exchange("getInteractionStatus", body, answer_headers={"content-type": "text/processing", "retry-after": "7"})
    )

    assert "processing" not in json.dumps([kept.body, kept.headers])
    assert kept.headers == {"content-type": "<secret>", "retry-after": "7"}


def test_why_an_answer_could_not_be_read_is_kept_without_its_text() -> None:
    """The kind of trouble stays, no address and no piece of a body."""
    redaction = Redaction(vendor("elevateai"))

    def kept(reason: str) -> str:
        return redaction.record(exchange("getInteractionStatus", "x", broken=reason)).broken

    assert kept("ConnectError: [Errno 111] to 10.1.2.3:443") == "ConnectError"
    assert kept('no JSON: found "Jones" at character 7') == "no JSON"
    assert kept("10.1.2.3 is gone") == "broken"


def test_numbers_stay_what_they_are_unless_they_may_be_somebodys() -> None:
    """Whole floats stay floats, so that they can be found; a long number may be a telephone's."""
    body = {
        "allParticipants": {
            "phrases": [],
            "phraseSegments": [{"startTimeOffset": 1410.0, "endTimeOffset": 49301234567}],
        }
    }

    kept = Redaction(vendor("elevateai")).record(exchange("getTranscript", body))

    assert json.dumps(kept.body["allParticipants"]["phraseSegments"]) == (
        '[{"startTimeOffset": 1410.0, "endTimeOffset": "<integer, 11 digits>"}]'
    )


LEAVES = st.none() | st.booleans() | st.integers(-(10**8), 10**8) | st.floats(allow_nan=False) | st.text()
BODIES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(BODIES, st.sampled_from(vendor_names()), st.data())
def test_no_string_of_a_result_gets_through(body: Any, name: str, data: Any) -> None:
    """Whatever an answer with results has, no string and no key of it is in the evidence unless the contract has it."""
    facts = vendor(name)
    operation = facts.contract.operations[
        data.draw(st.sampled_from([form.operation for form in facts.protocol.results]))
    ]
    place = Place.of_answer(facts.contract, operation, 200)
    known = {*_strings(facts.contract.openapi), *_keys(facts.contract.openapi)}

    kept = Redaction(facts).record(exchange(operation.id, body, name))

    assert place.keys <= known
    through = {*_strings(kept.body), *_keys(kept.body)} & {*_strings(body), *_keys(body)}
    assert {word for word in through if word not in known and word.strip("0aAx") and not word.startswith("<")} <= set()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _strings(each)
    if isinstance(value, str):
        yield value


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _keys(each)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", ""),
        (JOB, "<uuid>"),
        ("2021-03-04", "<date>"),
        ("https://store.example/a.wav?sig=x", "<uri>"),
        ("jones@example.com", "<email>"),
        ("2021-13-04T05:06:07Z", "<text>"),
        ("Jones", "<text>"),
    ],
)
def test_a_string_leaves_its_form(said: str, kept: str) -> None:
    """Of a string that the contract does not spell out only the form is kept."""
    assert form(said, Moments()) == kept


@pytest.mark.parametrize(
    ("pattern", "said", "kept"),
    [
        (r"^req-[0-9a-z]{8}-[0-9]{4}$", "req-ab12cd34-9876", "req-aa00aa00-0000"),
        (r"^[01]\.[0-9]+$", "1.75", "0.00"),
        (r"^[0-9a-f]{4}$", "BEEF", "<text>"),
        (r"^Jo?nes$", "Jones", "<text>"),
    ],
)
def test_a_string_that_is_held_to_a_pattern_still_holds_to_it(pattern: str, said: str, kept: str) -> None:
    """Every character is masked but what the pattern spells out; where that fits no more, nothing is kept."""
    assert form(said, Moments(), [pattern]) == kept


@given(st.lists(st.datetimes(timezones=st.just(datetime.UTC)), min_size=2, max_size=2))
def test_the_order_of_moments_can_still_be_told(moments: list[datetime.datetime]) -> None:
    """Samples of moments are as far apart as the moments were, and as precise."""
    forms, texts = (
        Moments(),
        [
            f"{moment.replace(year=1971 + moment.year % 100, day=min(moment.day, 28)):%Y-%m-%dT%H:%M:%S.%f}+02:00"
            for moment in moments
        ],
    )

    samples = [Stamp.parse(sample(forms.form(text) or "")) for text in texts]
    stamps = [Stamp.parse(text) for text in texts]

    (one, other), (first, second) = ([each for each in found if each] for found in (samples, stamps))
    assert other.at - one.at == pytest.approx(second.at - first.at, abs=1e-4)
    assert one.precision_s == first.precision_s


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00+14:00"])
def test_a_moment_that_stands_for_none_has_a_sample(text: str) -> None:
    """Far from all others there is still a sample of its form."""
    moments = Moments()
    moments.form("2021-03-04T05:06:07Z")

    found = sample(moments.form(text) or "")

    assert isinstance(found, str)
    assert len(found) == len(text)


@pytest.mark.parametrize("kind", ["<uuid>", "<uri>", "<text>", "req-aaaaaaaa-0000", integer_form(10**9)])
def test_ids_that_differ_still_differ(kind: str) -> None:
    """Two hundred samples of one form are two hundred."""
    assert len({numbered(kind, number) for number in range(1, 200)}) == 199


@pytest.mark.parametrize("name", vendor_names())
def test_ids_are_the_same_throughout(name: str) -> None:
    """What is restored calls a job by one id, in the path and in every body."""
    facts, view = vendor(name), vendor(name).protocol.poll
    body: Any = {view.id[0]: JOB}
    for key in reversed([key for key in view.body[0].split(".") if key]):
        body = {key: body}
    redaction = Redaction(facts)

    records = [redaction.record(exchange(view.operation, body, name, number=number)) for number in (1, 2)]
    back = restored(evidence(name, ids=redaction.ids, exchanges=tuple(records)), facts)

    assert JOB not in str(records)
    assert {json.dumps(each.body) for each in back} == {json.dumps(body).replace(JOB, str(back[0].job))}


# what counts as seen


def test_a_field_is_seen_with_a_value_only() -> None:
    """A null says little about a field, and a field of one of several schemas may be another's."""
    facts = vendor("elevateai")
    fields = set(fields_of(facts, exchange("getInteractionStatus", status())))

    assert fields == {"InteractionStatus.identifier", "InteractionStatus.status", "InteractionStatus.declared"}


def test_a_field_of_one_of_several_schemas_is_not_certain() -> None:
    """Of two schemas that may hold neither is seen; of one that may be null, it is."""
    one, other = {"properties": {"id": {}}}, {"properties": {"id": {}, "rest": {"$ref": "#/components/schemas/One"}}}
    null = {"anyOf": [{"$ref": "#/components/schemas/One"}, {"type": "null"}]}
    schemas = {"One": one, "Other": other, "Maybe": null}

    def place(*names: str) -> Place:
        reference = [{"$ref": f"#/components/schemas/{name}"} for name in names]
        body = {"schema": {"anyOf": reference} if len(names) > 1 else reference[0]}
        known = {"x-provenance": "assumed: a test"}
        reply = {**known, "description": "an answer", "content": {"application/json": body}}
        operation = {**known, "operationId": "ask", "responses": {"200": reply}}
        whole = {"openapi": "3.1.0", "paths": {"/": {"get": operation}}, "components": {"schemas": schemas}}
        contract = Contract(Document.of(whole, "a test"), is_known_good=True)
        return Place.of_answer(contract, contract.operations["ask"], 200)

    assert place("One", "Other").fields("id") == frozenset()
    assert place("One", "Other").possible_fields("id") == {"One.id", "Other.id"}
    assert place("One").fields("id") == {"One.id"}
    assert place("Maybe").fields("id") == {"One.id"}
    assert place("Other").field("rest").fields("id") == {"One.id"}
    assert place("One", "Other").keys == {"id", "rest"}
    assert place("Other").has("rest.id")
    assert not place("Other").has("rest.more")


def test_an_error_code_is_seen_where_it_is_spelt_out() -> None:
    """A status code alone may have other reasons; the code's name, or its message, says which it is."""
    facts = vendor("scriptix")

    def seen(body: Any, code: int = 404) -> list[str]:
        return list(codes_of(facts, exchange("getSession", body, "scriptix", status=code)))

    assert seen({"error_code": "SESSION_NOT_FOUND"}) == ["SESSION_NOT_FOUND"]
    assert seen({"message": "Session not found"}) == ["SESSION_NOT_FOUND"]
    assert seen({"message": "gone"}) == []
    assert seen({"error_code": "SESSION_NOT_FOUND"}, 400) == []


def test_what_was_contradicted_is_not_confirmed() -> None:
    """A fact that was met and contradicted in one run is not confirmed; one that was only warned of is."""
    facts, name = vendor("elevateai"), "operation getInteractionStatus"

    def seen(*, is_warning: bool) -> tuple[str, ...]:
        against = contradiction("answer", "x", "y", known_facts(facts)[name], is_warning=is_warning)
        met = [SimpleNamespace(contradiction=against)]
        return confirmed(facts, [SimpleNamespace(met={name}, history=[], contradictions=met)])  # type: ignore[list-item]

    assert seen(is_warning=False) == ()
    assert seen(is_warning=True) == (name,)


# the file


def test_evidence_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """A file says what was written into it, and nobody else may read it."""
    kept = Redaction(vendor("elevateai")).record(exchange("getInteractionStatus", status()))
    whole = evidence(exchanges=(kept,), met=("status processing",), ids={"job-1": "<uuid>"}, ended_early="interrupted")

    path = whole.write(tmp_path)

    assert Evidence.read(path) == whole
    assert path.name == "evidence-elevateai-2026-01-31.json"
    assert (path.stat().st_mode & 0o777) == 0o600


def test_no_evidence_is_overwritten(tmp_path: Path) -> None:
    """A second run on one day gets a number; a file, or a link, that is there already stays as it is."""
    (tmp_path / "mine.json").symlink_to(tmp_path / "elsewhere")

    names = [evidence().write(tmp_path).name for _ in range(3)]
    with pytest.raises(FileExistsError):
        evidence().write(tmp_path, tmp_path / "mine.json")

    assert names == [f"evidence-elevateai-2026-01-31{number}.json" for number in ("", "-2", "-3")]
    assert not (tmp_path / "elsewhere").exists()


def test_a_vendors_name_leads_nowhere_else(tmp_path: Path) -> None:
    """The name of a user's own vendor becomes a part of a file's name and nothing more."""
    assert evidence("../acme").write(tmp_path).parent == tmp_path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file"),
        (b"{", "is no evidence of this version: Input data was truncated"),
        (b"\xff", "is no evidence of this version"),
        (b'{"format": "understudy evidence 2"}', r"Invalid enum value 'understudy evidence 2' - at `\$.format`"),
        (b'{"format": "understudy evidence 1", "vendor": 3}', r"Expected `str`, got `int` - at `\$.vendor`"),
    ],
    ids=["no file", "no JSON", "no text", "another version", "another form"],
)
def test_what_is_no_evidence_is_refused(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """A file that cannot be taken is refused with its name and the place in it."""
    path = tmp_path / "evidence.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ValueError, match=rf"evidence\.json: .*{reason}"):
        Evidence.read(path)


# what it turns


def test_an_assumption_that_was_met_is_observed() -> None:
    """It says where and when it was seen, and what it was before; what is documented stays documented."""
    found = evidence(met=("failure processing_failed", "status processed", "no such fact")).observed(
        vendor("elevateai")
    )

    assert list(found) == ["failure processing_failed"]
    assert found["failure processing_failed"].sureness is Sureness.OBSERVED
    assert found["failure processing_failed"].source.startswith("seen at api.example on 2026-01-31; before: the status")


def test_evidence_of_another_vendor_is_none() -> None:
    """What was seen of one vendor says nothing about another."""
    with pytest.raises(ValueError, match="this is evidence about elevateai, not about scriptix"):
        evidence().observed(vendor("scriptix"))


@pytest.mark.parametrize("name", vendor_names())
def test_every_assumption_can_be_turned(name: str) -> None:
    """What the protocol assumes, too: each fact has a name of its own."""
    protocol = [each for each, _ in vendor(name).protocol.provenances()]
    assumed = {each for each, fact in known_facts(vendor(name)).items() if fact.provenance.sureness is Sureness.ASSUMED}

    assert len(set(protocol)) == len(protocol)
    assert evidence(name, met=tuple(assumed)).observed(vendor(name)).keys() == assumed


def test_the_table_of_sureness_moves_with_the_evidence() -> None:
    """What is turned is counted as observed, no more as assumed."""
    facts, name = vendor("elevateai"), "failure processing_failed"

    before, after = ({row[0]: row[1:] for row in sureness_table(facts, seen)} for seen in ({}, _seen(name)))

    assert after["failures"] == (before["failures"][0], before["failures"][1] + 1, before["failures"][2] - 1)
    assert after["all"] == (before["all"][0], before["all"][1] + 1, before["all"][2] - 1)


def _seen(*names: str) -> Any:
    return evidence(met=names).observed(vendor("elevateai"))


@pytest.mark.parametrize("show", [text, markdown])
def test_what_was_seen_is_told_beside_the_fact(show: Any) -> None:
    """The failure's own line says that it was seen, and a list names everything that was turned."""
    told = show(vendor("elevateai"), _seen("failure processing_failed"))

    assert told.count("observed: seen at api.example on 2026-01-31; before: the status is documented") == 2
    assert "seen at" not in show(vendor("elevateai"))


@pytest.mark.parametrize("name", vendor_names())
def test_every_kind_of_fact_but_transitions_is_counted(name: str) -> None:
    """A transition has no source of its own; every other kind has a row of the table."""
    known = {fact.kind for fact in known_facts(vendor(name)).values()}

    assert known - set(KINDS) == {"transition"}


def test_explain_takes_evidence(tmp_path: Path) -> None:
    """`explain --evidence` shows what several files saw."""
    one = evidence(met=("failure processing_failed",)).write(tmp_path)
    other = evidence(met=("failure upload_failed",)).write(tmp_path)

    done = CliRunner().invoke(main, ["explain", "elevateai", "--evidence", str(one), "--evidence", str(other)])

    assert done.exit_code == 0
    assert (
        done.stdout.rstrip()
        == text(vendor("elevateai"), _seen("failure upload_failed", "failure processing_failed")).rstrip()
    )


@pytest.mark.parametrize(
    ("of", "more", "reason"),
    [
        ("scriptix", [], "this is evidence about scriptix, not about elevateai"),
        ("elevateai", ["--mermaid"], "--evidence tells how sure we are"),
        ("elevateai", ["--scenario", "happy"], "--evidence tells how sure we are"),
    ],
)
def test_explain_refuses_evidence_that_has_no_place(tmp_path: Path, of: str, more: list[str], reason: str) -> None:
    """Another vendor's, or beside what shows no sureness: exit code 2, with the reason."""
    path = evidence(of).write(tmp_path)

    done = CliRunner().invoke(main, ["explain", "elevateai", "--evidence", str(path), *more])

    assert done.exit_code == 2
    assert reason in " ".join(done.stderr.split())
