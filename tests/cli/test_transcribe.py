"""`understudy transcribe`: the reference client as a command, against the stand-ins."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys

import pytest
from harness import RECORDING

from understudy.fakes.server import StandIns

COMMAND = [sys.executable, "-m", "understudy.cli", "transcribe"]


def transcribe(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    known = {
        name: value for name, value in os.environ.items() if not name.startswith(("ELEVATEAI", "MARSVIEW", "SCRIPTIX"))
    }
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False, env={**known, **environment}
    )


@pytest.fixture
def scriptix(stand_ins: StandIns, credential: str) -> list[str]:
    """The options that lead to a tenant of ours, whose jobs are done at once."""
    stand_ins.tenants.get(credential).clock.run(1e6)
    return ["--vendor", "scriptix", "--base-url", stand_ins.addresses.vendors["scriptix"], "--key", credential]


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("txt", r"M1: Thank you"), ("srt", r"1\n00:00:0"), ("vtt", r"WEBVTT\n"), ("json", r"\{\n  \"job\"")],
)
def test_each_format_is_printed_and_nothing_else(scriptix: list[str], form: str, beginning: str) -> None:
    """Standard output is the transcript alone; progress goes to standard error."""
    done = transcribe(str(RECORDING), *scriptix, "--format", form)

    assert done.returncode == 0
    assert re.match(beginning, done.stdout)
    assert "completed" in done.stderr


def test_the_account_may_stand_in_the_environment(scriptix: list[str]) -> None:
    """Address and key need no options."""
    done = transcribe(str(RECORDING), "--vendor", "scriptix", SCRIPTIX_BASE_URL=scriptix[3], SCRIPTIX_TOKEN=scriptix[5])

    assert done.returncode == 0


def test_a_failed_job_exits_1(stand_ins: StandIns, credential: str) -> None:
    """The vendor's reason is told, and there is nothing to resume."""
    key = f"processing_failed@{credential}"
    stand_ins.tenants.get(key).clock.run(1e6)
    url = stand_ins.addresses.vendors["elevateai"]

    done = transcribe(str(RECORDING), "--vendor", "elevateai", "--base-url", url, "--key", key)

    assert done.returncode == 1
    assert "error was encountered" in done.stderr
    assert "--resume" not in done.stderr


def test_a_deadline_exits_4_with_a_handle_that_works(stand_ins: StandIns, credential: str, scriptix: list[str]) -> None:
    """The handle goes on with the same job, without a file."""
    clock = stand_ins.tenants.get(credential).clock
    clock.freeze()
    late = transcribe(str(RECORDING), *scriptix, "--deadline", "2s")
    assert late.returncode == 4
    (handle,) = re.findall(r"--resume '([^']+)'", late.stderr)
    clock.run(1e6)

    done = transcribe(*scriptix, "--resume", handle, "--format", "json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["job"].partition("?")[0] == handle.partition("?")[0]


def test_ctrl_c_exits_130_with_a_handle(stand_ins: StandIns, credential: str, scriptix: list[str]) -> None:
    """An interrupted wait says how to go on."""
    stand_ins.tenants.get(credential).clock.freeze()
    with subprocess.Popen([*COMMAND, str(RECORDING), *scriptix], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=20)[1]

    assert "queued" in first
    assert process.returncode == 130
    assert "--resume 'scriptix:" in rest


def test_an_unreachable_vendor_exits_3() -> None:
    """Nothing listens there, and that is said."""
    done = transcribe(
        str(RECORDING), "--vendor", "scriptix", "--base-url", "http://127.0.0.1:9", "--key", "k", "--deadline", "1s"
    )

    assert done.returncode in (3, 4)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--vendor", "scriptix", "--key", "k"),
        ("nowhere.wav", "--vendor", "scriptix", "--key", "k"),
        (str(RECORDING), "--vendor", "scriptix"),
        (str(RECORDING), "--vendor", "nobody", "--key", "k"),
        (str(RECORDING), "--vendor", "scriptix", "--key", "k", "--deadline", "soon"),
        ("--vendor", "scriptix", "--key", "k", "--resume", "gibberish"),
    ],
    ids=["no file", "missing file", "no key", "no such vendor", "no time", "no handle"],
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    """Each is refused before anything is sent."""
    assert transcribe(*arguments).returncode == 2
