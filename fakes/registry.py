"""The vendors that have a fake: every folder here that bears the name of a contract.

Source: ours. A fourth vendor is found, not registered.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from understudy.fakes.translation import Translation  # which needs tenants, and they need the vendors


def translation(vendor: str) -> Translation:
    """Return the translation of a vendor; its package names it in capitals. Raises ImportError when there is none."""
    package = importlib.import_module(f"understudy.fakes.{vendor}")
    found: Translation = getattr(package, vendor.upper())
    return found
