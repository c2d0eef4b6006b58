"""A live run against a stand-in in place of the vendor, whose clock is moved so that nobody waits."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from understudy.contracts import Vendor, vendor, vendor_names
from understudy.contracts.checks.calls import pace
from understudy.contracts.checks.calls.material import tone
from understudy.contracts.checks.evidence.redaction import Redaction
from understudy.contracts.checks.live.live import LiveResult, NotAllowed, live, plan
from understudy.contracts.checks.target import Target
from understudy.contracts.evidence import Evidence
from understudy.fakes.server import StandIns

SECRET = "a-secret-nobody-may-see"
USER = "a-user-nobody-may-see"
LINK = "http://127.0.0.1:9/none.wav?signature=nobody-may-see"


class Stage:
    """One tenant of the stand-ins, and where evidence goes."""

    def __init__(self, stand_ins: StandIns, name: str, key: str, folder: Path) -> None:
        """`key` is one that no other test uses."""
        self.stand_ins, self.folder, self.notes = stand_ins, folder, list[str]()
        self.vendor = vendor(name)
        self.target = Target(
            url=stand_ins.addresses.vendors[name], vendor=self.vendor, key=key, secret=SECRET, other_key="other",
            user=USER, control=stand_ins.addresses.control,
        )  # fmt: skip

    def live(self, jobs: int = 1, **how: Any) -> LiveResult:
        """Run, and take notes."""
        return live(plan(self.target, jobs), folder=self.folder, note=how.pop("note", self.notes.append), **how)

    @property
    def journal(self) -> list[Any]:
        """What the stand-in was asked."""
        return list(self.stand_ins.tenants.get(self.target.key).journal.after())

    def asked(self, operation: str) -> list[Any]:
        """What it was asked of one operation."""
        return [each for each in self.journal if each.operation == operation]

    @property
    def made(self) -> set[str]:
        """Ids of the jobs that were begun."""
        submits = {way.operation for _, command, way in self.vendor.protocol.requests() if command is None}
        return {each.job for each in self.journal if each.operation in submits and each.job and each.http < 300}

    @property
    def deleted(self) -> set[str]:
        """Ids of the jobs that were deleted."""
        form = self.vendor.protocol.delete
        return {each.job for each in self.asked(form.operation) if each.http < 300} if form else set()


@pytest.fixture
def stage(stand_ins: StandIns, credential: str, tmp_path: Path) -> Any:
    """Return what makes a stage of a vendor and a scenario."""
    return lambda name, scenario="happy": Stage(stand_ins, name, f"{scenario}@{credential}", tmp_path)


def findings(result: LiveResult) -> list[tuple[str, str]]:
    """Return the rules and places of what was found."""
    return [(found.contradiction.rule, found.contradiction.where) for each in result.results for found in each.findings]


@pytest.mark.parametrize("name", vendor_names())
def test_an_innocent_vendor_is_left_as_it_was(stage: Any, name: str) -> None:
    """One job of each lifecycle is made, goes to its end and is deleted; nothing is found, and evidence is written."""
    here: Stage = stage(name)

    result = here.live()

    assert (findings(result), result.left, result.ended_early, result.is_interrupted) == ([], (), "", False)
    assert here.made == here.deleted
    assert len(here.made) == len(result.results) == len(Evidence.read(result.evidence).ids.keys() & {"job-1", "job-2"})
    assert f"status {'processed' if name != 'scriptix' else 'completed'}" in Evidence.read(result.evidence).met


@pytest.mark.parametrize("name", vendor_names())
def test_only_right_requests_are_sent(stage: Any, name: str) -> None:
    """Nothing is refused as wrong, nothing is asked of a deleted job, and deleting is asked once for each job."""
    here: Stage = stage(name)

    here.live()

    early = {404, 409}  # results that are not there yet
    results = {form.operation for form in here.vendor.protocol.results}
    assert [row for row in here.journal if row.findings] == []
    assert [
        row for row in here.journal if row.http >= 400 and not (row.operation in results and row.http in early)
    ] == []
    assert len(here.asked(here.vendor.protocol.delete.operation)) == len(here.made)  # type: ignore[union-attr]
    for job in here.made:
        asked = [row.operation for row in here.journal if row.job == job]
        assert asked[-1] == here.vendor.protocol.delete.operation  # type: ignore[union-attr]
        assert all(asked.count(name) <= 2 for name in results)


@pytest.mark.parametrize(("name", "least_s"), [("elevateai", 30), ("marsview", 300), ("scriptix", 3)])
def test_polls_are_as_far_apart_as_the_vendor_advises(stage: Any, name: str, least_s: float) -> None:
    """Between two polls of a job there is at least the advised time."""
    here: Stage = stage(name)

    here.live()

    job = here.journal[1].job
    polls = [row.at_s for row in here.asked(here.vendor.protocol.poll.operation) if row.job == job]
    gaps = [later - earlier for earlier, later in itertools.pairwise(polls)]
    assert gaps
    assert min(gaps) >= least_s


def test_retry_after_is_honoured(stage: Any) -> None:
    """After a 429 nothing is asked until the time is over that it named."""
    here: Stage = stage("elevateai", "rate_limited")

    result = here.live()

    rows = here.journal
    waits = [(row.retry_after_s, later.at_s - row.at_s) for row, later in itertools.pairwise(rows) if row.retry_after_s]
    assert waits
    assert [wait for wait in waits if wait[1] < wait[0]] == []
    assert findings(result) == []


def test_a_vendor_that_asks_to_come_back_tomorrow_is_not_waited_for(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Retry-After longer than the whole patience ends the run without a finding, and nothing is left behind."""
    here: Stage = stage("elevateai", "rate_limited")
    monkeypatch.setattr("understudy.contracts.checks.calls.pause.retry_after_s", lambda *_: 86_400.0)

    result = here.live()

    assert findings(result) == []
    assert "asks to stay away for 86400 s" in str([each.unreached for each in result.results])
    assert "asks to stay away for 86400 s" in result.ended_early
    assert len(result.results) == 1, "no other job was tried"
    assert here.made == here.deleted


