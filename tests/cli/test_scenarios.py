"""`understudy scenarios`: a name and a title a line, everything as JSON, or the schema; and `explain --scenario`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from understudy.cli.main import main
from understudy.scenarios import library
from understudy.scenarios.schema import as_text

OWN = "vendor: scriptix\ntitle: One of my own\nsource: ours\nadvice: none\nscript: {stay: {processing: 20s}}\n"


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, list(arguments))


def told(*arguments: str) -> list[dict[str, Any]]:
    """Return what `--json` prints."""
    done = run("scenarios", "--json", *arguments)
    assert done.exit_code == 0
    found: list[dict[str, Any]] = json.loads(done.stdout)["scenarios"]
    return found


def test_a_line_is_a_name_and_a_title() -> None:
    """Two blanks or more between them; nothing else is printed."""
    lines = run("scenarios").stdout.splitlines()

    assert [line.split("  ", 1)[0] for line in lines] == list(library())
    assert [line.split("  ", 1)[1].strip() for line in lines] == [each.title for each in library().values()]


def test_one_vendor_can_be_chosen() -> None:
    """The others are left out."""
    names = [line.split()[0] for line in run("scenarios", "--vendor", "marsview").stdout.splitlines()]

    assert names == [name for name in library() if name.startswith("marsview/")]


def test_json_tells_everything() -> None:
    """Each with its name, what it needs and what is expected, and whatever its file says, in the file's words."""
    found = {each["name"]: each for each in told()}

    assert set(found) == set(library())
    assert found["scriptix/not_found"] == {
        "name": "scriptix/not_found", "vendor": "scriptix", "needs": None,
        "title": "The session vanishes in the middle of polling (404)",
        "source": '003_cabc99013b70539f.txt, "Session Not Found"',
        "advice": "Take 404 as the end of the wait, say so, and do not go on polling.",
        "lifecycle": "upload",
        "script": {"vanish": {"in": "processing"}},
        "expect": {"outcome": "not_found", "code": "SESSION_NOT_FOUND", "message": None},
    }  # fmt: skip
    assert found["elevateai/token_revoked_midway"]["faults"] == [
        {"operation": "*", "while": status, "respond": {"status": 401, "body": "vendor"}}
        for status in ("processing", "processed")
    ]
    assert found["elevateai/chat"]["needs"] == "chat"


def test_the_schema_is_printed_as_it_ships() -> None:
    """To the last byte, so that the output can be kept as a file."""
    assert run("scenarios", "--schema").stdout == as_text()


def test_a_folder_of_ones_own_is_listed(tmp_path: Path) -> None:
    """Beside what ships."""
    (tmp_path / "mine.yaml").write_text(OWN)

    assert {each["name"] for each in told("--scenarios", str(tmp_path))} == {*library(), "scriptix/mine"}


def test_a_bad_file_is_named_with_its_line(tmp_path: Path) -> None:
    """Wrong usage exits 2."""
    (tmp_path / "mine.yaml").write_text(OWN.replace("advice", "advise"))
    done = run("scenarios", "--scenarios", str(tmp_path))

    assert (done.exit_code, done.stdout) == (2, "")
    assert "mine.yaml:4: unknown key 'advise': did you mean 'advice'?" in " ".join(done.stderr.split())


def test_a_scenario_is_explained() -> None:
    """By its short name or its whole one; the steps with their times, the faults, and what is expected."""
    short, whole = (run("explain", "scriptix", "--scenario", name) for name in ("not_found", "scriptix/not_found"))

    assert short.stdout == whole.stdout
    assert short.stdout.startswith("scriptix/not_found: The session vanishes in the middle of polling (404)\n")
    assert "TIMELINE\n      0.0s  new, for 0.0s\n" in short.stdout


def test_seed_and_length_count() -> None:
    """Another seed, or a longer recording, has other delays."""
    texts = [
        run("explain", "scriptix", "--scenario", "happy", *more).stdout
        for more in ([], ["--seed", "1"], ["--audio-s", "3600"], ["--seed", "0"])
    ]

    assert len(set(texts)) == 3
    assert texts[0] == texts[3]


def test_it_can_be_had_as_a_diagram() -> None:
    """In Mermaid's language, for a page that draws it."""
    assert run("explain", "marsview", "--scenario", "lanes_apart", "--mermaid").stdout.startswith(
        "gantt\n    title marsview/lanes_apart\n"
    )


def test_a_scenario_of_ones_own_is_explained(tmp_path: Path) -> None:
    """It is played by the same engine."""
    (tmp_path / "mine.yaml").write_text(OWN)

    assert "processing, for 20.0s" in run(
        "explain", "scriptix", "--scenario", "mine", "--scenarios", str(tmp_path)
    ).stdout  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["scriptix", "--scenario", "not_fund"], "no scenario 'scriptix/not_fund': did you mean scriptix/not_found"),
        (["scriptix", "--scenario", "marsview/happy"], "marsview/happy is no scenario of scriptix"),
        (["scriptix", "--scenario", "happy", "--markdown"], "--markdown is the page of a vendor"),
    ],
    ids=["misspelt", "another vendor's", "as a page"],
)
def test_what_cannot_be_explained_is_told(arguments: list[str], reason: str) -> None:
    """On standard error, with what there is; the exit code is 2."""
    done = run("explain", *arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert reason in " ".join(done.stderr.split())
