"""Provenance: how sure we are, and where it comes from."""

from __future__ import annotations

import pytest

from understudy.contracts import Provenance, Sureness


@pytest.mark.parametrize(
    ("text", "provenance"),
    [
        ("documented: the status page", Provenance(Sureness.DOCUMENTED, "the status page")),
        ("observed: [wire]: seen there", Provenance(Sureness.OBSERVED, "[wire]: seen there")),
        ("assumed:  by symmetry ", Provenance(Sureness.ASSUMED, "by symmetry")),
    ],
    ids=["documented", "observed", "assumed"],
)
def test_a_provenance_is_a_word_and_a_source(text: str, provenance: Provenance) -> None:
    """What stands before the first colon says how sure we are, the rest is the source."""
    assert Provenance.parse(text) == provenance


@pytest.mark.parametrize("text", ["", "documented", "documented:", "documented:x", "documented: ", "guessed: x", "x"])
def test_anything_else_is_refused(text: str) -> None:
    """A word of another kind, or none, or no source, is a ValueError that shows the form."""
    with pytest.raises(ValueError, match="write 'documented: SOURCE', 'observed: "):
        Provenance.parse(text)
