"""YAML read strictly: a refusal names the file, the line, the reason and, for a misspelt key, the nearest known one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from understudy.contracts import Document, DocumentError, nearest


class Wheel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of a file's form."""

    spokes: int


class Bell(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of a file's form that may be left out."""

    sound: Annotated[str, msgspec.Meta(pattern="^[a-z]+$")] = "ring"
    loudness: int = 1


class Bicycle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file's form."""

    colour: str
    wheels: tuple[Wheel, ...] = ()
    bell: Bell | None = None
    lamp: Annotated[str, msgspec.Meta(pattern="^[a-z]+$")] | int | None = None


REFUSALS = {
    "a key given twice": ("colour: red\ncolour: blue\n", "bike.yaml:2: the key 'colour' is given twice"),
    "a misspelt key": ("colour: red\nwheel: []\n", "bike.yaml:2: unknown key 'wheel': did you mean 'wheels'?"),
    "a misspelt key deep down": (
        "colour: red\nwheels:\n  - spokes: 36\n  - spoke: 36\n    spokes: 3\n",
        "bike.yaml:4: wheels.1: unknown key 'spoke': did you mean 'spokes'?",
    ),
    "a key like none": ("colour: red\nxyz: 1\n", "bike.yaml:2: unknown key 'xyz'"),
    "a wrong type": (
        "colour: red\nwheels:\n  - spokes: many\n",
        'bike.yaml:3: wheels.0.spokes: "many" is not of type "integer"',
    ),
    "a misspelt key of one of several things": (
        "colour: red\nbell: {sond: ring}\n",
        "bike.yaml:2: bell: unknown key 'sond': did you mean 'sound'?",
    ),
    "a wrong type in one of several things": (
        "colour: red\nbell:\n  loudness: very\n",
        'bike.yaml:3: bell.loudness: "very" is not of type "integer"',
    ),
    "a wrong form of one of several things": (
        "colour: red\nlamp: LED\n",
        'bike.yaml:2: lamp: "LED" does not match "^[a-z]+$"',
    ),
    "none of several things": (
        "colour: red\nlamp: []\n",
        "bike.yaml:2: lamp: [] is not valid under any of the schemas listed in the 'anyOf' keyword",
    ),
    "a missing key": ("\nwheels: []\n", 'bike.yaml:2: "colour" is a required property'),
    "a list for a key": ("colour: red\n? [wheels]\n: 1\n", "bike.yaml:2: a key must be a word"),
    "nothing": ("", 'bike.yaml:1: null is not of type "object"'),
    "two documents": ("colour: red\n---\ncolour: red\n", "bike.yaml:2: but found another document"),
    "a foreign tag": (
        "colour: red\nwheels: !!python/name:os.system x\n",
        "bike.yaml:2: could not determine a constructor for the tag 'tag:yaml.org,2002:python/name:os.system'",
    ),
}


@pytest.mark.parametrize(("text", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_names_file_line_and_reason(text: str, refusal: str) -> None:
    """What cannot be accepted is refused at the line where it stands."""
    with pytest.raises(DocumentError) as caught:
        Document(text, "bike.yaml").convert(Bicycle)

    assert refusal == str(caught.value)


@pytest.mark.parametrize(
    ("text", "start"),
    [("wheels: [\n", "bike.yaml:2: "), ("a: b: c\n", "bike.yaml:1: "), ("a: \x00\n", "bike.yaml:1: not YAML: ")],
    ids=["never closed", "two colons", "a NUL"],
)
def test_what_is_not_yaml_is_refused(text: str, start: str) -> None:
    """A file that is not YAML is refused in the same form, whatever the parser says."""
    with pytest.raises(DocumentError) as caught:
        Document(text, "bike.yaml")

    assert str(caught.value).startswith(start)


@pytest.mark.parametrize("content", [None, b"colour: \xff\n"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A missing file and one that is not UTF-8 are refused like any other."""
    path = tmp_path / "bike.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DocumentError, match=r"bike\.yaml:1: cannot be read: "):
        Document.read(path)


def test_a_file_is_named_by_the_end_of_its_path(tmp_path: Path) -> None:
    """Messages name the file and the two folders around it, wherever the package lies."""
    path = tmp_path / "contracts" / "acme" / "lifecycle.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("colour: red\n", encoding="utf-8")

    assert Document.read(path).file == "contracts/acme/lifecycle.yaml"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: off\nyes: no\n", {"on": "off", "yes": "no"}),
        ("is: true\nisnt: false\n", {"is": True, "isnt": False}),
        ("since: 2024-01-01\n", {"since": "2024-01-01"}),
        ("200: fine\nnull: nothing\ntrue: yes\n", {"200": "fine", "null": "nothing", "true": "yes"}),
    ],
    ids=["on and off", "booleans", "a date", "keys that look like something else"],
)
def test_words_stay_words(text: str, value: object) -> None:
    """Only `true` and `false` are booleans, no date is made up, and a key is always a word."""
    assert Document(text, "x.yaml").value == value


@pytest.mark.parametrize(
    ("path", "line"),
    [(["colour"], 1), (["wheels", 1, "spokes"], 4), (["wheels", 9, "spokes"], 2), (["colour", "deeper"], 1), ([], 1)],
    ids=["a key", "deep down", "nearest parent", "below a word", "the whole"],
)
def test_a_path_has_a_line(path: list[str | int], line: int) -> None:
    """The line of a value is that of its key or list item; of what is not there, that of its nearest parent."""
    text = "colour: red\nwheels:\n  - spokes: 36\n  - {spokes: 28}\n"

    assert Document(text, "x.yaml").line(path) == line


def test_a_good_file_is_taken_as_it_is() -> None:
    """What fits the form becomes it."""
    bicycle = Document("colour: red\nwheels: [{spokes: 36}]\n", "x.yaml").convert(Bicycle)

    assert bicycle == Bicycle("red", (Wheel(36),))


@pytest.mark.parametrize(
    ("word", "near"),
    [("procesed", ["processed", "processing"]), ("zzz", [])],
    ids=["misspelt", "like none"],
)
def test_the_nearest_words_come_first(word: str, near: list[str]) -> None:
    """A misspelt word finds its likes, best first; a word like none finds nothing."""
    assert nearest(word, {"processing", "processed", "declared"}) == near
