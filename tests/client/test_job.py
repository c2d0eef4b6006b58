"""The job as a value: its text resumes it anywhere, holds no secret, and is refused when it is garbled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.client import ClientError, Job, UsageError

ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(
    lambda text: text.isprintable() and text.strip(".")
)
seconds = st.floats(0, 1e10)
jobs = st.builds(
    Job,
    st.sampled_from(["elevateai", "marsview", "scriptix"]),
    ids,
    st.sampled_from(["audio", "link", "chat", "transcript"]),
    seconds,
    st.none() | seconds,
    st.integers(1, 20),
)


@given(job=jobs)
def test_a_job_survives_as_text(job):
    """`from_string` gives back what `to_string` wrote, whatever the vendor's id looks like."""
    assert Job.from_string(job.to_string()) == job


@given(job=jobs)
def test_the_text_is_one_plain_line(job):
    """It can be printed, put into a file name's neighbourhood, and passed as an argument."""
    text = job.to_string()

    assert text.isascii()
    assert text.isprintable()
    assert " " not in text


@given(text=st.text(max_size=80) | st.text("?&=:%elvatiscrpx1", max_size=40))
def test_any_text_is_a_job_or_a_usage_error(text):
    """A garbled handle is refused with a typed error, never half understood."""
    try:
        job = Job.from_string(text)
    except UsageError:
        return
    assert Job.from_string(job.to_string()) == job


def test_vendor_and_id_are_enough():
    """Whoever knows only the vendor's id can still resume."""
    assert Job.from_string("marsview:txn-1") == Job("marsview", "txn-1")


@pytest.mark.parametrize("bad", ["", ".", "..", "a\nb", "x" * 201])
def test_an_id_that_could_not_be_in_a_path_is_refused(bad):
    """A dot would change the URL, a line break the request."""
    with pytest.raises(UsageError):
        Job("scriptix", bad)


@pytest.mark.parametrize("bad", ["..", ""])
def test_such_an_id_from_a_vendor_is_a_bad_reply(stage, bad):
    """The vendor's nonsense is reported as such, and marked as indefinite: a job may exist."""
    vendor = stage.scriptix("queued", create=[stage.reply(201, {"result": {"session_id": bad}})])

    with pytest.raises(ClientError) as caught:
        vendor.connect().submit(url="https://x/a.mp3")

    assert (type(caught.value).__name__, caught.value.definite) == ("BadReply", False)


def test_a_job_without_results_is_refused():
    """Waiting for nothing would be over before it began."""
    with pytest.raises(UsageError):
        Job("marsview", "txn-1", lanes=0)


def test_an_id_is_quoted_in_a_path(stage):
    """A slash in an id stays inside its path segment."""
    vendor = stage.scriptix("completed")
    vendor.script = {"GET ": [stage.reply(200, {"status": "completed"})]}

    vendor.connect().resume("scriptix:a%2Fb%3Fc").wait()

    assert vendor.sent[0].path.endswith("/session/a%2Fb%3Fc")


@pytest.mark.parametrize("make", ["elevateai", "marsview", "scriptix"])
def test_the_text_holds_no_secret(stage, make):
    """Neither a credential nor a presigned link gets into the handle."""
    vendor = getattr(stage, make)("processed")
    text = vendor.connect().submit(url="https://x/a.wav?X-Amz-Signature=s3cr3t").to_string()

    assert not any(secret in text for secret in ("the-key", "the-secret", "token-1", "s3cr3t", "example.com"))


def test_a_job_is_taken_over_by_another_process(stage):
    """The text alone, in a client of its own, is enough to wait and to fetch."""
    vendor = stage.elevateai("processing", "processed")
    text = vendor.connect().submit(url="https://x/a.wav").to_string()

    job = vendor.connect().resume(text)
    job.wait()

    assert job.result().transcript.utterances[0].text == "Hello."