@pytest.mark.parametrize("name", vendor_names())
def test_a_job_that_never_ends_is_given_up_and_deleted(stage: Any, name: str) -> None:
    """After three times the typical duration, and at least ten minutes, it is a finding of the rule `end`."""
    here: Stage = stage(name, "never_ends")

    result = here.live()

    assert set(findings(result)) == {("end", "status")}
    assert [each.virtual_s >= 600 for each in result.results] == [True] * len(result.results)
    assert max(job.patience_s for job in plan(here.target).jobs) < 2000
    assert here.made == here.deleted


def test_patience_grows_with_the_recording(stage: Any) -> None:
    """Three times what is documented for the length of the recording; ten minutes at least."""
    target = stage("scriptix").target

    def patience_s(audio: bytes) -> float:
        return plan(replace(target, audio=audio)).jobs[0].patience_s

    assert patience_s(tone(1.0)) == 600
    assert patience_s(tone(600.0)) == pytest.approx(3 * (72 + 216), rel=0.01)
    assert patience_s(b"no recording that we can read" * 100_000) > 2900


def test_what_a_client_never_sees_twice_is_no_finding(stage: Any) -> None:
    """A job that fails is a way to end; it is deleted, and its results are not asked for again."""
    here: Stage = stage("elevateai", "processing_failed")

    result = here.live()

    assert findings(result) == []
    assert "failure processing_failed" in Evidence.read(result.evidence).met
    assert "the job ended badly" in str(result.results[0].unreached)
    assert here.made == here.deleted


def test_an_undocumented_status_is_found(stage: Any) -> None:
    """What contradicts the contract is found as in any other check, with the history that led there."""
    here: Stage = stage("scriptix", "unknown_status")

    result = here.live()

    assert ("status", "transcribing") in findings(result)
    found = result.results[0].findings[0]
    assert found.steps[0].startswith("createSession -> 201")
    assert found.curl == ()
    assert here.made == here.deleted


def test_a_credential_that_is_not_taken_ends_the_run(stage: Any) -> None:
    """Where the key is refused, no other job is tried: that is no finding about the server."""
    here: Stage = stage("elevateai", "token_revoked")

    result = here.live()

    assert (findings(result), result.ended_early) == ([], "the credential is not taken: declareInteraction 401")
    assert len(here.journal) == 1
    assert Evidence.read(result.evidence).ended_early == result.ended_early


def test_a_credential_that_is_revoked_midway_leaves_word_of_the_job(stage: Any) -> None:
    """What cannot be deleted any more is told by its id, so that somebody can see to it."""
    here: Stage = stage("elevateai", "token_revoked_midway")

    result = here.live()

    assert result.left == (f"{next(iter(here.made))}: deleteInteraction -> 401",)
    assert result.ended_early == "the credential is not taken any more: getInteractionStatus -> 401"


