"""A vendor on strings for the client's tests: replies are given by hand, time is jumped, every request is kept."""

from __future__ import annotations

import json
import time
import wave
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from understudy.client import connect, connect_async

BASE_URLS = {"elevateai": "http://vendor/v1", "marsview": "http://vendor/cb/v1", "scriptix": "http://vendor"}
MARSVIEW_KEYS = {"secret": "the-secret", "user_id": "me@example.com"}
ID = "job-1"


class JumpedClock:
    """Time passes when somebody sleeps, at once."""

    def __init__(self) -> None:
        """Start on a day in 2023."""
        self.time_s = 1_700_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        """The time as it was jumped to."""
        return self.time_s

    def sleep(self, seconds: float) -> None:
        """Jump."""
        self.slept.append(seconds)
        self.time_s += seconds

    async def sleep_async(self, seconds: float) -> None:
        """Jump."""
        self.sleep(seconds)


@dataclass(frozen=True)
class Sent:
    """One request as the vendor saw it."""

    at_s: float
    method: str
    path: str
    headers: httpx.Headers
    body: bytes

    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


@dataclass
class Stage:
    """`script`: "METHOD end-of-path" -> replies in turn, the last one for ever. See `reply` for what a reply may be."""

    vendor: str
    script: Mapping[str, list[Any]]
    clock: JumpedClock = field(default_factory=JumpedClock)
    sent: list[Sent] = field(default_factory=list)

    def connect(self, **more: Any) -> Any:
        """A client of this vendor; `more` goes to `connect`."""
        return connect(self.vendor, BASE_URLS[self.vendor], "the-key", **self._arguments(more))

    def connect_async(self, **more: Any) -> Any:
        """An async client of this vendor; `more` goes to `connect_async`."""
        return connect_async(self.vendor, BASE_URLS[self.vendor], "the-key", **self._arguments(more))

    def _arguments(self, more: dict[str, Any]) -> dict[str, Any]:
        keys = MARSVIEW_KEYS if self.vendor == "marsview" else {}
        transport = httpx.MockTransport(self.answer)
        return {"transport": transport, "clock": self.clock, "draw": lambda: 0.0, **keys, **more}

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Keep the request; give the next reply of its route."""
        request.read()
        path = request.url.raw_path.decode()
        self.sent.append(Sent(self.clock.time_s, request.method, path, request.headers, request.content))
        route = next((key for key in self.script if fits(key, request.method, path)), None)
        assert route, f"nobody expected {request.method} {path}"
        replies = self.script[route]
        given = replies.pop(0) if len(replies) > 1 else replies[0]
        if callable(given) and not isinstance(given, type):
            given = given(request)
        if isinstance(given, Exception) or (isinstance(given, type) and issubclass(given, Exception)):
            raise given if isinstance(given, Exception) else given("planted", request=request)
        return given

    def times(self, route: str) -> list[float]:
        """When this route was asked."""
        return [sent.at_s for sent in self.sent if fits(route, sent.method, sent.path)]

    def asked(self, route: str) -> list[Sent]:
        """What this route was asked."""
        return [sent for sent in self.sent if fits(route, sent.method, sent.path)]


def fits(route: str, method: str, path: str) -> bool:
    """Say whether "GET /status" means this request."""
    wanted_method, _, end = route.partition(" ")
    return method == wanted_method and path.split("?")[0].endswith(end)


def reply(status: int = 200, body: object = None, **headers: str) -> Any:
    """A reply: JSON, or raw bytes. A fresh httpx.Response each time it is asked for."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return lambda request: httpx.Response(status, content=content, headers=named)


def elevateai(*statuses: object, **more: list[Any]) -> Stage:
    """An ElevateAI that shows `statuses` (words, or replies) in turn; `more` replaces routes by name."""
    named = {
        "declare": ("POST /interactions", [reply(201, {"interactionIdentifier": ID})]),
        "upload": ("POST /upload", [reply(201)]),
        "status": ("GET /status", [word_or(word, lambda w: {"identifier": ID, "status": w}) for word in statuses]),
        "punctuated": ("GET /punctuated", [reply(200, PUNCTUATED)]),
        "phrase": ("GET /transcript", [reply(200, {"allParticipants": {}})]),
        "ai": ("GET /ai", [reply(200, {"allParticipants": {}})]),
        "delete": (f"DELETE /{ID}", [reply(200), reply(404, {"errorMessage": "no such interaction"})]),
    }
    return Stage("elevateai", {route: more.get(name, replies) for name, (route, replies) in named.items()})


