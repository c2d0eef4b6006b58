"""The examples of the documentation: each is a file that runs, and each page shows the file as it is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from .conftest import Suite

pytest_plugins = ["pytester"]

EXAMPLES = Path(__file__).parents[1] / "examples"
DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("pytest.md", "unittest.md", "other-languages.md")
WAIT_S = 100
SHOWN = re.compile(
    r"^\[`(?P<name>[^`]+)`\]\(\.\./tests/examples/(?P<file>[^)]+)\):?\n\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FENCE = re.compile(r"^```(?:python|javascript|sh)\n", re.MULTILINE)
needs_docs = pytest.mark.skipif(not DOCS.is_dir(), reason="the pages are in the source tree only")


def program(name: str, package: str) -> str:
    """Return a program's path. Where it is missing the test is skipped, but not where everything must run."""
    found = shutil.which(name)
    if found is None:
        told = f"{name} is not installed (Debian: apt install {package})"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    return found


def copied(folder: Path) -> None:
    """Copy the examples to a folder where nothing else is."""
    for each in EXAMPLES.iterdir():
        if each.is_file() and each.name != "conftest.py":
            shutil.copy(each, folder / each.name)


def test_every_python_example_passes(pytester: pytest.Pytester, processes: Suite) -> None:
    """With pytest, in a folder without any conftest; warnings are errors."""
    copied(pytester.path)
    done = processes("-p", "no:xdist", "-W", "error", "-W", "ignore::pytest.PytestConfigWarning")

    assert done.ret == 0
    assert done.parseoutcomes()["passed"] >= 20


@pytest.mark.parametrize("name", ["test_unittest.py", "test_async.py"])
def test_the_unittest_examples_pass_with_unittest(tmp_path: Path, environment: dict[str, str], name: str) -> None:
    """They need no pytest."""
    copied(tmp_path)
    line = [sys.executable, "-m", "unittest", name]
    done = subprocess.run(
        line, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=WAIT_S, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "Ran 2 tests" in done.stderr


def executed(environment: dict[str, str], *line: str) -> subprocess.CompletedProcess[str]:
    """Run `understudy exec`."""
    command = [sys.executable, "-m", "understudy.cli", "exec", *line]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=WAIT_S, check=False)


def test_the_node_example_passes(environment: dict[str, str]) -> None:
    """`node --test` finds its stand-ins in the environment."""
    done = executed(environment, "--", program("node", "nodejs"), "--test", str(EXAMPLES / "elevateai.test.mjs"))

    assert done.returncode == 0, done.stdout
    assert "pass 2" in done.stdout


def test_the_shell_example_passes(environment: dict[str, str]) -> None:
    """curl is enough."""
    program("curl", "curl")
    done = executed(environment, "--speed", "3600", "--", "sh", str(EXAMPLES / "transcribe.sh"))

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('{"sentenceSegments":')


def test_a_missing_program_is_no_excuse_where_everything_must_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """With CI=true the test fails, elsewhere it says what to install."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt install nodejs"):
        program("node", "nodejs")
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="apt install nodejs"):
        program("node", "nodejs")


@needs_docs
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_its_examples_as_they_are(page: str) -> None:
    """Every piece of code on a page is the whole of a file."""
    text = (DOCS / page).read_text(encoding="utf-8")
    shown = list(SHOWN.finditer(text))

    assert len(FENCE.findall(text)) == len(shown) > 0
    for each in shown:
        assert each["name"] == each["file"]
        assert each["text"] == (EXAMPLES / each["file"]).read_text(encoding="utf-8"), each["file"]


@needs_docs
def test_every_example_is_shown_once() -> None:
    """No file is left over."""
    shown = [each["file"] for page in PAGES for each in SHOWN.finditer((DOCS / page).read_text(encoding="utf-8"))]

    assert sorted(shown) == sorted(
        each.name for each in EXAMPLES.iterdir() if each.is_file() and each.name != "conftest.py"
    )


@needs_docs
def test_the_readme_shows_a_test_that_runs() -> None:
    """Its lines stand in one of the examples."""
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## In your tests\n")[2].partition("\n## ")[0]
    code = re.search(r"(?:^    .*\n)*^    def test_.*\n(?:^    .*\n)+", section, re.MULTILINE)

    assert code is not None
    assert textwrap.dedent(code[0]) in (EXAMPLES / "test_failures.py").read_text(encoding="utf-8")