@pytest.mark.parametrize("scenario", ["token_expires", "token_refused_once"])
def test_a_token_is_renewed(stage: Any, scenario: str) -> None:
    """A token that is over before its time is asked for anew, and the job is deleted with it."""
    here: Stage = stage("marsview", scenario)

    result = here.live()

    assert (result.left, result.ended_early) == ((), "")
    assert here.made == here.deleted
    rows = [row.operation for row in here.journal]
    refused = next(number for number, row in enumerate(here.journal) if row.http in (401, 403))
    assert rows[refused + 1 :].index("createAccessToken") < rows[refused + 1 :].index("deleteFile")
    assert rows.count("deleteFile") == 1 + (rows[refused] == "deleteFile")


def test_a_submit_without_an_answer_is_told(stage: Any) -> None:
    """Where nobody can know whether a job was made, somebody has to look."""
    here: Stage = stage("elevateai", "ghost_declare")

    assert here.live().left == ("maybe a job of lifecycle upload, whose submit was not answered with an id",)


@pytest.mark.parametrize("moment", ["submitted", "processing, after", "processed, after"])
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, RuntimeError])
def test_what_was_made_is_deleted_whatever_happens(stage: Any, moment: str, interruption: type[BaseException]) -> None:
    """Ctrl-C, or a defect of ours, at any time: the job is deleted, the evidence written."""
    here: Stage = stage("elevateai")

    def note(line: str) -> None:
        if moment in line:
            raise interruption("now")

    if interruption is KeyboardInterrupt:
        assert here.live(note=note).is_interrupted
    else:
        with pytest.raises(RuntimeError, match="now"):
            here.live(note=note)

    assert len(here.made) == 1
    assert here.made == here.deleted
    evidence = Evidence.read(next(here.folder.glob("evidence-elevateai-*.json")))
    assert evidence.ended_early == ("interrupted" if interruption is KeyboardInterrupt else "RuntimeError")
    assert evidence.exchanges[-1].operation == "deleteInteraction"


def test_a_delete_that_is_interrupted_is_told(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An impatient second Ctrl-C, while a job is deleted, leaves word of it and evidence all the same."""
    here: Stage = stage("elevateai")

    def impatient(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("understudy.contracts.checks.walks.walk.Walk._delete", impatient)
    result = here.live()

    assert result.left
    assert {line.partition(": ")[0] for line in result.left} == here.made
    assert all(line.endswith("KeyboardInterrupt while it was deleted") for line in result.left)


def test_a_run_without_a_clock_to_move_waits_as_advised(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no control URL, it sleeps between its polls, and nowhere else."""
    here: Stage = stage("scriptix")
    tenant, slept = here.stand_ins.tenants.get(here.target.key), list[float]()
    tenant.clock.freeze()

    class Time:
        """A clock that the stand-in's follows."""

        @staticmethod
        def sleep(span_s: float) -> None:
            slept.append(span_s)
            tenant.clock.advance(span_s)

        @staticmethod
        def monotonic() -> float:
            return sum(slept)

    monkeypatch.setattr(pace, "time", Time)
    here.target = replace(here.target, control=None)
    result = here.live()

    assert (findings(result), result.left) == ([], ())
    assert set(slept) <= {3, 5, 10}
    assert len(slept) == len(here.asked("getSession")) - len(here.made)


# what is asked before


def test_a_plan_says_what_it_costs(stage: Any) -> None:
    """Before anything is sent one can read how many jobs there will be, where, and for how long at most."""
    here: Stage = stage("elevateai")

    planned = plan(here.target, jobs=2)

    assert [job.lifecycle for job in planned.jobs] == ["upload", "upload", "text", "text"]
    assert [job.way for job in planned.jobs] == [0, 0, 0, 1]
    assert planned.question.startswith("4 jobs (upload, text) will be submitted to 127.0.0.1:")
    assert "which ElevateAI bills, and deleted in the end" in planned.question
    assert here.journal == []


def test_a_link_is_only_walked_where_one_is_given(stage: Any) -> None:
    """Without a link its lifecycle is left out, and said so; with one it is walked."""
    here: Stage = stage("scriptix")

    without, given = plan(here.target), plan(replace(here.target, link=LINK))

    assert [job.lifecycle for job in without.jobs] == ["upload", "align"]
    assert without.left_out == ("lifecycle link: it takes a link to a recording, and none was given",)
    assert [job.lifecycle for job in given.jobs] == ["upload", "link", "align"]
    assert given.left_out == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"url": "http://api.example.invalid/v1"}, "the key would be sent unencrypted; give an https URL"),
        ({"url": "ftp://127.0.0.1/v1"}, "the key would be sent unencrypted; give an https URL"),
        ({"url": "http://127.0.0.1.example.invalid/v1"}, "the key would be sent unencrypted; give an https URL"),
        ({"key": ""}, "a live run needs your own key"),
        ({"secret": ""}, "a live run needs your own secret"),
        ({"user": ""}, "a live run needs your own user"),
        ({"url": "https://api.example.invalid/v1", "link": LINK}, "cannot fetch a recording from this machine"),
    ],
    ids=[
        "no TLS",
        "another scheme",
        "a host that looks like loopback",
        "no key",
        "no secret",
        "no user",
        "a link here",
    ],
)
def test_what_must_not_begin_does_not(stage: Any, change: Mapping[str, Any], reason: str) -> None:
    """A live run needs https (or loopback), credentials, and a link that the server can reach."""
    target = replace(stage("marsview").target, **change)

    with pytest.raises(NotAllowed, match=reason):
        plan(target)


