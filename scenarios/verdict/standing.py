"""What a status word says of a job, read off the vendor's lifecycles.

Source: ours; the words and their ends stand in each vendor's `lifecycle.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from understudy.contracts import Vendor

Standing = Literal["running", "well", "badly", "gone", "unknown"]
"""`gone`: the vendor knows of no such job; `unknown`: a word that the vendor does not document"""


class Words:
    """One vendor's status words. A word is an end where every row that shows it ends."""

    def __init__(self, vendor: Vendor) -> None:
        """Read the rows of all lifecycles; a word may be shown by several."""
        rows = [(each.shown(name), row) for each in vendor.lifecycles.values() for name, row in each.rows.items()]
        moving = {word for word, row in rows if not row.ends}
        bad = {word for word, row in rows if row.ends == "badly"}
        self._standings: dict[str, Standing] = {
            word: "running" if word in moving else "badly" if word in bad else "well" for word, _ in rows if word
        }
        self._redo = {word for word, row in rows if row.redo}

    def standing(self, words: Iterable[str]) -> Standing:
        """Return what the words of all lanes say together: the least settled decides, then the worst."""
        found: set[Standing] = {self._standings.get(word, "unknown") for word in words}
        order: tuple[Standing, ...] = ("unknown", "running", "badly", "well")
        return next(each for each in order if each in found)

    def has_good_end(self, words: Iterable[str]) -> bool:
        """Say whether one of these words is the good end."""
        return any(self._standings.get(word) == "well" for word in words)

    def has_redo(self, words: Iterable[str]) -> bool:
        """Say whether the vendor documents a way out of the end that one of these words is."""
        return any(word in self._redo for word in words)
