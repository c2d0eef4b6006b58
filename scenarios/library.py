"""The scenarios that can be had by name: those that ship, and those of the user's own folders.

Source: ours. A name is `vendor/file name without .yaml`. A file that ships is read when it is asked for.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from understudy.contracts import Document, DocumentError, nearest, vendor_names
from understudy.scenarios.scenario import Scenario, load

SUFFIX = ".yaml"
Place = Traversable | Path


class UnknownScenario(LookupError):  # noqa: N818 - it is an answer, not a mishap
    """No scenario of that name; the message lists the nearest ones."""


class Library(Mapping[str, Scenario]):
    """`vendor/name` -> scenario, in alphabetical order."""

    def __init__(self, folders: Sequence[Path | str] = ()) -> None:
        """Know what ships and what is in `folders`: `DIR/<vendor>/*.yaml`, and `DIR/*.yaml` by the vendor they name.

        Raises DocumentError for a file that cannot be accepted, or one whose name is taken: nothing is shadowed.
        """
        self._places: dict[str, Place] = dict(_shipped())
        self._read: dict[str, Scenario] = {}
        self.own: list[str] = []
        """the names of the user's own scenarios"""
        for folder in map(Path, folders):
            self._take(folder)
        self._names = sorted(self._places)

    def _take(self, folder: Path) -> None:
        if not folder.is_dir():
            raise DocumentError(str(folder), 1, "is no folder of scenarios")
        found = [*folder.glob(f"*{SUFFIX}"), *(each for name in vendor_names() for each in _in(folder / name))]
        for path in sorted(found):
            document = Document.read(path)
            scenario = load(document)
            self._add(document, path, scenario)

    def _add(self, document: Document, path: Path, scenario: Scenario) -> None:
        stem = path.name.removesuffix(SUFFIX)
        name = f"{scenario.vendor}/{stem}"
        if not re.fullmatch(r"[\w.-]+", stem):
            raise document.error(
                [], f"{stem!r} cannot stand in a credential: name the file with letters, digits, _ - ."
            )
        if path.parent.name in vendor_names() and path.parent.name != scenario.vendor:
            raise document.error(["vendor"], f"{scenario.vendor!r} has its own folder, this is {path.parent.name!r}")
        if name in self._places:
            raise document.error([], f"there is a scenario {name!r} already ({self._places[name]}): name it otherwise")
        self._places[name], self._read[name] = path, scenario
        self.own.append(name)

    def __getitem__(self, name: str) -> Scenario:
        """Return a scenario. Raises KeyError; DocumentError for a file that cannot be accepted."""
        if name not in self._read:
            self._read[name] = load(Document.read(self._places[name]))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        """Say whether there is one of this name, without reading it."""
        return name in self._places

    def find(self, name: str) -> Scenario:
        """Return the scenario `vendor/name`. Raises UnknownScenario, naming the near ones."""
        if name not in self:
            raise UnknownScenario(f"no scenario {name!r}: {self._hint(name)}")
        return self[name]

    def _hint(self, name: str) -> str:
        """Return what to say to somebody who asks for what is not there; a name alone may be any vendor's."""
        near = nearest(name, self)
        if "/" not in name:
            shorts = {full.partition("/")[2] for full in self}
            near = [full for short in nearest(name, shorts) for full in self if full.endswith(f"/{short}")]
        meant = f"did you mean {', '.join(near)}? " if near else ""
        return f"{meant}`understudy scenarios` lists all {len(self)}"


def _shipped() -> Iterator[tuple[str, Traversable]]:
    root = files("understudy.scenarios")
    for vendor in vendor_names():
        if root.joinpath(vendor).is_dir():
            for file in root.joinpath(vendor).iterdir():
                if file.name.endswith(SUFFIX):
                    yield f"{vendor}/{file.name.removesuffix(SUFFIX)}", file


def _in(folder: Path) -> list[Path]:
    return list(folder.glob(f"*{SUFFIX}"))


@functools.cache
def library() -> Library:
    """Return the scenarios that ship with Understudy."""
    return Library()


def find(name: str) -> Scenario:
    """Return the scenario `vendor/name` that ships. Raises UnknownScenario, naming the near ones."""
    return library().find(name)