def test_none_of_a_lifecycle_is_no_number(stage: Any) -> None:
    """At least one job is asked for."""
    with pytest.raises(NotAllowed, match="give 1 or more"):
        plan(stage("marsview").target, jobs=0)


def test_evidence_that_cannot_be_written_is_told_before_anything_is_sent(stage: Any, tmp_path: Path) -> None:
    """Jobs that are paid for must not be lost to a wrong path: nothing is overwritten, and it is said at once."""
    here: Stage = stage("elevateai")
    there = tmp_path / "there.json"
    there.write_text("mine")

    with pytest.raises(NotAllowed, match=r"there\.json is there already"):
        here.live(file=there)
    with pytest.raises(NotAllowed, match="evidence cannot be written into"):
        here.live(file=there / "evidence.json")

    assert there.read_text() == "mine"
    assert here.journal == []


# what is written


@pytest.mark.parametrize("name", vendor_names())
def test_evidence_says_nothing_of_anybody(stage: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, secret, token, id and no word that was said is in the file, nor what a link is signed with."""
    here: Stage = stage(name)
    here.target = replace(here.target, link=LINK)
    seen: list[Any] = []
    record = Redaction.record
    monkeypatch.setattr(Redaction, "record", lambda self, each: seen.append(each) or record(self, each))

    result = here.live()

    text = result.evidence.read_text()
    known = _words_of(here.vendor)
    said = {word for each in seen for word in _strings([each.body, each.json]) if word not in known and len(word) > 1}
    assert len(said) > 5
    assert [word for word in said if json.dumps(word) in text and not word.startswith("{")] == []
    forbidden = {here.target.key, SECRET, USER, "signature", "nobody-may-see", *here.made}
    assert [word for word in forbidden if word in text] == []
    assert (result.evidence.stat().st_mode & 0o777) == 0o600


def test_tokens_are_secrets_too(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a login gave is replaced wherever it stands, as the key is."""
    here: Stage = stage("marsview", "token_expires")
    known: list[set[str]] = []
    init = Redaction.__init__
    monkeypatch.setattr(
        Redaction, "__init__", lambda self, facts, secrets: known.append(set(secrets)) or init(self, facts, secrets)
    )

    here.live()

    assert {here.target.key, SECRET, USER} < known[0]
    assert sum(secret.count(".") == 2 for secret in known[0]) == 2  # JSON Web Tokens: the first, and the renewed one


def _words_of(facts: Vendor) -> set[str]:
    """Return the strings that a contract, a lifecycle and a protocol spell out."""
    ways = [[way.json, way.multipart] for _, _, way in facts.protocol.requests()]
    codes = [[name, each.message] for name, each in facts.error_codes.items()]
    codes += [[each.code, each.message] for each in facts.failures.values()]
    return {
        *_strings(
            [facts.contract.openapi, ways, codes, list(facts.statuses), [form.json for form in facts.protocol.results]]
        )
    }


def _strings(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []
