"""Markup as a tree, so that nothing from outside can ever become a tag.

Source: ours, on the standard library's element tree, which escapes text and attributes as it writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, tostring

from understudy.contracts.printable import printable


def element(name: str, attributes: Mapping[str, object] | None = None, *children: Element | str | None) -> Element:
    """Return an element. Numbers are rounded to 0.1, text is made printable, a child that is None is left out."""
    made = Element(name, {key: _written(value) for key, value in (attributes or {}).items()})
    for child in children:
        if child is not None:
            _append(made, child)
    return made


def _append(parent: Element, child: Element | str) -> None:
    if isinstance(child, Element):
        parent.append(child)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + printable(child)
    else:
        parent.text = (parent.text or "") + printable(child)


def _written(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else printable(str(value))


def html(root: Element) -> str:
    """Return the tree as HTML."""
    return tostring(root, encoding="unicode", method="html")
