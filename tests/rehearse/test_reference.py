"""The reference client in virtual time: nothing to find in the whole library, and the same bytes each time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rehearse.runner import play, reference, troupe

from understudy.cli.company import Company
from understudy.scenarios import library
from understudy.scenarios.rehearsal.evidence import Evidence

AT_ONCE = 4


def all_played(crew: Company) -> dict[str, tuple[Evidence, bytes]]:
    """Play the library; return evidence and journal by scenario. Digests of links hang on a port, so they go."""

    def one(name: str) -> tuple[Evidence, bytes]:
        evidence = play(crew, reference(crew), name)
        return evidence, crew.stage.tenant(name).journal_bytes()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(library(), pool.map(one, library()), strict=True))


@pytest.fixture(scope="module")
def twice() -> list[dict[str, tuple[Evidence, bytes]]]:
    """The whole library, played twice on servers of the same seed that share one recording's link."""
    played: list[dict[str, tuple[Evidence, bytes]]] = []
    for _ in range(2):
        with troupe() as crew:
            played.append(all_played(crew))
    return played


DOWN = """
vendor: scriptix
title: Out of reach for a while, and slow
source: ours
advice: wait
faults:
  - {operation: createSession, delay: 8s}
  - {operation: getSession, calls: [2], refuse: 20s}
  - {operation: getResult, drip: {bytes: 400, every: 1s}}
"""


@pytest.mark.parametrize("name", library())
def test_the_reference_client_triggers_no_finding(twice: list[dict[str, tuple[Evidence, bytes]]], name: str) -> None:
    """It is what a correct client does."""
    evidence, _ = twice[0][name]

    assert (evidence.result.verdict, evidence.result.findings) == ("pass", ()), evidence.performance.output


@pytest.mark.parametrize("name", [name for name, each in library().items() if each.needs != "link"])
def test_the_same_seed_gives_the_same_journal(twice: list[dict[str, tuple[Evidence, bytes]]], name: str) -> None:
    """Bit for bit, whatever else was played at the same time. (A link's digest hangs on the port that serves it.)"""
    assert twice[0][name][1] == twice[1][name][1]


def test_a_port_that_is_shut_shuts_out_nobody_else(tmp_path: Path) -> None:
    """The scenario is played with stand-ins of its own, and real time opens the port again."""
    (tmp_path / "down.yaml").write_text(DOWN)
    with troupe(7, tmp_path) as crew:
        evidence = play(crew, reference(crew), "scriptix/down")

        assert crew.stage.tenant("scriptix/down").state()["exchanges"] == 0
    assert evidence.result.verdict == "pass", evidence.performance.output
    assert [each.fault.split()[0] for each in evidence.exchanges if each.fault] == ["delay", "refuse", "drip"]
