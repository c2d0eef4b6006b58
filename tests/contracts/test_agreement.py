"""The rooms agree: the same vendors and the same words wherever they are spelt out."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from understudy.client.vendor import vendors as clients
from understudy.contracts import vendor, vendor_names
from understudy.fakes.registry import translation
from understudy.scenarios import library

NO_VENDORS = {
    "contracts": {"checks"},
    "fakes": {"control", "faults", "testing"},
    "scenarios": {"recordings", "rehearsal", "report", "verdict"},
}


def folders(room: str) -> set[str]:
    """Return the vendors that have a folder in a room."""
    found = {each.name for each in files(f"understudy.{room}").iterdir() if each.is_dir()}
    return {name for name in found if not name.startswith(("_", "."))} - NO_VENDORS.get(room, set())


def test_every_vendor_is_in_every_room() -> None:
    """A vendor is a contract, a fake, a client module and scenarios; whoever adds one of them adds all."""
    names = set(vendor_names())

    assert names == folders("contracts")
    assert names == folders("fakes")
    assert names == folders("scenarios")
    assert names == set(clients())
    assert names == {name.partition("/")[0] for name in library()}


CLOCKS = {
    "fakes": {"clock.py", "testing/sleep_patch.py"},
    "client": {"clock.py"},
    "scenarios": {"rehearsal/command.py"},
    "cli": {"tenant_clock.py"},
    "contracts": {"checks/calls/pace.py"},
}
"""room -> where real time is read or waited for, and, for a test, where sleeping is patched"""
TIME_AND_CHANCE = re.compile(r"^\s*(?:import|from) (time|random|secrets)\b", re.MULTILINE)


@pytest.mark.parametrize("room", CLOCKS)
def test_time_and_chance_have_their_modules(room: str) -> None:
    """Nobody else looks at a clock, sleeps, or draws."""
    root = Path(str(files(f"understudy.{room}").joinpath("__init__.py"))).parent
    found = {
        str(path.relative_to(root)): set(TIME_AND_CHANCE.findall(path.read_text(encoding="utf-8")))
        for path in root.rglob("*.py")
    }

    assert {name for name, names in found.items() if "time" in names} == CLOCKS[room]
    chance = {name for name, names in found.items() if names & {"random", "secrets"}}
    assert chance == {"fakes": {"draw.py"}, "client": {"clock.py"}}.get(room, set())


@pytest.mark.parametrize("name", vendor_names())
def test_a_folder_bears_its_vendors_name(name: str) -> None:
    """What a vendor's folder holds says that it is this vendor's."""
    assert (name, name) == (vendor(name).name, translation(name).vendor.name)


@pytest.mark.parametrize("name", vendor_names())
def test_every_status_of_a_contract_is_in_its_openapi_file(name: str) -> None:
    """The words that an answer may show are those of the lifecycles, no more and no less."""
    schemas = vendor(name).contract.openapi["components"]["schemas"]
    enums = [schema.get("properties", {}).get("status", {}).get("enum", []) for schema in schemas.values()]

    assert set(vendor(name).statuses) in [set(words) for words in enums]


@pytest.mark.parametrize(("name", "count"), [("elevateai", 13), ("marsview", 3), ("scriptix", 5)])
def test_no_documented_status_is_lost(name: str, count: int) -> None:
    """There are ElevateAI's thirteen, Marsview's three, and Scriptix's four with the `new` before them."""
    assert len(vendor(name).statuses) == count
