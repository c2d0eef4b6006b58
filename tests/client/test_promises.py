"""The promises, kept whatever the server does; and the planted bugs that break each of them.

A flow is fed by hand with generated replies, faults, garbage and delays, in virtual time. No HTTP, no driver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from understudy.client import (
    ClientError,
    Hooks,
    Meaning,
    NoReply,
    NotSent,
    Policy,
    Result,
    attempt,
    deadline,
    desk,
    elevateai,
    look,
    marsview,
    response,
    scriptix,
    transaction,
    watch,
)
from understudy.client.audio import AudioFile
from understudy.client.context import Access, Context
from understudy.client.flow import Finished, Send, advance
from understudy.client.hint import hint_s
from understudy.client.response import Response
from understudy.client.source import Source
from understudy.client.vendor import vendors

VENDORS = ["elevateai", "marsview", "scriptix"]
CREATES = {"declareInteraction", "saveFile", "saveFileLink", "compute", "createSession"}
LOOKS = {"getInteractionStatus", "getTxn", "getSession"}
UPLOADS = {"uploadInteraction", "uploadMedia"}
TOKENS = {"createAccessToken"}
STEPS_MAX = 20_000
NOW_S = 1_700_000_000.0


# --- what a server may do -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """What a server does: reply well (showing the `turn`-th word), with `status` and `body`, or not at all."""

    kind: str
    turn: int = 0
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    takes_s: float = 0.0


turns = st.integers(0, 29)
"""which word is shown: the vendor's own in turn, one that it does not document, and often that it runs"""
delays_s = st.sampled_from([0.0, 0.0, 0.0, 0.1, 5.0, 59.0, 400.0])
hints = st.fixed_dictionaries(
    {},
    optional={
        "retry-after": st.sampled_from(["0", "1", "7", "45", "900", "soon", "-3", "Tue, 14 Nov 2023 22:20:00 GMT"]),
        "x-ratelimit-remaining": st.sampled_from(["0", "9", "x"]),
        "x-ratelimit-reset": st.sampled_from(["1700000100", "20", "x"]),
    },
)
refusals = [400, 401, 403, 404, 408, 409, 410, 413, 418, 422, 429]
statuses = st.sampled_from([200, 201, 202, 204, 302, *refusals, 500, 502, 503, 504])
bodies = st.binary(max_size=6) | st.sampled_from(
    [
        b"{}",
        b"null",
        b"[]",
        b"<html>",
        b"[" * 3000,
        b'{"status": true}',
        b'{"status": "processed"}',
        b'{"status":1e999}',
    ]
)
shows = st.builds(Act, st.just("show"), turns, headers=hints, takes_s=delays_s)
replies = st.builds(Act, st.just("reply"), status=statuses, body=bodies, headers=hints, takes_s=delays_s)
losses = st.builds(Act, st.sampled_from(["not sent", "lost"]), takes_s=delays_s)
acts = st.one_of(shows, shows, shows, shows, shows, replies, losses)
worlds = st.fixed_dictionaries(
    {
        "given": st.sampled_from(["audio", "link", "chat"]),
        "good_start": st.sampled_from([0, 2, 3, 4]),
        "acts": st.lists(acts, max_size=25),
        "then": st.one_of(shows, replies, losses),
        "deadline_s": st.sampled_from([1.0, 20.0, 700.0, 2000.0, 4000.0, None]),
        "draws": st.sampled_from([0.0, 0.5, 0.999]),
    }
)


def word_of(vendor: str, turn: int) -> str:
    """The word that this vendor shows."""
    words = [*vendors()[vendor].statuses, "archived"]
    return words[turn] if turn < len(words) else "uploaded" if vendor == "marsview" else "processing"


def body_of(operation: str, word: str) -> object:
    """What a well-behaved server says to this request."""
    session = {"session_id": "s1", "status": word, "error": None, "document": {"id": 1}}
    txn = {"enableModels": [{"modelType": "speech_to_text", "state": {"status": word}}]}
    by_operation: dict[str, object] = {
        "declareInteraction": {"interactionIdentifier": "i1"},
        "getInteractionStatus": {"identifier": "i1", "status": word},
        "getPunctuatedTranscript": {"sentenceSegments": []},
        "createAccessToken": {"status": True, "data": {"accessToken": "t", "expiresIn": 3600}},
        "saveFile": {"status": True, "data": {"txnId": "t1"}},
        "saveFileLink": {"status": True, "data": {"txnId": "t1"}},
        "getTxn": {"status": True, "data": txn},
        "fetchMetadata": {"status": True, "data": {}},
        "createSession": {"result": {"session_id": "s1", "status": "new"}},
        "getSession": session,
        "getResult": {"result": {"results": []}},
    }
    return by_operation.get(operation, {"status": True})


