"""`understudy rehearse`: the whole main job, as a user would run it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import understudy.scenarios
from understudy.contracts import vendor


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "understudy.cli", "rehearse", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def played() -> subprocess.CompletedProcess[str]:
    """One rehearsal without arguments."""
    return rehearse()


def test_it_exits_0_when_all_went_as_documented(played: subprocess.CompletedProcess[str]) -> None:
    """Nothing is said on standard error."""
    assert (played.returncode, played.stderr) == (0, "")


@pytest.mark.parametrize("name", ["elevateai", "marsview", "scriptix"])
def test_every_vendor_ends_well_and_badly(played: subprocess.CompletedProcess[str], name: str) -> None:
    """The table has a good end and the failure of each vendor."""
    table = played.stdout[played.stdout.index("statuses seen") :]
    good = {end for each in vendor(name).lifecycles.values() for end, row in each.rows.items() if row.ends == "well"}

    assert any(end in table for end in good)
    assert {"elevateai": "processingFailed", "marsview": "AIRDOW002", "scriptix": "SESSION_NOT_FOUND"}[name] in table


def test_statuses_pass_line_by_line(played: subprocess.CompletedProcess[str]) -> None:
    """Where there is no terminal every change of status is a plain line with its virtual time."""
    lines = [line for line in played.stdout.splitlines() if line.startswith("scriptix   upload ")]

    assert [line.split()[2] for line in lines] == ["queued", "processing", "completed", "completed"]
    assert "\x1b" not in played.stdout


def test_the_sidecars_words_come_back(played: subprocess.CompletedProcess[str]) -> None:
    """The transcript fetched begins with the words that stand beside the recording."""
    assert "Harbour Travel, good morning" in played.stdout


def test_ones_own_file_is_sent(tmp_path: Path) -> None:
    """--audio sends that file, with the words beside it."""
    recording = Path(understudy.scenarios.__file__).with_name("recordings") / "call.wav"
    (tmp_path / "mine.wav").write_bytes(recording.read_bytes())
    (tmp_path / "mine.txt").write_text("Anna: Is this thing on?\nBert: It is.\n")

    played = rehearse("--audio", str(tmp_path / "mine.wav"))

    assert played.returncode == 0
    assert "Is this thing on?" in played.stdout


def test_a_file_that_is_no_audio_does_not_go_as_documented(tmp_path: Path) -> None:
    """A recording that cannot be read makes the rehearsal exit 1 and say why."""
    (tmp_path / "notes.txt").write_text("nothing to hear")

    played = rehearse("--audio", str(tmp_path / "notes.txt"))

    assert played.returncode == 1
    assert "expected transcribed" in played.stderr


@pytest.mark.parametrize("arguments", [("--audio", "nowhere.wav"), ("--fast",), ("extra",)], ids=" ".join)
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    """A file that is not there, an unknown option and an extra argument are wrong usage."""
    assert rehearse(*arguments).returncode == 2
