"""The shell lines of a finding do what its history did."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from understudy.contracts import vendor
from understudy.contracts.checks.calls.curl import curl
from understudy.contracts.checks.calls.exchange import Exchange
from understudy.contracts.checks.calls.material import file_of
from understudy.contracts.checks.calls.rig import rig
from understudy.contracts.checks.target import Options, Target
from understudy.contracts.checks.walks.move import Command, Elapse, Look, Move, Submit, Trespass
from understudy.contracts.checks.walks.walk import Walk

PLAYS: dict[str, tuple[Move, ...]] = {
    "elevateai": (Submit("a", "upload"), Command("a", "upload"), Elapse(to="end"), Look("a")),
    "marsview": (Submit("a", "transaction"), Command("a", "compute"), Elapse(to="end"), Look("a")),
    "scriptix": (Submit("a", "upload"), Command("a", "upload", material="too_short"), Elapse(to="end"), Look("a")),
}
KEY, SECRET = "keys-own-word", "secrets-own-word"


def history(addresses: Mapping[str, str], name: str, play: tuple[Move, ...]) -> tuple[Target, Walk]:
    """Play, and return what was done."""
    target = Target(
        url=addresses[name],
        vendor=vendor(name),
        key=KEY,
        secret=SECRET,
        other_key="another",
        control=addresses["control"],
    )
    with rig(target, Options()) as shared:
        return target, Walk(shared).play(play)


@pytest.mark.parametrize("name", PLAYS)
def test_the_lines_show_the_same_as_the_history(addresses: Mapping[str, str], name: str, tmp_path: Path) -> None:
    """Run by a shell, the last line prints the answer that the last exchange had."""
    if missing := [each for each in ("bash", "curl", "jq") if not shutil.which(each)]:
        if os.environ.get("CI"):
            pytest.fail(f"not installed: {', '.join(missing)}")
        pytest.skip(f"not installed: {', '.join(missing)}")
    target, walk = history(addresses, name, PLAYS[name])
    for material in ("sound", "unreadable", "too_short"):
        file = file_of(material, None)
        (tmp_path / file.name).write_bytes(file.content)
    last = walk.history[-1]
    assert isinstance(last, Exchange)

    variables = {"KEY": KEY, "SECRET": SECRET, "USER_ID": "understudy"}
    script = "\n".join(curl(walk.history, target))
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, env={**os.environ, **variables},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    poll = target.vendor.protocol.poll
    word = (last.body["data"]["enableModels"][0]["state"] if poll.lanes else last.body)["status"]
    assert f'"{word}"' in done.stdout.splitlines()[-1]
    assert f'"{word}"' not in "".join(done.stdout.splitlines()[:-1])


@pytest.mark.parametrize("name", PLAYS)
def test_nothing_secret_is_in_a_history_or_its_lines(addresses: Mapping[str, str], name: str) -> None:
    """Keys, secrets and tokens are named, never shown."""
    foreign = tuple(Trespass("a", operation) for operation in (vendor(name).protocol.poll.operation,))
    target, walk = history(addresses, name, PLAYS[name] + foreign)

    told = repr(walk.history) + "\n".join(curl(walk.history, target))
    tokens = [token.value for token in walk.sender.tokens.values()]
    for secret in (KEY, SECRET, "another", *tokens):
        assert secret not in told
