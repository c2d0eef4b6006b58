"""What clients of Marsview put on the wire that only one dialect understands, replayed byte for byte."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import msgspec
import pytest
from wire.marsview_clients import IN_A_DIALECT
from wire.specimen import Specimen
from wire.stage import Stage
from wire.test_recorded_bytes import replay, unmet

from understudy.fakes.marsview.dialect import Dialect
from understudy.fakes.server import StandIns


def breaches(stage: Stage) -> list[str]:
    """Return whatever breaks the contract in an answer; in a request that is refused, something may."""
    return [finding for finding in stage.findings() if ": reply: " in finding]


IDS = [specimen.name for _, specimen in IN_A_DIALECT]


@pytest.mark.parametrize(("dialect", "specimen"), IN_A_DIALECT, ids=IDS)
def test_a_recorded_request_is_answered_in_its_dialect(
    stand_ins: StandIns, credential: str, dialect: Dialect, specimen: Specimen
) -> None:
    """In the dialect of its time the client finds what it reads, and the answer keeps the contract."""
    stage = Stage(stand_ins, specimen.vendor, credential)
    chosen = {"marsview": msgspec.structs.asdict(dialect)}
    url = f"{stand_ins.addresses.control}/tenants/{quote(credential, safe='')}/dialect"
    assert httpx.put(url, json=chosen, trust_env=False).status_code == 200

    answer = replay(stage, specimen)

    assert unmet(specimen.need, answer) == []
    assert breaches(stage) == []


@pytest.mark.parametrize(("dialect", "specimen"), IN_A_DIALECT, ids=IDS)
def test_the_same_request_is_refused_by_default(
    stand_ins: StandIns, credential: str, dialect: Dialect, specimen: Specimen
) -> None:
    """Without its dialect it is not served: there is no such path, or no good token."""
    stage = Stage(stand_ins, specimen.vendor, credential)

    assert dialect != Dialect()
    assert replay(stage, specimen).status in (403, 404)
    assert breaches(stage) == []
