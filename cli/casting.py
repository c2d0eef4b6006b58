"""What is rehearsed: which scenarios of which library, and what is right in each.

Source: ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

import click

from understudy.contracts import DocumentError, nearest
from understudy.scenarios import Library, Scenario
from understudy.scenarios.rehearsal.rehearsal import Right

REPORTS: Mapping[str, Right] = {"success": "success", "failure": "failure"}


def chosen(library: Library, vendors: tuple[str, ...], globs: tuple[str, ...]) -> dict[str, Scenario]:
    """Return the scenarios of these vendors (none: all) whose name fits a glob (none: all).

    A glob without a vendor fits every vendor's. Raises click.BadParameter, naming the nearest.
    """
    names = [name for name in library if not vendors or name.partition("/")[0] in vendors]
    found = {name for glob in globs or ("*",) for name in _known(glob, names, "--scenario")}
    try:
        return {name: library[name] for name in names if name in found}
    except DocumentError as error:
        raise click.BadParameter(str(error), param_hint="--scenario") from error


def _known(glob: str, names: list[str], option: str) -> list[str]:
    """Return the names that fit a glob. Raises click.BadParameter when there is none."""
    found = _fitting(glob, names)
    if not found:
        raise click.BadParameter(f"no scenario {glob!r}{_near(glob, names)}", param_hint=option)
    return found


def _fitting(glob: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if fnmatchcase(name if "/" in glob else name.partition("/")[2], glob)]


def _near(glob: str, names: list[str]) -> str:
    short = {name.partition("/")[2] for name in names}
    near = nearest(glob, names) if "/" in glob else nearest(glob, short)
    return f": did you mean {', '.join(near)}?" if near else ": `understudy scenarios` lists them"


def right(given: tuple[str, ...], scenarios: Mapping[str, Scenario], library: Library) -> dict[str, Right]:
    """Return scenario -> what a good client reports, from NAME=success|failure. Raises click.BadParameter."""
    found: dict[str, Right] = {}
    for text in given:
        name, _, word = text.partition("=")
        if word not in REPORTS:
            raise click.BadParameter(f"{text!r}: write NAME=success or NAME=failure", param_hint="--expect")
        _known(name, list(library), "--expect")
        found |= dict.fromkeys(_fitting(name, scenarios), REPORTS[word])
    return found
