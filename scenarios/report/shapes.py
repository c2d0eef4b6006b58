"""The shapes and hatchings that all pictures of a page share, defined once.

Source: ours.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from understudy.contracts.element import element
from understudy.scenarios.report.mark import KINDS


def shapes() -> Element:
    """Return the shapes that every picture of a page uses, drawn nowhere themselves."""
    marks = [
        element(
            "g",
            {"id": kind.name},
            element("path", {"class": "hit", "d": "M-4-8H4V8H-4Z"}),
            element("path", {"class": "outlined" if kind.outlined else "solid", "d": kind.path}),
        )
        for kind in KINDS
    ]
    cross = element("path", {"id": "cross", "class": "stroke", "d": "M-2.5-2.5 2.5 2.5M-2.5 2.5 2.5-2.5"})
    bolt = element("path", {"id": "bolt", "d": "M2-7-5 1.5H-.5L-2 7 5-1.5H.5Z"})
    patterns = [_hatch("hatch", 7), _hatch("wait-hatch", 5)]
    return element(
        "svg", {"class": "shapes", "aria-hidden": "true"}, element("defs", {}, *patterns, *marks, cross, bolt)
    )


def _hatch(name: str, size: int) -> Element:
    place = {
        "id": name,
        "width": size,
        "height": size,
        "patternUnits": "userSpaceOnUse",
        "patternTransform": "rotate(45)",
    }
    return element(
        "pattern",
        place,
        element("rect", {"class": f"{name} ground", "width": size, "height": size}),
        element("rect", {"class": f"{name} line", "width": 2.5, "height": size}),
    )
