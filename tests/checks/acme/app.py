"""Acme's server and its control port, in as little as will do: none of the fakes is in it.

Source: ours; openapi.yaml and lifecycle.yaml beside it.
"""

from __future__ import annotations

import io
import wave
from datetime import UTC, datetime
from typing import Any, cast

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

LISTENING_S, TYPING_S = 7.0, 90.0
START_S = 1_800_000_000.0


class Dictation:
    """What was sent, and when; its state is arithmetic."""

    def __init__(self, number: str, tongue: str, now: float) -> None:
        """Begin at `now`, Unix seconds."""
        self.number, self.tongue, self.begun = number, tongue, now
        self.sent, self.is_readable = now, False
        self.was_sent = False

    def state(self, now: float) -> str:
        """Return the state at `now`."""
        if not self.was_sent:
            return "blank"
        if now < self.sent + LISTENING_S:
            return "listening"
        if not self.is_readable:
            return "garbled"
        return "typing" if now < self.signed else "signed"

    @property
    def signed(self) -> float:
        """When it is done."""
        return self.sent + LISTENING_S + TYPING_S

    def steps(self) -> list[float]:
        """Return when it moves on."""
        return [self.sent + LISTENING_S, self.signed] if self.was_sent else []

    def show(self, now: float) -> dict[str, Any]:
        """Return it as it goes out."""
        state = self.state(now)
        return {
            "number": self.number, "state": state, "tongue": self.tongue, "begun": _stamp(self.begun),
            "signed": _stamp(self.signed) if state == "signed" else None,
            "complaint": "nothing could be understood" if state == "garbled" else "",
        }  # fmt: skip


class Desk:
    """Everything of one key."""

    def __init__(self, name: str) -> None:
        """Begin with nothing."""
        self.name, self.now, self.begun, self.dictations = name, START_S, 0, dict[str, Dictation]()


class Acme:
    """The vendor's app and the control app, over the same desks."""

    def __init__(self) -> None:
        """Nobody has called yet."""
        self.desks: dict[str, Desk] = {}
        one = "/acme/dictations/{number}"
        self.app = Starlette(routes=[
            Route("/acme/dictations", self.begin, methods=["POST"]), Route("/acme/dictations", self.browse),
            Route(one, self.look), Route(one, self.shred, methods=["DELETE"]),
            Route(f"{one}/sound", self.dictate, methods=["POST"]), Route(f"{one}/text", self.read),
        ], exception_handlers={HTTPException: _unreadable})  # fmt: skip
        self.control = Starlette(routes=[
            Route("/tenants/{name}", self.clock), Route("/tenants/{name}", self.begin_anew, methods=["PUT"]),
            Route("/tenants/{name}/clock", self.go_on, methods=["POST"]),
        ])  # fmt: skip

    # the vendor

    async def begin(self, request: Request) -> Response:
        """Begin a dictation."""
        if (desk := self._desk(request)) is None:
            return _complaint(401, "who is there?")
        try:
            given: Any = await request.json()
        except ValueError:
            return _complaint(400, "no JSON")
        tongue = cast("dict[str, Any]", given).get("tongue") if isinstance(given, dict) else None
        if tongue not in ("english", "dutch"):
            return _complaint(400, "no such tongue")
        desk.begun += 1
        made = Dictation(f"{desk.name}-{desk.begun}", tongue, desk.now)
        desk.dictations[made.number] = made
        return JSONResponse(made.show(desk.now), 202)

    async def browse(self, request: Request) -> Response:
        """List a page."""
        if (desk := self._desk(request)) is None:
            return _complaint(401, "who is there?")
        skip, take = (request.query_params.get(name, default) for name, default in (("skip", "0"), ("take", "10")))
        if not (skip.isascii() and take.isascii() and skip.isdecimal() and take.isdecimal() and 1 <= int(take) <= 50):
            return _complaint(400, "no such page")
        here = [each.show(desk.now) for each in desk.dictations.values()][int(skip) : int(skip) + int(take)]
        return JSONResponse({"here": len(here), "all": len(desk.dictations), "dictations": here})

    async def look(self, request: Request) -> Response:
        """Show one."""
        desk, one = self._found(request)
        return JSONResponse(one.show(desk.now)) if desk and one else _nobody(desk)

    async def shred(self, request: Request) -> Response:
        """Delete one."""
        desk, one = self._found(request)
        if not desk or not one:
            return _nobody(desk)
        del desk.dictations[one.number]
        return Response(status_code=204)

    async def dictate(self, request: Request) -> Response:
        """Take a recording."""
        desk, one = self._found(request)
        if not desk or not one:
            return _nobody(desk)
        if one.state(desk.now) not in ("blank", "garbled"):
            return _complaint(423, "it does not wait for a recording")
        if not request.headers.get("content-type", "").startswith("multipart/form-data; boundary="):
            return _complaint(400, "no form")
        async with request.form() as form:
            sound = form.get("sound")
            if not isinstance(sound, UploadFile):
                return _complaint(400, "no sound")
            one.is_readable, one.sent, one.was_sent = _is_sound(await sound.read()), desk.now, True
        return Response(status_code=204)

    async def read(self, request: Request) -> Response:
        """Give the text."""
        desk, one = self._found(request)
        if not desk or not one:
            return _nobody(desk)
        if one.state(desk.now) != "signed":
            return _complaint(425, "there is no text yet")
        return JSONResponse({"words": 2, "text": "good morning"})

    def _desk(self, request: Request) -> Desk | None:
        scheme, _, key = request.headers.get("x-acme", "").partition(" ")
        return self._desk_of(key) if scheme == "Key" and key else None

    def _desk_of(self, name: str) -> Desk:
        return self.desks.setdefault(name, Desk(name))

    def _found(self, request: Request) -> tuple[Desk | None, Dictation | None]:
        desk = self._desk(request)
        return desk, desk.dictations.get(request.path_params["number"]) if desk else None

    # its clock

    async def clock(self, request: Request) -> Response:
        """Tell the time."""
        return JSONResponse({"clock": {"now": self._desk_of(request.path_params["name"]).now}})

    async def begin_anew(self, request: Request) -> Response:
        """Forget a key; the clock stands still anyway, and nothing is drawn from a seed."""
        self.desks.pop(request.path_params["name"], None)
        return await self.clock(request)

    async def go_on(self, request: Request) -> Response:
        """Let time pass, or go on to the next step of any dictation."""
        desk, change = self._desk_of(request.path_params["name"]), await request.json()
        if change.get("jump"):
            steps = [at for each in desk.dictations.values() for at in each.steps() if at > desk.now]
            desk.now = min(steps, default=desk.now)
        desk.now += change.get("advance_s", 0.0)
        return JSONResponse({"now": desk.now})


def _stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def _complaint(code: int, text: str) -> Response:
    return JSONResponse({"complaint": text}, code)


async def _unreadable(_: Request, refusal: Exception) -> Response:
    """Refuse what the framework cannot read in the vendor's own words."""
    assert isinstance(refusal, HTTPException)
    return _complaint(refusal.status_code, refusal.detail)


def _nobody(desk: Desk | None) -> Response:
    return _complaint(404, "there is no such dictation") if desk else _complaint(401, "who is there?")


def _is_sound(content: bytes) -> bool:
    try:
        with wave.open(io.BytesIO(content)) as file:
            return file.getnframes() > 0
    except (wave.Error, EOFError):
        return False
