"""How to read the pictures.

Source: ours.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from understudy.contracts.element import element
from understudy.scenarios.report.mark import KINDS

LOOKS = (
    ("waits", "waits for the client"),
    ("moves0", "on its way"),
    ("good", "✓ ends well"),
    ("bad", "✗ ends badly"),
    ("odd", "? undocumented word"),
    ("gone", "vanished, or deleted"),
    ("moves1 planned", "still to come"),
)


def legend() -> Element:
    """Return a block that folds."""
    bars = [
        _item(element("rect", {"class": f"bar {look}", "x": -13, "y": -7, "width": 26, "height": 14, "rx": 2}), text)
        for look, text in LOOKS
    ]
    marks = [
        _item(element("use", {"class": "mark", "href": f"#{kind.name}"}), f"{kind.name}: {kind.means}")
        for kind in KINDS
    ]
    others = [
        _item(
            element(
                "g",
                {},
                *(
                    element("use", {"class": "mark bad", "href": f"#{name}", "x": x, "y": y})
                    for name, x, y in (("poll", 0, 0), ("cross", 5, -5))
                ),
            ),
            "refused, or no answer",
        ),
        _item(element("path", {"class": "slow", "d": "M-12 0H12"}), "waits for its answer"),
        _item(element("use", {"class": "fault", "href": "#bolt"}), "fault of the scenario"),
        _item(
            element("rect", {"class": "wait", "x": -13, "y": -6, "width": 26, "height": 12}), "Retry-After: stay away"
        ),
        _item(
            element(
                "g",
                {},
                element("circle", {"class": "ring", "r": 7}),
                element("use", {"class": "mark", "href": "#poll"}),
            ),
            "proves a finding",
        ),
    ]
    groups = [element("ul", {}, *group) for group in (bars, marks, others)]
    note = element(
        "p",
        {},
        "Time runs from left to right and is the vendor's, that is virtual. Point at anything to see what it is.",
    )
    return element("details", {"class": "legend"}, element("summary", {}, "How to read the pictures"), note, *groups)


def _item(drawn: Element, text: str) -> Element:
    sample = element("svg", {"class": "sample", "viewBox": "-15 -10 30 20", "aria-hidden": "true"}, drawn)
    return element("li", {}, sample, text)
