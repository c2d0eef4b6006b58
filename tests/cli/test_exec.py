"""`understudy exec`: a command beside stand-ins of its own, and `understudy serve --env` for shells."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner

from understudy.cli.exec import exec_
from understudy.cli.main import main
from understudy.cli.recording_link import PORT
from understudy.cli.serve import serve

CLI = [sys.executable, "-m", "understudy.cli"]
WAIT_S = 60
OURS = ("ELEVATEAI_", "MARSVIEW_", "SCRIPTIX_", "UNDERSTUDY_")
NAMES = [
    "ELEVATEAI_API_TOKEN", "ELEVATEAI_BASE_URL", "MARSVIEW_API_KEY", "MARSVIEW_API_SECRET", "MARSVIEW_BASE_URL",
    "MARSVIEW_USER_ID", "SCRIPTIX_BASE_URL", "SCRIPTIX_TOKEN", "UNDERSTUDY_AUDIO", "UNDERSTUDY_AUDIO_URL",
    "UNDERSTUDY_CONTROL_URL",
]  # fmt: skip
DECLARE = """
import os, urllib.request
headers = {"X-API-Token": os.environ["ELEVATEAI_API_TOKEN"], "Content-Type": "application/json"}
body = b'{"type": "audio", "languageTag": "en-us"}'
url = os.environ["ELEVATEAI_BASE_URL"] + "/interactions"
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
print(direct.open(urllib.request.Request(url, body, headers)).status)
"""
ENDING = ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")
WAITING = "import signal, sys, time; signal.signal(signal.{}, lambda *_: sys.exit(7)); print('up', flush=True); {}"


def clean() -> dict[str, str]:
    """Return our environment without what earlier commands may have left in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def execute(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `understudy exec`."""
    line = [*CLI, "exec", *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=WAIT_S, check=False, env=clean())


def printed(text: str) -> dict[str, str]:
    """Return what `env` printed of ours."""
    pairs = (line.partition("=") for line in text.splitlines() if line.startswith(OURS))
    return {name: value for name, _, value in pairs}


def test_a_command_meets_the_stand_ins_that_it_is_told_of() -> None:
    """A request to the address in the environment, with the credential in the environment, is accepted."""
    done = execute("--vendor", "elevateai", "--", sys.executable, "-c", DECLARE)

    assert (done.returncode, done.stdout) == (0, "201\n")


def test_the_variables_are_those_of_rehearse_and_the_ports_are_given_back() -> None:
    """Every variable is there, the recording exists, and nothing listens any more afterwards."""
    done = execute("--", "env")
    told = printed(done.stdout)
    port = urlsplit(told["ELEVATEAI_BASE_URL"]).port or 0

    assert sorted(told) == NAMES
    assert Path(told["UNDERSTUDY_AUDIO"]).stat().st_size > 0
    with socket.socket() as again, pytest.raises(ConnectionRefusedError):
        again.connect(("127.0.0.1", port))


def test_placeholders_and_what_was_chosen_are_filled_in() -> None:
    """A program that takes arguments finds everything there, too; other braces stay."""
    chosen = ["--vendor", "scriptix", "--scenario", "scriptix/not_found"]
    done = execute(*chosen, "--", "echo", "{scriptix}", "{key}", "{vendor}", "{scenario}", "{other}")
    url, *rest = done.stdout.split()

    assert url.startswith("http://127.0.0.1:")
    assert rest == ["understudy", "scriptix", "scriptix/not_found", "{other}"]


def test_where_only_some_credentials_are_accepted_the_first_is_told(tmp_path: Path) -> None:
    """The file's first key and its secret are the ones of the environment, and the control key is handed on."""
    keys = tmp_path / "keys"
    keys.write_text("one its-secret\ntwo\n", encoding="utf-8")
    told = printed(execute("--keys", str(keys), "--control-key", "sesame", "--", "env").stdout)

    assert [told["MARSVIEW_API_KEY"], told["MARSVIEW_API_SECRET"], told["SCRIPTIX_TOKEN"]] == [
        "one",
        "its-secret",
        "one",
    ]
    assert told["UNDERSTUDY_CONTROL_KEY"] == "sesame"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["sh", "-c", "exit 3"], 3),
        (["sh", "-c", "kill -9 $$"], 137),
        (["no-such-command"], 127),
        (["/"], 126),
    ],
    ids=["its own", "killed", "not found", "not executable"],
)
def test_the_exit_code_is_the_commands(line: list[str], code: int) -> None:
    """As a shell would say it."""
    done = execute("--vendor", "scriptix", "--", *line)

    assert done.returncode == code
    assert done.stdout == ""
    assert (line[0] in done.stderr) == (code in (126, 127))


