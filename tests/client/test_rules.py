"""What the client room must not do: import the others, read a clock, throw dice, grow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import understudy.client

FOLDER = Path(understudy.client.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
TIME = {"time", "random", "secrets", "uuid", "threading", "asyncio", "sched", "signal"}


def imports(path: Path) -> set[str]:
    """Every module that this file imports, by its full name."""
    tree = ast.walk(ast.parse(path.read_text()))
    found = set()
    for node in tree:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_other_room_is_imported(path):
    """The client is usable alone: the standard library, httpx, msgspec, itself."""
    ours = {
        name for name in imports(path) if name.startswith("understudy") and not name.startswith("understudy.client")
    }

    assert ours == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_time_passes_in_one_module_only(path):
    """No clock, sleep or randomness outside clock.py; the webhook receiver has a lock, nothing else."""
    allowed = {"clock": {"time", "random", "threading", "asyncio"}, "webhook": {"threading"}}.get(path.stem, set())

    assert imports(path) & TIME <= allowed
    assert "datetime.now" not in path.read_text()
    assert "utcnow" not in path.read_text()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_module_says_what_it_is_and_where_it_comes_from(path):
    """One sentence, then its source."""
    text = ast.get_docstring(ast.parse(path.read_text())) or ""

    assert path.stem == "__init__" or "\nSource: " in text
    assert text.splitlines()[0].endswith(".")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_modules_stay_small(path):
    """300 lines at most."""
    assert len(path.read_text().splitlines()) <= 300
