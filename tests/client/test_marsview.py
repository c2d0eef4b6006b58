"""Marsview, by hand-fed replies: tokens, models, lanes, and the expired link."""

from __future__ import annotations

import httpx
import pytest

from understudy.client import (
    JobFailed,
    LinkExpired,
    NoReply,
    Refused,
    ResultNotReady,
    Unauthorized,
    UnknownStatus,
    UsageError,
    VendorFault,
)

TOKEN, COMPUTE, STATUS = "POST /create_access_token", "POST /compute", "GET /get_txn/job-1"
FORBIDDEN = {
    "status": False,
    "error": {"name": "JsonWebTokenError", "message": "jwt expired"},
    "message": "Error validating token",
}
DONE, RUNS = {"status": "processed"}, {"status": "uploaded"}
EXPIRED = {"status": "error", "error": "AIRDOW002", "message": "link expired"}


def token(name, life_s=3600):
    """What the token route answers."""
    return {"status": True, "data": {"accessToken": name, "expiresIn": life_s, "tokenType": "Bearer"}}


def test_a_file_is_saved_then_computed(stage, recording):
    """A token is asked for, the file goes with title and description, then speech_to_text is requested."""
    vendor = stage.marsview("uploaded")

    vendor.connect().submit(recording)

    asked, saved, computed = vendor.sent
    assert asked.json() == {"apiKey": "the-key", "apiSecret": "the-secret", "userId": "me@example.com"}
    assert b'name="file"; filename="call.wav"' in saved.body
    assert b'name="title"\r\n\r\ncall.wav' in saved.body
    assert b'name="description"' in saved.body
    assert computed.json()["txnId"] == stage.id
    assert [model["modelType"] for model in computed.json()["enableModels"]] == ["speech_to_text"]
    assert "speaker_seperation" in computed.json()["enableModels"][0]["modelConfig"]
    assert {sent.headers["authorization"] for sent in (saved, computed)} == {"Bearer token-1"}


def test_a_link_is_saved_as_json(stage):
    """save_file_link gets title, description and link."""
    vendor = stage.marsview("uploaded")

    vendor.connect().submit(url="https://x/a.wav", title="Call", description="Monday")

    assert vendor.sent[1].json() == {"title": "Call", "description": "Monday", "link": "https://x/a.wav"}


def test_one_token_serves_until_it_grows_old(stage):
    """No token is asked for while the last one is fresh; one is, before its life is over."""
    vendor = stage.marsview(*["uploaded"] * 11, "processed")

    vendor.connect().submit(url="https://x/a.wav").wait()

    started_s = vendor.sent[0].at_s
    assert [at_s - started_s for at_s in vendor.times(TOKEN)] == [0, 3300]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_is_renewed_once(stage, status):
    """After 401 or 403 the same request goes out once more, with a new token."""
    vendor = stage.marsview(
        stage.reply(status, FORBIDDEN),
        "processed",
        token=[stage.reply(200, token("old")), stage.reply(200, token("new"))],
    )

    vendor.connect().submit(url="https://x/a.wav").wait()

    assert [sent.headers["authorization"] for sent in vendor.asked(STATUS)] == ["Bearer old", "Bearer new"]


def test_a_token_refused_twice_is_an_error(stage):
    """A new token that is refused as well ends it, with the job."""
    vendor = stage.marsview(stage.reply(403, FORBIDDEN))

    with pytest.raises(Unauthorized, match="JsonWebTokenError: jwt expired") as caught:
        vendor.connect().submit(url="https://x/a.wav").wait()

    assert (len(vendor.asked(STATUS)), caught.value.job.id) == (2, stage.id)


def test_budgets_do_not_multiply(stage):
    """While a job is waited for, a token that cannot be had is a failed look: nine, not nine times nine."""
    vendor = stage.marsview("uploaded", token=[stage.reply(200, token("short", life_s=1)), stage.reply(503)])
    job = vendor.connect().resume("marsview:job-1")
    job.status()

    with pytest.raises(VendorFault):
        job.wait()

    assert len(vendor.asked(TOKEN)) == 1 + 9


def test_a_wrong_secret_is_not_tried_again(stage):
    """401 NJSCFE001 for the token itself is final."""
    body = {"status": False, "error": "NJSCFE001", "message": "wrong"}
    vendor = stage.marsview("processed", token=[stage.reply(401, body)])

    with pytest.raises(Unauthorized) as caught:
        vendor.connect().submit(url="https://x/a.wav")

    assert (caught.value.code, len(vendor.sent)) == ("NJSCFE001", 1)


def test_all_lanes_are_awaited(stage):
    """A transaction has ended only when every model has."""
    vendor = stage.marsview([DONE, RUNS], [RUNS, DONE], [DONE, DONE])
    models = [{"modelType": "speech_to_text"}, {"modelType": "emotion_analysis"}]

    status = vendor.connect().submit(url="https://x/a.wav", models=models).wait()

    assert ([lane.word for lane in status.lanes], len(vendor.asked(STATUS))) == (["processed", "processed"], 3)


