"""An interaction passes through the documented statuses, and its answer says when, and why it failed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from understudy.contracts import vendor
from understudy.fakes.tenant import Settings

if TYPE_CHECKING:
    from elevateai.conftest import Account

FACTS = vendor("elevateai")
CHAT = {
    "participants": [{"participant_id": "a", "name": "Ann", "role": "agent"}],
    "messages": [{"participant_id": "a", "timestamp": "2024-01-01T00:00:00Z", "content": "Hello there."}],
}
SAID = {"participantOne": {"phrases": ["Hello", "there."], "phraseSegments": []}}
KINDS: dict[str, dict[str, Any]] = {
    "upload": {"type": "audio"},
    "download": {"type": "audio", "downloadUri": "https://files.example/call.wav"},
    "chat": {"type": "chat", "chat": CHAT},
    "transcript": {"type": "transcript", "transcript": SAID},
}
WORK = ["pendingProcessing", "processing"]
PATHS = {
    "upload": ["fileUploading", "fileUploaded", *WORK, "processed"],
    "download": ["declared", "filePendingDownload", "fileDownloading", "fileDownloaded", *WORK, "processed"],
    "chat": ["declared", *WORK, "processed"],
    "transcript": ["declared", *WORK, "processed"],
}


def begin(account: Account, kind: str) -> str:
    """Declare an interaction of a kind, and upload its file where it waits for one."""
    identifier = account.declare(**KINDS[kind])
    if kind == "upload":
        assert account.upload(identifier).status == 200
    return identifier


def words(answers: list[dict[str, Any]]) -> list[str]:
    """Return the statuses of some answers."""
    return [answer["status"] for answer in answers]


@pytest.mark.parametrize(("kind", "path"), PATHS.items(), ids=PATHS.keys())
def test_the_ordinary_way_is_the_documented_one(elevateai: Account, kind: str, path: list[str]) -> None:
    """Left alone, each kind of interaction shows its documented statuses in order and ends in processed."""
    assert words(elevateai.watch(begin(elevateai, kind))) == path


def test_all_thirteen_statuses_can_be_seen(elevateai: Account) -> None:
    """Between the ordinary ways and the failures, every documented status comes up."""
    seen: set[str] = set(words([elevateai.get(elevateai.declare())]))
    for fail in (None, "upload_failed", "download_failed", "processing_failed"):
        elevateai.play(f"script: {{fail: {fail}}}" if fail else "")
        for kind in KINDS:
            seen |= set(words(elevateai.watch(begin(elevateai, kind))))

    assert seen == set(FACTS.statuses)


def test_a_file_is_waited_for_as_long_as_it_takes(elevateai: Account) -> None:
    """No time-out is documented: a year after the declaration the file can still be uploaded."""
    identifier = elevateai.declare()
    before = elevateai.get(identifier)
    elevateai.tenant.clock.advance(365 * 86400)

    assert elevateai.get(identifier) == before
    assert before["status"] == "filePendingUpload"
    assert elevateai.upload(identifier).status == 200


FAILURES = [
    (name, kind, status)
    for name, kinds, status in [
        ("upload_failed", ["upload"], "fileUploadFailed"),
        ("upload_unreadable", ["upload"], "fileUploadFailed"),
        ("download_failed", ["download"], "fileDownloadFailed"),
        ("download_unreadable", ["download"], "fileDownloadFailed"),
        ("download_link_expired", ["download"], "fileDownloadFailed"),
        ("processing_failed", list(KINDS), "processingFailed"),
    ]
    for kind in kinds
]


@pytest.mark.parametrize(("name", "kind", "status"), FAILURES, ids=[f"{n}-{k}" for n, k, _ in FAILURES])
def test_each_documented_failure_can_be_asked_for(elevateai: Account, name: str, kind: str, status: str) -> None:
    """A scenario that asks for a failure gets its status and its text, and nothing was processed."""
    elevateai.play(f"script: {{fail: {name}}}")
    last = elevateai.watch(begin(elevateai, kind))[-1]

    assert (last["status"], last["errorMessage"]) == (status, FACTS.failures[name].message)
    assert last["processed"] is None


def test_every_failure_of_the_contract_is_asked_for_above() -> None:
    """No failure is left out of the test before this one."""
    assert {name for name, _, _ in FAILURES} == set(FACTS.failures)


def test_a_failure_can_be_asked_for_by_credential_alone(elevateai: Account) -> None:
    """The key `processing_failed@anything` selects the scenario, and disturbs nobody who has another key."""
    key = "processing_failed@my-test"
    identifier = elevateai.declare(key=key, **KINDS["chat"])
    elevateai.caller.tenants.get(key).clock.advance(86400)
    ordinary = elevateai.watch(begin(elevateai, "chat"))[-1]

    assert elevateai.get(identifier, key=key)["status"] == "processingFailed"
    assert ordinary["status"] == "processed"


STAMPS = ("declared", "uploaded", "downloaded", "processed")
SET_FROM = {
    "declared": {*FACTS.statuses},
    "uploaded": {"fileUploaded", *WORK, "processed", "processingFailed"},
    "downloaded": {"fileDownloaded", *WORK, "processed", "processingFailed"},
    "processed": {"processed"},
}
NEVER = {"upload": {"downloaded"}, "download": {"uploaded"}, "chat": {"uploaded", "downloaded"}}


@pytest.mark.parametrize("fail", [None, "processing_failed"], ids=["well", "badly"])
@pytest.mark.parametrize("kind", NEVER)
def test_a_time_is_told_from_its_status_on(elevateai: Account, kind: str, fail: str | None) -> None:
    """`uploaded`, `downloaded` and `processed` are set exactly in the documented statuses, `declared` in all."""
    elevateai.play(f"script: {{fail: {fail}}}" if fail else "")
    seen = elevateai.watch(begin(elevateai, kind))

    told = [(each["status"], {name for name in STAMPS if each[name] is not None}) for each in seen]
    documented = [(word, {name for name in STAMPS if word in SET_FROM[name]} - NEVER[kind]) for word in words(seen)]
    assert told == documented


@pytest.mark.parametrize("kind", NEVER)
def test_a_time_is_when_its_status_began(elevateai: Account, kind: str) -> None:
    """Each time is ISO 8601 in UTC, the moment of its status on the tenant's clock, and never changes."""
    identifier = begin(elevateai, kind)
    declared = elevateai.get(identifier)["declared"]
    began: dict[str, float] = {}
    while elevateai.step():
        began[elevateai.get(identifier)["status"]] = elevateai.tenant.clock.now()
    elevateai.tenant.clock.advance(86400)
    last = elevateai.get(identifier)

    stamps = [last[name] for name in STAMPS if last[name] is not None]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", stamp) for stamp in stamps)
    assert stamps == sorted(stamps)
    assert last["declared"] == declared
    assert datetime.fromisoformat(last["processed"]).timestamp() == pytest.approx(began["processed"], abs=1e-5)
    if kind == "download":
        moment = datetime.fromisoformat(last["downloaded"]).timestamp()
        assert moment == pytest.approx(began["fileDownloaded"], abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_is_told_only_where_there_is_one(elevateai: Account, kind: str) -> None:
    """Until something fails `errorMessage` is null, and all seven keys are there."""
    for answer in elevateai.watch(begin(elevateai, kind)):
        assert answer["errorMessage"] is None
        assert list(answer) == ["identifier", "status", *STAMPS, "errorMessage"]


@pytest.mark.parametrize("content", [b"This is no recording.", b""], ids=["a text", "nothing"])
def test_a_file_that_is_no_audio_fails_and_can_be_uploaded_again(elevateai: Account, content: bytes) -> None:
    """It ends in fileUploadFailed with a reason; a recording uploaded after that is processed."""
    identifier = elevateai.declare()
    elevateai.upload(identifier, content)
    failed = elevateai.watch(identifier)[-1]
    again = elevateai.upload(identifier)
    seen = elevateai.watch(identifier)

    message = FACTS.failures["upload_unreadable"].message
    assert (failed["status"], failed["errorMessage"], again.status) == ("fileUploadFailed", message, 200)
    assert words(seen) == PATHS["upload"]
    assert {answer["errorMessage"] for answer in seen} == {None}


def test_uploading_again_does_not_rewrite_the_past(elevateai: Account) -> None:
    """An hour after a bad file, a good one starts from its upload: nothing has happened to it before."""
    identifier = elevateai.declare()
    elevateai.upload(identifier, b"This is no recording.")
    elevateai.watch(identifier)
    elevateai.tenant.clock.advance(3600)
    before = elevateai.job(identifier).until(elevateai.tenant.clock.now())
    elevateai.upload(identifier)
    job = elevateai.job(identifier)

    assert elevateai.get(identifier)["status"] == "fileUploading"
    assert job.rows[:3] == before.rows == ("filePendingUpload", "fileUploading", "fileUploadFailed")
    assert list(job.starts[:3]) == list(before.starts)


def test_a_scripted_upload_fails_once(elevateai: Account) -> None:
    """The turns of a script are taken one a visit: the first upload fails, the second one goes through."""
    elevateai.play("script: {turns: {fileUploading: [fileUploadFailed, fileUploaded]}}")
    identifier = begin(elevateai, "upload")
    first = elevateai.watch(identifier)[-1]["status"]
    elevateai.upload(identifier)

    assert (first, words(elevateai.watch(identifier))) == ("fileUploadFailed", PATHS["upload"])


@pytest.mark.parametrize("status", ["fileDownloadFailed", "processingFailed", "processed"])
def test_no_other_end_takes_a_file(elevateai: Account, status: str) -> None:
    """Only fileUploadFailed can be redone; every other end answers an upload with 409 and stays what it is."""
    fail = {"fileDownloadFailed": "download_failed", "processingFailed": "processing_failed"}.get(status)
    elevateai.play(f"script: {{fail: {fail}}}" if fail else "")
    identifier = begin(elevateai, "download")
    elevateai.watch(identifier)

    assert elevateai.upload(identifier).status == 409
    assert elevateai.get(identifier)["status"] == status


@pytest.mark.parametrize("audio_s", [2, 600])
def test_the_real_length_decides_how_long_it_takes(
    elevateai: Account, audio: Callable[[float], bytes], audio_s: float
) -> None:
    """Each stay lies within what is typical for audio of the length that was sent."""
    identifier = elevateai.declare()
    elevateai.upload(identifier, audio(audio_s))
    job = elevateai.job(identifier)
    stays = {row: job.starts[n + 1] - job.starts[n] for n, row in enumerate(job.rows[:-1])}

    for row in ("fileUploading", "processing"):
        low_s, high_s = FACTS.durations[row].range_s(audio_s)
        assert low_s <= stays[row] <= high_s


def test_the_seed_decides_every_identifier_and_time(opened: Callable[..., Account]) -> None:
    """Two servers with one seed do the same; another seed, or another key, does something else."""

    def ways(seed: int, key: str = "tester") -> tuple[str, list[float]]:
        account = opened(Settings(seed=seed, speed=0.0))
        identifier = account.declare(key=key, **KINDS["chat"])
        (job,) = account.caller.tenants.get(key).jobs
        return identifier, [round(start - job.declared_at, 3) for start in job.starts]

    assert ways(1) == ways(1)
    assert ways(1)[0] != ways(2)[0]
    assert ways(1)[1] != ways(2)[1]
    assert ways(1)[0] != ways(1, "other")[0]
