"""`understudy rehearse`: the library of failures, as a user would play it."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from report import plays

import understudy.scenarios
from understudy.cli.main import main
from understudy.cli.outputs import Outputs
from understudy.scenarios import library

RECORDING = Path(understudy.scenarios.__file__).with_name("recordings") / "call.wav"


def rehearse(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "understudy.cli", "rehearse", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **variables}
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the one rehearsal without arguments writes."""
    return tmp_path_factory.mktemp("rehearsal")


@pytest.fixture(scope="module")
def played(folder: Path) -> subprocess.CompletedProcess[str]:
    """One rehearsal with the reference client: the whole library."""
    return rehearse(
        "--results", str(folder / "r.jsonl"), "--junit", str(folder / "j.xml"), "--report", str(folder / "report")
    )


def results(path: Path) -> list[dict[str, object]]:
    """Return the lines of a results file."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_it_exits_0_when_every_scenario_passed(played: subprocess.CompletedProcess[str]) -> None:
    """Nothing is said on standard error."""
    assert (played.returncode, played.stderr) == (0, "")


def test_a_line_of_results_has_what_was_promised(played: subprocess.CompletedProcess[str], folder: Path) -> None:
    """One object a scenario, in the library's order."""
    found = results(folder / "r.jsonl")

    assert [each["scenario"] for each in found] == list(library())
    assert {each["verdict"] for each in found} == {"pass"}
    assert set(found[0]) == {
        "scenario", "verdict", "findings", "polls", "virtual_s", "real_s", "exit_code", "replay"
    }  # fmt: skip


def test_the_reports_are_written(played: subprocess.CompletedProcess[str], folder: Path) -> None:
    """JUnit's test cases are the scenarios, and the page is there."""
    cases = ElementTree.parse(folder / "j.xml").getroot().iter("testcase")

    assert len(list(cases)) == len(library())
    assert (folder / "report" / "index.html").stat().st_size > 10_000


def test_the_table_tells_every_scenario(played: subprocess.CompletedProcess[str]) -> None:
    """Also what was seen of it, without the colours of a terminal."""
    table = played.stdout[played.stdout.index("statuses seen") :]

    assert all(name.partition("/")[2] in table for name in library())
    assert "processingFailed" in table
    assert "\x1b" not in played.stdout


def test_a_line_is_printed_as_each_scenario_ends(played: subprocess.CompletedProcess[str]) -> None:
    """Where there is no terminal."""
    lines = [line for line in played.stdout.splitlines() if line.endswith(", pass")]

    assert len(lines) == len(library())


def test_ones_own_file_is_sent(tmp_path: Path) -> None:
    """--audio sends that file, with the words beside it, which a report shows."""
    (tmp_path / "mine.wav").write_bytes(RECORDING.read_bytes() + b"\0\0")
    (tmp_path / "mine.txt").write_text("Anna: Is this thing on?\nBert: It is.\n")
    arguments = ("--audio", str(tmp_path / "mine.wav"), "--scenario", "happy", "--results", str(tmp_path / "r"))

    assert rehearse(*arguments).returncode == 0
    token = str(results(tmp_path / "r")[0]["replay"])
    refused = rehearse("--replay", token)
    assert (refused.returncode, "another recording" in refused.stderr) == (2, True)
    assert rehearse("--replay", token, "--audio", str(tmp_path / "mine.wav")).returncode == 0


def test_a_command_is_judged_and_explained(tmp_path: Path) -> None:
    """Exit code 1; rule and reason are on standard error, and it is told that poll time judges no pace."""
    found = rehearse(
        "--scenario", "elevateai/happy", "--time", "poll", "--results", str(tmp_path / "r"),
        "--", sys.executable, "-c", "import sys; sys.exit('no idea')",
    )  # fmt: skip

    assert found.returncode == 1
    assert "elevateai/happy: wrong-outcome: no request arrived" in found.stderr
    assert "it said: no idea" in found.stderr
    assert results(tmp_path / "r")[0]["exit_code"] == 1