# --- what came of it ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """One request that the client made, and what it was told."""

    at_s: float
    operation: str
    act: Act
    outcome: object

    @property
    def arrived(self) -> bool:
        """Whether the server had it at all."""
        return not isinstance(self.outcome, NotSent)

    @property
    def may_have_worked(self) -> bool:
        """Whether it may have bought something: any success, and every failure that leaves that open."""
        if isinstance(self.outcome, Response):
            code = self.outcome.status
            return not 400 <= code < 500 or code in {408, 425}
        return self.arrived


@dataclass
class Story:
    """All that happened in one world."""

    vendor: str
    kind: str
    policy: Policy
    deadline_at_s: float
    seen: list[Seen] = field(default_factory=list)
    jobs: list[Any] = field(default_factory=list)
    result: object = None
    error: BaseException | None = None
    ended_at_s: float = 0.0

    def of(self, operations: set[str]) -> list[Seen]:
        """The requests of these kinds that arrived."""
        return [each for each in self.seen if each.operation in operations and each.arrived]


class Time:
    """Virtual time."""

    now_s = NOW_S

    def now(self) -> float:
        """The time."""
        return self.now_s


def play(vendor: str, world: dict[str, Any]) -> Story:
    """Let the client transcribe something in this world."""
    time, policy, jobs = Time(), Policy(), []
    access = Access("http://vendor", "key", "secret", "me@example.com")
    context = Context(access, time.now, lambda: world["draws"], policy, Hooks(on_job=jobs.append))
    front = desk.Desk(vendors()[vendor](context), context)
    kind = world["given"] if vendor == "elevateai" or world["given"] != "chat" else "link"
    source = {
        "audio": Source("audio", audio=AudioFile(Path("/nowhere/a.mp3"), 100_000)),
        "link": Source("link", url="http://x/a.wav"),
        "chat": Source("chat", content={}),
    }[kind]
    flow = front.transcribe(source, {}, world["deadline_s"], parts=(), resubmit=False, on_progress=None, webhook=None)
    story = Story(vendor, kind, policy, NOW_S + (world["deadline_s"] or 1e6), jobs=jobs)
    try:
        drive(flow, time, [Act("show", turn=29)] * world["good_start"] + world["acts"], world["then"], story)
    except Exception as error:
        story.error = error
    story.ended_at_s = time.now_s
    return story


def drive(flow: Any, time: Time, acts: list[Act], then: Act, story: Story) -> None:
    """Feed the flow until it ends."""
    step = advance(flow, None)
    for _ in range(STEPS_MAX):
        if isinstance(step, Finished):
            story.result = step.value
            return
        if isinstance(step, Send):
            act = acts.pop(0) if acts else then
            began_s, outcome = time.now_s, answer(step, act, story)
            limit_s = min(step.limit_s or 1e9, story.policy.request_limit_s + step.request.upload_bytes / 16384)
            if act.takes_s >= limit_s:
                outcome = NoReply("too slow")
            time.now_s += min(act.takes_s, limit_s)
            story.seen.append(Seen(began_s, step.request.operation, act, outcome))
            step = advance(flow, outcome)
        else:
            time.now_s += step.seconds
            step = advance(flow, None)
    raise AssertionError("it never ends")


def answer(step: Send, act: Act, story: Story) -> Any:
    """What the flow gets to see of this act."""
    operation = step.request.operation
    if act.kind == "not sent":
        return NotSent("planted")
    if act.kind == "lost":
        return NoReply("planted")
    if act.kind == "reply":
        return Response(act.status, act.headers, act.body)
    status = 201 if operation in CREATES and story.vendor != "marsview" else 200
    return Response(status, act.headers, msgspec.json.encode(body_of(operation, word_of(story.vendor, act.turn))))


# --- the promises -------------------------------------------------------------------------------------------


def ends_in_time_and_typed(story: Story) -> None:
    """It returns or raises a typed error within the deadline and one request."""
    assert story.error is None or isinstance(story.error, ClientError), repr(story.error)
    assert isinstance(story.result, Result) or story.error
    assert story.ended_at_s <= story.deadline_at_s + story.policy.request_limit_s + 10


