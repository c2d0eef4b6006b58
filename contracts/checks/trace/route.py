"""Which operation a recorded URL is, whatever stands before the vendor's own path.

Source: ours; the paths are each vendor's `openapi.yaml`.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from understudy.contracts import Operation, Vendor

_VARIABLE = re.compile(r"\{([^{}]+)\}")


class Route(NamedTuple):
    """An operation, and the variable segments of its path by their names."""

    operation: Operation
    values: dict[str, str]


class Routes:
    """The operations of one vendor, found by method and URL."""

    def __init__(self, vendor: Vendor) -> None:
        """Read the paths; of two that fit, the one with fewer variables counts."""
        operations = sorted(vendor.contract.operations.values(), key=lambda each: len(_VARIABLE.findall(each.path)))
        self._forms = [(each, *_form(each.path)) for each in operations]

    def find(self, method: str, url: str) -> Route | None:
        """Return what a URL leads to; None where no operation has such a path. A proxy's prefix is passed over."""
        path = urlsplit(url).path.removesuffix("/")
        for operation, pattern, names in self._forms:
            if operation.method == method.upper() and (found := pattern.search(path)):
                return Route(operation, dict(zip(names, map(unquote, found.groups()), strict=True)))
        return None


def _form(path: str) -> tuple[re.Pattern[str], list[str]]:
    """Return what a path must end in, and the names of its variables."""
    literals = [re.escape(text) for text in _VARIABLE.split(path)[::2]]
    return re.compile("([^/]+)".join(literals).removesuffix("/") + r"\Z"), _VARIABLE.findall(path)
