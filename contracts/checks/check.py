"""The check as a function, and its cases for pytest: `check(url, "elevateai", control=...)`, `cases("elevateai")`.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from understudy import contracts
from understudy.contracts import Vendor, read_vendor, vendor_names
from understudy.contracts.checks.calls.sender import http_client
from understudy.contracts.checks.case import Case, CaseResult
from understudy.contracts.checks.outputs.text import lines
from understudy.contracts.checks.report import Report
from understudy.contracts.checks.shapes.shapes import LINKS, shapes
from understudy.contracts.checks.target import Options, Target
from understudy.contracts.checks.walks.walking import random_walks, walks

KEY, SECRET = "understudy-check", "understudy-check-secret"
"""of a stand-in that takes any credential"""


class Unreachable(ConnectionError):  # noqa: N818 - it says what is the case
    """Nothing answers at the URL; the message says why."""


def cases(of: str | Vendor) -> list[Case]:
    """Return what there is to check of a vendor: its lifecycles, planned and at random, and its operations.

    `of` is a vendor's name, or the folder of its three files. Raises KeyError for an unknown name, DocumentError for a
    bad file.
    """
    facts = vendor_of(of)
    lifecycles = list(facts.protocol.jobs)
    return [
        *(Case("walks", each, facts, partial(_walks, each)) for each in lifecycles),
        *(Case("random walks", each, facts, partial(_random_walks, each)) for each in lifecycles),
        *(Case("shapes", each, facts, partial(_shapes, each)) for each in facts.contract.operations),
        Case("shapes", LINKS, facts, partial(_shapes, None)),
    ]


def _walks(lifecycle: str, target: Target, options: Options) -> CaseResult:
    return walks(target, options, lifecycle)


def _random_walks(lifecycle: str, target: Target, options: Options) -> CaseResult:
    return random_walks(target, options, lifecycle)


def _shapes(operation: str | None, target: Target, options: Options) -> CaseResult:
    return shapes(target, options, target.vendor.contract.operations[operation] if operation else None)


def vendor_of(of: str | Vendor) -> Vendor:
    """Return a vendor by name or folder, or itself. Raises KeyError, DocumentError."""
    if isinstance(of, Vendor):
        return of
    return contracts.vendor(of) if of in vendor_names() or not Path(of).is_dir() else read_vendor(Path(of))


def check(
    url: str,
    vendor: str | Vendor,
    *,
    key: str | None = None,
    secret: str | None = None,
    other_key: str | None = None,
    user: str = "understudy",
    control: str | None = None,
    control_key: str | None = None,
    link: str | None = None,
    audio: bytes | None = None,
    examples: int = 30,
    seed: int = 0,
    strict: bool = False,
    wait_s: float = 20.0,
    only: Callable[[Case], bool] = lambda _: True,
    note: Callable[[CaseResult], object] = lambda _: None,
) -> Report:
    """Hold the server at `url` (a base URL, as `understudy serve` prints it) to what a vendor documents.

    `vendor` is a name, or the folder of `openapi.yaml`, `lifecycle.yaml` and `protocol.yaml`. `control` is the URL of
    what moves its clock; without it time passes by waiting, at most `wait_s` seconds in each walk. The other tenant's
    key is derived where none is given. `examples` is the number of random walks of each lifecycle and of calls of each
    operation. `only` chooses cases, `note` is told of each that is done.

    Raises Unreachable, NoControl, KeyError for an unknown vendor, DocumentError for a bad file.
    """
    facts = vendor_of(vendor)
    options = Options(examples=examples, seed=seed, strict=strict, wait_s=wait_s)
    target = Target(
        url=url.rstrip("/"), vendor=facts, key=key or KEY, secret=secret or SECRET,
        other_key=other_key or f"{key or KEY}-other", user=user, control=control, control_key=control_key, link=link,
        audio=audio,
    )  # fmt: skip
    reach(target)
    results: list[CaseResult] = []
    for case in filter(only, cases(facts)):
        results.append(case.run(target, options))
        note(results[-1])
    return Report(vendor=facts, url=target.url, seed=seed, options=options, results=tuple(results))


def reach(target: Target) -> None:
    """Raise Unreachable when nothing answers there."""
    try:
        with http_client() as http:
            http.get(target.url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"nothing answers at {target.url}: {error or type(error).__name__}") from error


def hold(vendor: Vendor, name: str, url: str, **how: Any) -> None:
    """Check the one case of that name, with the keyword arguments of `check`.

    Raises AssertionError that tells every finding.
    """
    report = check(url, vendor, only=lambda case: case.name == name, **how)
    if report.findings:
        raise AssertionError("\n\n".join("\n".join(lines(finding)) for finding in report.findings))