def marsview(*statuses: object, **more: list[Any]) -> Stage:
    """A Marsview that shows `statuses` in turn: words of all lanes, lists of lane states, or replies."""
    named = {
        "token": ("POST /create_access_token", [reply(200, TOKEN)]),
        "file": ("POST /save_file", [reply(200, {"status": True, "data": {"txnId": ID}})]),
        "link": ("POST /save_file_link", [reply(200, {"status": True, "data": {"txnId": ID}})]),
        "compute": ("POST /compute", [reply(200, {"status": True, "data": {"enableModels": []}})]),
        "status": (f"GET /get_txn/{ID}", [word_or(word, txn) for word in statuses]),
        "metadata": (f"GET /fetch_metadata/{ID}", [reply(200, METADATA)]),
        "delete": (f"DELETE /delete_file/{ID}", [reply(200, {"status": True, "data": {}})]),
    }
    return Stage("marsview", {route: more.get(name, replies) for name, (route, replies) in named.items()})


def scriptix(*statuses: object, **more: list[Any]) -> Stage:
    """A Scriptix that shows `statuses` in turn: words, or replies."""
    named = {
        "create": ("POST /session", [reply(201, {"result": {"session_id": ID, "status": "new"}})]),
        "upload": (f"POST /session/{ID}", [reply(200, {})]),
        "status": (f"GET /session/{ID}", [word_or(word, session) for word in statuses]),
        "result": ("GET /result", [reply(200, WORDS)]),
        "document": ("GET /document/67890", [reply(200, b"1\n00:00:00,000 --> 00:00:01,000\nHallo\n")]),
        "delete": (f"DELETE /session/{ID}", [reply(200)]),
    }
    return Stage("scriptix", {route: more.get(name, replies) for name, (route, replies) in named.items()})


def word_or(given: object, body_of: Any) -> Any:
    """A reply that shows a status word; anything else is a reply already."""
    return reply(200, body_of(given)) if isinstance(given, str | list) else given


def txn(lanes: str | list[dict[str, object]]) -> dict[str, object]:
    """What get_txn says."""
    states = [{"status": lanes}] if isinstance(lanes, str) else lanes
    models = [{"modelType": f"model_{n}", "requestId": f"req-{n}", "state": state} for n, state in enumerate(states)]
    return {"status": True, "data": {"txnId": ID, "enableModels": models}}


def session(word: str) -> dict[str, object]:
    """What a Scriptix session looks like."""
    more: dict[str, object] = {"error": "Audio file is too short" if word == "failed" else None}
    if word == "completed":
        more["document"] = {"id": 67890, "name": "a.mp3 Transcript", "type": "transcript"}
    return {"id": 1, "session_id": ID, "status": word, "duration": 0, **more}


TOKEN = {"status": True, "data": {"accessToken": "token-1", "expiresIn": 3600, "tokenType": "Bearer"}}
PUNCTUATED = {
    "sentenceSegments": [
        {
            "participant": "participantOne",
            "startTimeOffset": 1410,
            "endTimeOffset": 3210,
            "phrase": "Hello.",
            "score": 1,
        }
    ],
    "redactionSegments": [],
}
METADATA = {
    "status": True,
    "data": {
        "transcript": [{"sentence": "Hello.", "startTime": 1410, "endTime": 3210, "speakers": ["1"], "keywords": []}]
    },
}
WORDS = {
    "count": 1,
    "total_results": 1,
    "result": {
        "session_id": ID,
        "status": "done",
        "results": [
            {"result": [["Hello", 1410, 1800, 0.9], ["you.", 1900, 3210, 0.8]], "speaker": "M1", "text": "Hello you."}
        ],
    },
}


@pytest.fixture(scope="session")
def stage() -> SimpleNamespace:
    """What a test builds its vendor from."""
    return SimpleNamespace(
        elevateai=elevateai, marsview=marsview, scriptix=scriptix, reply=reply, id=ID, clock=JumpedClock
    )


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of silence."""
    path = tmp_path_factory.mktemp("audio") / "call.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 2 * 8000))
    return path


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine is nine hours ahead of UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