def test_what_is_right_can_be_overridden(tmp_path: Path) -> None:
    """--expect says what a good client reports where the user knows better."""
    (tmp_path / "give_up.py").write_text(
        "import os, sys, urllib.request as r\n"
        "url, key = os.environ['ELEVATEAI_BASE_URL'], os.environ['ELEVATEAI_API_TOKEN']\n"
        "try: r.urlopen(r.Request(url + '/interactions/none/status', headers={'X-API-Token': key}))\n"
        "except OSError: sys.exit(1)\n"
    )
    command = ("--", sys.executable, str(tmp_path / "give_up.py"))
    chosen = ("--scenario", "elevateai/happy", "--time", "poll")

    assert rehearse(*chosen, *command).returncode == 1
    assert rehearse(*chosen, "--expect", "elevateai/happy=failure", *command).returncode == 0


def test_scenarios_of_ones_own_are_played(tmp_path: Path) -> None:
    """--scenarios adds a folder."""
    (tmp_path / "mine.yaml").write_text(
        "vendor: scriptix\ntitle: Mine\nsource: ours\nadvice: none\nscript: {fail: processing_timeout}\n"
        "expect: {outcome: failed, message: Processing timeout}\n"
    )
    found = rehearse("--scenarios", str(tmp_path), "--scenario", "scriptix/mine")

    assert (found.returncode, found.stderr) == (0, "")
    assert "mine" in found.stdout


def test_without_libfaketime_it_says_so_in_a_line(tmp_path: Path) -> None:
    """And plays in poll time."""
    (tmp_path / "sh").symlink_to("/bin/sh")
    found = rehearse("--scenario", "elevateai/happy", "--", "sh", "-c", "exit 1", PATH=str(tmp_path))

    assert found.returncode == 1
    assert found.stderr.splitlines()[0].startswith("libfaketime is not installed")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--audio", "nowhere.wav"), "nowhere.wav"),
        (("--audio", __file__), "is no audio that can be read"),
        (("--fast",), "--fast"),
        (("--scenario", "elevateai/hapy"), "did you mean elevateai/happy"),
        (("--scenario", "hapy"), "did you mean happy"),
        (("--vendor", "acme"), "acme"),
        (("--expect", "happy=maybe"), "NAME=success"),
        (("--replay", "nonsense"), "no replay token"),
        (("--replay", "nonsense", "--seed", "1"), "leave out"),
        (("--speed", "10"), "give one after --"),
        (("--scenario", "happy", "--", "no-such-program"), "no command 'no-such-program'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_usage_exits_2_and_says_what_is_wrong(arguments: tuple[str, ...], said: str) -> None:
    """In a line, before anything is played."""
    found = CliRunner().invoke(main, ["rehearse", *arguments])

    assert (found.exit_code, said in " ".join(found.output.split())) == (2, True), found.output


@pytest.mark.parametrize("command", ["rehearse", "scenarios"])
def test_a_dialect_that_there_is_not_is_told_with_the_scenarios_name(tmp_path: Path, command: str) -> None:
    """Before anything is played."""
    (tmp_path / "mine.yaml").write_text(
        "vendor: scriptix\ntitle: Mine\nsource: ours\nadvice: none\ndialect: {delete_okay: true}\n"
    )
    found = CliRunner().invoke(main, [command, "--scenarios", str(tmp_path)])

    assert found.exit_code == 2
    assert "scriptix/mine: dialect: Object contains unknown field `delete_okay`" in found.output


@pytest.mark.parametrize("option", ["--results", "--junit", "--report"])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_played(tmp_path: Path, option: str) -> None:
    """It stands below a file, say."""
    (tmp_path / "file").write_text("mine")
    found = CliRunner().invoke(
        main, ["rehearse", "--scenario", "elevateai/happy", option, str(tmp_path / "file" / "below" / "it")]
    )

    assert found.exit_code == 2
    assert f"Invalid value for {option}: {tmp_path}" in " ".join(found.output.split())
    assert "pass" not in found.output


def test_missing_folders_are_made_and_nothing_is_left_by_trying(tmp_path: Path) -> None:
    """What is there already stays as it is until it is written."""
    outputs = Outputs(tmp_path / "a" / "report", tmp_path / "b" / "j.xml", tmp_path / "r.jsonl")
    (tmp_path / "r.jsonl").write_text("of before")
    outputs.check()

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "b", "r.jsonl", "report"]
    assert (tmp_path / "r.jsonl").read_text() == "of before"


