"""The page on writing a scenario: its example loads, and no field is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from understudy.contracts import Document
from understudy.scenarios import Expect, FaultRule, Scenario, Script, load
from understudy.scenarios.fault_rule import Alter, Respond

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the pages are not part of what is installed")


def test_the_example_is_a_scenario() -> None:
    """Whoever copies it has one that loads."""
    examples = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert [load(Document(each, "example.yaml")).vendor for each in examples] == ["elevateai"]


@pytest.mark.parametrize("kind", [Scenario, Script, FaultRule, Expect, Respond, Alter], ids=lambda kind: kind.__name__)
def test_every_field_is_told(kind: type[Scenario]) -> None:
    """A field that is added to the form is added to the page."""
    words = set(re.findall(r"\w+", PAGE.read_text(encoding="utf-8")))

    assert set(kind.__struct_encode_fields__) - words == set()
