"""Submitting: repeated only when it certainly had no effect, or when the caller takes the risk."""

from __future__ import annotations

import httpx
import pytest

from understudy.client import BadReply, NoReply, NotSent, Policy, RateLimited, Refused, UsageError, VendorFault

CREATE = "POST /session"
LINK = {"url": "https://x/a.mp3"}
MADE = {"result": {"session_id": "job-1", "status": "new"}}


@pytest.fixture
def indefinite(stage):
    """Failures after which a job may exist."""
    return {
        "timeout": httpx.ReadTimeout,
        "cut": httpx.RemoteProtocolError,
        "503": stage.reply(503),
        "302": stage.reply(302),
    }


@pytest.mark.parametrize("name", ["timeout", "cut", "503", "302"])
def test_an_indefinite_failure_never_buys_a_second_job(stage, indefinite, name):
    """It is raised at once, and says that the work may have happened."""
    vendor = stage.scriptix("queued", create=[indefinite[name], stage.reply(201, MADE)])

    with pytest.raises((NoReply, VendorFault, BadReply)) as caught:
        vendor.connect().submit(**LINK)

    assert (caught.value.definite, len(vendor.asked(CREATE))) == (False, 1)


@pytest.mark.parametrize("name", ["timeout", "cut", "503", "302"])
def test_a_caller_may_take_the_risk(stage, indefinite, name):
    """With `resubmit` the same failures are tried again."""
    vendor = stage.scriptix("queued", create=[indefinite[name], stage.reply(201, MADE)])

    assert vendor.connect().submit(**LINK, resubmit=True).id == stage.id


@pytest.mark.parametrize("fault", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout])
def test_what_never_left_is_sent_again(stage, fault):
    """The vendor cannot have seen it, so a second try is the first."""
    vendor = stage.scriptix("queued", create=[fault, fault, stage.reply(201, MADE)])

    assert vendor.connect().submit(**LINK).id == stage.id


def test_an_unreachable_vendor_uses_up_the_budget(stage):
    """After the budget the last fault is raised; the caller may safely try again."""
    vendor = stage.scriptix("queued", create=[httpx.ConnectError])

    with pytest.raises(NotSent) as caught:
        vendor.connect(policy=Policy(faults_max=3)).submit(**LINK)

    assert (caught.value.definite, len(vendor.asked(CREATE))) == (True, 4)


def test_a_limit_with_a_time_is_waited_out(stage):
    """429 was refused, and says when to come back."""
    vendor = stage.scriptix("queued", create=[stage.reply(429, retry_after="60"), stage.reply(201, MADE)])

    vendor.connect().submit(**LINK)

    first, second = vendor.times(CREATE)
    assert second - first == 60


def test_a_limit_without_a_time_is_raised(stage):
    """It may be the quota of the month."""
    vendor = stage.elevateai("declared", declare=[stage.reply(429, {"errorMessage": "quota"})])

    with pytest.raises(RateLimited, match="quota"):
        vendor.connect().submit(url="https://x/a.wav")

    assert len(vendor.sent) == 1


def test_doubt_does_not_go_away(stage):
    """A timeout, then a refusal: the error raised is the one that leaves a job in doubt."""
    vendor = stage.scriptix("queued", create=[httpx.ReadTimeout, stage.reply(400)])

    with pytest.raises(NoReply) as caught:
        vendor.connect().submit(**LINK, resubmit=True)

    assert isinstance(caught.value.__cause__, Refused)


def test_a_success_without_an_id_leaves_doubt(stage):
    """201 with a body that makes no sense may well be a job."""
    vendor = stage.scriptix("queued", create=[stage.reply(201, {"ok": True})])

    with pytest.raises(BadReply) as caught:
        vendor.connect().submit(**LINK)

    assert (caught.value.definite, caught.value.response.status) == (False, 201)


@pytest.mark.parametrize("given", [{}, {"url": "https://x/a", "chat": {}}, {"audio": "no/such/file.wav"}])
def test_a_senseless_submission_sends_nothing(stage, given):
    """Not exactly one source, or a file that is not there."""
    vendor = stage.elevateai("declared")

    with pytest.raises(UsageError):
        vendor.connect().submit(**given)

    assert not vendor.sent


def test_an_empty_file_is_refused_before_it_costs(stage, tmp_path):
    """No vendor can transcribe nothing."""
    (tmp_path / "empty.wav").touch()

    with pytest.raises(UsageError, match="empty"):
        stage.elevateai("declared").connect().submit(tmp_path / "empty.wav")


def test_a_file_that_vanishes_names_its_job(stage, tmp_path):
    """The declaration stands; whoever finds the file again can resume it."""
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF")
    vendor = stage.elevateai("declared")
    declare = vendor.script["POST /interactions"][0]
    vendor.script["POST /interactions"][0] = lambda request: path.unlink() or declare(request)

    with pytest.raises(UsageError) as caught:
        vendor.connect().submit(path)

    assert caught.value.job.id == stage.id


@pytest.mark.parametrize("fault", [httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ConnectError])
def test_what_may_be_repeated_is_repeated(stage, fault):
    """Fetching a result twice buys nothing, so a lost reply is simply asked for again."""
    vendor = stage.scriptix("completed")
    vendor.script["GET /result"].insert(0, fault)

    assert vendor.connect().transcribe(**LINK).transcript.utterances
