"""Clients that each do one thing wrong, in four languages: each is told exactly that, and nothing else."""

from __future__ import annotations

import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from rehearse.runner import CLIENTS, INTERPRETERS, SPEED, need_faketime, played_by

from understudy.scenarios.rehearsal.evidence import Evidence
from understudy.scenarios.verdict.rules import RULES

BAD = {
    "polls_every_second.py": ("elevateai/happy", "poll-too-fast"),
    "polls_after_the_end.py": ("elevateai/processing_failed", "poll-after-end"),
    "ignores_retry_after.mjs": ("scriptix/rate_limited", "ignored-retry-after"),
    "constant_under_429.py": ("elevateai/quota_reached", "no-backoff"),
    "declares_again.py": ("elevateai/happy", "duplicate-submit"),
    "declares_anew_after_upload_failed.py": ("elevateai/upload_failed_once", "wrong-redo"),
    "fetches_without_waiting.py": ("elevateai/happy", "fetch-too-early"),
    "never_fetches.sh": ("elevateai/happy", "never-fetched"),
    "takes_unknown_for_success.py": ("elevateai/unknown_status", "unknown-as-success"),
    "reports_success_on_failure.py": ("elevateai/processing_failed", "wrong-outcome"),
    "never_gives_up.py": ("scriptix/never_ends", "past-deadline"),
    "keeps_the_expired_token.py": ("marsview/token_expires", "stale-token"),
    "sends_a_forbidden_value.py": ("elevateai/happy", "contract-violation"),
    "puts_the_key_in_the_url.mjs": ("scriptix/happy", "secret-in-url"),
}
SPEEDS = {"keeps_the_expired_token.py": 300.0, "constant_under_429.py": 20.0}
"""nothing but the first one's patience takes long; on a busy machine the second one's pauses would seem to grow"""
AT_ONCE = 4


@pytest.fixture(scope="module")
def played() -> dict[str, Future[Evidence]]:
    """Every bad client in its scenario, several at once: they mostly sleep."""
    need_faketime()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return {
            client: pool.submit(played_by, client, name, SPEEDS.get(client, SPEED))
            for client, (name, _) in BAD.items()
            if shutil.which(INTERPRETERS[Path(client).suffix])
        }


@pytest.mark.parametrize("client", BAD)
def test_a_bad_client_is_told_exactly_what_it_does(played: dict[str, Future[Evidence]], client: str) -> None:
    """One finding of one rule, however many bad habits could be read into the rest."""
    if client not in played:
        pytest.skip(f"install {INTERPRETERS[Path(client).suffix]}")
    evidence = played[client].result()

    assert [each.rule for each in evidence.result.findings] == [BAD[client][1]], evidence.performance.output
    assert evidence.result.verdict == "fail"


def test_every_rule_has_its_bad_client() -> None:
    """No rule goes untried, and no client is forgotten."""
    helpers = {"wire.py", "interaction.py", "session.py", "good.py"}

    assert {rule for _, rule in BAD.values()} == {rule.name for rule in RULES}
    assert {path.name for path in CLIENTS.iterdir() if path.is_file()} == {*BAD, *helpers}


@pytest.mark.parametrize("client", BAD)
def test_a_bad_client_is_short(client: str) -> None:
    """Whoever reads it sees at once what is wrong."""
    assert len((CLIENTS / client).read_text().splitlines()) <= 40