def buys_no_second_job(story: Story) -> None:
    """No request that makes the vendor work is repeated after one that may have worked."""
    for operation in CREATES:
        of_kind = story.of({operation})
        assert not any(each.may_have_worked for each in of_kind[:-1])


def polls_no_closer_than_advised(story: Story) -> None:
    """Two looks are as far apart as the vendor documents and as the last reply asked."""
    vendor = vendors()[story.vendor](Context(Access("http://v", "k", "s", "u"), lambda: 0.0, lambda: 0.0))
    for earlier, later in pairwise_looks(story):
        kind = "audio" if story.kind in {"audio", "link"} else story.kind
        asked_s = hint_s(earlier.outcome, earlier.at_s) if isinstance(earlier.outcome, Response) else None
        advised_s = vendor.interval_s(kind, max(earlier.at_s - story.jobs[0].submitted_at_s, 0.0))
        assert later.at_s - earlier.at_s >= max(advised_s, asked_s or 0.0) - 0.001


def pairwise_looks(story: Story) -> Iterator[tuple[Seen, Seen]]:
    """Each look and the next one, save for the single repeat with a new token after 401 or 403."""
    looks = story.of(LOOKS)
    for earlier, later in pairwise(looks):
        refused = isinstance(earlier.outcome, Response) and earlier.outcome.status in {401, 403}
        if not (refused and story.vendor == "marsview"):
            yield earlier, later


def polls_nothing_that_has_ended(story: Story) -> None:
    """After a look that showed an end there is no other, unless the file was sent again in between."""
    ended = False
    for each in story.seen:
        if each.operation in UPLOADS and each.arrived:
            ended = False
        if each.operation in LOOKS and each.arrived:
            assert not ended
            ended = ended or shown(story.vendor, each) in {Meaning.ENDED_WELL, Meaning.ENDED_BADLY}


def shown(vendor: str, look_: Seen) -> Meaning | None:
    """What a look showed, by the vendor's table as it is documented."""
    if not isinstance(look_.outcome, Response) or look_.outcome.status >= 300:
        return None
    try:
        body = msgspec.json.decode(look_.outcome.body)
        word = body["data"]["enableModels"][0]["state"]["status"] if vendor == "marsview" else body["status"]
        return DOCUMENTED_ENDS[vendor].get(word)
    except (ValueError, RecursionError, KeyError, TypeError, IndexError):
        return None


DOCUMENTED_ENDS = {
    "elevateai": {
        "processed": Meaning.ENDED_WELL,
        "processingFailed": Meaning.ENDED_BADLY,
        "fileDownloadFailed": Meaning.ENDED_BADLY,
    },
    "marsview": {"processed": Meaning.ENDED_WELL, "error": Meaning.ENDED_BADLY},
    "scriptix": {"completed": Meaning.ENDED_WELL, "failed": Meaning.ENDED_BADLY},
}


def says_well_only_when_it_was_shown(story: Story) -> None:
    """A result is returned only after a look that showed the good end."""
    if story.error is None:
        assert any(shown(story.vendor, each) is Meaning.ENDED_WELL for each in story.of(LOOKS))


def loses_no_job(story: Story) -> None:
    """Once the vendor has named a job, every error carries it."""
    if story.jobs and isinstance(story.error, ClientError):
        assert story.error.job == story.jobs[0]


def calls_nothing_definite_that_is_not(story: Story) -> None:
    """An error before there is a job is definite only if nothing can have been bought."""
    if not story.jobs and isinstance(story.error, ClientError) and story.error.definite:
        assert not any(each.may_have_worked for each in story.of(CREATES) if not refused_in_words(each))


def refused_in_words(each: Seen) -> bool:
    """Marsview's envelope refuses inside a 200."""
    return isinstance(each.outcome, Response) and b'"status": false' in each.outcome.body


def asks_again_only_for_a_while(story: Story) -> None:
    """Outside of waiting, one and the same request is sent at most nine times in a row."""
    streak, last = 0, ""
    for each in story.seen:
        streak = streak + 1 if each.operation == last else 1
        last = each.operation
        assert streak <= story.policy.faults_max + 1 or each.operation in LOOKS | TOKENS