def test_one_file_that_cannot_be_written_loses_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is named, and the others are there."""
    (tmp_path / "r.jsonl").mkdir()
    outputs = Outputs(tmp_path / "report", tmp_path / "j.xml", tmp_path / "r.jsonl")

    assert outputs.write([plays.happy()]) is False
    assert (tmp_path / "j.xml").is_file()
    assert (tmp_path / "report" / "index.html").is_file()
    assert capsys.readouterr().err == f"cannot be written: {tmp_path / 'r.jsonl'}: Is a directory\n"


def test_help_names_what_a_program_finds() -> None:
    """Every variable and placeholder."""
    text = CliRunner().invoke(main, ["rehearse", "--help"]).output

    for name in ("ELEVATEAI_API_TOKEN", "UNDERSTUDY_DEADLINE_S", "UNDERSTUDY_AUDIO_URL", "{elevateai}", "{audio}"):
        assert name in text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_programs_too(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C gives 130, SIGTERM does the same, and nothing goes on running."""
    code = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    line = ("--scenario", "elevateai/happy", "--time", "poll", "--", sys.executable, "-c", code)
    process = subprocess.Popen([sys.executable, "-m", "understudy.cli", "rehearse", *line], stderr=subprocess.PIPE)
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
        assert process.poll() is None
    process.send_signal(number)
    _, said = process.communicate(timeout=60)

    assert (process.returncode, said) == (130, b"interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_an_interrupt_keeps_what_had_finished_and_a_second_one_changes_nothing(tmp_path: Path) -> None:
    """One scenario has failed, the other goes on for ever and is worth no finding."""
    code = (
        "import os, signal, time\n"
        "if os.environ['UNDERSTUDY_SCENARIO'] == 'elevateai/happy': raise SystemExit(1)\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "time.sleep(600)\n"
    )
    process = subprocess.Popen(
        [
            sys.executable, "-m", "understudy.cli", "rehearse", "--scenario", "elevateai/happy", "--scenario",
            "elevateai/never_ends", "--jobs", "1", "--time", "poll", "--results", str(tmp_path / "r"), "--junit",
            str(tmp_path / "j"), "--", sys.executable, "-c", code,
        ],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    shown, said = process.communicate(timeout=60)

    assert (process.returncode, first) == (130, "interrupted\n")
    assert "past-deadline" not in shown + said
    assert "Traceback" not in said
    assert [each["scenario"] for each in results(tmp_path / "r")] == ["elevateai/happy"]
    assert len(list(ElementTree.parse(tmp_path / "j").getroot().iter("testcase"))) == 1


def test_the_line_that_plays_it_again_does_so(tmp_path: Path) -> None:
    """With the folder, the recording, the expectation and the command of then."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.yaml").write_text("vendor: scriptix\ntitle: Mine\nsource: ours\nadvice: none\n")
    (tmp_path / "mine.wav").write_bytes(RECORDING.read_bytes() + b"\0\0")
    found = rehearse(
        "--scenarios", str(tmp_path / "own"), "--scenario", "scriptix/mine", "--audio", str(tmp_path / "mine.wav"),
        "--seed", "5", "--time", "poll", "--expect", "mine=failure", "--", sys.executable, "-c", "pass",
    )  # fmt: skip
    line = next(each for each in found.stderr.splitlines() if each.startswith("  again: "))
    program, name, *arguments = shlex.split(line.removeprefix("  again: "))
    again = rehearse(*arguments)

    assert (program, name) == ("understudy", "rehearse")
    assert (again.returncode, line in again.stderr) == (1, True)
