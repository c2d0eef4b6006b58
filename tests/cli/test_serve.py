"""`understudy serve`: one line when it is ready, then it serves until it is told to stop."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import httpx
import pytest
from click.testing import CliRunner, Result
from harness import multipart

from understudy.cli.main import main
from understudy.cli.serve import serve
from understudy.contracts import vendor_names

COMMAND = [sys.executable, "-m", "understudy.cli", "serve", "--port", "0"]
WAIT_S = 60
KEY = {"X-API-Token": "tester"}
AUDIO = {"type": "audio", "languageTag": "en"}


class Served(NamedTuple):
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    line: str
    """the first line that it printed"""

    @property
    def addresses(self) -> dict[str, str]:
        """Where everything listens."""
        return dict(json.loads(self.line))

    def ask(self, method: str, name: str, path: str, **how: object) -> httpx.Response:
        """Send one request to a vendor, or to control."""
        url = self.addresses[name] + path
        return httpx.request(method, url, timeout=WAIT_S, trust_env=False, **how)  # type: ignore[arg-type]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal and return the exit code and what was printed after the first line."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.send_signal(number)
        stdout, stderr = self.process.stdout.read(), self.process.stderr.read()
        return self.process.wait(WAIT_S), stdout, stderr


@contextlib.contextmanager
def serving(*arguments: str) -> Iterator[Served]:
    """Start a server and wait for its first line; whatever happens, it is ended."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ
    )
    watchdog = threading.Timer(WAIT_S, process.kill)  # so that no reading of its output lasts for ever
    watchdog.start()
    with process:
        try:
            assert process.stdout is not None
            yield Served(process, process.stdout.readline())
        finally:
            process.kill()
            watchdog.cancel()


def run(*arguments: str) -> Result:
    """Run a command that is not going to serve."""
    return CliRunner().invoke(main, ["serve", *arguments])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_prints_one_line_serves_and_ends(number: signal.Signals) -> None:
    """With --json the only output is one line of addresses; a signal ends it with 0, even amid open connections."""
    with serving("--json") as served:
        codes = [
            served.ask("GET", "control", "/health").status_code,
            served.ask("POST", "elevateai", "/interactions", json=AUDIO, headers=KEY).status_code,
            served.ask("GET", "marsview", "/nothing").status_code,
            served.ask("GET", "scriptix", "/api/v3/speech-to-text/session").status_code,
        ]
        control = httpx.URL(served.addresses["control"])
        with socket.create_connection((control.host, control.port or 0), WAIT_S):
            ended = served.stop(number)

    assert list(served.addresses) == ["control", *vendor_names()]
    assert codes == [200, 201, 404, 401]
    assert ended == (0, "", "")


def test_it_serves_as_it_is_told(tmp_path: Path) -> None:
    """Vendors, seed, speed, scenario, keys, the limit for files and the control key are those that were given."""
    keys = tmp_path / "keys"
    keys.write_text("tester\n", encoding="utf-8")
    arguments = ["--vendor", "elevateai", "--seed", "7", "--speed", "0", "--scenario", "elevateai/processing_failed",
                 "--keys", str(keys), "--max-upload", "10kB", "--control-key", "sesame", "--json"]  # fmt: skip
    with serving(*arguments) as served:
        bearer = {"Authorization": "Bearer sesame"}
        health = served.ask("GET", "control", "/health").json()
        closed = served.ask("GET", "control", "/tenants")
        stranger = served.ask("POST", "elevateai", "/interactions", json=AUDIO, headers={"X-API-Token": "stranger"})
        declared = served.ask("POST", "elevateai", "/interactions", json=AUDIO, headers=KEY).json()
        upload = f"/interactions/{declared['interactionIdentifier']}/upload"
        headers, body = multipart(bytes(20_000))
        large = served.ask("POST", "elevateai", upload, content=body, headers=KEY | headers)
        tenant = served.ask("GET", "control", "/tenants/tester", headers=bearer).json()

    assert list(served.addresses) == ["control", "elevateai"]
    assert health["seed"] == 7
    assert [closed.status_code, stranger.status_code, large.status_code] == [401, 401, 413]
    assert tenant["clock"]["frozen"] is True
    assert list(tenant["scenarios"]) == ["elevateai"]


def test_without_json_it_speaks_to_people() -> None:
    """Each address has a line of its own, and a last one says how to stop."""
    with serving("--vendor", "scriptix") as served:
        _, rest, _ = served.stop()
    lines = [served.line, *rest.splitlines()]

    assert [line.split()[0] for line in lines] == ["control", "scriptix", "Any"]
    assert lines[0].split()[1].startswith("http://127.0.0.1:")