@pytest.mark.parametrize("early", [[], [DONE]], ids=["no lane", "one of two"])
def test_lanes_that_do_not_show_yet_are_awaited_too(stage, early):
    """An empty list, or a list that is too short, is not "all processed"."""
    vendor = stage.marsview(early, [DONE, DONE])
    models = [{"modelType": "speech_to_text"}, {"modelType": "emotion_analysis"}]

    vendor.connect().submit(url="https://x/a.wav", models=models).wait()

    assert len(vendor.asked(STATUS)) == 2


def test_an_expired_link_says_what_to_do(stage):
    """AIRDOW002 is LinkExpired, once every lane has ended, and tells how to make a better link."""
    vendor = stage.marsview([EXPIRED, RUNS], [EXPIRED, EXPIRED])
    models = [{"modelType": "speech_to_text"}, {"modelType": "emotion_analysis"}]

    with pytest.raises(LinkExpired, match="20 minutes") as caught:
        vendor.connect().submit(url="https://x/a.wav", models=models).wait()

    assert (caught.value.code, caught.value.job.id, len(vendor.asked(STATUS))) == ("AIRDOW002", stage.id, 2)


def test_an_error_beside_the_state_is_read_too(stage):
    """One page has the code and the text under err and msg, beside the state."""
    model = {"modelType": "speech_to_text", "state": {"status": "error"}, "err": "X1", "msg": "broken"}
    body = {"status": True, "data": {"enableModels": [model]}}
    vendor = stage.marsview(stage.reply(200, body))

    with pytest.raises(JobFailed, match="speech_to_text: error: X1: broken"):
        vendor.connect().submit(url="https://x/a.wav").wait()


def test_a_bad_lane_fails_the_job_and_leaves_the_good_ones(stage):
    """The result of the lanes that did end well can still be had, when asked for."""
    vendor = stage.marsview([DONE, {"status": "error"}])
    models = [{"modelType": "speech_to_text"}, {"modelType": "emotion_analysis"}]
    job = vendor.connect().submit(url="https://x/a.wav", models=models)

    with pytest.raises(JobFailed):
        job.wait()

    assert job.result(partial=True).transcript.utterances[0].text == "Hello."


def test_the_interval_is_300_seconds(stage):
    """Both of the vendor's pages say 300 s."""
    vendor = stage.marsview("uploaded", "uploaded", "processed")

    vendor.connect().submit(url="https://x/a.wav").wait()

    first, second, third = vendor.times(STATUS)
    assert (second - first, third - second) == (300, 300)


def test_a_word_that_other_pages_use_is_not_taken_for_an_end(stage):
    """`completed` is not a status of this API; it is shown to the caller instead of being waited on."""
    with pytest.raises(UnknownStatus, match="completed"):
        stage.marsview("completed").connect().submit(url="https://x/a.wav").wait()


@pytest.mark.parametrize(("seen", "raises"), [([RUNS], False), ([], True)], ids=["requested", "unknown"])
def test_a_compute_in_doubt_is_looked_up_not_repeated(stage, seen, raises):
    """A lost reply leads to one look at the transaction; a second request would be a second bill."""
    vendor = stage.marsview(seen, compute=[httpx.ReadTimeout])

    if raises:
        with pytest.raises(NoReply) as caught:
            vendor.connect().submit(url="https://x/a.wav")
        assert caught.value.job.id == stage.id
    else:
        vendor.connect().submit(url="https://x/a.wav")

    assert (len(vendor.asked(COMPUTE)), len(vendor.asked(STATUS))) == (1, 1)


def test_a_refusal_inside_a_200_is_a_refusal(stage):
    """The envelope's own `status: false` counts, whatever the HTTP status."""
    vendor = stage.marsview("uploaded", compute=[stage.reply(200, {"status": False, "error": "X", "message": "no"})])

    with pytest.raises(Refused, match="X: no"):
        vendor.connect().submit(url="https://x/a.wav")


def test_an_early_result_is_not_ready(stage):
    """fetch_metadata answers 200 at any time, so the state is asked first."""
    vendor = stage.marsview("uploaded")

    with pytest.raises(ResultNotReady):
        vendor.connect().submit(url="https://x/a.wav").result()

    assert not vendor.asked("GET /fetch_metadata/job-1")


@pytest.mark.parametrize("given", [{"chat": {"messages": []}}, {"transcript": {"phrases": []}}])
def test_text_is_not_taken(stage, given):
    """Marsview transcribes recordings; nothing is sent for anything else."""
    vendor = stage.marsview("uploaded")

    with pytest.raises(UsageError):
        vendor.connect().submit(**given)

    assert not vendor.sent


def test_an_empty_list_of_models_is_refused(stage):
    """A transaction without models would never end; nothing is sent."""
    vendor = stage.marsview("uploaded")

    with pytest.raises(UsageError, match="at least one model"):
        vendor.connect().submit(url="https://x/a.wav", models=[])

    assert not vendor.sent


def test_all_three_credentials_are_needed(stage):
    """Without secret and user id no token can be had, and that is said before anything is sent."""
    with pytest.raises(UsageError, match="apiSecret"):
        stage.marsview("uploaded").connect(secret=None)
