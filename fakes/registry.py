"""The vendors that have a fake: every folder here that bears the name of a contract.

Source: ours. A fourth vendor is found, not registered.
"""

from __future__ import annotations

import importlib

from understudy.fakes.vendor_app import Translation


def translation(vendor: str) -> Translation:
    """Return the translation of a vendor; its package names it in capitals. Raises ImportError when there is none."""
    package = importlib.import_module(f"understudy.fakes.{vendor}")
    found: Translation = getattr(package, vendor.upper())
    return found
