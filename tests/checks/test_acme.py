"""A vendor that exists only here is checked by its three files, with nothing of the checker or the fakes changed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator

import pytest
from checks.acme.app import Acme, Dictation, Response
from checks.acme.server import serving
from checks.check_run import ACME, found, is_named, tell
from starlette.requests import Request

from understudy.contracts import vendor_names
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.check import cases, check
from understudy.contracts.facts import facts
from understudy.contracts.vendor import read_vendor


@contextlib.contextmanager
def acme(app: Acme) -> Generator[tuple[str, str]]:
    """Yield the URLs of the vendor and of its control port."""
    with serving(app.app) as url, serving(app.control) as control:
        yield f"{url}/acme", control


def test_a_right_server_of_an_unknown_vendor_has_no_findings() -> None:
    """All kinds of cases, on a clock that the check moves."""
    with acme(Acme()) as (url, control):
        results = found(url, read_vendor(ACME), control=control, examples=EXAMPLES)

    assert tell(results) == ""


def test_every_state_and_transition_of_an_unknown_vendor_is_reached() -> None:
    """The planned walks alone meet them all, with the failure that a file brings about."""
    facts_of_acme = facts(read_vendor(ACME))
    with acme(Acme()) as (url, control):
        report = check(url, str(ACME), control=control, only=lambda case: case.kind == "walks")

    met = {name for result in report.results for name in result.met}
    wanted = {name for name, fact in facts_of_acme.items() if fact.kind in ("status", "transition", "failure")}
    assert wanted - met == set()


def test_the_fifth_vendor_is_none_of_those_that_ship() -> None:
    """It is read from its folder; its cases are those of its lifecycle and of its operations."""
    operations = ("begin", "browse", "look", "shred", "dictate", "read")

    assert "acme" not in vendor_names()
    assert {str(case) for case in cases(str(ACME))} >= {
        "walks-dictation", "random-walks-dictation", *(f"shapes-{name}" for name in operations),
    }  # fmt: skip


EXAMPLES = 15
LOOK_S = 50.0
"""more than half of what a dictation takes"""


class Polled(Acme):
    """Each look lets a dictation move on."""

    async def look(self, request: Request) -> Response:
        """Show one that was sent a little sooner than it was."""
        one = self._found(request)[1]
        if one and one.was_sent:
            one.sent -= LOOK_S
        return await super().look(request)


class Kept(Acme):
    """A text can be read when its dictation is gone."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.shredded: dict[str, Dictation] = {}
        super().__init__()

    async def shred(self, request: Request) -> Response:
        """Keep it aside."""
        if one := self._found(request)[1]:
            self.shredded[one.number] = one
        return await super().shred(request)

    async def read(self, request: Request) -> Response:
        """Give the text, if there ever was any."""
        desk = self._desk(request)
        one = self.shredded.get(request.path_params["number"])
        if desk and one:
            desk.dictations[one.number] = one
        answer = await super().read(request)
        if desk and one:
            del desk.dictations[one.number]
        return answer


class Deaf(Acme):
    """Whatever is sent can be understood."""

    async def dictate(self, request: Request) -> Response:
        """Take it for sound."""
        answer = await super().dictate(request)
        if one := self._found(request)[1]:
            one.is_readable = True
        return answer


@pytest.mark.parametrize(("make", "rule"), [(Polled, "still"), (Kept, "delete"), (Deaf, "cause")])
def test_a_wrong_server_of_an_unknown_vendor_is_found(make: Callable[[], Acme], rule: str) -> None:
    """The check has teeth for a vendor that it never heard of."""
    with acme(make()) as (url, control):
        results: list[CaseResult] = found(url, read_vendor(ACME), frozenset({rule}), control=control)

    assert is_named(results, frozenset({rule})), tell(results)
