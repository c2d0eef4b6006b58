"""Plays scenarios for tests: with the reference client or with one of the clients beside this file, in this process."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from harness import RECORDING

from understudy.cli.company import Company, company
from understudy.cli.recording_link import link_to
from understudy.cli.reference import Reference
from understudy.fakes.tenant import Settings
from understudy.scenarios import Library
from understudy.scenarios.rehearsal import faketime
from understudy.scenarios.rehearsal.command import Command
from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.rehearsal.part import Performer
from understudy.scenarios.rehearsal.recording import Recording
from understudy.scenarios.rehearsal.rehearsal import Rehearsal

CLIENTS = Path(__file__).with_name("clients")
INTERPRETERS = {".py": sys.executable, ".mjs": "node", ".sh": "sh"}
SPEED = 120.0
SEED = 7


def program(name: str) -> list[str]:
    """Return the command line of one of the clients."""
    return [INTERPRETERS[Path(name).suffix], str(CLIENTS / name)]


def need_faketime() -> None:
    """Skip the test where libfaketime is missing; fail where it must not be."""
    if not faketime.is_installed():
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("install faketime")


@contextlib.contextmanager
def troupe(seed: int = SEED, *folders: Path) -> Iterator[Company]:
    """Yield stand-ins of their own, so that the same scenario can be played by several clients at once.

    `folders` hold scenarios beside those that ship.
    """
    recording = Recording.read(RECORDING)
    settings = Settings(seed=seed, fetch_links=True, scenario_folders=folders)
    with (
        link_to(recording.path) as link,
        httpx.Client(timeout=60, trust_env=False) as http,
        company(settings, recording, link, http) as found,
    ):
        yield found


def play(crew: Company, performer: Performer, name: str) -> Evidence:
    """Play one scenario."""
    scenario = Library(crew.settings.scenario_folders)[name]
    with crew.stage_for(scenario) as stage:
        return Rehearsal(performer, crew.settings.seed, {}).play(name, scenario, stage, lambda _: None)


def played_by(client: str, name: str, speed: float | None = SPEED) -> Evidence:
    """Let one of the clients play one scenario, on stand-ins of its own."""
    with troupe() as crew:
        return play(crew, Command(program(client), speed), name)


def reference(crew: Company) -> Reference:
    """Return the reference client."""
    return Reference(crew.stage.http)
