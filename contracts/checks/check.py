"""The check as a function, and its cases for pytest: `check(url, "elevateai", control=...)`, `cases("elevateai")`.

Source: ours.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from understudy import contracts
from understudy.contracts import Vendor, read_vendor, vendor_names
from understudy.contracts.checks.case import CaseResult, Kind
from understudy.contracts.checks.outputs.text import lines
from understudy.contracts.checks.reach import Unreachable, reached
from understudy.contracts.checks.report import Report
from understudy.contracts.checks.shapes.shapes import LINKS, shapes
from understudy.contracts.checks.target import Options, Target
from understudy.contracts.checks.walks.walking import random_walks, walks

__all__ = ["Case", "Unreachable", "cases", "check"]


@dataclass(frozen=True)
class Case:
    """One thing to be checked by itself: a lifecycle walked through, or an operation called."""

    kind: Kind
    subject: str
    """a lifecycle, or an operation"""
    vendor: Vendor
    run: Callable[[Target, Options], CaseResult]
    """checks it. Raises NoControl"""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return f"{self.kind} {self.subject}"

    def __str__(self) -> str:
        """Return the name, as pytest shows it in brackets."""
        return self.name.replace(" ", "-")

    def hold(self, url: str, **how: Any) -> None:
        """Check this alone, with the keyword arguments of `check` that say where and how thoroughly.

        Raises AssertionError that tells every finding, Unreachable, NoControl.
        """
        thorough = {each.name: how.pop(each.name) for each in dataclasses.fields(Options) if each.name in how}
        result = self.run(reached(url, self.vendor, **how), Options(**thorough))
        if result.findings:
            raise AssertionError("\n\n".join("\n".join(lines(finding)) for finding in result.findings))


def cases(of: str | Vendor) -> list[Case]:
    """Return what there is to check of a vendor: its lifecycles, planned and at random, and its operations.

    `of` is a vendor's name, or the folder of its three files. Raises KeyError for an unknown name, DocumentError for a
    bad file.
    """
    known = vendor_of(of)
    lifecycles = list(known.protocol.jobs)
    return [
        *(Case("walks", each, known, partial(_walks, each)) for each in lifecycles),
        *(Case("random walks", each, known, partial(_random_walks, each)) for each in lifecycles),
        *(Case("shapes", each, known, partial(_shapes, each)) for each in known.contract.operations),
        Case("shapes", LINKS, known, partial(_shapes, None)),
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
    what moves its clock; without it time passes by waiting, at most `wait_s` seconds in each case, which its walks
    share. The other tenant's key is derived where none is given. `examples` is the number of random walks of each
    lifecycle and of calls of each operation. `only` chooses cases, `note` is told of each that is done.

    Raises Unreachable, NoControl, KeyError for an unknown vendor, DocumentError for a bad file.
    """
    known = vendor_of(vendor)
    options = Options(examples=examples, seed=seed, strict=strict, wait_s=wait_s)
    target = reached(
        url, known, key=key, secret=secret, other_key=other_key, user=user, control=control, control_key=control_key,
        link=link, audio=audio,
    )  # fmt: skip
    results: list[CaseResult] = []
    for case in filter(only, cases(known)):
        results.append(case.run(target, options))
        note(results[-1])
    report = Report(vendor=known, url=target.url, seed=seed, options=options, results=tuple(results))
    given = {"{key}": key, "{secret}": secret, "{other key}": other_key, "{control key}": control_key, "{link}": link}
    return report.sealed({word: shown for shown, word in given.items() if word})
