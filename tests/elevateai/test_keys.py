"""Keys of a declaration: bound without regard to case, null as good as absent, wrong and unknown ones ignored."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from understudy.contracts import vendor
from understudy.contracts.keys import Keys

if TYPE_CHECKING:
    from elevateai.conftest import Account

AUDIO = {"type": "audio", "languageTag": "en-us"}
LINK = "https://files.example/call.wav"
CHAT = {"participants": [{"participant_id": "a"}], "messages": [{"participant_id": "a", "content": "Good morning."}]}
DECLARATION = vendor("elevateai").contract.openapi["components"]["schemas"]["Declaration"]
NAMES = sorted(DECLARATION["properties"])
SPELLINGS: dict[str, dict[str, Any]] = {
    "ElevateAI.py": {"originalfilename": "a.wav", "externalidentifier": "7"},
    "the .NET and Java clients": {"originalFilename": "a.wav", "externalIdentifier": "7"},
    "the docs": {"originalFileName": "a.wav", "externalIdentifier": "7"},
}


@pytest.mark.parametrize("fields", SPELLINGS.values(), ids=SPELLINGS.keys())
@pytest.mark.parametrize("wrong", [["a.wav"], 7, {"name": "a.wav"}], ids=["list", "number", "object"])
def test_every_spelling_is_the_same_field(elevateai: Account, fields: dict[str, Any], wrong: object) -> None:
    """Each client's spelling of the file's name is taken, and held to the field's type like any other."""
    name = next(iter(fields))
    answer = elevateai.call("POST", "", AUDIO | fields | {name: wrong})

    assert elevateai.call("POST", "", AUDIO | fields).status == 201
    assert answer.status == 400
    assert answer.json()["errorMessage"].startswith("originalFileName: ")


@pytest.mark.parametrize("spell", [str.upper, str.lower, str.title, str.swapcase], ids=lambda spell: spell.__name__)
def test_a_declaration_may_be_spelt_in_any_case(elevateai: Account, spell: Any) -> None:
    """All keys in another case declare the same interaction, and the declared parameters tell it as documented."""
    plain = AUDIO | {"downloadUri": LINK, "includeAiResults": True, "vertical": "default"}
    identifier = elevateai.declare(**plain)
    answer = elevateai.call("POST", "", {spell(name): value for name, value in plain.items()})
    other = answer.json()["interactionIdentifier"]

    assert elevateai.get(other)["status"] == elevateai.get(identifier)["status"] == "declared"
    assert elevateai.get(other, "") == elevateai.get(identifier, "") | {"identifier": other}


def test_a_text_is_found_under_any_spelling(elevateai: Account) -> None:
    """What is asked for and said in a declaration counts later, too: its words and its wish for CX AI."""
    answer = elevateai.call("POST", "", {"TYPE": "chat", "languagetag": "en", "Chat": CHAT, "INCLUDEAIRESULTS": True})
    identifier = answer.json()["interactionIdentifier"]
    elevateai.watch(identifier)

    assert answer.status == 201
    assert elevateai.call("GET", f"/{identifier}/ai").status == 200
    assert elevateai.call("GET", f"/{identifier}/transcript").status == 404


def test_a_missing_field_is_named_as_documented(elevateai: Account) -> None:
    """A refusal names the contract's spelling, whatever the client wrote beside it."""
    answer = elevateai.call("POST", "", {"Type": "audio", "LANGUAGE": "en"})

    assert (answer.status, answer.json()["errorMessage"][:13]) == (400, "languageTag: ")


NULLS: dict[str, dict[str, None]] = {
    "AsyncClient.py": {"downloadUri": None},
    "Client.py": {"downloadUrl": None},
    "ElevateAI.py": {"originalfilename": None, "externalidentifier": None, "downloadUri": None},
    "the .NET client": {"transcript": None, "chat": None, "downloadUri": None, "vertical": None},
}


@pytest.mark.parametrize("fields", NULLS.values(), ids=NULLS.keys())
def test_null_is_as_good_as_absent(elevateai: Account, fields: dict[str, None]) -> None:
    """Declared with each client's nulls, an interaction is what it is without them."""
    one, other = elevateai.declare(), elevateai.declare(**fields)

    assert elevateai.get(other)["status"] == "filePendingUpload"
    assert elevateai.get(other, "") == elevateai.get(one, "") | {"identifier": other}


@pytest.mark.parametrize("name", ["type", "languageTag"])
def test_a_required_field_of_null_is_missing(elevateai: Account, name: str) -> None:
    """Null does not stand for a field that has to be there."""
    answer = elevateai.call("POST", "", AUDIO | {name: None})

    assert (answer.status, answer.json()["errorMessage"].partition(":")[0]) == (400, name)


@pytest.mark.parametrize("order", [0, 1], ids=["null first", "null last"])
def test_null_beside_another_spelling_is_nothing(elevateai: Account, order: int) -> None:
    """Of two spellings, the one that says something counts, in whichever order they come."""
    pairs = [("downloadUri", LINK), ("downloaduri", None)]
    identifier = elevateai.declare(**dict(pairs if order else pairs[::-1]))

    assert elevateai.get(identifier, "")["downloadUri"] == LINK


@pytest.mark.parametrize("name", ["downloadUrl", "downloadURL", "downloadurl"])
def test_the_links_wrong_name_is_ignored(elevateai: Account, name: str) -> None:
    """Two vendor clients send `downloadUrl`; such an interaction waits for a file."""
    identifier = elevateai.declare(**{name: LINK})

    assert elevateai.get(identifier)["status"] == "filePendingUpload"
    assert elevateai.get(identifier, "")["downloadUri"] is None


@pytest.mark.parametrize("tag", ["en-us", "en-US", "EN-US", "En", "es-419", "pt-BR", "JA", "auto"])
def test_a_language_is_taken_in_any_case(elevateai: Account, tag: str) -> None:
    """A language tag's case does not matter, and it is told as it was given."""
    assert elevateai.get(elevateai.declare(languageTag=tag), "")["languageTag"] == tag


@settings(max_examples=200, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(NAMES))
def test_no_spelling_of_a_documented_key_is_unknown(data: st.DataObject, name: str) -> None:
    """Whichever letters are capital, the key folds to the contract's own."""
    capital = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    spelt = "".join(letter.upper() if up else letter.lower() for letter, up in zip(name, capital, strict=True))
    keys = Keys(DECLARATION)

    assert keys.fold({spelt: 1}) == {name: 1}
    assert keys.unknown({name: 1}) == []


def test_only_schemas_that_say_so_are_spelt_freely() -> None:
    """Without `x-case-insensitive` a key in another case is another key, as JSON has it."""
    plain = {name: value for name, value in DECLARATION.items() if name != "x-case-insensitive"}

    assert Keys(plain).fold({"TYPE": 1}) == {"TYPE": 1}
    assert Keys(plain).unknown({"TYPE": 1, "type": 2, "x": None}) == ["TYPE"]


@pytest.mark.parametrize("body", [None, [], "type", 1, [{"TYPE": 1}]], ids=repr)
def test_what_is_no_object_is_left_alone(body: object) -> None:
    """Folding changes objects only; everything else is for the check to refuse."""
    assert Keys(DECLARATION).fold(body) == body


def test_every_order_of_unequal_spellings_says_the_last() -> None:
    """Two spellings that both say something are one key given twice: the last counts."""
    for order in itertools.permutations([("TYPE", "a"), ("type", "b"), ("Type", "c")]):
        assert Keys(DECLARATION).fold(dict(order)) == {"type": order[-1][1]}