@pytest.mark.parametrize(
    "number", [signal.Signals[name] for name in ENDING if hasattr(signal, name)], ids=lambda number: number.name
)
def test_a_signal_reaches_the_command(number: signal.Signals) -> None:
    """The command may end as it likes; its exit code comes back, and nothing is left running."""
    program = WAITING.format(number.name, "time.sleep(60)")
    line = [*CLI, "exec", "--vendor", "scriptix", "--", sys.executable, "-c", program]
    with subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=clean(),
        # under `nohup` a hang-up would be ignored from the start on
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509 - no thread runs yet
    ) as process:
        watchdog = threading.Timer(WAIT_S, process.kill)
        watchdog.start()
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(number)
        code = process.wait(WAIT_S)
        watchdog.cancel()

    assert (first, code) == ("up\n", 7)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the platform knows no hang-up")
def test_a_hang_up_that_is_ignored_stays_so() -> None:
    """As under `nohup`: neither we nor the command end by it."""
    program = "import os, signal; os.kill(os.getppid(), signal.SIGHUP); os.kill(os.getpid(), signal.SIGHUP)"
    line = shlex.join([*CLI, "exec", "--vendor", "scriptix", "--", sys.executable, "-c", program])
    done = subprocess.run(["sh", "-c", f"trap '' HUP; {line}"], timeout=WAIT_S, check=False, env=clean())

    assert done.returncode == 0


def test_the_recording_is_at_any_port_that_is_free() -> None:
    """Two at once need no port of their own, and leave that of a rehearsal alone."""
    told = printed(execute("--vendor", "scriptix", "--", "env").stdout)

    assert urlsplit(told["UNDERSTUDY_AUDIO_URL"]).port not in (None, PORT)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Missing argument 'COMMAND...'"),
        (["--scenario", "elevateai/procesing_failed", "--", "env"], "did you mean elevateai/processing_failed"),
        (["--host", "0.0.0.0", "--", "env"], "lets others in: give a --control-key, too"),
    ],
    ids=["no command", "an unknown scenario", "others let in"],
)
def test_wrong_usage_exits_2(arguments: list[str], reason: str) -> None:
    """Nothing is run, and the reason is told on standard error."""
    done = CliRunner(env={"UNDERSTUDY_CONTROL_KEY": ""}).invoke(main, ["exec", *arguments])

    assert (done.exit_code, done.stdout) == (2, "")
    assert reason in " ".join(done.stderr.split())


def test_serve_and_exec_take_the_same_options() -> None:
    """Whatever stand-ins can be started with, both can."""
    ours = [{p.name for p in command.params if isinstance(p, click.Option)} for command in (exec_, serve)]

    assert ours[1] - ours[0] == {"as_json", "as_env"}
    assert ours[0] < ours[1]


def test_serve_prints_shell_exports_and_nothing_else() -> None:
    """`eval` of what it prints sets the variables that `exec` sets, whatever the key looks like."""
    line = [*CLI, "serve", "--port", "0", "--env", "--control-key", "open 'sesame'; $HOME"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=clean()) as process:
        watchdog = threading.Timer(WAIT_S, process.kill)
        watchdog.start()
        assert process.stdout is not None
        exports = "".join(process.stdout.readline() for _ in [*NAMES, "UNDERSTUDY_CONTROL_KEY"])
        process.terminate()
        rest = process.stdout.read()
        watchdog.cancel()
    shell = subprocess.run(["sh", "-c", f"{exports}\nenv"], capture_output=True, text=True, check=True, env=clean())
    told = printed(shell.stdout)

    assert (process.returncode, rest) == (0, "")
    assert sorted(told) == sorted([*NAMES, "UNDERSTUDY_CONTROL_KEY"])
    assert told["UNDERSTUDY_CONTROL_KEY"] == "open 'sesame'; $HOME"


def test_serve_prints_either_json_or_exports() -> None:
    """Both at once is wrong usage."""
    done = CliRunner().invoke(main, ["serve", "--json", "--env"])

    assert (done.exit_code, done.stdout) == (2, "")
