"""A check of our own stand-ins: what it reaches, what it needs, and that it says the same twice."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from understudy.contracts import vendor, vendor_names
from understudy.contracts.checks.calls.pace import Controlled, NoControl
from understudy.contracts.checks.case import CaseResult
from understudy.contracts.checks.check import Case, Unreachable, cases, check
from understudy.contracts.checks.outputs.text import headline
from understudy.contracts.checks.report import Report
from understudy.contracts.checks.target import Options, Target

VENDORS = vendor_names()


def is_walk(case: Case) -> bool:
    """Say whether a case is one of planned plays."""
    return case.kind == "walks"


@pytest.fixture(scope="module")
def walked(addresses: Mapping[str, str]) -> Callable[[str], Report]:
    """Return a function that gives the report of the planned plays of a vendor, walked once."""

    @functools.cache
    def report(name: str) -> Report:
        return check(addresses[name], name, control=addresses["control"], strict=True, only=is_walk)

    return report


@pytest.mark.parametrize("name", VENDORS)
def test_the_planned_plays_find_nothing_in_our_own_server(walked: Callable[[str], Report], name: str) -> None:
    """A faithful server conforms, with no warning either, even when held to its default dialect."""
    report = walked(name)

    assert [headline(each) for each in (*report.findings, *report.warnings)] == []
    assert report.conforms


@pytest.mark.parametrize("name", VENDORS)
def test_the_planned_plays_reach_whatever_a_client_can_bring_about(walked: Callable[[str], Report], name: str) -> None:
    """Every status, transition and failure is met that is not for a scenario, or a link's content, to bring about."""
    report = walked(name)

    left = [each for each in report.coverage.unreached if not each.is_beyond]
    missing = [each for each in left if each.name.startswith(("status", "transition", "failure"))]
    assert [each for each in missing if "did not fetch the link" not in each.why] == []


