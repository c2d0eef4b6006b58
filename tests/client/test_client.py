"""The client as a caller meets it: one call, hooks, async, tracing, captions, errors."""

from __future__ import annotations

import asyncio
import inspect
import pickle
import re
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import httpx
import pytest

import understudy.client as package
from understudy.client import (
    AsyncClient,
    AsyncJobHandle,
    Client,
    Hooks,
    Job,
    JobHandle,
    Transcript,
    UsageError,
    Utterance,
    WaitTimeout,
    connect,
    errors,
    vendors,
)
from understudy.client.clock import SystemClock, call_within, system_draw
from understudy.client.context import Access


@pytest.mark.parametrize(
    ("make", "end"), [("elevateai", "processed"), ("marsview", "processed"), ("scriptix", "completed")]
)
def test_one_call_does_it_all(stage, recording, make, end):
    """`transcribe(path)` submits, waits and fetches."""
    result = getattr(stage, make)(end).connect().transcribe(recording)

    assert result.transcript.utterances[0].text.startswith("Hello")


@pytest.mark.parametrize(
    ("make", "end"), [("elevateai", "processed"), ("marsview", "processed"), ("scriptix", "completed")]
)
def test_async_sends_what_sync_sends(stage, recording, make, end):
    """Both drivers run the same flow: the same requests at the same times, the same result."""
    one, other = getattr(stage, make)(end), getattr(stage, make)(end)

    async def main():
        async with other.connect_async() as client:
            job = await client.submit(recording)
            await job.wait()
            result = await job.result()
            await job.delete()
            return result

    with one.connect() as client:
        job = client.submit(recording)
        job.wait()
        result = job.result()
        job.delete()

    assert asyncio.run(main()) == result
    assert [(s.at_s, s.method, s.path) for s in other.sent] == [(s.at_s, s.method, s.path) for s in one.sent]


def test_an_async_job_is_resumed_with_its_file(stage, recording):
    """As in the sync client: a job that still waits for its file gets it."""
    vendor = stage.elevateai("filePendingUpload", "processed")

    async def main() -> None:
        async with vendor.connect_async() as client:
            await client.resume("elevateai:job-1", audio=recording).wait()

    asyncio.run(main())

    assert len(vendor.asked("POST /upload")) == 1


@pytest.mark.parametrize(("one", "other"), [(Client, AsyncClient), (JobHandle, AsyncJobHandle)])
def test_both_clients_offer_the_same(one, other):
    """Method by method, argument by argument."""

    def face(kind):
        members = {name: member for name, member in vars(kind).items() if inspect.isfunction(member) and name[0] != "_"}
        return {name: list(inspect.signature(member).parameters) for name, member in members.items()}

    assert face(one) == face(other)


def test_hooks_see_every_wait_and_every_exchange(stage):
    """In the order in which they happen; a wait is told of before it begins."""
    seen = []
    hooks = Hooks(
        on_wait=lambda wait: seen.append(f"wait {wait.seconds:.0f}"),
        on_exchange=lambda done: seen.append(
            f"{done.request.operation} {done.response.status if done.response else done.error.definite}"
        ),
        on_job=lambda job: seen.append(f"job {job.id}"),
        on_progress=lambda progress: seen.append("progress"),
    )
    vendor = stage.scriptix("queued", httpx.ReadTimeout, "completed")

    vendor.connect(hooks=hooks).submit(url="https://x/a.mp3").wait()

    assert seen == [
        "createSession 201", "job job-1",
        "getSession 200", "progress", "wait 3",
        "getSession False", "progress", "wait 3",
        "getSession 200", "progress",
    ]  # fmt: skip


def test_a_job_is_told_of_before_its_file_is_sent(stage, recording):
    """Whoever is interrupted during a long upload knows what to resume."""
    sent_by_then = []
    vendor = stage.scriptix("queued")

    vendor.connect(hooks=Hooks(on_job=lambda job: sent_by_then.append(len(vendor.sent)))).submit(recording)

    assert (sent_by_then, len(vendor.sent)) == ([1], 2)


def test_an_interrupt_comes_through(stage):
    """Ctrl-C during a wait is not swallowed, and leaves nothing running."""
    vendor = stage.scriptix("queued")
    job = vendor.connect().submit(url="https://x/a.mp3")

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    vendor.clock.sleep = interrupt

    with pytest.raises(KeyboardInterrupt):
        job.wait()


def test_an_async_wait_can_be_cancelled(stage):
    """Cancelling the task ends the wait; the job can be resumed afterwards."""
    vendor = stage.scriptix("queued")

    async def forever(seconds: float) -> None:
        await asyncio.Event().wait()

    async def main() -> None:
        async with vendor.connect_async() as client:
            job = await client.submit(url="https://x/a.mp3")
            vendor.clock.sleep_async = forever
            task = asyncio.ensure_future(job.wait())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())


class Tracer:
    """Keeps every span: its name, its attributes, the spans around it."""

    def __init__(self) -> None:
        """Start empty."""
        self.open: list[str] = []
        self.spans: list[tuple[str, dict[str, object]]] = []

    @contextmanager
    def start_as_current_span(self, name):
        """Open a span inside those that are open."""
        self.open.append(name)
        facts = {}
        self.spans.append((" > ".join(self.open), facts))
        yield SimpleNamespace(set_attribute=facts.__setitem__)
        self.open.pop()


