"""What known clients put on the wire, replayed byte for byte, is answered as each of them needs it."""

from __future__ import annotations

import pytest
from wire.raw import Answer, exchange, exchange_expecting
from wire.specimen import Need, Specimen, at, mismatch
from wire.specimens import SPECIMENS
from wire.stage import AUDIO, Stage

from understudy.contracts import vendor_names
from understudy.fakes.server import StandIns

SPECIMENS_MIN = 40


def replay(stage: Stage, specimen: Specimen) -> Answer:
    """Send a specimen as its client does: a client that asks for 100 Continue waits for it."""
    head, body = stage.fill(specimen.head, specimen.body)
    if b"expect: 100-continue" in head.lower():
        return exchange_expecting(stage.url, head, body)
    return exchange(stage.url, [head + body], method=head.partition(b" ")[0].decode())


def unmet(need: Need, answer: Answer) -> list[str]:
    """Return whatever in the answer is not as the client needs it."""
    if (answer.status, answer.media_type) != (need.status, need.media_type):
        return [f"{answer.status} {answer.media_type!r}: {answer.content[:300]!r}"]
    if wrong := [name for name, wanted in need.headers.items() if mismatch(answer.headers.get(name), wanted)]:
        return [f"{name} is {answer.headers.get(name)}" for name in wrong]
    if need.media_type != "application/json":
        return [] if bool(answer.content) == bool(need.media_type) else [f"the body is {answer.content[:300]!r}"]
    body = answer.json()
    wrong = [f"{path} is {at(body, path)!r}" for path, wanted in need.reads.items() if mismatch(at(body, path), wanted)]
    return wrong + [f"{key} is there" for key in need.lacks if key in body]


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda specimen: specimen.name)
def test_a_recorded_request_is_answered_as_its_client_needs(
    stand_ins: StandIns, credential: str, specimen: Specimen
) -> None:
    """The status is exact, JSON is called JSON, and every key that the client reads is there with its type."""
    stage = Stage(stand_ins, specimen.vendor, credential)

    answer = replay(stage, specimen)

    assert unmet(specimen.need, answer) == []
    job = next(reversed(list(stage.tenant.jobs)), None)
    if specimen.need.leaves:
        assert job is not None
        assert job.status(stage.tenant.clock.now()) == specimen.need.leaves
    if specimen.need.takes_file:
        assert job is not None
        assert job.media is not None
        assert job.media.size_bytes == len(AUDIO)
    assert stage.findings() == []


def test_every_vendor_has_its_clients() -> None:
    """There are forty specimens and more, no two with one name, and some for every vendor."""
    names = [specimen.name for specimen in SPECIMENS]

    assert len(names) == len(set(names)) >= SPECIMENS_MIN
    assert {specimen.vendor for specimen in SPECIMENS} == set(vendor_names())
