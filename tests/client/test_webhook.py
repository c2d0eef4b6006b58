"""The webhook receiver: who is believed, what counts as old, what counts as twice, and who wins against polling."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.client import ClientError, JobFailed, UsageError, WebhookReceiver, WebhookRefused, webhook

SECRET = "shared"
NOW_S = 1_700_000_000.0
W1 = {"session_id": "job-1", "status": "completed", "document": {"id": 67890}}
STATUS = "GET /session/job-1"


def signed(body: object, secret: str = SECRET) -> tuple[dict[str, str], bytes]:
    """Headers and bytes as the vendor sends them."""
    raw = json.dumps(body).encode()
    return {"X-Scriptix-Signature": "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()}, raw


def receiver(**more) -> WebhookReceiver:
    """A receiver at a fixed time."""
    return WebhookReceiver(**{"secret": SECRET, "now": lambda: NOW_S, **more})


def w2(timestamp: object, status: str = "completed") -> dict[str, object]:
    """The second documented form, which tells its time."""
    return {"event": f"transcription.{status}", "timestamp": timestamp, "data": {"id": "job-1", "status": status}}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (W1, "completed"),
        ({"session_id": "job-1", "status": "failed", "error": "x"}, "failed"),
        (w2("2023-11-14T22:13:20Z"), "completed"),
        (w2("2023-11-14T22:13:20Z", "failed"), "failed"),
        ({"sessionId": "job-1", "zoom_id": "job-1"}, "completed"),
        ({"sessionId": "job-1", "documentId": "d"}, None),
    ],
    ids=["W1", "W1 failed", "W2", "W2 failed", "W3", "W4"],
)
def test_every_documented_form_is_read(body, word):
    """The session and its end are found in each of them; a document's call ends nothing."""
    delivery = receiver().receive(*signed(body))

    assert (delivery.session_id, delivery.status and delivery.status.word, delivery.first) == (
        "job-1",
        word,
        word is not None,
    )


@pytest.mark.parametrize("spoiled", ["no signature", "another secret", "another body", "bare hex", "not ascii"])
def test_a_forged_call_is_refused(spoiled):
    """Only the vendor's secret over exactly these bytes is believed."""
    headers, raw = signed(W1, "guess" if spoiled == "another secret" else SECRET)
    mark = headers["X-Scriptix-Signature"]
    headers = {
        "no signature": {},
        "bare hex": {"X-Scriptix-Signature": mark[7:]},
        "not ascii": {"X-Scriptix-Signature": "\udce9"},
    }.get(spoiled, headers)
    hook = receiver()

    with pytest.raises(WebhookRefused):
        hook.receive(headers, raw + b" " if spoiled == "another body" else raw)


@pytest.mark.parametrize(("age_s", "believed"), [(0, True), (3600, True), (3601, False), (-300, True), (-301, False)])
def test_an_old_call_is_refused(age_s, believed):
    """Up to an hour (the last of six attempts comes after 53 minutes), and not from the future."""
    hook = receiver(now=lambda: NOW_S + age_s)
    call = signed(w2("2023-11-14T22:13:20Z"))

    if believed:
        assert hook.receive(*call).first
    else:
        with pytest.raises(WebhookRefused, match="stale"):
            hook.receive(*call)


def test_a_time_without_a_zone_is_utc(tokyo):
    """Whatever zone this machine is in."""
    assert receiver(tolerance_s=60).receive(*signed(w2("2023-11-14T22:13:20"))).first


def test_a_repeated_call_is_known_and_does_nothing():
    """The vendor sends again when our 2xx got lost; a replay looks the same."""
    hook = receiver()
    call = signed(W1)

    first, second = hook.receive(*call), hook.receive(*call)

    assert [(d.first, d.duplicate) for d in (first, second)] == [(True, False), (False, True)]


def test_memory_is_bounded(monkeypatch):
    """The oldest call is forgotten, not kept for ever."""
    monkeypatch.setattr(webhook, "REMEMBERED_MAX", 2)
    hook = receiver()
    calls = [signed({"session_id": f"job-{number}", "status": "completed"}) for number in range(3)]
    for call in calls:
        hook.receive(*call)

    assert [hook.receive(*call).duplicate for call in (calls[2], calls[0])] == [True, False]


def test_a_header_of_ones_own_can_be_the_proof():
    """Where the vendor signs nothing, its page says to have a secret header sent along."""
    hook = receiver(secret=None, header=("X-Mine", "s3cret"))
    raw = json.dumps(W1).encode()

    assert hook.receive({"x-mine": "s3cret"}, raw).first
    with pytest.raises(WebhookRefused, match="X-Mine"):
        hook.receive({"X-Mine": "guess"}, raw)


@pytest.mark.parametrize("proof", [{}, {"header": ("X-Mine", "")}, {"secret": ""}])
def test_without_a_proof_there_is_no_receiver(proof):
    """Anybody who knows the address could end a job."""
    with pytest.raises(UsageError):
        WebhookReceiver(**proof)


