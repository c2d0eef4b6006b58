"""The names of the scenarios that ship, for `@pytest.mark.parametrize`.

Source: ours.
"""

from __future__ import annotations

from understudy.contracts import nearest, vendor_names
from understudy.scenarios import library


def scenarios(vendor: str | None = None) -> list[str]:
    """Return the names of a vendor's scenarios, `elevateai/processing_failed`, or everybody's, in alphabetical order.

    Raises ValueError for a vendor that there is not.
    """
    if vendor is not None and vendor not in vendor_names():
        near = nearest(vendor, vendor_names())
        meant = f"did you mean {near[0]}?" if near else f"choose from {', '.join(vendor_names())}"
        raise ValueError(f"no vendor {vendor!r}: {meant}")
    return [name for name in library() if vendor in (None, name.partition("/")[0])]
