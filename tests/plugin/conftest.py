"""Suites written by a test and run by pytest with the plugin, as it is found where Understudy is installed.

Source: ours.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import understudy.fakes
from understudy.contracts import vendor_names
from understudy.fakes.registry import translation
from understudy.fakes.testing import holding, marks, repertoire  # noqa: F401 - in every suite's process they are the same

Suite = Callable[..., pytest.RunResult]
PLUGIN = "understudy.fakes.testing.pytest_plugin"
for _name in vendor_names():
    translation(_name)


@pytest.fixture(scope="session")
def plugin_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose presence on the path makes pytest find the plugin; empty where Understudy is installed."""
    folder = tmp_path_factory.mktemp("plugin")
    if not any(each.value == PLUGIN for each in entry_points(group="pytest11")):
        project = Path(__file__).parents[2] / "pyproject.toml"
        named = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["entry-points"]["pytest11"]
        told = folder / "understudy-0.dist-info"
        told.mkdir()
        lines = [f"{name} = {module}" for name, module in named.items()]
        (told / "entry_points.txt").write_text("\n".join(["[pytest11]", *lines]), encoding="utf-8")
        (told / "METADATA").write_text("Metadata-Version: 2.1\nName: understudy\nVersion: 0\n", encoding="utf-8")
    return folder


@pytest.fixture
def environment(plugin_path: Path) -> dict[str, str]:
    """The environment for a process of its own in which the plugin is found, whatever its working directory."""
    code = Path(understudy.fakes.__file__).absolute().parents[2]
    path = [str(plugin_path), str(code), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    paths = os.pathsep.join(str(Path(each).absolute()) for each in path)
    return {**os.environ, "PYTHONPATH": paths, "NO_PROXY": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def suite(pytester: pytest.Pytester, plugin_path: Path) -> Suite:
    """Write a test file and run it in this process: `suite(text, *options)`."""
    pytester.syspathinsert(plugin_path)

    def run(text: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_it=PREAMBLE + text)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", *options)

    return run


@pytest.fixture
def processes(pytester: pytest.Pytester, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Suite:
    """Run what has been written, in processes of its own: `processes(*options)`."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*options: str) -> pytest.RunResult:
        line = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:schemathesis", "-p", "no:anyio"]
        return pytester.run(*line, *options, timeout=100)

    return run


PREAMBLE = '''import json
import urllib.error
import urllib.request

import pytest

LINK = {"type": "audio", "languageTag": "en-us", "downloadUri": "https://example.com/call.wav"}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(elevateai, method, path, body=None, key=None):
    """Send one request; return the status and the JSON that came back."""
    headers = {"X-API-Token": key or elevateai.key, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(elevateai.url + path, data, headers, method=method)
    try:
        with DIRECT.open(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, {}


def declare(elevateai):
    """Return the id of a new interaction."""
    return ask(elevateai, "POST", "/interactions", LINK)[1]["interactionIdentifier"]


def status(elevateai, call):
    """Poll once."""
    return ask(elevateai, "GET", f"/interactions/{call}/status")[1]["status"]

'''