@given(
    raw=st.binary(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["session_id", "status", "data", "id", "timestamp", "event", "sessionId"]), inner
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_signed_body_is_a_delivery_or_refused(raw):
    """Whatever the vendor sends, no other exception comes out."""
    mark = "sha256=" + hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()

    try:
        delivery = receiver().receive({"x-scriptix-signature": mark}, raw)
    except WebhookRefused:
        return
    assert delivery.session_id


def test_a_call_longer_than_any_real_one_is_refused():
    """Before it is even hashed."""
    with pytest.raises(WebhookRefused, match="longer"):
        receiver().receive({}, b"x" * (1024 * 1024 + 1))


def test_a_webhook_ends_a_wait_early(stage):
    """The wait ends a second after the call, without another look."""
    vendor = stage.scriptix("processing")
    hook = receiver()
    ring_at(vendor.clock, 2, lambda: hook.receive(*signed(W1)))

    seen = []

    status = vendor.connect().submit(url="https://x/a.mp3").wait(webhook=hook, on_progress=seen.append)

    assert (status.word, len(vendor.asked(STATUS)), sum(vendor.clock.slept)) == ("completed", 1, 2)
    assert [(progress.status.word, progress.next_poll_s) for progress in seen] == [
        ("processing", 3),
        ("completed", None),
    ]


def test_a_webhook_ends_an_async_wait_early(stage):
    """The same for asyncio."""
    vendor = stage.scriptix("processing")
    hook = receiver()
    ring_at(vendor.clock, 2, lambda: hook.receive(*signed(W1)))

    async def main():
        async with vendor.connect_async() as client:
            return await (await client.submit(url="https://x/a.mp3")).wait(webhook=hook)

    assert (asyncio.run(main()).word, len(vendor.asked(STATUS))) == ("completed", 1)


def test_a_webhook_that_came_before_the_wait_ends_it_at_once(stage):
    """Nothing is sent for what is known already."""
    vendor = stage.scriptix("processing")
    job = vendor.connect().submit(url="https://x/a.mp3")
    hook = receiver()
    hook.receive(*signed(W1))

    job.wait(webhook=hook)

    assert not vendor.asked(STATUS)


def test_a_webhook_about_a_failure_raises_it(stage):
    """The bad end is the same whoever tells it first."""
    hook = receiver()
    hook.receive(*signed({"session_id": "job-1", "status": "failed", "error": "Processing timeout"}))

    with pytest.raises(JobFailed, match="Processing timeout"):
        stage.scriptix("processing").connect().submit(url="https://x/a.mp3").wait(webhook=hook)


def test_polling_that_wins_is_told_to_the_receiver(stage):
    """The call that comes after a poll has seen the end is not first any more: the first wins once."""
    hook = receiver()
    stage.scriptix("completed").connect().submit(url="https://x/a.mp3").wait(webhook=hook)

    assert hook.receive(*signed(W1)).first is False


def test_the_first_end_stays_the_end(stage):
    """A later word, from whichever side, does not turn the outcome round."""
    vendor = stage.scriptix("processing", "failed")
    hook = receiver()
    job = vendor.connect().submit(url="https://x/a.mp3")
    original = vendor.script[STATUS][1]
    vendor.script[STATUS][1] = lambda request: hook.receive(*signed(W1)) and original(request)

    assert job.wait(webhook=hook).word == "completed"


def test_documents_can_be_had_after_a_webhook(stage):
    """The call need not name the document, so the session is asked once."""
    vendor = stage.scriptix("completed")
    hook = receiver()
    hook.receive(*signed({"sessionId": "job-1", "zoom_id": "job-1"}))

    result = vendor.connect().transcribe(url="https://x/a.mp3", parts=["srt"], webhook=hook)

    assert ("srt" in result.documents, len(vendor.asked(STATUS))) == (True, 1)


def test_one_call_for_all_takes_a_webhook_too(stage):
    """`transcribe` fetches the result as soon as the call has come, without a look."""
    vendor = stage.scriptix("processing")
    hook = receiver()
    hook.receive(*signed(W1))

    vendor.connect().transcribe(url="https://x/a.mp3", webhook=hook)

    assert [sent.path.rpartition("/")[2] for sent in vendor.sent] == ["session", "result"]


def test_a_deadline_bounds_a_race_too(stage):
    """With a webhook in sight the wait uses all its time, and not more."""
    vendor = stage.scriptix("processing")
    job = vendor.connect().submit(url="https://x/a.mp3")

    with pytest.raises(ClientError, match="deadline"):
        job.wait(deadline_s=7.5, webhook=receiver())

    assert sum(vendor.clock.slept) == 7.5


def ring_at(clock, after_s: float, ring) -> None:
    """Call `ring` when so much time has been slept."""
    sleep = clock.sleep

    def sleep_and_ring(seconds: float) -> None:
        before = sum(clock.slept)
        sleep(seconds)
        if before < after_s <= sum(clock.slept):
            ring()

    clock.sleep = sleep_and_ring