PROMISES: list[Callable[[Story], None]] = [
    ends_in_time_and_typed,
    buys_no_second_job,
    polls_no_closer_than_advised,
    polls_nothing_that_has_ended,
    says_well_only_when_it_was_shown,
    loses_no_job,
    calls_nothing_definite_that_is_not,
    asks_again_only_for_a_while,
]


@pytest.mark.parametrize("vendor", VENDORS)
def test_whatever_the_server_does(vendor):
    """Every promise is kept in every generated world."""

    @settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(world=worlds)
    def holds(world: dict[str, Any]) -> None:
        story = play(vendor, world)
        for promise in PROMISES:
            promise(story)

    holds()


# --- planted bugs -------------------------------------------------------------------------------------------


def repeats_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any passing failure of a submission is tried again."""
    for module in (elevateai, marsview, scriptix):
        monkeypatch.setattr(
            module, "create", lambda request, context, resubmit, job=None: attempt.attempt(request, context, job)
        )


def polls_every_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Advice and hints are passed over."""
    monkeypatch.setattr(Policy, "pause_s", lambda self, advice_s, hint, faults, draw: 1.0)


def ignores_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reply asks for anything."""
    for module in (attempt, look, watch):
        monkeypatch.setattr(module, "hint_s", lambda response, now_s: None)


def has_no_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline is computed and forgotten."""
    monkeypatch.setattr(deadline.Deadline, "cut", lambda self, step: step)


def waits_for_the_good_end_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad end is polled on, as several of the vendors' own samples do."""
    for module in (elevateai, scriptix, transaction):
        spoiled = {word: Meaning.RUNNING if m is Meaning.ENDED_BADLY else m for word, m in module.STATUSES.items()}
        monkeypatch.setattr(module, "STATUSES", spoiled)


def takes_an_empty_list_for_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything that is not running is done: the missing, the unknown, the wrong."""
    for module in (elevateai, scriptix, transaction):
        spoiled = dict.fromkeys([*module.STATUSES, "archived", ""], Meaning.ENDED_WELL)
        monkeypatch.setattr(module, "STATUSES", spoiled)


def lets_garbage_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that does not fit raises whatever the decoder raises."""
    monkeypatch.setattr(response.Response, "read", lambda self, shape: msgspec.json.decode(self.body, type=shape))


def forgets_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors do not say which job they are about."""
    monkeypatch.setattr(ClientError, "about", lambda self, job: self)


def calls_a_timeout_definite(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reply is taken for "nothing happened"."""
    monkeypatch.setattr(NoReply, "definite", True)


def has_no_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not sent is sent again for ever."""

    def create(request, context, resubmit, job=None):
        while True:
            try:
                return (yield from attempt.once(request, job))
            except NotSent as error:
                yield attempt.pause(error, context, 1, request, job)

    for module in (elevateai, marsview, scriptix):
        monkeypatch.setattr(module, "create", create)


UNREACHABLE: dict[str, Any] = {
    "given": "audio",
    "good_start": 0,
    "acts": [],
    "then": Act("not sent"),
    "deadline_s": None,
    "draws": 0.0,
}
"""a world in which nothing is ever sent; what else is generated depends on what else is loaded"""

BUGS = [
    (repeats_in_doubt, buys_no_second_job),
    (calls_a_timeout_definite, buys_no_second_job),
    (calls_a_timeout_definite, calls_nothing_definite_that_is_not),
    (polls_every_second, polls_no_closer_than_advised),
    (ignores_retry_after, polls_no_closer_than_advised),
    (has_no_deadline, ends_in_time_and_typed),
    (lets_garbage_through, ends_in_time_and_typed),
    (waits_for_the_good_end_only, polls_nothing_that_has_ended),
    (takes_an_empty_list_for_done, says_well_only_when_it_was_shown),
    (forgets_the_job, loses_no_job),
    (has_no_budget, asks_again_only_for_a_while),
]


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize(("bug", "promise"), BUGS, ids=lambda each: each.__name__)
def test_a_planted_bug_is_caught(monkeypatch, bug, promise, vendor):
    """The promise that forbids it fails in some generated world, for every vendor."""
    bug(monkeypatch)

    @settings(
        max_examples=1000,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(world=worlds)
    @example(world=UNREACHABLE)
    def holds(world: dict[str, Any]) -> None:
        promise(play(vendor, world))

    with pytest.raises(AssertionError):
        holds()
