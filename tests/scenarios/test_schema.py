"""The JSON Schema for editors: current, and as strict as the reader where a form can be."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema_rs
import pytest

from understudy.contracts import Document
from understudy.scenarios import library
from understudy.scenarios.schema import as_text, schema


def test_the_file_is_what_the_form_says() -> None:
    """`understudy scenarios --schema > scenarios/scenario.schema.json` writes it anew."""
    shipped = files("understudy.scenarios").joinpath("scenario.schema.json").read_text(encoding="utf-8")

    assert shipped == as_text()
    assert json.loads(shipped)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("name", list(library()))
def test_every_scenario_that_ships_is_valid(name: str) -> None:
    """An editor finds nothing to complain of."""
    document = Document.read(files("understudy.scenarios").joinpath(f"{name}.yaml"))

    assert jsonschema_rs.Draft202012Validator(schema()).is_valid(document.value)


@pytest.mark.parametrize(
    "change",
    [{"vendor": "acme"}, {"titel": "x"}, {"needs": "car"}, {"script": {"stay": {"processing": "soon"}}},
     {"expect": {"outcome": "fine"}}, {"faults": [{"operation": "x", "respond": 200}]}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_what_has_not_the_form_is_marked(change: dict[str, object]) -> None:
    """Unknown vendors, fields and words, and spans that are none."""
    form = jsonschema_rs.Draft202012Validator(schema())
    good = {"vendor": "elevateai", "title": "A test", "source": "ours", "advice": "none"}

    assert form.is_valid(good)
    assert not form.is_valid(good | change)