def test_a_busy_port_is_one_clear_line() -> None:
    """A port that is taken is told in one line on standard error, and the exit code is 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*COMMAND[:-1], str(port), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=WAIT_S, check=False, env=os.environ)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"127.0.0.1:{port}" in done.stderr


WRONG = {
    "others let in": (["--host", "0.0.0.0"], "--host 0.0.0.0 lets others in: give a --control-key, too"),
    "a name that is not loopback": (["--host", "example.org"], "--host example.org lets others in"),
    "an unknown scenario": (["--scenario", "elevateai/procesing_failed"], "did you mean elevateai/processing_failed"),
    "an unknown vendor": (["--vendor", "acme"], "'acme' is not one of 'elevateai', 'marsview', 'scriptix'"),
    "a port too high": (["--port", "65536"], "65536 is not in the range"),
    "vendors' ports too high": (["--port", "65534"], "cannot listen on "),
    "a speed below nothing": (["--speed", "-1"], "-1.0 is not in the range"),
    "a size that is none": (["--max-upload", "much"], "'much' is no size: write 512MiB, 1GiB or a number of bytes"),
    "keys that are not there": (["--keys", "nowhere"], "'nowhere' does not exist"),
    "an unknown option": (["--fast"], "No such option"),
}


@pytest.mark.parametrize(("arguments", "reason"), WRONG.values(), ids=WRONG.keys())
def test_wrong_usage_exits_2(arguments: list[str], reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be done is told on standard error, nothing is served, and the exit code is 2."""
    monkeypatch.delenv("UNDERSTUDY_CONTROL_KEY", raising=False)
    done = run(*arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert reason in " ".join(done.stderr.split())


@pytest.mark.parametrize("content", [b"", b"# nobody\n", b"\xff"], ids=["empty", "only a comment", "not UTF-8"])
def test_a_keys_file_without_keys_is_refused(tmp_path: Path, content: bytes) -> None:
    """A server that could admit nobody does not start."""
    keys = tmp_path / "keys"
    keys.write_bytes(content)
    done = run("--keys", str(keys))

    assert (done.exit_code, "--keys" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "size_bytes"),
    [
        ("1000", 1000),
        ("10kB", 10_000),
        ("10KiB", 10_240),
        ("1.5MiB", 1_572_864),
        ("512MiB", 536_870_912),
        ("1g", 10**9),
    ],
)
def test_a_size_is_read(text: str, size_bytes: int) -> None:
    """Sizes are given in bytes, in powers of 1000, or, with an i, of 1024."""
    context: click.Context = serve.make_context("serve", ["--max-upload", text])

    assert context.params["max_upload_bytes"] == size_bytes


def test_scenarios_of_ones_own_can_be_asked_for(tmp_path: Path) -> None:
    """A folder's scenarios are chosen by a credential, by the control port, and for all, like those that ship."""
    (tmp_path / "mine.yaml").write_text(
        "vendor: elevateai\ntitle: Mine\nsource: ours\nadvice: none\ndialect: {token: revoked}\n"
    )
    with serving("--json", "--scenarios", str(tmp_path)) as served:
        by_credential = served.ask("GET", "elevateai", "/interactions/x/status", headers={"X-API-Token": "mine@me"})
        chosen = served.ask("PUT", "control", "/tenants/you/scenario", json={"name": "elevateai/mine"})
        by_control = served.ask("GET", "elevateai", "/interactions/x/status", headers={"X-API-Token": "you"})

    assert (by_credential.status_code, by_control.status_code) == (401, 401)
    assert chosen.json()["scenarios"] == {"elevateai": "Mine"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("vendor: scriptix\ntitle: x\nsource: ours\nadvise: none\n", "mine.yaml:4: unknown key 'advise'"),
        (
            "vendor: scriptix\ntitle: x\nsource: ours\nadvice: none\ndialect: {plan: lead}\n",
            "scriptix/mine: dialect: Invalid enum value 'lead'",
        ),
    ],
    ids=["a misspelt key", "a bad dialect"],
)
def test_a_bad_scenario_of_ones_own_is_wrong_usage(tmp_path: Path, text: str, reason: str) -> None:
    """The server does not start; the message names the file, or the scenario and what it may say."""
    (tmp_path / "mine.yaml").write_text(text)
    done = run("--port", "0", "--scenarios", str(tmp_path))

    assert done.exit_code == 2
    assert reason in " ".join(done.stderr.split())