@pytest.mark.parametrize("name", VENDORS)
def test_random_walks_find_nothing_in_our_own_server(addresses: Mapping[str, str], name: str) -> None:
    """What is drawn is no finding either."""
    report = check(
        addresses[name], name, control=addresses["control"], examples=10, only=lambda case: case.kind == "random walks"
    )

    assert [headline(each) for each in (*report.findings, *report.warnings)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", VENDORS)
def test_long_random_walks_find_nothing_in_our_own_server(addresses: Mapping[str, str], name: str) -> None:
    """Nor is what is drawn at length."""
    report = check(
        addresses[name], name, control=addresses["control"], examples=100, seed=1,
        only=lambda case: case.kind == "random walks",
    )  # fmt: skip

    assert [headline(each) for each in (*report.findings, *report.warnings)] == []


@pytest.mark.parametrize(
    "name", ["marsview", *(pytest.param(name, marks=pytest.mark.slow) for name in VENDORS if name != "marsview")]
)
def test_without_a_clock_to_move_a_check_finds_nothing_in_our_own_server(
    addresses: Mapping[str, str], name: str
) -> None:
    """It says what it could not see, instead."""
    report = check(addresses[name], name, key="by-waiting", wait_s=0.0, only=is_walk)

    assert [headline(each) for each in report.findings] == []
    assert any("give --control, or a longer --wait" in each for each in report.untried)


def test_the_same_seed_asks_the_same(addresses: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two checks with one seed send the same requests in the same order; another seed sends others."""
    asked: list[str] = []
    send = httpx.Client.request

    def noting(http: httpx.Client, method: str, url: str, **what: Any) -> httpx.Response:
        told = json.dumps([method, url, what.get("json"), what.get("data"), sorted(what.get("files") or ())])
        asked.append(re.sub(r"127\.0\.0\.1:\d+", "HOST", told))  # our own links have a port of their own each time
        return send(http, method, url, **what)

    monkeypatch.setattr(httpx.Client, "request", noting)

    def once(seed: int) -> list[str]:
        asked.clear()
        check(
            addresses["marsview"], "marsview", control=addresses["control"], examples=5, seed=seed,
            only=lambda case: case.kind == "random walks",
        )  # fmt: skip
        return [*asked]

    first = once(7)
    assert len(first) > 50
    assert first == once(7)
    assert [json.loads(each)[0] for each in first] != [json.loads(each)[0] for each in once(8)]


def test_every_case_has_a_name_of_its_own() -> None:
    """As pytest needs it; there is one for each lifecycle, twice, and one for each operation."""
    for name in VENDORS:
        names = [str(case) for case in cases(name)]
        assert len(names) == len(set(names))
        assert len(names) == 2 * len(vendor(name).protocol.jobs) + len(vendor(name).contract.operations) + 1


@pytest.mark.parametrize("case", [each for each in cases("marsview") if each.kind == "walks"], ids=str)
def test_a_case_can_be_held_to_by_itself(addresses: Mapping[str, str], case: Case) -> None:
    """This is how a user's test does it."""
    case.hold(addresses["marsview"], control=addresses["control"])


def test_a_case_of_ones_own_is_held_to_as_any_other(addresses: Mapping[str, str]) -> None:
    """It is told where and how thoroughly, and need not be one of `cases`."""
    told: list[tuple[Target, Options]] = []

    def run(target: Target, options: Options) -> CaseResult:
        told.append((target, options))
        return CaseResult(case="walks mine")

    case = Case("walks", "mine", vendor("marsview"), run)
    case.hold(addresses["marsview"] + "/", key="mine", seed=7, strict=True)
    [(target, options)] = told
    assert (target.url, target.key, target.vendor.name) == (addresses["marsview"].rstrip("/"), "mine", "marsview")
    assert options == Options(seed=7, strict=True)
    with pytest.raises(TypeError, match="sed"):
        case.hold(addresses["marsview"], sed=7)


def test_a_server_that_is_not_there_is_told_as_such() -> None:
    """It is no finding: nothing was checked."""
    with pytest.raises(Unreachable, match=r"nothing answers at http://127\.0\.0\.1:9"):
        check("http://127.0.0.1:9", "marsview")


def test_a_control_url_that_is_none_is_told_as_such(addresses: Mapping[str, str]) -> None:
    """The vendor's own port is not what moves the clock."""
    with pytest.raises(NoControl, match=r"PUT .*/tenants/\{key\} answers 404"):
        check(addresses["elevateai"], "elevateai", control=addresses["elevateai"], only=is_walk)


def test_a_vendor_that_is_not_known_is_told_as_such(addresses: Mapping[str, str]) -> None:
    """With those that are."""
    with pytest.raises(KeyError, match="no vendor 'elevate': choose from elevateai"):
        check(addresses["elevateai"], "elevate")


def test_the_vendors_contract_is_held_to_though_another_answers(addresses: Mapping[str, str]) -> None:
    """A server of another vendor fails as soon as it is asked, and the case says what a test should print."""
    case = next(each for each in cases("elevateai") if each.kind == "walks")

    with pytest.raises(AssertionError, match="declareInteraction answers 404; documented are 201"):
        case.hold(addresses["scriptix"], control=addresses["control"])


@pytest.mark.parametrize("key", ["", " padded", "a\nb", "\u043a\u043b\u044e\u0447"])
def test_a_key_that_no_header_can_carry_is_refused(addresses: Mapping[str, str], key: str) -> None:
    """Before anything is sent: it says nothing of the server."""
    with pytest.raises(ValueError, match="key cannot be sent in a header"):
        check(addresses["elevateai"], "elevateai", key=key)


def test_a_tenant_that_is_its_own_stranger_is_refused(addresses: Mapping[str, str]) -> None:
    """It would see what it may see, and the server would be blamed."""
    with pytest.raises(ValueError, match="other_key is another tenant's"):
        check(addresses["elevateai"], "elevateai", key="same", other_key="same")


def test_a_page_in_place_of_a_control_port_is_told_as_such() -> None:
    """It answers 200 to everything, and has no clock."""
    page = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>Welcome</html>"))
    with httpx.Client(transport=page) as http, pytest.raises(NoControl, match="without a clock"):
        Controlled(http, "http://127.0.0.1:1", "key").begin(0)
