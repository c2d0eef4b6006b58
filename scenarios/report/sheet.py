"""A drawing that grows downwards, row by row, over one axis of time.

Source: ours.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from understudy.contracts.element import element
from understudy.contracts.printable import shortened
from understudy.scenarios.report.axis import Axis

WIDTH, LEFT, RIGHT = 1120.0, 144.0, 1108.0
LETTER = 6.9
"""width of a letter of the pictures' font; a wide one, as the reader's font is not known"""
LABEL_LETTERS_MAX = 19


class Sheet:
    """What is drawn so far, in three layers: under the rows, the rows, over them."""

    def __init__(self, start_s: float, end_s: float) -> None:
        """Begin a sheet for what is between two moments, in virtual seconds."""
        self.axis = Axis(start_s, end_s, LEFT, RIGHT)
        self.under, self.rows, self.over = (element("g") for _ in range(3))
        self.height = 6.0

    def row(self, height: float, label: str = "", hint: str = "") -> float:
        """Add a row with a label at its left, and return its middle. `hint` shows when the label is pointed at."""
        middle = self.height + height / 2
        self.height += height
        if label:
            tip = element("title", {}, hint) if hint else None
            written = shortened(label, LABEL_LETTERS_MAX)
            self.rows.append(
                element("text", {"class": "label", "x": LEFT - 10, "y": middle + 4}, written, tip),
            )
        return middle

    def draw(self, *drawn: Element) -> None:
        """Draw on the rows."""
        self.rows.extend(drawn)

    def picture(self, label: str) -> Element:
        """Return the whole drawing, with its axis below. `label` is what it says to those who cannot see it."""
        foot = self.height + 4
        whole = element(
            "svg",
            {"class": "picture", "role": "img", "aria-label": label, "viewBox": f"0 0 {WIDTH:g} {foot + 20:g}"},
            self.under,
            self.rows,
            self.over,
        )
        for at_s, text in self.axis.labels():
            x = self.axis.x(at_s)
            self.under.insert(0, element("path", {"class": "grid", "d": f"M{x:g} 4V{foot:g}"}))
            whole.append(element("text", {"class": "tick", "x": x, "y": foot + 14}, text))
        return whole


def width(text: str) -> float:
    """Return how much room a text takes, on the safe side."""
    return len(text) * LETTER