def test_spans_nest_exchanges_in_calls(stage):
    """One span per call, one inside it per exchange, with method, path and status."""
    tracer = Tracer()

    stage.scriptix("completed").connect(tracer=tracer).submit(url="https://x/a.mp3")

    assert tracer.spans == [
        ("understudy submit", {}),
        (
            "understudy submit > understudy createSession",
            {
                "http.request.method": "POST",
                "url.path": "/api/v3/speech-to-text/session",
                "http.response.status_code": 201,
            },
        ),
    ]


def test_opentelemetry_is_used_where_it_is_installed(stage, monkeypatch):
    """The package's tracer is found by itself."""
    tracer = Tracer()
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", SimpleNamespace(get_tracer=lambda name: tracer))

    stage.scriptix("completed").connect().submit(url="https://x/a.mp3")

    assert len(tracer.spans) == 2


def test_opentelemetry_is_not_missed(stage, monkeypatch):
    """Without the package nothing is traced and nothing breaks."""
    monkeypatch.setitem(sys.modules, "opentelemetry.trace", None)

    assert stage.scriptix("completed").connect().submit(url="https://x/a.mp3").id == stage.id


def test_the_error_tree_is_the_one_in_the_docstring():
    """Every class stands there, under its parent, marked when it is indefinite."""
    drawn, path = {}, [""]
    for line in errors.__doc__.splitlines():
        if found := re.match(r"^    ([ │├└─]*)(\w+)", line):
            depth = len(found[1]) // 4
            path[depth:] = [found[2]]
            drawn[found[2]] = (path[depth - 1] if depth else "Exception", "*indefinite*" not in line)
    real = {
        name: (kind.__bases__[0].__name__, kind.definite)
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    }

    assert drawn == real


def test_every_error_can_be_had_from_the_package():
    """Callers import them from `understudy.client`."""
    names = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}

    assert names <= set(package.__all__)


def test_an_error_travels_between_processes():
    """Pickled, it keeps its message and its job."""
    error = pickle.loads(pickle.dumps(WaitTimeout("too late", job=Job("scriptix", "1"))))

    assert (str(error), error.job, error.definite) == ("too late", Job("scriptix", "1"), False)


def test_no_secret_shows_in_a_repr(stage):
    """Neither of the access nor of a request."""
    seen = []
    vendor = stage.marsview("processed")

    vendor.connect(hooks=Hooks(on_exchange=seen.append)).submit(url="https://x/a.wav?sig=s3cr3t")

    text = repr(seen) + repr(Access("http://vendor", "the-key", "the-secret", "me@example.com"))
    assert not any(secret in text for secret in ("the-key", "the-secret", "s3cr3t", "token-1", "me@example.com"))


TALK = Transcript((Utterance("A", 0.0, 1.5, "One\n\ntwo --> three"), Utterance("B", 3661.25, 3662.0, "Four")))


def test_a_transcript_becomes_text():
    """A line per utterance."""
    assert Transcript(TALK.utterances[1:]).to_text() == "B: Four\n"


def test_a_transcript_becomes_srt():
    """Numbered cues, commas in times; an empty line or an arrow in the text cannot break a cue."""
    assert TALK.to_srt() == (
        "1\n00:00:00,000 --> 00:00:01,500\nA: One two -> three\n\n2\n01:01:01,250 --> 01:01:02,000\nB: Four\n"
    )


def test_a_transcript_becomes_webvtt():
    """A heading, cues without numbers, points in times."""
    assert TALK.to_vtt() == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nA: One two -> three\n\n01:01:01.250 --> 01:01:02.000\nB: Four\n"
    )


def test_the_three_vendors_are_found_by_their_modules():
    """Nothing lists them: a fourth module is a fourth vendor."""
    assert {"elevateai", "marsview", "scriptix"} <= set(vendors())
    assert all(kind.__module__ == f"understudy.client.{name}" for name, kind in vendors().items())


def test_a_misspelt_vendor_gets_a_hint():
    """The nearest name, or all of them."""
    with pytest.raises(UsageError, match="did you mean scriptix"):
        connect("scriptics", "http://vendor", "key")
    with pytest.raises(UsageError, match=r"there are .*elevateai.*marsview.*scriptix"):
        connect("zzz", "http://vendor", "key")


def test_the_system_clock_reads_unix_time_and_never_goes_back(monkeypatch):
    """Later changes of the wall clock do not touch it."""
    monkeypatch.setattr("time.time", lambda: 1_000_000.0)
    clock = SystemClock()
    monkeypatch.setattr("time.time", lambda: 0.0)

    first, second = clock.now(), clock.now()

    assert 1_000_000 <= first <= second < 1_000_100


def test_a_bounded_call_keeps_its_result_and_its_error():
    """Whatever the call gives, the caller gets; and the dice stay in range."""
    assert call_within(5, lambda: None) is None
    with pytest.raises(LookupError):
        call_within(5, {}.popitem)
    assert 0 <= system_draw() < 1
