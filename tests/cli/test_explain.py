"""`understudy explain`: a vendor's contract on standard output."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from understudy.cli.main import main
from understudy.contracts import vendor, vendor_names
from understudy.contracts.explain import markdown, mermaid, text


def test_it_runs_as_a_command() -> None:
    """The command prints what the vendor documents, and exits 0."""
    command = [sys.executable, "-m", "understudy.cli", "explain", "elevateai"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=30, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip("\n") == text(vendor("elevateai"))


@pytest.mark.parametrize("name", vendor_names())
@pytest.mark.parametrize(
    ("option", "show"),
    [([], text), (["--mermaid"], mermaid), (["--markdown"], markdown)],
    ids=["text", "mermaid", "markdown"],
)
def test_each_form_can_be_had(name: str, option: list[str], show: object) -> None:
    """Text, the diagram alone, or the page under docs/vendors, to the last byte and with one final line break."""
    done = CliRunner().invoke(main, ["explain", name, *option])

    assert callable(show)
    assert (done.exit_code, done.stdout) == (0, show(vendor(name)).rstrip("\n") + "\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["acme"], "'acme' is not one of 'elevateai', 'marsview', 'scriptix'"),
        ([], "Missing argument 'VENDOR'"),
        (["elevateai", "--mermaid", "--markdown"], "choose one of --mermaid and --markdown"),
    ],
    ids=["an unknown vendor", "no vendor", "two forms"],
)
def test_wrong_usage_exits_2(arguments: list[str], reason: str) -> None:
    """What cannot be explained is told on standard error with what there is."""
    done = CliRunner().invoke(main, ["explain", *arguments])

    assert (done.exit_code, done.stdout) == (2, "")
    assert reason in " ".join(done.stderr.split())


def test_the_rooms_can_be_found() -> None:
    """The command itself lists its rooms, and its version is that of the package."""
    done = CliRunner().invoke(main, ["--help"])

    assert done.exit_code == 0
    assert {"serve", "rehearse", "explain"} <= set(done.stdout.split())
