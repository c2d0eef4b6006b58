"""The shell lines of a finding do what its history did."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from understudy.contracts import vendor
from understudy.contracts.checks.calls.curl import curl
from understudy.contracts.checks.calls.exchange import Exchange, Passage
from understudy.contracts.checks.calls.material import file_of
from understudy.contracts.checks.calls.pace import Waited
from understudy.contracts.checks.rig import rig
from understudy.contracts.checks.target import Options, Target
from understudy.contracts.checks.walks.move import Command, Elapse, Look, Material, Move, Submit, Trespass
from understudy.contracts.checks.walks.walk import Walk

PLAYS: dict[str, tuple[Move, ...]] = {
    "elevateai": (Submit("a", "upload"), Command("a", "upload"), Elapse(to="end"), Look("a")),
    "marsview": (Submit("a", "transaction"), Command("a", "compute"), Elapse(to="end"), Look("a")),
    "scriptix": (Submit("a", "upload"), Command("a", "upload", material="too_short"), Elapse(to="end"), Look("a")),
}
KEY, SECRET = "keys-own-word", "secrets-own-word"


def history(
    addresses: Mapping[str, str], name: str, play: tuple[Move, ...], link: str | None = None
) -> tuple[Target, Walk]:
    """Play, and return what was done."""
    target = Target(
        url=addresses[name],
        vendor=vendor(name),
        key=KEY,
        secret=SECRET,
        other_key="another",
        control=addresses["control"],
        link=link,
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


LINK = "http://127.0.0.1:9/calls/call.wav?X-Amz-Signature=5f4dcc3b5aa765d6"


@pytest.mark.parametrize("material", ["sound", "link_expired", "unreadable"])
@pytest.mark.parametrize("name", PLAYS)
def test_a_link_that_was_given_is_not_shown(addresses: Mapping[str, str], name: str, material: Material) -> None:
    """A presigned one lets anybody in: it is named, and the job knows the real one, as it may be repeated."""
    jobs = vendor(name).protocol.jobs
    ways = [(each, n, way) for each, form in jobs.items() for n, way in enumerate(form.submit) if "link" in way.takes]
    lifecycle, number, way = ways[0]
    target, walk = history(addresses, name, (Submit("a", lifecycle, number, material), Look("a")), LINK)
    sent = [step for step in walk.history if isinstance(step, Exchange) and step.operation]
    (submit,) = [each for each in sent if each.operation and each.operation.id == way.operation]
    lines = curl(walk.history, target)

    assert "5f4dcc3b5aa765d6" not in repr(walk.history) + "\n".join(lines)
    variable = {"link_expired": "EXPIRED_LINK", "unreadable": "UNREADABLE_LINK"}.get(material, "LINK")
    assert f"{{{variable.lower()}}}" in submit.json.values()
    assert any(f'"${variable}"' in line for line in lines)
    assert "5f4dcc3b5aa765d6" in repr(walk.jobs["a"].declared)


def test_a_link_of_our_own_is_shown(addresses: Mapping[str, str]) -> None:
    """It leads to this machine, and says what was asked for."""
    _, walk = history(addresses, "elevateai", (Submit("a", "download"),))

    assert any("http://127.0.0.1" in repr(step.json) for step in walk.history if isinstance(step, Exchange))


def test_the_key_of_the_control_url_is_sent_where_there_is_one() -> None:
    """Named, not shown; without one there is no header."""
    passage = Passage(60.0, "60 s pass", "POST", "http://127.0.0.1:1/tenants/{key}/clock", {"advance_s": 60.0})
    without = Target(
        url="http://127.0.0.1:2/v1", vendor=vendor("elevateai"), key=KEY, secret=SECRET, other_key="another",
        control="http://127.0.0.1:1",
    )  # fmt: skip

    line = curl([passage], replace(without, control_key="controls-own-word"))[-1]
    assert '-H "Authorization: Bearer $CONTROL_KEY"' in line
    assert "controls-own-word" not in line
    assert "Authorization" not in curl([passage], without)[-1]


def test_what_was_waited_is_slept() -> None:
    """Whatever the words are in which it is told."""
    target = Target(url="http://127.0.0.1:2/v1", vendor=vendor("elevateai"), key=KEY, secret=SECRET, other_key="x")

    assert curl([Passage(2.5, "a while passes", waited_s=2.5)], target)[-1] == "sleep 2.5"
    assert curl([Waited(0.0).elapse(5.0)], target)[-1] == "sleep 0"
