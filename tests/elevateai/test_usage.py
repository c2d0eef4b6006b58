"""Usage, readable on the control port: every declaration is a request, only what was processed is billed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import httpx
import jsonschema_rs
import pytest

from understudy.contracts import Document, vendor
from understudy.fakes.control.app import control_app
from understudy.fakes.elevateai import account

if TYPE_CHECKING:
    from elevateai.conftest import Account

ASKED = {"includeAiResults": True}
NOTHING = {"interactions": 0, "audio_hours": 0, "cx_ai_hours": 0, "cx_ai_words": 0}
CONTROL = Document.read(files("understudy.fakes.control").joinpath("control.yaml")).value


def usage(elevateai: Account, key: str = "tester") -> Any:
    """Return what GET /tenants/{tenant}/usage says, after holding it to its description."""

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(control_app(elevateai.caller.tenants))
        async with httpx.AsyncClient(transport=transport, base_url="http://control") as client:
            return await client.get(f"/tenants/{key}/usage")

    found = asyncio.run(get()).json()["usage"]["elevateai"]
    schema = {"$ref": "#/components/schemas/Usage", "components": CONTROL["components"]}
    jsonschema_rs.validate(schema, found)
    return found


def chat(words: int) -> dict[str, Any]:
    """Return the fields of a chat with so many words, over two messages."""
    said = [" ".join(["word"] * count) for count in (words // 2, words - words // 2)]
    messages = [{"participant_id": "a", "content": content} for content in said]
    return {"type": "chat", "chat": {"participants": [{"participant_id": "a"}], "messages": messages}}


def transcript(words: int) -> dict[str, Any]:
    """Return the fields of a transcript with so many words, said by two."""
    share = {"phrases": ["word"] * (words // 2)}
    rest = {"phrases": ["word"] * (words - words // 2)}
    return {"type": "transcript", "transcript": {"participantOne": share, "participantTwo": rest}}


def test_at_first_nothing_is_used(elevateai: Account) -> None:
    """A new tenant has used nothing; the month is that of its clock."""
    month = datetime.fromtimestamp(elevateai.tenant.clock.now(), UTC).strftime("%Y-%m")

    assert usage(elevateai) == {"month": month, "requests": 0, "monthly_quota": 0, "billed": NOTHING}


def test_every_declaration_is_a_request(elevateai: Account) -> None:
    """Declared, failed and deleted interactions are requests, and none of them is billed."""
    elevateai.speak(monthly_quota=9)
    elevateai.tenant.clock.advance_to(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    elevateai.declare()
    elevateai.call("DELETE", f"/{elevateai.declare()}")
    elevateai.play("script: {fail: processing_failed}")
    identifier = elevateai.declare(**ASKED)
    elevateai.upload(identifier)
    elevateai.watch(identifier)

    assert usage(elevateai) == {"month": "2031-01", "requests": 3, "monthly_quota": 9, "billed": NOTHING}


def test_processed_audio_is_billed_by_its_length(elevateai: Account, audio: Callable[[float], bytes]) -> None:
    """Hours of transcription for every recording, hours of CX AI for those that asked for it."""
    elevateai.tenant.clock.advance_to(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    elevateai.processed(audio(36))
    elevateai.processed(audio(18), **ASKED)
    elevateai.processed(audio(18), INCLUDEAIRESULTS=True)

    assert usage(elevateai)["billed"] == {
        "interactions": 3,
        "audio_hours": 0.02,
        "cx_ai_hours": 0.01,
        "cx_ai_words": 0,
    }


@pytest.mark.parametrize("fields", [chat, transcript], ids=lambda fields: fields.__name__)
@pytest.mark.parametrize(
    ("words", "billed"), [(1, 1000), (999, 1000), (1000, 1000), (1001, 2000), (2500, 3000)], ids=str
)
def test_texts_are_billed_in_thousands_of_words(
    elevateai: Account, fields: Callable[[int], dict[str, Any]], words: int, billed: int
) -> None:
    """Words of a chat or transcript with CX AI are rounded up to the next thousand."""
    elevateai.processed(**fields(words), **ASKED)

    assert usage(elevateai)["billed"] == NOTHING | {"interactions": 1, "cx_ai_words": billed}


def test_each_text_is_rounded_by_itself(elevateai: Account) -> None:
    """Two chats of a few words are two thousand; a third without CX AI is none."""
    elevateai.tenant.clock.advance_to(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    elevateai.processed(**chat(2), **ASKED)
    elevateai.processed(**transcript(2), **ASKED)
    elevateai.processed(**chat(2))

    assert usage(elevateai)["billed"] == NOTHING | {"interactions": 3, "cx_ai_words": 2000}


def test_what_all_say_counts_where_no_one_is_named(elevateai: Account) -> None:
    """A transcript with `allParticipants` alone has their words; beside the two it is not counted again."""
    elevateai.tenant.clock.advance_to(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    said = {"allParticipants": {"phrases": ["word"] * 1500}}
    elevateai.processed(type="transcript", transcript=said, **ASKED)
    both = said | {"participantOne": {"phrases": ["word"] * 900}, "participantTwo": {"phrases": ["word"]}}
    elevateai.processed(type="transcript", transcript=both, **ASKED)

    assert usage(elevateai)["billed"]["cx_ai_words"] == 2000 + 1000


def test_a_deletion_gives_nothing_back(elevateai: Account) -> None:
    """An interaction that was processed stays billed; one that was deleted before it was is not."""
    elevateai.tenant.clock.advance_to(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    elevateai.call("DELETE", f"/{elevateai.processed()}")
    early = elevateai.declare()
    elevateai.upload(early)
    elevateai.call("DELETE", f"/{early}")
    elevateai.tenant.clock.advance(86_400)

    assert (usage(elevateai)["requests"], usage(elevateai)["billed"]["interactions"]) == (2, 1)


def test_a_month_bills_what_it_processed(elevateai: Account) -> None:
    """Declared in January and processed in February: January's request, and February's bill."""
    elevateai.tenant.clock.advance_to(datetime(2031, 1, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    identifier = elevateai.declare()
    elevateai.upload(identifier)
    january = usage(elevateai)
    elevateai.watch(identifier)
    february = usage(elevateai)

    assert [(each["month"], each["requests"], each["billed"]["interactions"]) for each in (january, february)] == [
        ("2031-01", 1, 0),
        ("2031-02", 0, 1),
    ]


def test_usage_is_a_tenants_own(elevateai: Account) -> None:
    """Nobody is billed for another, and another vendor's jobs are not ElevateAI's."""
    elevateai.processed(key="tester")
    scriptix = vendor("scriptix")
    elevateai.tenant.declare(scriptix, next(iter(scriptix.lifecycles.values())), "a job", b"{}")

    assert usage(elevateai)["requests"] == 1
    assert usage(elevateai, "other")["requests"] == 0


def test_asking_moves_nothing(elevateai: Account) -> None:
    """Usage is counted from what happened: asked twice, it says the same, and leaves no trace in the journal."""
    elevateai.processed(**ASKED)
    before = elevateai.tenant.journal.count

    assert usage(elevateai) == usage(elevateai)
    assert elevateai.tenant.journal.count == before
    assert account.usage(elevateai.tenant, elevateai.tenant.clock.now()) == usage(elevateai)
